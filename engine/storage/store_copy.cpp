#include "storage/store_copy.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "agora/error.h"
#include "storage/contents_record.h"
#include "storage/kv_store.h"
#include "storage/store_folder.h"

namespace agora::storage {
namespace fs = std::filesystem;
namespace {

/// A writer that rearranges its files all the time is waited for so long.
constexpr auto kPatience = std::chrono::seconds(60);

bool is_table(const fs::path& file) { return file.extension() == ".sst"; }
bool is_log(const fs::path& file) { return file.extension() == ".log"; }

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Removes the folder unless told to keep it.
class Draft {
 public:
  explicit Draft(fs::path path) : path_(std::move(path)) {
    std::error_code ignored;
    fs::remove_all(path_, ignored);  // What an interrupted copy left.
    make_folder(path_);
    make_folder(data_folder(path_));
  }
  ~Draft() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

class Copier {
 public:
  Copier(const fs::path& source, const fs::path& before, const fs::path& draft)
      : source_(data_folder(source)), before_(data_folder(before)), draft_(data_folder(draft)) {
    // Tables have numbers, and only those of one and the same database are never given twice.
    const std::string identity = contents(source_ / "IDENTITY");
    same_database_ = !identity.empty() && identity == contents(before_ / "IDENTITY");
  }

  /// One attempt. False if files moved meanwhile.
  bool copy(StoreCopy& counts) {
    const std::string moment = fingerprint(source_, Notice::Moves);
    record_ = read_contents_record(source_.parent_path());
    counts = {};
    std::error_code code;
    std::vector<fs::path> files;
    for (fs::directory_iterator at(source_, code), end; !code && at != end; at.increment(code)) {
      files.push_back(at->path());
    }
    if (code) throw io_error("cannot look at", source_, code.value());
    remove_others(files);
    // The logs last: what is in them need not be in the tables that were copied before.
    for (const bool logs : {false, true}) {
      for (const fs::path& file : files) {
        if (file.filename() == "LOCK" || is_log(file) != logs) continue;
        if (!copy_file(file, counts)) return false;
      }
    }
    return fingerprint(source_, Notice::Moves) == moment;
  }
  /// What the source said of its table of contents before it was copied.
  const std::optional<ContentsRecord>& record() const { return record_; }

 private:
  void remove_others(const std::vector<fs::path>& files) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(draft_)) {
      const bool wanted = std::any_of(files.begin(), files.end(), [&](const fs::path& file) {
        return file.filename() == entry.path().filename();
      });
      if (!wanted) fs::remove(entry.path(), ignored);
    }
  }

  bool copy_file(const fs::path& file, StoreCopy& counts) {
    const fs::path to = draft_ / file.filename();
    std::error_code code;
    const std::uintmax_t size = fs::file_size(file, code);
    if (code) return false;  // It went away.
    if (is_table(file) && fs::exists(to, code) && fs::file_size(to, code) == size) {
      ++counts.files;  // From the attempt before.
      return true;
    }
    if (is_table(file) && same_database_) {
      const fs::path old = before_ / file.filename();
      if (fs::exists(old, code) && fs::file_size(old, code) == size) {
        fs::create_hard_link(old, to, code);
        if (!code) {
          ++counts.kept_files;
          return true;
        }
      }
    }
    fs::copy_file(file, to, fs::copy_options::overwrite_existing, code);
    if (code == std::errc::no_such_file_or_directory) return false;
    if (code) throw io_error("cannot copy to", to, code.value());
    fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, code);
    sync_path(to, O_RDONLY);
    ++counts.files;
    counts.bytes += size;
    return true;
  }

  fs::path source_, before_, draft_;
  bool same_database_ = false;
  std::optional<ContentsRecord> record_;
};

/// Puts `draft` in the place of `target`, which may be a database already.
void put_in_place(const fs::path& draft, const fs::path& target, bool replaces) {
  if (replaces) {
    if (::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) != 0) {
      throw io_error("cannot replace", target, errno);
    }
    std::error_code ignored;
    fs::remove_all(draft, ignored);
  } else if (::rename(draft.c_str(), target.c_str()) != 0) {
    throw io_error("cannot make", target, errno);
  }
  fs::path parent = fs::absolute(target).parent_path();
  sync_path(parent, O_RDONLY | O_DIRECTORY);
}

}  // namespace

StoreCopy copy_store(const fs::path& source, const fs::path& given_target) {
  const fs::path target = given_target.filename().empty() ? given_target.parent_path() : given_target;
  if (inspect_folder(source) != FolderState::Database) throw no_database(source);
  const std::uint32_t format = read_format(source);
  const bool replaces = inspect_folder(target) == FolderState::Database;
  std::error_code code;
  if (!replaces && fs::exists(target, code) && !fs::is_empty(target, code)) {
    throw Error(ErrorCategory::Io, "", "cannot copy to " + target.string() + ": something is there already");
  }
  if (replaces && fs::equivalent(source, target, code)) {
    throw Error(ErrorCategory::Usage, "", "a database cannot be copied onto itself: " + target.string());
  }
  Draft draft(fs::path(target) += ".new");
  StoreCopy counts;
  Copier copier(source, target, draft.path());
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!copier.copy(counts)) {
    if (std::chrono::steady_clock::now() >= give_up) {
      throw Error(ErrorCategory::Io, "",
                  "cannot copy the database " + source.string() +
                      ": another process rearranges its files all the time")
          .with_hint("try again when it writes less");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (copier.record()) {
    if (std::optional<Error> error = contradiction(draft.path(), *copier.record())) throw std::move(*error);
  }
  write_format(draft.path(), format);
  write_contents_record(draft.path());
  sync_path(data_folder(draft.path()), O_RDONLY | O_DIRECTORY);
  verify_store(draft.path());
  put_in_place(draft.path(), target, replaces);
  draft.keep();
  return counts;
}

}  // namespace agora::storage
