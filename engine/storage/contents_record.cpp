#include "storage/contents_record.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <system_error>
#include <thread>

#include "storage/store_folder.h"

namespace agora::storage {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kWord = "agora-contents";
constexpr std::string_view kTable = "MANIFEST-";
/// A reader may come while a writer is at it.
constexpr int kAttempts = 5;

std::uint64_t hash_of(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::string hexadecimal(std::uint64_t number) {
  char digits[17];
  const auto end = std::to_chars(digits, digits + 16, number, 16).ptr;
  return {digits, end};
}

std::optional<std::string> contents_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

std::string line_of(const ContentsRecord& record) {
  std::string line = std::string(kWord) + ' ' + record.table + ' ' + std::to_string(record.bytes) + ' ' +
                     hexadecimal(record.hash);
  return line + ' ' + hexadecimal(hash_of(line));
}

std::optional<ContentsRecord> parse(const std::string& text) {
  std::istringstream in(text);
  std::string word, hash;
  ContentsRecord record;
  if (!(in >> word >> record.table >> record.bytes >> hash)) return std::nullopt;
  std::from_chars(hash.data(), hash.data() + hash.size(), record.hash, 16);
  // Behind the line may be what is left of a longer one.
  const std::string line = line_of(record) + '\n';
  return text.starts_with(line) ? std::optional(record) : std::nullopt;
}

std::uint64_t number_of(std::string_view table) {
  std::uint64_t number = 0;
  if (table.starts_with(kTable)) {
    std::from_chars(table.data() + kTable.size(), table.data() + table.size(), number);
  }
  return number;
}

/// The name of the table of contents that is in use; empty if that cannot be read.
std::string table_in_use(const fs::path& folder) {
  std::string name = contents_of(data_folder(folder) / "CURRENT").value_or("");
  while (name.ends_with('\n')) name.pop_back();
  return name.find('/') == std::string::npos ? name : "";
}

void write(const fs::path& folder, const ContentsRecord& record) {
  const std::string line = line_of(record) + '\n';
  const fs::path path = contents_file(folder);
  struct stat around {};
  const mode_t mode = ::stat(folder.c_str(), &around) == 0 ? around.st_mode & 0640 : 0600;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  (void)::fchmod(file, mode);
  // One write within one page: who is killed leaves the old line or the new one.
  if (::pwrite(file, line.data(), line.size(), 0) != static_cast<ssize_t>(line.size())) {
    (void)::ftruncate(file, 0);
  }
  ::close(file);
}

Error damaged(const fs::path& folder, const std::string& file, const std::string& why) {
  return Error(ErrorCategory::Corrupt, "",
               "the table of contents of the database " + folder.string() + " is damaged: " + why + " (data/" +
                   file + "), so what was committed last would be missing")
      .with_hint("restore the database from a backup, or save what is left with agora repair");
}

}  // namespace

fs::path contents_file(const fs::path& folder) { return folder / "agora.contents"; }

std::optional<ContentsRecord> read_contents_record(const fs::path& folder) {
  for (int attempt = 1;; ++attempt) {
    const std::optional<std::string> text = contents_of(contents_file(folder));
    if (!text) return std::nullopt;
    const std::optional<ContentsRecord> record = parse(*text);
    if (record || attempt == kAttempts) return record;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

bool contents_record_damaged(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(contents_file(folder), ignored) && !read_contents_record(folder);
}

void write_contents_record(const fs::path& folder) {
  const std::string table = table_in_use(folder);
  const auto bytes = contents_of(data_folder(folder) / table);
  if (!table.empty() && bytes) write(folder, {table, bytes->size(), hash_of(*bytes)});
}

std::optional<Error> contradiction(const fs::path& folder, const ContentsRecord& record) {
  const std::string table = table_in_use(folder);
  if (table.empty()) return std::nullopt;  // Whoever opens it says so.
  if (table != record.table) {
    if (number_of(table) >= number_of(record.table)) return std::nullopt;
    return damaged(folder, "CURRENT", table + " is in use, though there was a later " + record.table);
  }
  const std::optional<std::string> bytes = contents_of(data_folder(folder) / table);
  if (!bytes) return std::nullopt;
  if (bytes->size() < record.bytes) {
    return damaged(folder, table,
                   "of its " + std::to_string(record.bytes) + " bytes only " + std::to_string(bytes->size()) +
                       " are left");
  }
  if (hash_of(std::string_view(*bytes).substr(0, record.bytes)) == record.hash) return std::nullopt;
  return damaged(folder, table, "it is not what was written");
}

void ContentsKeeper::synced(const std::string& table, std::uint64_t bytes, std::uint64_t hash) {
  const std::scoped_lock guard(mutex_);
  last_ = {table, bytes, hash};
  if (started_) write_down();
}

void ContentsKeeper::start() {
  const std::scoped_lock guard(mutex_);
  started_ = true;
  write_down();
}

void ContentsKeeper::write_down() {
  // A new table is not in use before its name is in CURRENT.
  if (!last_.table.empty() && table_in_use(folder_) == last_.table) write(folder_, last_);
}

}  // namespace agora::storage
