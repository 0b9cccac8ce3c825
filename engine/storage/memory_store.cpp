// The store in memory: two persistent maps under one mutex. For tests and for databases that nobody
// keeps.

#include <array>
#include <mutex>

#include "agora/error.h"
#include "storage/fork_guard.h"
#include "storage/kv_store.h"
#include "storage/persistent_map.h"

namespace agora::storage {
namespace {

struct State {
  std::array<PersistentMap, kKeySpaceCount> maps;
  std::uint64_t sequence = 0;

  const PersistentMap& map(KeySpace space) const { return maps[static_cast<std::size_t>(space)]; }
  PersistentMap& map(KeySpace space) { return maps[static_cast<std::size_t>(space)]; }
};

class MemoryCursor final : public Cursor {
 public:
  MemoryCursor(SnapshotPtr snapshot, const PersistentMap& map, std::string_view end)
      : snapshot_(std::move(snapshot)), position_(map), end_(end) {}

  void seek(std::string_view target) override {
    position_.seek(target);
    moved();
  }
  void seek_for_prev(std::string_view target) override {
    if (!end_.empty() && target >= end_) {
      position_.seek_below(end_);
    } else {
      position_.seek_for_prev(target);
    }
    moved();
  }
  void next() override {
    position_.next();
    moved();
  }
  void prev() override {
    position_.prev();
    moved();
  }
  bool valid() const override { return valid_; }
  std::string_view key() const override { return position_.entry()->key; }
  std::string_view value() const override {
    if (!read_) position_.entry()->value->copy_to(value_);
    read_ = true;
    return value_;
  }

 private:
  void moved() {
    read_ = false;
    valid_ = position_.entry() && (end_.empty() || position_.entry()->key < end_);
  }

  SnapshotPtr snapshot_;
  PersistentMap::Position position_;
  std::string end_;
  bool valid_ = false;
  mutable bool read_ = false;
  mutable std::string value_;
};

class MemorySnapshot final : public Snapshot, public std::enable_shared_from_this<MemorySnapshot> {
 public:
  explicit MemorySnapshot(const State& state) : state_(state) {}

  bool get(KeySpace space, std::string_view key, std::string& value) const override {
    const GrowingValue* found = state_.map(space).find(key);
    if (!found) return false;
    found->copy_to(value);
    return true;
  }

  void multi_get(KeySpace space, std::span<const std::string_view> keys,
                 std::vector<std::optional<std::string>>& values) const override {
    values.assign(keys.size(), std::nullopt);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const GrowingValue* found = state_.map(space).find(keys[i]);
      if (found) found->copy_to(values[i].emplace());
    }
  }

  std::unique_ptr<Cursor> cursor(KeySpace space, std::string_view end,
                                 bool /*read_ahead*/) const override {
    return std::make_unique<MemoryCursor>(shared_from_this(), state_.map(space), end);
  }

  std::uint64_t sequence() const noexcept override { return state_.sequence; }

 private:
  const State state_;
};

class MemoryRun final : public SortedRunWriter {
 public:
  explicit MemoryRun(KeySpace space) : space_(space) {}
  void put(std::string_view key, std::string_view value) override { batch.put(space_, key, value); }
  KeySpace space() const noexcept override { return space_; }
  std::uint64_t entry_count() const noexcept override { return batch.size(); }

  WriteBatch batch;

 private:
  KeySpace space_;
};

class MemoryStore final : public KvStore {
 public:
  bool read_only() const noexcept override { return false; }
  const std::filesystem::path& folder() const noexcept override { return no_folder_; }
  std::uint32_t format() const noexcept override { return kFormatVersion; }
  void set_format(std::uint32_t) override {}

  SnapshotPtr snapshot() const override {
    fork_.check();
    const std::scoped_lock guard(mutex_);
    return std::make_shared<MemorySnapshot>(state_);
  }

  void write(const WriteBatch& batch, Durability) override {
    fork_.check();
    const std::scoped_lock guard(mutex_);
    ++state_.sequence;
    apply(batch);
  }
  void sync() override {}

  std::unique_ptr<SortedRunWriter> new_run(KeySpace space) override {
    return std::make_unique<MemoryRun>(space);
  }
  void ingest(std::vector<std::unique_ptr<SortedRunWriter>> runs) override {
    fork_.check();
    const std::scoped_lock guard(mutex_);
    ++state_.sequence;
    for (const auto& run : runs) apply(dynamic_cast<MemoryRun&>(*run).batch);
  }

  void flush() override {}
  bool tidy_due() const noexcept override { return false; }
  void tidy() override {}
  void compact() override {}
  void checkpoint(const std::filesystem::path&) override {
    throw Error(ErrorCategory::NotSupported, "", "a database in memory has no files to copy")
        .with_hint("export it, or open a database in a folder");
  }
  bool refresh() override { return false; }
  std::uint64_t byte_size() const override {
    const std::scoped_lock guard(mutex_);
    std::uint64_t size = 0;
    for (const auto& map : state_.maps) size += map.byte_size();
    return size;
  }
  void close() override {}

 private:
  /// The number of the write is the number of the edit: no snapshot can fall into the middle of it.
  void apply(const WriteBatch& batch) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto change = batch.operation(i);
      PersistentMap& map = state_.map(change.space);
      switch (change.kind) {
        case WriteBatch::Kind::Put:
          map.put(state_.sequence, change.key, change.value);
          break;
        case WriteBatch::Kind::Append:
          map.append(state_.sequence, change.key, change.value);
          break;
        case WriteBatch::Kind::Remove:
          map.remove(state_.sequence, change.key);
          break;
        case WriteBatch::Kind::RemoveRange:
          map.remove_range(state_.sequence, change.key, change.value);
          break;
      }
    }
  }

  const std::filesystem::path no_folder_;
  ForkGuard fork_;
  mutable std::mutex mutex_;
  State state_;
};

}  // namespace

std::unique_ptr<KvStore> open_memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace agora::storage
