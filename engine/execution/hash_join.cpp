#include <algorithm>
#include <utility>

#include "execution/grouping.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// The right side is held by its keys; each left row meets the right rows with the same.
class HashJoin : public Stream {
 public:
  HashJoin(const plan::HashJoin& node, const Site& site)
      : keys_(node.keys), context_(site.context), held_(site.context), carried_(site.carried()),
        left_(site.input(0)), right_(site.input(1)), table_(node.keys.size()) {}

  bool next(Batch& batch) override {
    batch.clear();
    context_.check();
    if (!gathered_) gather();
    value::Selection left_rows, right_rows;
    while (left_rows.size() < value::kBatchRows) {
      if (match_ != KeyTable::kAbsent) {
        left_rows.push_back(static_cast<std::uint32_t>(row_ - 1));
        right_rows.push_back(match_);
        match_ = next_[match_];
      } else if (row_ < in_.row_count()) {
        const std::uint32_t number = table_.find(columns_of(in_), row_++);
        if (number != KeyTable::kAbsent) match_ = first_[number];
      } else if (!left_rows.empty() || !next_left()) {
        break;
      }
    }
    if (left_rows.empty()) return false;
    take_slots(built_, right_rows, carried_, batch);
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
    match_ = KeyTable::kAbsent;
    gathered_ = false;
    held_.clear();
  }

 private:
  std::vector<const Column*> columns_of(const Batch& batch) const {
    std::vector<const Column*> columns;
    for (Slot slot : keys_) columns.push_back(&batch.column(slot));
    return columns;
  }

  bool next_left() {
    in_.set_slot_count(context_.slot_count());
    row_ = 0;
    return left_->next(in_);
  }

  void gather() {
    gathered_ = true;
    built_ = Batch(context_.slot_count());
    table_.clear();
    first_.clear();
    next_.clear();
    Batch in(context_.slot_count());
    while (right_->next(in)) {
      context_.check();
      held_.add(in.memory());
      const std::size_t before = built_.row_count();
      append_rows(in, built_);
      next_.resize(built_.row_count(), KeyTable::kAbsent);
      const auto columns = columns_of(in);
      for (std::size_t row = 0; row < in.row_count(); ++row) {
        bool added;
        const std::uint32_t number = table_.find_or_add(columns, row, added);
        const auto here = static_cast<std::uint32_t>(before + row);
        if (added) {
          first_.push_back(here);
          last_.resize(first_.size());
        } else {
          next_[last_[number]] = here;
        }
        last_[number] = here;
      }
    }
  }

  std::vector<Slot> keys_;
  Context& context_;
  HeldMemory held_;
  std::vector<Slot> carried_;
  StreamPtr left_, right_;
  KeyTable table_;
  std::vector<std::uint32_t> first_, last_;  ///< By key: its first and last row.
  std::vector<std::uint32_t> next_;          ///< By row: the next with the same key.
  Batch built_, in_;
  std::size_t row_ = 0;
  std::uint32_t match_ = KeyTable::kAbsent;
  bool gathered_ = false;
};

}  // namespace

StreamPtr make_hash_join(const plan::HashJoin& node, const Site& site) {
  return std::make_unique<HashJoin>(node, site);
}

}  // namespace agora::execution
