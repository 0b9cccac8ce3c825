#include "transfer/output_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>

#include "agora/error.h"
#include "transfer/descriptor.h"
#include "transfer/export_journal.h"

namespace agora::transfer {
namespace fs = std::filesystem;
namespace {

/// Whether the file has exactly these bytes.
bool has_bytes(int folder, const std::string& name, std::string_view bytes) {
  const Descriptor file(::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return false;
  std::string part(64 * 1024, '\0');
  for (;;) {
    const ssize_t count = ::read(file.get(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) return bytes.empty();
    const std::string_view read(part.data(), static_cast<std::size_t>(count));
    if (!bytes.starts_with(read)) return false;
    bytes.remove_prefix(read.size());
  }
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder) : root_(std::move(folder)) {
  std::error_code code;
  const bool made = fs::create_directories(root_, code);
  if (code) fail({}, code.value());
  finish_export(root_);
  const int root = ::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) fail({}, errno);
  open_.push_back({{}, root, made});
}

OutputFolder::~OutputFolder() {
  for (const Pending& file : pending_) {
    if (!file.done) {
      ::unlinkat(open_[static_cast<std::size_t>(file.folder)].descriptor, file.temporary.c_str(), 0);
    }
  }
  for (auto folder = open_.rbegin(); folder != open_.rend(); ++folder) {
    ::close(folder->descriptor);
    // Only an empty one goes.
    if (!committed_ && folder->made) ::rmdir((root_ / folder->path).c_str());
  }
}

void OutputFolder::fail(const fs::path& name, int number) const {
  const fs::path path = name.empty() ? root_ : root_ / name;
  if (number == ELOOP || number == ENOTDIR) {
    throw Error(ErrorCategory::Io, "",
                "cannot write to " + path.string() +
                    ": it is, or lies behind, a symbolic link or something else that is no folder")
        .with_hint("nothing was written; choose another folder");
  }
  throw Error(ErrorCategory::Io, "",
              "cannot write to " + path.string() + ": " + std::generic_category().message(number));
}

int OutputFolder::open_folder(const fs::path& path) {
  const auto known = std::find_if(open_.begin(), open_.end(),
                                  [&](const OpenFolder& each) { return each.path == path; });
  if (known != open_.end()) return static_cast<int>(known - open_.begin());
  const int above = open_[static_cast<std::size_t>(open_folder(path.parent_path()))].descriptor;
  const std::string name = path.filename().string();
  const bool made = ::mkdirat(above, name.c_str(), 0777) == 0;
  if (!made && errno != EEXIST) fail(path, errno);
  const int folder =
      ::openat(above, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (folder < 0) fail(path, errno);
  open_.push_back({path, folder, made});
  return static_cast<int>(open_.size()) - 1;
}

void OutputFolder::write(const fs::path& name, std::string_view bytes) {
  const bool wanders = std::any_of(name.begin(), name.end(), [](const fs::path& part) {
    return part == ".." || part == "." || part.empty();
  });
  if (name.empty() || name.is_absolute() || wanders) {
    throw Error(ErrorCategory::Usage, "",
                "the file " + name.string() + " does not lie within the folder to write to")
        .with_hint("mend the names of files in the manifest");
  }
  const int index = open_folder(name.parent_path());
  const int folder = open_[static_cast<std::size_t>(index)].descriptor;
  const std::string last = name.filename().string();
  struct stat info {};
  mode_t mode = 0666;
  bool exists = ::fstatat(folder, last.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
  if (exists && S_ISLNK(info.st_mode)) fail(name, ELOOP);
  if (exists && !S_ISREG(info.st_mode)) fail(name, S_ISDIR(info.st_mode) ? EISDIR : EINVAL);
  if (exists && static_cast<std::size_t>(info.st_size) == bytes.size() &&
      has_bytes(folder, last, bytes)) {
    ++unchanged_;
    return;
  }
  const std::string temporary =
      "." + last + "." + std::to_string(::getpid()) + "." + std::to_string(pending_.size()) + ".new";
  const Descriptor file(::openat(folder, temporary.c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!file) fail(name, errno);
  pending_.push_back({index, temporary, last});
  if (exists && ::fchmod(file.get(), info.st_mode & 07777) != 0) fail(name, errno);
  if (!write_all(file.get(), bytes) || ::fsync(file.get()) != 0) fail(name, errno);
}

void OutputFolder::commit(const std::function<void()>& step) {
  std::optional<ExportJournal> journal;
  if (pending_.size() > 1) {  // One rename is whole by itself.
    ExportJournal::Entries entries;
    for (const Pending& file : pending_) {
      entries.emplace_back(open_[static_cast<std::size_t>(file.folder)].path / file.name, file.temporary);
    }
    for (const OpenFolder& folder : open_) ::fsync(folder.descriptor);  // First what the journal names.
    journal.emplace(open_.front().descriptor, root_, entries);
  }
  for (Pending& file : pending_) {
    if (step) step();
    const OpenFolder& folder = open_[static_cast<std::size_t>(file.folder)];
    if (::renameat(folder.descriptor, file.temporary.c_str(), folder.descriptor,
                   file.name.c_str()) != 0) {
      fail(folder.path / file.name, errno);
    }
    file.done = true;
    committed_ = true;
  }
  if (step) step();
  committed_ = true;
  for (const OpenFolder& folder : open_) ::fsync(folder.descriptor);
}

}  // namespace agora::transfer
