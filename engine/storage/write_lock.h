// storage/write_lock.h
//
// Who may write to a folder. The lock is the operating system's, so a process that dies leaves
// none; the file only tells the others who holds it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace agora::storage {

/// Holds the write lock of one folder from construction to destruction. Not inherited by a child
/// process.
class WriteLock {
 public:
  /// Takes the lock of `folder` for `program`, waiting up to `wait` for whoever has it. Throws
  /// Error Locked that names the holder (another process, or this one), Io.
  WriteLock(const std::filesystem::path& folder, const std::string& program,
            std::chrono::milliseconds wait);
  ~WriteLock();
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

  /// Forgets the lock without touching anything: for a child process, which never had it.
  void abandon() noexcept { file_ = -1; }

 private:
  std::filesystem::path path_;
  std::string registered_;  ///< The folder's canonical name in the list of this process.
  int file_ = -1;
};

/// Who holds the lock of the database in `folder` now ("agora, process 123"); empty if nobody does, or
/// if that cannot be seen.
std::string lock_holder(const std::filesystem::path& folder);

}  // namespace agora::storage
