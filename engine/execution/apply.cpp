#include <algorithm>
#include <utility>

#include "execution/streams.h"

namespace agora::execution {

namespace {

using Kind = plan::Apply::Kind;

/// The right side for each row of the left. Batched, the right side runs once for a batch of left rows and says
/// by their numbers which of them its own rows belong to; they come in the order of the left rows.
class Apply : public Stream {
 public:
  Apply(const plan::Apply& node, const Site& site)
      : node_(node), context_(site.context), batched_(node.batched && node.kind != Kind::Unit),
        left_(site.input(0)), carried_(site.carried()) {
    Scope inner;
    inner.argument = &argument_;
    row_slot_ = context_.hidden_slot();
    inner.carried = {row_slot_};
    right_ = build(*site.op.inputs[1], context_, inner);
  }

  bool next(Batch& batch) override {
    for (;;) {
      if (right_open_) {
        if (emit_joined(batch)) return true;
        right_open_ = false;
        if (emit_unmatched(batch)) return true;
      }
      if (!open_next()) break;
      if (node_.kind == Kind::Semi || node_.kind == Kind::AntiSemi || node_.kind == Kind::Unit) {
        right_open_ = false;
        if (emit_left(batch)) return true;
      }
    }
    batch.clear();
    return false;
  }

  void restart() override {
    left_->restart();
    in_.clear();
    row_ = 0;
    right_open_ = false;
  }

 private:
  /// Puts the next left rows into the argument and starts the right side.
  bool open_next() {
    context_.check();
    if (row_ >= in_.row_count()) {
      in_ = Batch(context_.slot_count());
      if (!left_->next(in_)) return false;
      row_ = 0;
    }
    first_ = row_;
    row_ = batched_ ? in_.row_count() : row_ + 1;
    argument_.rows = Batch(context_.slot_count());
    const std::size_t count = row_ - first_;
    for (Slot slot : node_.arguments) {
      if (!in_.column(slot).empty()) argument_.rows.column(slot) = in_.column(slot).slice(first_, count);
    }
    const auto numbers = argument_.rows.column(row_slot_).fill_integers(count);
    for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<std::int64_t>(first_ + i);
    argument_.rows.set_row_count(count);
    matched_.assign(in_.row_count(), 0);
    right_->restart();
    right_open_ = true;
    return true;
  }

  /// Left row numbers of the rows of `found`. Operators that begin anew (an aggregate) lose the number; then the
  /// right side runs for one row at a time.
  void numbers_of(const Batch& found, value::Selection& rows) const {
    rows.clear();
    const Column& column = found.column(row_slot_);
    if (!batched_ || column.empty()) {
      rows.assign(found.row_count(), static_cast<std::uint32_t>(first_));
      return;
    }
    for (std::int64_t number : column.integers()) rows.push_back(static_cast<std::uint32_t>(number));
  }

  bool emit_joined(Batch& batch) {
    found_.set_slot_count(context_.slot_count());
    if (!right_->next(found_)) return false;
    numbers_of(found_, rows_);
    for (std::uint32_t row : rows_) matched_[row] = 1;
    batch = std::move(found_);
    found_ = Batch(context_.slot_count());
    batch.column(row_slot_).clear();
    // Arguments may have been dropped inside (a projection ends their scope), so all come from the left.
    for (Slot slot : carried_) {
      const Column& column = in_.column(slot);
      if (!column.empty()) batch.column(slot) = column.take(rows_);
    }
    return true;
  }

  bool emit_unmatched(Batch& batch) {
    if (node_.kind != Kind::Optional) return false;
    value::Selection rows;
    for (std::size_t row = first_; row < row_; ++row) {
      if (!matched_[row]) rows.push_back(static_cast<std::uint32_t>(row));
    }
    return emit_rows(rows, batch);
  }

  bool emit_left(Batch& batch) {
    found_.set_slot_count(context_.slot_count());
    while (right_->next(found_)) {
      numbers_of(found_, rows_);
      for (std::uint32_t row : rows_) matched_[row] = 1;
      if (node_.kind != Kind::Unit && !batched_) break;
    }
    value::Selection rows;
    for (std::size_t row = first_; row < row_; ++row) {
      const bool keep = node_.kind == Kind::Unit || (matched_[row] != 0) == (node_.kind == Kind::Semi);
      if (keep) rows.push_back(static_cast<std::uint32_t>(row));
    }
    return emit_rows(rows, batch);
  }

  bool emit_rows(const value::Selection& rows, Batch& batch) {
    if (rows.empty()) return false;
    batch.clear();
    take_slots(in_, rows, carried_, batch);
    batch.set_row_count(rows.size());
    return true;
  }

  const plan::Apply& node_;
  Context& context_;
  bool batched_;
  StreamPtr left_, right_;
  std::vector<Slot> carried_;
  Slot row_slot_ = 0;
  ArgumentSource argument_;
  Batch in_, found_;
  std::size_t first_ = 0, row_ = 0;
  bool right_open_ = false;
  std::vector<std::uint8_t> matched_;
  value::Selection rows_;
};

}  // namespace

StreamPtr make_apply(const plan::Apply& node, const Site& site) {
  return std::make_unique<Apply>(node, site);
}

}  // namespace agora::execution
