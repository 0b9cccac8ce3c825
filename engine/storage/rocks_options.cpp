#include "storage/rocks_options.h"

#include <rocksdb/merge_operator.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstdarg>

#include "agora/error.h"

namespace agora::storage {
namespace {

using rocksdb::Slice;

/// Appends operands to the value. Without a separator, and in any grouping, so operands may be
/// joined early.
class Concatenate : public rocksdb::MergeOperator {
 public:
  const char* Name() const override { return "agora.concatenate"; }
  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    join(in.existing_value, in.operand_list, out->new_value);
    return true;
  }
  bool PartialMergeMulti(const Slice&, const std::deque<Slice>& operands, std::string* joined,
                         rocksdb::Logger*) const override {
    join(nullptr, operands, *joined);
    return true;
  }

 private:
  template <typename Operands>
  static void join(const Slice* base, const Operands& operands, std::string& out) {
    std::size_t size = base ? base->size() : 0;
    for (const Slice& operand : operands) size += operand.size();
    out.clear();
    out.reserve(size);
    if (base) out.append(base->data(), base->size());
    for (const Slice& operand : operands) out.append(operand.data(), operand.size());
  }
};

/// The library's own log would grow beside the data, and a reader may not write at all.
class NoLog : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

void fail(const rocksdb::Status& status, std::string_view attempt,
          const std::filesystem::path& folder) {
  std::string reason = status.getState() ? status.getState() : "";
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  // A missing table is reported under the name it would have had long ago.
  if (const auto at = reason.find(".ldb"); at != std::string::npos) reason.replace(at, 4, ".sst");
  while (reason.ends_with(' ')) reason.pop_back();
  const std::string message = std::string(attempt) + " the database " + folder.string() +
                              (reason.empty() ? "" : ": " + reason);
  if (status.IsNoSpace()) {
    throw Error(ErrorCategory::Io, "", message)
        .with_hint("free some space and open the database again; what was committed is safe");
  }
  if (status.IsCorruption() || status.IsInvalidArgument() || status.IsNotFound()) {
    throw Error(ErrorCategory::Corrupt, "", message)
        .with_hint("a file of the database is damaged or missing: restore it from a backup");
  }
  throw Error(ErrorCategory::Io, "", message);
}

BackgroundThreads::~BackgroundThreads() {
  {
    const std::scoped_lock guard(mutex_);
    stopping_ = true;
  }
  for (Lane& lane : lanes_) {
    lane.wake.notify_all();
    if (lane.thread.joinable()) lane.thread.join();
  }
}

void BackgroundThreads::Schedule(void (*work)(void*), void* argument, Priority priority, void* tag,
                                 void (*drop)(void*)) {
  const std::scoped_lock guard(mutex_);
  Lane& mine = lane(priority);
  mine.jobs.push_back({work, argument, tag, drop});
  if (!mine.thread.joinable()) mine.thread = std::thread([this, &mine] { run(mine); });
  mine.wake.notify_one();
}

int BackgroundThreads::UnSchedule(void* tag, Priority priority) {
  std::vector<Job> dropped;
  {
    const std::scoped_lock guard(mutex_);
    auto& jobs = lane(priority).jobs;
    const auto from = std::stable_partition(jobs.begin(), jobs.end(),
                                            [&](const Job& job) { return job.tag != tag; });
    dropped.assign(from, jobs.end());
    jobs.erase(from, jobs.end());
  }
  for (const Job& job : dropped) {
    if (job.drop) job.drop(job.argument);
  }
  return static_cast<int>(dropped.size());
}

unsigned int BackgroundThreads::GetThreadPoolQueueLen(Priority priority) const {
  const std::scoped_lock guard(mutex_);
  return static_cast<unsigned int>(lane(priority).jobs.size());
}

void BackgroundThreads::run(Lane& mine) {
  std::unique_lock guard(mutex_);
  for (;;) {
    mine.wake.wait(guard, [&] { return stopping_ || !mine.jobs.empty(); });
    if (mine.jobs.empty()) return;
    const Job job = mine.jobs.front();
    mine.jobs.pop_front();
    guard.unlock();
    job.work(job.argument);
    guard.lock();
  }
}

rocksdb::DBOptions database_options(rocksdb::Env* env) {
  rocksdb::DBOptions options;
  if (env) options.env = env;
  options.create_missing_column_families = true;
  options.info_log = std::make_shared<NoLog>();
  options.max_open_files = -1;  // A reader must hold every file, or compaction takes them away.
  options.max_file_opening_threads = 2;
  options.max_background_jobs = 2;
  options.skip_stats_update_on_db_open = true;
  options.skip_checking_sst_file_sizes_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.atomic_flush = true;
  options.max_total_wal_size = 8u << 20;
  options.allow_fallocate = false;  // But see rocks_files.cpp.
  options.manifest_preallocation_size = 64u << 10;
  // A torn tail is what a crash leaves; a damaged record before it must be reported, not dropped.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  return options;
}

rocksdb::ColumnFamilyOptions family_options(KeySpace space,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  options.merge_operator = std::make_shared<Concatenate>();
  options.write_buffer_size = 16u << 20;
  options.level_compaction_dynamic_level_bytes = true;
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  rocksdb::BlockBasedTableOptions table;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  table.block_size = space == KeySpace::Blocks ? 16u << 10 : 8u << 10;
  table.block_cache = cache;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace agora::storage
