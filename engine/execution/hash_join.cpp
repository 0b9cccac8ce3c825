#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "execution/grouping.h"
#include "execution/partitioned_rows.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// The right rows by their keys, as far as they are held.
class JoinTable {
 public:
  JoinTable(Context& context, const std::vector<Slot>& keys)
      : context_(context), keys_(keys), held_(context), table_(keys.size()), rows_(context.slot_count()) {}

  static constexpr std::uint32_t kNone = KeyTable::kAbsent;

  void clear() {
    table_ = KeyTable(keys_.size());
    rows_ = Batch(context_.slot_count());
    first_.clear();
    last_.clear();
    next_.clear();
    row_bytes_ = 0;
    held_.clear();
  }
  void add(const Batch& in) {
    const std::size_t before = rows_.row_count();
    append_rows(in, rows_);
    row_bytes_ += in.memory();
    next_.resize(rows_.row_count(), kNone);
    const auto columns = columns_of(in);
    for (std::size_t row = 0; row < in.row_count(); ++row) {
      bool added;
      const std::uint32_t number = table_.find_or_add(columns, row, added);
      const auto here = static_cast<std::uint32_t>(before + row);
      if (added) {
        first_.push_back(here);
        last_.push_back(here);
      } else {
        next_[last_[number]] = here;
        last_[number] = here;
      }
    }
    held_.set(row_bytes_ + table_.memory() + (first_.size() + last_.size() + next_.size()) * sizeof(std::uint32_t));
  }
  bool too_large() const { return context_.should_spill(held_.bytes()); }

  /// The first row with the key that stands in `row` of `batch`, or kNone.
  std::uint32_t find(const Batch& batch, std::size_t row) const {
    const std::uint32_t number = table_.find(columns_of(batch), row);
    return number == KeyTable::kAbsent ? kNone : first_[number];
  }
  std::uint32_t next(std::uint32_t row) const { return next_[row]; }
  const Batch& rows() const { return rows_; }

  std::vector<const Column*> columns_of(const Batch& batch) const {
    std::vector<const Column*> columns;
    for (Slot slot : keys_) columns.push_back(&batch.column(slot));
    return columns;
  }

 private:
  Context& context_;
  const std::vector<Slot>& keys_;
  HeldMemory held_;
  KeyTable table_;
  std::vector<std::uint32_t> first_, last_;  ///< By key: its first and last row.
  std::vector<std::uint32_t> next_;          ///< By row: the next with the same key.
  Batch rows_;
  std::size_t row_bytes_ = 0;
};

/// The right side is held by its keys; each left row meets the right rows with the same. Where the right side is too
/// large both go to files, in parts by their keys, and part meets part; a part that is too large still is dealt out
/// again, or, where that does not help as most rows have one key, its right side is held a piece at a time.
class HashJoin : public Stream {
 public:
  HashJoin(const plan::HashJoin& node, const Site& site)
      : keys_(node.keys), left_slots_(carried_slots(*site.op.inputs[0], site.scope)),
        right_slots_(carried_slots(*site.op.inputs[1], site.scope)), context_(site.context), carried_(site.carried()),
        left_(site.input(0)), right_(site.input(1)), table_(site.context, keys_) {}

  bool next(Batch& batch) override {
    batch.clear();
    context_.check();
    if (!gathered_) gather();
    value::Selection left_rows, right_rows;
    while (left_rows.size() < value::kBatchRows) {
      if (match_ != JoinTable::kNone) {
        left_rows.push_back(static_cast<std::uint32_t>(row_ - 1));
        right_rows.push_back(match_);
        match_ = table_.next(match_);
      } else if (row_ < in_.row_count()) {
        match_ = table_.find(in_, row_++);
      } else if (!left_rows.empty() || !next_left()) {
        break;
      }
    }
    if (left_rows.empty()) return false;
    take_slots(table_.rows(), right_rows, carried_, batch);
    for (Slot slot : carried_) {
      if (!in_.column(slot).empty()) batch.column(slot) = in_.column(slot).take(left_rows);
    }
    batch.set_row_count(left_rows.size());
    return true;
  }

  void restart() override {
    left_->restart();
    right_->restart();
    in_.clear();
    row_ = 0;
    match_ = JoinTable::kNone;
    gathered_ = parted_ = false;
    parts_.clear();
    part_left_.reset();
    part_right_.reset();
    table_.clear();
  }

 private:
  using Rows = std::shared_ptr<PartitionedRows>;
  struct Part {
    Rows left, right;
    std::size_t number;
    bool divide_again;
  };
  /// So often rows are dealt out again, by 16 each time.
  static constexpr unsigned kMostLevels = 5;
  /// What a row takes in memory, in sizes of what it takes in a file.
  static constexpr std::uint64_t kUnpacked = 4;

  void gather() {
    gathered_ = true;
    table_.clear();
    Batch in(context_.slot_count());
    while (right_->next(in)) {
      context_.check();
      table_.add(in);
      if (!table_.too_large()) continue;
      divide(in);
      return;
    }
  }

  /// Puts the right rows so far, those that follow, and the left ones into files.
  void divide(Batch& in) {
    parted_ = true;
    const auto right = std::make_shared<PartitionedRows>(context_, right_slots_, 0);
    put(table_.rows(), *right);
    table_.clear();
    while (right_->next(in)) put(in, *right);
    right->finish();
    const auto left = std::make_shared<PartitionedRows>(context_, left_slots_, 0);
    while (left_->next(in)) put(in, *left, right.get());
    left->finish();
    in_.clear();
    push_parts(left, right, std::numeric_limits<std::uint64_t>::max());
  }

  /// Left rows whose part of the right side, where that is given, is empty meet nothing.
  void put(const Batch& batch, PartitionedRows& into, const PartitionedRows* right = nullptr) {
    context_.check();
    const auto columns = table_.columns_of(batch);
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      const std::size_t part = into.part_of(KeyTable::hash(columns, row));
      if (right == nullptr || right->rows(part) > 0) into.add(batch, row, part);
    }
  }

  void push_parts(const Rows& left, const Rows& right, std::uint64_t whole) {
    for (std::size_t number = 0; number < PartitionedRows::kParts; ++number) {
      if (left->rows(number) == 0 || right->rows(number) == 0) continue;
      const bool helped = right->bytes(number) < whole / 2 && right->level() < kMostLevels;
      parts_.push_back({left, right, number, helped});
    }
  }

  /// Sets in_ to further left rows; false at the end of all.
  bool next_left() {
    in_.set_slot_count(context_.slot_count());
    row_ = 0;
    if (!parted_) return left_->next(in_);
    while (!part_left_ || !part_left_->next(in_)) {
      context_.check();
      if (next_piece()) {
        part_left_->restart();
      } else if (!open_part()) {
        in_.clear();
        return false;
      }
    }
    return true;
  }

  /// Holds as much as can be of what is left of the part's right side; false if nothing is.
  bool next_piece() {
    table_.clear();
    if (!part_right_) return false;
    Batch in(context_.slot_count());
    bool any = false;
    while (!table_.too_large() && part_right_->next(in)) {
      context_.check();
      table_.add(in);
      any = true;
    }
    return any;
  }

  bool open_part() {
    part_left_.reset();
    part_right_.reset();
    while (!parts_.empty()) {
      const Part part = std::move(parts_.back());
      parts_.pop_back();
      if (part.divide_again && part.right->bytes(part.number) * kUnpacked > context_.spill_above()) {
        divide_part(part);
        continue;
      }
      part_right_.emplace(part.right, part.number);
      part_left_.emplace(part.left, part.number);
      return next_piece();
    }
    return false;
  }

  void divide_part(const Part& part) {
    const unsigned level = part.right->level() + 1;
    const auto right = std::make_shared<PartitionedRows>(context_, right_slots_, level);
    Batch in(context_.slot_count());
    for (PartitionedRows::Reader reader(part.right, part.number); reader.next(in);) put(in, *right);
    right->finish();
    const auto left = std::make_shared<PartitionedRows>(context_, left_slots_, level);
    for (PartitionedRows::Reader reader(part.left, part.number); reader.next(in);) put(in, *left, right.get());
    left->finish();
    push_parts(left, right, part.right->bytes(part.number));
  }

  const std::vector<Slot> keys_, left_slots_, right_slots_;
  Context& context_;
  const std::vector<Slot> carried_;
  StreamPtr left_, right_;
  JoinTable table_;
  Batch in_;  ///< Left rows.
  std::size_t row_ = 0;
  std::uint32_t match_ = JoinTable::kNone;
  bool gathered_ = false;
  bool parted_ = false;  ///< Rows come from files.
  std::vector<Part> parts_;
  std::optional<PartitionedRows::Reader> part_left_, part_right_;
};

}  // namespace

StreamPtr make_hash_join(const plan::HashJoin& node, const Site& site) {
  return std::make_unique<HashJoin>(node, site);
}

}  // namespace agora::execution
