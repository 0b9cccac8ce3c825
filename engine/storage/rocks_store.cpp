// The durable store: RocksDB behind the seam. This file, rocks_options.* and rocks_snapshot.* are
// all that know it.
//
// Two column families, a background thread or two, no log for people. Opening is part of a query's
// cost, so the write-ahead log is kept short: it is flushed whenever it passes kFlushAfterBytes
// (by tidy(), off the way of commits), and at close.

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>

#include "agora/error.h"
#include "storage/contents_record.h"
#include "storage/fork_guard.h"
#include "storage/kv_store.h"
#include "storage/rocks_files.h"
#include "storage/rocks_options.h"
#include "storage/rocks_snapshot.h"
#include "storage/store_copy.h"
#include "storage/store_folder.h"
#include "storage/write_lock.h"

namespace agora::storage {
namespace fs = std::filesystem;
namespace {

using rocksdb::Slice;
using rocksdb::Status;

constexpr std::uint64_t kFlushAfterBytes = 1u << 20;
/// By then a write flushes itself.
constexpr std::uint64_t kFlushAtLatestBytes = 2u << 20;
/// What the log and the memory table add to the bytes of a change.
constexpr std::uint64_t kBytesPerOperation = 24;
constexpr const char* kIndexFamily = "index";
/// Blocks are kept by those who read them, decoded. Here a few are enough for neighbours that share
/// a unit of compression; more would cost their memory twice, and touching fresh memory takes
/// longer than decompressing into it.
constexpr std::size_t kBlockCacheBytes = 2u << 20;
/// A reader tries again as long as a writer rearranges files, and a few times in any case.
constexpr auto kReadOnlyPatience = std::chrono::seconds(10);
constexpr int kReadOnlyAttempts = 5;

class RocksRun final : public SortedRunWriter {
 public:
  RocksRun(HandlePtr handle, KeySpace space, fs::path file)
      : handle_(std::move(handle)),
        space_(space),
        file_(std::move(file)),
        writer_(rocksdb::EnvOptions(), handle_->db->GetOptions(handle_->family(space)),
                handle_->family(space),
                /*invalidate_page_cache=*/false) {
    check(writer_.Open(file_.string()), "cannot load into", handle_->folder);
  }
  ~RocksRun() override {
    std::error_code ignored;
    fs::remove(file_, ignored);
  }

  void put(std::string_view key, std::string_view value) override {
    check(writer_.Put(slice(key), slice(value)), "cannot load into", handle_->folder);
    ++entries_;
  }
  KeySpace space() const noexcept override { return space_; }
  std::uint64_t entry_count() const noexcept override { return entries_; }

  std::string finish() {
    check(writer_.Finish(), "cannot load into", handle_->folder);
    return file_.string();
  }

 private:
  HandlePtr handle_;
  KeySpace space_;
  fs::path file_;
  rocksdb::SstFileWriter writer_;
  std::uint64_t entries_ = 0;
};

class RocksStore final : public KvStore {
 public:
  RocksStore(fs::path folder, const StoreOptions& options)
      : folder_(std::move(folder)),
        read_only_(options.mode == OpenMode::ReadOnly),
        accept_loss_(options.accept_loss),
        block_cache_(rocksdb::NewLRUCache(std::min(options.cache_bytes, kBlockCacheBytes),
                                          /*num_shard_bits=*/0)),
        index_cache_(rocksdb::NewLRUCache(options.cache_bytes, /*num_shard_bits=*/2)) {
    if (read_only_) {
      if (inspect_folder(folder_) != FolderState::Database) throw no_database(folder_);
      format_ = read_format(folder_);
      handle_ = open_read_only();
    } else {
      open_for_writing(options);
    }
  }

  ~RocksStore() override {
    try {
      if (handle_ && !handle_->fork.in_child()) close();
    } catch (const Error&) {
      // close() says it to those who ask.
    }
  }

  bool read_only() const noexcept override { return read_only_; }
  const fs::path& folder() const noexcept override { return folder_; }
  std::uint32_t format() const noexcept override { return format_; }

  void set_format(std::uint32_t format) override {
    require_writable();
    write_format(folder_, format);
    format_ = format;
  }

  SnapshotPtr snapshot() const override {
    const std::scoped_lock guard(mutex_);
    return make_snapshot(open_handle(), !read_only_);
  }

  void write(const WriteBatch& batch, Durability durability) override {
    const HandlePtr handle = require_writable();
    rocksdb::WriteBatch changes(batch.byte_size() + batch.size() * 16 + 16);
    for (std::size_t i = 0; i < batch.size(); ++i) add(*handle, batch.operation(i), changes);
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::Synced;
    check(handle->db->Write(options, &changes), "cannot write to", folder_);
    const std::uint64_t size = batch.byte_size() + batch.size() * kBytesPerOperation;
    if (logged_.fetch_add(size) + size >= kFlushAtLatestBytes) {
      start_flush(*handle, /*wait=*/false);
    }
  }

  void sync() override {
    const HandlePtr handle = require_writable();
    check(handle->db->SyncWAL(), "cannot make durable what was written to", folder_);
  }

  std::unique_ptr<SortedRunWriter> new_run(KeySpace space) override {
    const HandlePtr handle = require_writable();
    make_folder(load_folder(folder_));
    const auto number = next_run_.fetch_add(1);
    return std::make_unique<RocksRun>(handle, space,
                                      load_folder(folder_) / (std::to_string(number) + ".run"));
  }

  void ingest(std::vector<std::unique_ptr<SortedRunWriter>> runs) override {
    const HandlePtr handle = require_writable();
    std::array<rocksdb::IngestExternalFileArg, kKeySpaceCount> by_space;
    for (const auto& run : runs) {
      if (run->entry_count() == 0) continue;
      auto& files = by_space[static_cast<std::size_t>(run->space())].external_files;
      files.push_back(dynamic_cast<RocksRun&>(*run).finish());
    }
    std::vector<rocksdb::IngestExternalFileArg> arguments;
    for (std::size_t i = 0; i < kKeySpaceCount; ++i) {
      if (by_space[i].external_files.empty()) continue;
      by_space[i].column_family = handle->families[i];
      by_space[i].options.move_files = true;
      by_space[i].options.failed_move_fall_back_to_copy = true;
      by_space[i].options.write_global_seqno = false;
      arguments.push_back(std::move(by_space[i]));
    }
    if (!arguments.empty()) {
      // The key spaces switch to the new files one after the other: nobody takes a snapshot in
      // between.
      const std::scoped_lock guard(mutex_);
      tables_kept_->store(true);
      const Status status = handle->db->IngestExternalFiles(arguments);
      tables_kept_->store(false);
      check(status, "cannot load into", folder_);
    }
    runs.clear();
    std::error_code ignored;
    fs::remove(load_folder(folder_), ignored);  // Stays if another load is under way.
  }

  void flush() override {
    const HandlePtr handle = require_writable();
    start_flush(*handle, /*wait=*/true);
  }

  bool tidy_due() const noexcept override { return logged_.load() >= kFlushAfterBytes; }

  void tidy() override {
    if (!tidy_due()) return;
    const HandlePtr handle = require_writable();
    start_flush(*handle, /*wait=*/true);
    // The new log's entry in its folder is made durable here and not by the next commit.
    check(handle->db->SyncWAL(), "cannot make durable what was written to", folder_);
  }

  void compact() override {
    const HandlePtr handle = require_writable();
    start_flush(*handle, /*wait=*/true);
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    for (auto* family : handle->families) {
      check(handle->db->CompactRange(options, family, nullptr, nullptr), "cannot compact", folder_);
    }
  }

  void verify() const {
    HandlePtr handle;
    {
      const std::scoped_lock guard(mutex_);
      handle = open_handle();
    }
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    check(handle->db->VerifyChecksum(options), "there is damage in", folder_);
  }

  void checkpoint(const fs::path& target) override {
    const HandlePtr handle = require_writable();
    std::error_code code;
    if (fs::exists(target, code)) {
      throw Error(ErrorCategory::Io, "",
                  "cannot copy the database to " + target.string() + ": it exists already");
    }
    make_folder(target);
    try {
      rocksdb::Checkpoint* maker = nullptr;
      check(rocksdb::Checkpoint::Create(handle->db.get(), &maker), "cannot copy", folder_);
      const std::unique_ptr<rocksdb::Checkpoint> owner(maker);
      // The short log is copied rather than flushed: that is quicker.
      check(maker->CreateCheckpoint(data_folder(target).string(), 64 * kFlushAfterBytes),
            "cannot copy", folder_);
      write_format(target, format_);
      write_contents_record(target);
    } catch (...) {
      fs::remove_all(target, code);
      throw;
    }
  }

  bool refresh() override {
    if (!read_only_) return false;
    const std::scoped_lock guard(mutex_);
    const HandlePtr old = open_handle();
    if (fingerprint(data_folder(folder_), Notice::Writes) == fingerprint_) return false;
    format_ = read_format(folder_);
    handle_ = open_read_only();
    return handle_->db->GetLatestSequenceNumber() != old->db->GetLatestSequenceNumber();
  }

  std::uint64_t byte_size() const override { return bytes_below(folder_); }

  void close() override {
    HandlePtr handle;
    {
      const std::scoped_lock guard(mutex_);
      handle = std::move(handle_);
    }
    if (!handle) return;
    handle->fork.check();
    if (!read_only_ && logged_.load() > 0) start_flush(*handle, /*wait=*/true);
  }

 private:
  HandlePtr open_handle() const {
    if (!handle_)
      throw Error(ErrorCategory::Usage, "", "the database " + folder_.string() + " was closed");
    handle_->fork.check();
    return handle_;
  }

  HandlePtr require_writable() const {
    if (read_only_) {
      throw Error(ErrorCategory::TransactionError, "",
                  "the database " + folder_.string() + " was opened read-only");
    }
    const std::scoped_lock guard(mutex_);
    return open_handle();
  }

  static void add(const RocksHandle& handle, const WriteBatch::Operation& change,
                  rocksdb::WriteBatch& to) {
    auto* family = handle.family(change.space);
    switch (change.kind) {
      case WriteBatch::Kind::Put:
        to.Put(family, slice(change.key), slice(change.value));
        break;
      case WriteBatch::Kind::Append:
        to.Merge(family, slice(change.key), slice(change.value));
        break;
      case WriteBatch::Kind::Remove:
        to.Delete(family, slice(change.key));
        break;
      case WriteBatch::Kind::RemoveRange:
        to.DeleteRange(family, slice(change.key), slice(change.value));
        break;
    }
  }

  void start_flush(const RocksHandle& handle, bool wait) {
    logged_.store(0);
    rocksdb::FlushOptions options;
    options.wait = wait;
    options.allow_write_stall = true;
    const std::vector<rocksdb::ColumnFamilyHandle*> families(handle.families.begin(),
                                                             handle.families.end());
    check(handle.db->Flush(options, families), "cannot write to", folder_);
  }

  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors() const {
    return {{rocksdb::kDefaultColumnFamilyName, family_options(KeySpace::Blocks, block_cache_)},
            {kIndexFamily, family_options(KeySpace::Index, index_cache_)}};
  }

  static void adopt(RocksHandle& handle, rocksdb::DB* db,
                    const std::vector<rocksdb::ColumnFamilyHandle*>& families) {
    handle.db.reset(db);
    std::copy(families.begin(), families.end(), handle.families.begin());
  }

  void open_for_writing(const StoreOptions& options) {
    FolderState state = inspect_folder(folder_);
    if (state != FolderState::Database) {
      if (!options.create_if_missing) throw no_database(folder_);
      make_folder(folder_);
    }
    auto handle = std::make_shared<RocksHandle>();
    handle->folder = folder_;
    handle->lock = std::make_unique<WriteLock>(folder_, options.program, options.lock_wait);
    state = inspect_folder(folder_);  // Somebody may have made it while we waited.
    std::error_code ignored;
    if (fs::exists(load_folder(folder_), ignored)) fs::remove_all(load_folder(folder_), ignored);

    const bool exists = state == FolderState::Database;
    if (exists) {
      format_ = read_format(folder_);
      require_data();
      // Opening would begin a new table, and make for ever what this one shows.
      require_contents(read_contents_record(folder_));
    } else {
      if (state == FolderState::Begun && holds_nothing(data_folder(folder_))) {
        fs::remove_all(data_folder(folder_), ignored);
      }
      make_folder(data_folder(folder_));
    }
    handle->threads = std::make_unique<BackgroundThreads>(make_files(options.faults, tables_kept_, contents_));
    rocksdb::DBOptions database = database_options(handle->threads.get());
    database.create_if_missing = !exists;
    rocksdb::DB* db = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    check(rocksdb::DB::Open(database, data_folder(folder_).string(), descriptors(), &families, &db),
          "cannot open", folder_);
    adopt(*handle, db, families);
    if (!exists) {
      if (db->GetLatestSequenceNumber() > 0) {
        throw Error(ErrorCategory::Corrupt, "",
                    "the database " + folder_.string() + " has lost its file agora.format")
            .with_hint("restore the file from a backup of the database");
      }
      write_format(folder_, kFormatVersion);
      format_ = kFormatVersion;
    }
    contents_->start();
    handle_ = std::move(handle);
  }

  void require_data() const {
    std::error_code code;
    if (fs::exists(data_folder(folder_) / "CURRENT", code)) return;
    throw Error(ErrorCategory::Corrupt, "",
                "the database " + folder_.string() + " has lost its file data/CURRENT")
        .with_hint("restore the database from a backup");
  }

  void require_contents(const std::optional<ContentsRecord>& record) const {
    if (!record || accept_loss_) return;
    if (std::optional<Error> error = contradiction(folder_, *record)) throw std::move(*error);
  }

  /// Beside a writer a file may vanish between being named and being opened. Worse, the writer may
  /// flush a log and remove it after the table of contents was read and before the logs are: that
  /// open succeeds and shows an older state, or a torn one. So an open counts only if the files
  /// were the same before and after it. Remembers in fingerprint_ what was there before.
  HandlePtr open_read_only() {
    const fs::path data = data_folder(folder_);
    const auto give_up = std::chrono::steady_clock::now() + kReadOnlyPatience;
    for (int attempt = 1;; ++attempt) {
      auto handle = std::make_shared<RocksHandle>();
      handle->folder = folder_;
      fingerprint_ = fingerprint(data, Notice::Writes);
      const std::string before = fingerprint(data, Notice::Moves);
      const std::optional<ContentsRecord> record = read_contents_record(folder_);
      rocksdb::DB* db = nullptr;
      std::vector<rocksdb::ColumnFamilyHandle*> families;
      const Status status = rocksdb::DB::OpenForReadOnly(database_options(nullptr), data.string(),
                                                         descriptors(), &families, &db);
      if (status.ok()) adopt(*handle, db, families);
      const bool moved = fingerprint(data, Notice::Moves) != before;
      if (!moved) require_contents(record);
      if (status.ok() && !moved) return handle;
      const bool late = std::chrono::steady_clock::now() >= give_up;
      if (!status.ok() && (late || (!moved && attempt >= kReadOnlyAttempts))) {
        require_data();
        fail(status, "cannot open", folder_);
      }
      if (late) {
        throw Error(ErrorCategory::Io, "",
                    "cannot get a consistent view of the database " + folder_.string() +
                        ": another process rearranges its files all the time")
            .with_hint("try again when it writes less");
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  const fs::path folder_;
  const bool read_only_;
  const bool accept_loss_;
  const std::shared_ptr<rocksdb::Cache> block_cache_;
  const std::shared_ptr<rocksdb::Cache> index_cache_;
  mutable std::mutex
      mutex_;  ///< Guards handle_, format_ and fingerprint_; held while files are ingested.
  HandlePtr handle_;
  std::uint32_t format_ = 0;
  std::string fingerprint_;
  std::atomic<std::uint64_t> logged_{0};  ///< Bytes written to the log since it was last flushed.
  std::atomic<std::uint64_t> next_run_{1};
  const std::shared_ptr<TablesKept> tables_kept_ = std::make_shared<TablesKept>(false);
  const std::shared_ptr<ContentsKeeper> contents_ = std::make_shared<ContentsKeeper>(folder_);
};

}  // namespace

std::unique_ptr<KvStore> open_store(const fs::path& folder, const StoreOptions& options) {
  return std::make_unique<RocksStore>(folder, options);
}

void verify_store(const fs::path& folder) {
  StoreOptions options;
  options.mode = OpenMode::ReadOnly;
  RocksStore(folder, options).verify();
  if (contents_record_damaged(folder)) {
    throw Error(ErrorCategory::Corrupt, "",
                "the file " + contents_file(folder).string() +
                    " is damaged, which says what the table of contents must have")
        .with_hint("the next process that writes makes it anew");
  }
}

}  // namespace agora::storage
