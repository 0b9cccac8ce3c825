#include <algorithm>
#include <utility>

#include "execution/streams.h"

namespace agora::execution {

namespace {

/// Every row of the left with every row of the right, which is held.
class CartesianProduct : public Stream {
 public:
  explicit CartesianProduct(const Site& site)
      : context_(site.context), held_(site.context), carried_(site.carried()), left_(site.input(0)),
        right_(site.input(1)) {}

  bool next(Batch& batch) override {
    batch.clear();
    // The left first: it may write what the right reads, and without it the right is not needed.
    if (!gathered_ && !next_left()) return false;
    if (!gathered_) gather();
    if (built_.empty()) return drain_left();
    if (row_ == in_.row_count() && !next_left()) return false;
    // Up to a batch of right rows for one left row, or, if the right is small, several left rows.
    value::Selection left_rows, right_rows;
    while (row_ < in_.row_count() && left_rows.size() < value::kBatchRows) {
      const std::size_t count = std::min(value::kBatchRows - left_rows.size(), built_.row_count() - position_);
      left_rows.insert(left_rows.end(), count, static_cast<std::uint32_t>(row_));
      for (std::size_t i = 0; i < count; ++i) right_rows.push_back(static_cast<std::uint32_t>(position_ + i));
      position_ += count;
      if (position_ < built_.row_count()) break;
      position_ = 0;
      ++row_;
    }
    context_.check();
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
    row_ = position_ = 0;
    gathered_ = false;
    held_.clear();
  }

 private:
  /// No rows, but what the left writes is written.
  bool drain_left() {
    while (next_left()) context_.check();
    return false;
  }

  bool next_left() {
    in_.set_slot_count(context_.slot_count());
    row_ = position_ = 0;
    return left_->next(in_);
  }

  void gather() {
    gathered_ = true;
    built_ = Batch(context_.slot_count());
    Batch in(context_.slot_count());
    while (right_->next(in)) {
      context_.check();
      held_.add(in.memory());
      append_rows(in, built_);
    }
  }

  Context& context_;
  HeldMemory held_;
  std::vector<Slot> carried_;
  StreamPtr left_, right_;
  Batch built_, in_;
  std::size_t row_ = 0, position_ = 0;
  bool gathered_ = false;
};

}  // namespace

StreamPtr make_cartesian_product(const Site& site) { return std::make_unique<CartesianProduct>(site); }

}  // namespace agora::execution
