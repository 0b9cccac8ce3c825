// storage/rocks_options.h
//
// How the durable store's library is set up, and how what it reports becomes an agora::Error. For
// rocks_*.cpp alone: nothing else may see that library.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/options.h>
#include <rocksdb/slice.h>
#include <rocksdb/status.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "storage/kv_store.h"

namespace agora::storage {

inline rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

/// Throws the Error for `status`: "`attempt` the database `folder`: reason".
[[noreturn]] void fail(const rocksdb::Status& status, std::string_view attempt,
                       const std::filesystem::path& folder);
inline void check(const rocksdb::Status& status, std::string_view attempt,
                  const std::filesystem::path& folder) {
  if (!status.ok()) fail(status, attempt, folder);
}

/// Runs a store's flushes and compactions on threads of its own. The library's default threads
/// belong to the process in which they were first needed: in a child made by fork they would be
/// waited for in vain.
class BackgroundThreads : public rocksdb::EnvWrapper {
 public:
  explicit BackgroundThreads(std::shared_ptr<rocksdb::FileSystem> files)
      : rocksdb::EnvWrapper(rocksdb::Env::Default()) {
    file_system_ = std::move(files);
  }
  ~BackgroundThreads() override;

  const char* Name() const override { return "agora.background"; }
  void Schedule(void (*work)(void*), void* argument, Priority priority, void* tag,
                void (*drop)(void*)) override;
  int UnSchedule(void* tag, Priority priority) override;
  unsigned int GetThreadPoolQueueLen(Priority priority) const override;
  void SetBackgroundThreads(int, Priority) override {}
  int GetBackgroundThreads(Priority) override { return 1; }
  void IncBackgroundThreadsIfNeeded(int, Priority) override {}
  int ReserveThreads(int, Priority) override { return 0; }
  int ReleaseThreads(int, Priority) override { return 0; }
  // The base would ask the default environment, which knows nothing of our files' access rights.
  rocksdb::Status LockFile(const std::string& name, rocksdb::FileLock** lock) override {
    return file_system_->LockFile(name, {}, lock, nullptr);
  }
  rocksdb::Status UnlockFile(rocksdb::FileLock* lock) override {
    return file_system_->UnlockFile(lock, {}, nullptr);
  }

 private:
  struct Job {
    void (*work)(void*);
    void* argument;
    void* tag;
    void (*drop)(void*);
  };
  /// One thread, started when there is first something to do.
  struct Lane {
    std::deque<Job> jobs;
    std::thread thread;
    std::condition_variable wake;
  };
  Lane& lane(Priority priority) const { return lanes_[priority == HIGH ? 1 : 0]; }
  void run(Lane& lane);

  mutable std::mutex mutex_;
  mutable Lane lanes_[2];
  bool stopping_ = false;
};

/// `env` must outlive the database; null takes the library's own.
rocksdb::DBOptions database_options(rocksdb::Env* env);
rocksdb::ColumnFamilyOptions family_options(KeySpace space,
                                            const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace agora::storage
