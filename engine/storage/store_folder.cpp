#include "storage/store_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "storage/contents_record.h"
#include "storage/kv_store.h"

namespace agora::storage {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kFormatWord = "agora-database ";

Error not_a_database(const fs::path& folder, std::string_view why) {
  return Error(ErrorCategory::Io, "NotADatabase",
               folder.string() + " is not an Agora database: " + std::string(why));
}

}  // namespace

void sync_path(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) throw io_error("cannot open", path, errno);
  const int result = ::fsync(file);
  const int number = errno;
  ::close(file);
  // Some file systems cannot sync a folder and say EINVAL.
  if (result != 0 && number != EINVAL) throw io_error("cannot make durable", path, number);
}

std::string fingerprint(const fs::path& data, Notice notice) {
  std::vector<std::string> lines;
  std::error_code code;
  for (fs::directory_iterator at(data, code), end; !code && at != end; at.increment(code)) {
    const std::string name = at->path().filename().string();
    const bool log = name.ends_with(".log");
    if (!log && !name.starts_with("MANIFEST")) continue;
    std::error_code ignored;
    const bool sized = !log || notice == Notice::Writes;
    lines.push_back(name + ' ' + (sized ? std::to_string(fs::file_size(at->path(), ignored)) : "") +
                    '\n');
  }
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const auto& line : lines) all += line;
  return all;
}

fs::path format_file(const fs::path& folder) { return folder / "agora.format"; }
/// Where the format is written before it takes its place.
fs::path format_draft(const fs::path& folder) { return folder / "agora.format.new"; }
fs::path lock_file(const fs::path& folder) { return folder / "agora.lock"; }
fs::path data_folder(const fs::path& folder) { return folder / "data"; }
fs::path load_folder(const fs::path& folder) { return folder / "load"; }
fs::path undo_folder(const fs::path& folder) { return folder / "undo"; }

bool holds_nothing(const fs::path& data) {
  std::error_code code;
  for (fs::directory_iterator at(data, code), end; !code && at != end; at.increment(code)) {
    const fs::path& file = at->path();
    std::error_code ignored;
    if (file.extension() == ".sst") return false;
    if (file.extension() == ".log" && fs::file_size(file, ignored) > 0) return false;
  }
  return !code;
}

FolderState inspect_folder(const fs::path& folder) {
  std::error_code code;
  const fs::file_status status = fs::status(folder, code);
  if (status.type() == fs::file_type::not_found) return FolderState::Missing;
  if (code) throw io_error("cannot look at", folder, code.value());
  if (status.type() != fs::file_type::directory)
    throw not_a_database(folder, "it is a file, not a folder");
  if (fs::exists(format_file(folder), code)) return FolderState::Database;

  bool begun = false;
  fs::directory_iterator entries(folder, code);
  if (code) throw io_error("cannot look at", folder, code.value());
  for (const auto& entry : entries) {
    const auto path = entry.path();
    const bool ours =
        path == lock_file(folder) || path == data_folder(folder) || path == load_folder(folder) ||
        path == undo_folder(folder) || path == format_draft(folder) || path == contents_file(folder);
    if (!ours) throw not_a_database(folder, "it holds other files and no agora.format");
    begun = begun || path == data_folder(folder);
  }
  return begun ? FolderState::Begun : FolderState::Missing;
}

void make_folder(const fs::path& folder) {
  // Inside of a database a folder is as open to others as the database's own, which is the owner's
  // to say.
  struct stat around {};
  const bool inside = ::stat(format_file(folder.parent_path()).c_str(), &around) == 0 ||
                      ::stat(lock_file(folder.parent_path()).c_str(), &around) == 0;
  const bool known = inside && ::stat(folder.parent_path().c_str(), &around) == 0;
  const mode_t mode = known ? around.st_mode & 0750 : 0700;
  if (::mkdir(folder.c_str(), mode) == 0 || errno == EEXIST) return;
  const int number = errno;
  if (number == ENOENT) {
    throw Error(
        ErrorCategory::Io, "",
        "cannot make the database " + folder.string() + ": the folder around it does not exist");
  }
  throw io_error("cannot make the database", folder, number);
}

std::uint32_t read_format(const fs::path& folder) {
  std::ifstream file(format_file(folder));
  std::string line;
  std::uint32_t format = 0;
  const bool read = static_cast<bool>(std::getline(file, line)) && line.starts_with(kFormatWord);
  const char* end = line.data() + line.size();
  if (!read || std::from_chars(line.data() + kFormatWord.size(), end, format).ptr != end ||
      format == 0) {
    throw Error(
        ErrorCategory::Corrupt, "",
        "the file " + format_file(folder).string() + " does not say which format the database has")
        .with_hint("restore the file from a backup of the database");
  }
  if (format > kFormatVersion) {
    throw Error(ErrorCategory::FormatTooNew, "",
                "the database " + folder.string() + " has format " + std::to_string(format) +
                    ", and this version of Agora knows formats up to " +
                    std::to_string(kFormatVersion))
        .with_hint("open it with a newer Agora");
  }
  return format;
}

void write_format(const fs::path& folder, std::uint32_t format) {
  const fs::path target = format_file(folder);
  const fs::path draft = format_draft(folder);
  const std::string text = std::string(kFormatWord) + std::to_string(format) + "\n";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw io_error("cannot write", draft, errno);
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  const int number = errno;
  ::close(file);
  if (!written) throw io_error("cannot write", draft, number);
  if (::rename(draft.c_str(), target.c_str()) != 0) throw io_error("cannot write", target, errno);
  sync_path(folder, O_RDONLY | O_DIRECTORY);
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t total = 0;
  std::set<std::pair<dev_t, ino_t>> counted;
  std::error_code code;
  for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end;
       at.increment(code)) {
    struct stat file {};
    if (::lstat(at->path().c_str(), &file) != 0 || !S_ISREG(file.st_mode)) continue;
    if (file.st_nlink > 1 && !counted.emplace(file.st_dev, file.st_ino).second) continue;
    total += static_cast<std::uint64_t>(file.st_size);
  }
  return total;
}

Error io_error(std::string_view attempt, const fs::path& path, int number) {
  Error error(
      ErrorCategory::Io, "",
      std::string(attempt) + " " + path.string() + ": " + std::generic_category().message(number));
  switch (number) {
    case EACCES:
    case EPERM:
    case EROFS:
      return std::move(error).with_hint(
          "check who owns the folder, or open the database read-only");
    case ENOSPC:
    case EDQUOT:
      return std::move(error).with_hint(
          "free some space and try again; what was committed is safe");
    case EMFILE:
    case ENFILE:
      return std::move(error).with_hint("raise the limit of open files (ulimit -n)");
    default:
      return error;
  }
}

Error no_database(const fs::path& folder) {
  return Error(ErrorCategory::Io, "DatabaseNotFound", "there is no database at " + folder.string());
}

}  // namespace agora::storage
