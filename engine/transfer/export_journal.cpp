#include "transfer/export_journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string_view>
#include <system_error>

#include "agora/error.h"
#include "transfer/descriptor.h"

namespace agora::transfer {
namespace fs = std::filesystem;
namespace {

constexpr const char* kJournal = ".agora-export";
constexpr std::string_view kFirst = "agora-export 1";
constexpr std::string_view kLast = "end";
/// More than any export writes; a larger file is none of ours.
constexpr std::size_t kMostBytes = std::size_t{16} << 20;

Error cannot(const char* what, const fs::path& folder, int number) {
  return Error(ErrorCategory::Io, "",
               std::string("cannot ") + what + " " + folder.string() + ": " +
                   std::generic_category().message(number));
}

Error cannot_finish(const fs::path& folder, int number) {
  return cannot("finish the export that was cut off in", folder, number)
      .with_hint("run the export again, as a user who may write to the folder");
}

bool lock(int file) {
  while (::flock(file, LOCK_EX) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

std::string read_all(int file) {
  std::string bytes;
  std::string part(64 * 1024, '\0');
  while (bytes.size() <= kMostBytes) {
    const ssize_t got = ::read(file, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    bytes.append(part, 0, static_cast<std::size_t>(got));
  }
  return bytes;
}

struct Journal {
  ExportJournal::Entries entries;
  bool whole = false;
};

/// Only what an export writes is believed: names in the folder, and temporary files made of them.
bool believable(const fs::path& name, const std::string& temporary) {
  const bool wanders = std::any_of(name.begin(), name.end(), [](const fs::path& part) {
    return part == ".." || part == "." || part.empty();
  });
  return !name.empty() && !name.is_absolute() && !wanders && temporary.find('/') == std::string::npos &&
         temporary.starts_with("." + name.filename().string() + ".") && temporary.ends_with(".new");
}

Journal parse(std::string_view bytes) {
  std::vector<std::string> words;
  for (std::size_t end; (end = bytes.find('\0')) != std::string_view::npos; bytes.remove_prefix(end + 1))
    words.emplace_back(bytes.substr(0, end));
  Journal journal;
  if (words.empty() || words[0] != kFirst) return journal;
  std::size_t i = 1;
  for (; i + 1 < words.size(); i += 2) {
    if (!believable(words[i], words[i + 1])) return journal;
    journal.entries.emplace_back(words[i], words[i + 1]);
  }
  journal.whole = i + 1 == words.size() && words[i] == kLast && bytes.empty();
  return journal;
}

/// The folder of a name, opened step by step and through no link.
int open_folder(int root, const fs::path& folder) {
  int at = ::openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (const fs::path& part : folder) {
    if (at < 0) return at;
    const int below = ::openat(at, part.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    const int number = errno;
    ::close(at);
    errno = number;
    at = below;
  }
  return at;
}

void finish(int root, const fs::path& path, const Journal& journal) {
  for (const auto& [name, temporary] : journal.entries) {
    const Descriptor folder(open_folder(root, name.parent_path()));
    if (!folder) throw cannot_finish(path, errno);
    const std::string last = name.filename().string();
    const int done = journal.whole ? ::renameat(folder.get(), temporary.c_str(), folder.get(), last.c_str())
                                   : ::unlinkat(folder.get(), temporary.c_str(), 0);
    if (done != 0 && errno != ENOENT) throw cannot_finish(path, errno);
    ::fsync(folder.get());
  }
  if (::unlinkat(root, kJournal, 0) != 0) throw cannot_finish(path, errno);
  ::fsync(root);
}

}  // namespace

ExportJournal::ExportJournal(int root, fs::path folder, const Entries& entries)
    : root_(root),
      file_(::openat(root, kJournal, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666)) {
  const auto fail = [&](int number) {
    if (file_ >= 0) {
      ::unlinkat(root_, kJournal, 0);
      ::close(file_);
    }
    throw cannot("write to", folder, number);
  };
  if (file_ < 0 || !lock(file_)) fail(errno);
  std::string bytes(kFirst);
  bytes += '\0';
  for (const auto& [name, temporary] : entries) {
    bytes += name.string() + '\0';
    bytes += temporary + '\0';
  }
  bytes += kLast;
  bytes += '\0';
  if (!write_all(file_, bytes) || ::fsync(file_) != 0) fail(errno);
  ::fsync(root_);
}

ExportJournal::~ExportJournal() {
  ::unlinkat(root_, kJournal, 0);
  ::fsync(root_);
  ::close(file_);
}

void finish_export(const fs::path& folder) {
  const Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) return;
  const Descriptor file(::openat(root.get(), kJournal, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file && errno == ENOENT) return;
  if (!file || !lock(file.get())) throw cannot_finish(folder, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) throw cannot_finish(folder, errno);
  if (info.st_nlink == 0) return;  // Whoever had the lock has finished.
  finish(root.get(), folder, parse(read_all(file.get())));
}

}  // namespace agora::transfer
