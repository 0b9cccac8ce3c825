// storage/file_faults.h
//
// A disk that goes wrong, for tests: StoreOptions::faults makes the n-th call to it fail, and can
// take away afterwards what no sync had made safe, as a loss of power does.
//
// What is not imitated: a rename is taken as durable at once, and the files agora.format and
// agora.lock are outside of this.
//
// Threads: any.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace agora::storage {

class FileFaults {
 public:
  enum class Call : std::uint8_t { Create, Append, Sync, SyncFolder, Rename, Remove };
  enum class Effect : std::uint8_t {
    IoError,  ///< Call n fails, and all later ones: the disk is gone.
    Once,     ///< Call n fails, later ones work.
    NoSpace,  ///< From call n on whatever needs room fails.
  };

  /// Calls count from 1; 0 lets all of them through, to count them.
  FileFaults(std::uint64_t fail_at, Effect effect) : fail_at_(fail_at), effect_(effect) {}

  /// Takes from the files what was written since their last sync, and files whose folder was not
  /// synced since they were made. Requires: nobody has them open.
  void lose_unsynced();
  std::uint64_t calls() const;
  bool struck() const;

  // For the files' side: before a call, true if it must fail; after it, what it did.
  bool strikes(Call call);
  Effect effect() const noexcept { return effect_; }
  void created(const std::string& file);
  void appended(const std::string& file, std::uint64_t size);
  void synced(const std::string& file);
  void folder_synced(const std::string& folder);
  void renamed(const std::string& from, const std::string& to);
  void removed(const std::string& file);

 private:
  struct File {
    std::uint64_t size = 0;
    std::uint64_t safe = 0;
    bool in_folder = false;  ///< Its name is durable.
  };
  const std::uint64_t fail_at_;
  const Effect effect_;
  mutable std::mutex mutex_;
  std::uint64_t calls_ = 0;
  bool struck_ = false;
  std::map<std::string, File> files_;
};

}  // namespace agora::storage
