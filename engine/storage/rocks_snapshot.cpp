#include "storage/rocks_snapshot.h"

#include <algorithm>

namespace agora::storage {
namespace {

using rocksdb::Slice;
using rocksdb::Status;

class RocksCursor final : public Cursor {
 public:
  RocksCursor(SnapshotPtr snapshot, const RocksHandle& handle, rocksdb::ReadOptions options,
              KeySpace space, std::string_view end)
      : snapshot_(std::move(snapshot)), handle_(handle), end_(end), end_slice_(slice(end_)) {
    if (!end_.empty()) options.iterate_upper_bound = &end_slice_;
    iterator_.reset(handle.db->NewIterator(options, handle.family(space)));
  }
  ~RocksCursor() override {
    if (handle_.fork.in_child()) (void)iterator_.release();
  }

  void seek(std::string_view target) override {
    iterator_->Seek(slice(target));
    moved();
  }
  void seek_for_prev(std::string_view target) override {
    iterator_->SeekForPrev(slice(target));
    moved();
  }
  void next() override {
    iterator_->Next();
    moved();
  }
  void prev() override {
    iterator_->Prev();
    moved();
  }
  bool valid() const override { return valid_; }
  std::string_view key() const override { return view(iterator_->key()); }
  std::string_view value() const override { return view(iterator_->value()); }

 private:
  void moved() {
    valid_ = iterator_->Valid();
    if (!valid_) check(iterator_->status(), "cannot read", handle_.folder);
  }

  SnapshotPtr snapshot_;
  const RocksHandle& handle_;  // Lives as long as the snapshot.
  std::string end_;
  Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  bool valid_ = false;
};

class RocksSnapshot final : public Snapshot, public std::enable_shared_from_this<RocksSnapshot> {
 public:
  /// A read-only handle never changes, so it needs no snapshot inside.
  RocksSnapshot(HandlePtr handle, bool pinned) : handle_(std::move(handle)) {
    if (pinned) snapshot_ = handle_->db->GetSnapshot();
    sequence_ = snapshot_ ? snapshot_->GetSequenceNumber() : handle_->db->GetLatestSequenceNumber();
    options_.snapshot = snapshot_;
  }
  ~RocksSnapshot() override {
    if (snapshot_ && !handle_->fork.in_child()) handle_->db->ReleaseSnapshot(snapshot_);
  }

  bool get(KeySpace space, std::string_view key, std::string& value) const override {
    handle_->fork.check();
    const Status status = handle_->db->Get(options_, handle_->family(space), slice(key), &value);
    if (status.IsNotFound()) return false;
    check(status, "cannot read", handle_->folder);
    return true;
  }

  void multi_get(KeySpace space, std::span<const std::string_view> keys,
                 std::vector<std::optional<std::string>>& values) const override {
    handle_->fork.check();
    std::vector<Slice> slices;
    slices.reserve(keys.size());
    for (const auto key : keys) slices.push_back(slice(key));
    std::vector<rocksdb::PinnableSlice> found(keys.size());
    std::vector<Status> statuses(keys.size());
    handle_->db->MultiGet(options_, handle_->family(space), keys.size(), slices.data(),
                          found.data(), statuses.data(), std::is_sorted(keys.begin(), keys.end()));
    values.assign(keys.size(), std::nullopt);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      check(statuses[i], "cannot read", handle_->folder);
      values[i].emplace(found[i].data(), found[i].size());
    }
  }

  std::unique_ptr<Cursor> cursor(KeySpace space, std::string_view end,
                                 bool read_ahead) const override {
    handle_->fork.check();
    rocksdb::ReadOptions options = options_;
    if (read_ahead) {
      options.fill_cache = false;
      options.readahead_size = 1u << 20;
    }
    return std::make_unique<RocksCursor>(shared_from_this(), *handle_, options, space, end);
  }

  std::uint64_t sequence() const noexcept override { return sequence_; }

 private:
  HandlePtr handle_;
  const rocksdb::Snapshot* snapshot_ = nullptr;
  rocksdb::ReadOptions options_;
  std::uint64_t sequence_ = 0;
};

}  // namespace

SnapshotPtr make_snapshot(HandlePtr handle, bool pinned) {
  return std::make_shared<RocksSnapshot>(std::move(handle), pinned);
}

}  // namespace agora::storage
