#include <utility>

#include "execution/pattern_creator.h"
#include "execution/streams.h"
#include "execution/updater.h"

namespace agora::execution {

namespace {

/// MERGE: for each row the matches of the pattern, or what it creates if there are none. Row by row, because a
/// row finds what an earlier one has created.
class Merge : public Stream {
 public:
  Merge(const plan::Merge& node, const Site& site)
      : context_(site.context), carried_(site.carried()), input_(site.input(0)),
        creator_(node.merge.pattern, PatternCreator::NullProperty::Error, site.context, site.scope),
        on_create_(node.merge.on_create, site.context, site.scope),
        on_match_(node.merge.on_match, site.context, site.scope) {
    Scope inner{&argument_, site.scope.carried};
    matches_ = build(*site.op.inputs[1], site.context, inner);
    for (const auto& each : node.merge.pattern.nodes) {
      if (!each.bound) new_slots_.push_back(each.slot);
    }
    for (const auto& each : node.merge.pattern.relationships) {
      if (!each.bound) new_slots_.push_back(each.slot);
    }
  }

  bool next(Batch& batch) override {
    batch.clear();
    batch.set_slot_count(context_.slot_count());
    while (batch.row_count() < value::kBatchRows) {
      if (row_ == in_.row_count()) {
        in_.set_slot_count(context_.slot_count());
        row_ = 0;
        if (!input_->next(in_)) break;
      }
      context_.check();
      merge_row(row_++);
      append_carried(batch);
    }
    return !batch.empty();
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
  }

 private:
  /// Leaves in merged_ what becomes of the row.
  void merge_row(std::size_t row) {
    const std::uint32_t rows[] = {static_cast<std::uint32_t>(row)};
    argument_.rows = in_.take(rows);
    argument_.rows.set_slot_count(context_.slot_count());
    find_matches();
    if (!merged_.empty()) {
      on_match_.apply(merged_);
      return;
    }
    merged_ = argument_.rows;
    creator_.create(merged_);
    on_create_.apply(merged_);
  }

  /// All matches are found before the first is changed.
  void find_matches() {
    merged_ = Batch(context_.slot_count());
    matches_->restart();
    found_.set_slot_count(context_.slot_count());
    while (matches_->next(found_)) {
      for (Slot slot : new_slots_) merged_.column(slot).append_range(found_.column(slot), 0, found_.row_count());
      merged_.set_row_count(merged_.row_count() + found_.row_count());
    }
    if (merged_.empty()) return;
    const value::Selection same_row(merged_.row_count(), 0);
    for (Slot slot = 0; slot < argument_.rows.slot_count(); ++slot) {
      const Column& column = argument_.rows.column(slot);
      if (!column.empty() && merged_.column(slot).empty()) merged_.column(slot).append_selected(column, same_row);
    }
  }

  void append_carried(Batch& batch) {
    const std::size_t rows = batch.row_count();
    for (Slot slot : carried_) {
      const Column& column = merged_.column(slot);
      if (!column.empty()) batch.column(slot).append_range(column, 0, column.size());
    }
    batch.set_row_count(rows + merged_.row_count());
  }

  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  PatternCreator creator_;
  Updater on_create_, on_match_;
  ArgumentSource argument_;
  StreamPtr matches_;
  std::vector<Slot> new_slots_;
  Batch in_, found_, merged_;
  std::size_t row_ = 0;
};

}  // namespace

StreamPtr make_merge(const plan::Merge& node, const Site& site) {
  return std::make_unique<Merge>(node, site);
}

}  // namespace agora::execution
