#include <algorithm>
#include <utility>

#include "execution/evaluator.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// A row for each element of the list; a value that is no list counts as a list of one, null as an empty one.
class Unwind : public Stream {
 public:
  Unwind(const plan::Unwind& node, const Site& site)
      : slot_(node.slot), context_(site.context), carried_(site.carried()), input_(site.input()),
        list_(compile(*node.list, site.context, site.scope)) {}

  bool next(Batch& batch) override {
    batch.clear();
    value::Selection rows;
    Column elements;
    while (rows.size() < value::kBatchRows) {
      if (row_ == in_.row_count()) {
        if (!rows.empty() || !next_input()) break;
      }
      take(rows, elements);
    }
    if (rows.empty()) return false;
    take_slots(in_, rows, carried_, batch);
    batch.column(slot_) = std::move(elements);
    batch.set_row_count(rows.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = element_ = 0;
  }

 private:
  bool next_input() {
    context_.check();
    in_.set_slot_count(context_.slot_count());
    row_ = element_ = 0;
    if (!input_->next(in_)) return false;
    const Column& lists = list_->evaluate(in_, scratch_);
    if (&lists != &scratch_) scratch_ = lists;
    return true;
  }

  void take(value::Selection& rows, Column& elements) {
    const Value value = scratch_.value(row_);
    const auto row = static_cast<std::uint32_t>(row_);
    if (value.is(ValueType::List)) {
      const List& list = value.as_list();
      const std::size_t count = std::min(value::kBatchRows - rows.size(), list.size() - element_);
      for (std::size_t i = 0; i < count; ++i) elements.append(list[element_ + i]);
      rows.insert(rows.end(), count, row);
      element_ += count;
      if (element_ < list.size()) return;
    } else if (!value.is_null()) {
      elements.append(value);
      rows.push_back(row);
    }
    ++row_;
    element_ = 0;
  }

  Slot slot_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  EvaluatorPtr list_;
  Column scratch_;
  Batch in_;
  std::size_t row_ = 0, element_ = 0;
};

}  // namespace

StreamPtr make_unwind(const plan::Unwind& node, const Site& site) {
  return std::make_unique<Unwind>(node, site);
}

}  // namespace agora::execution
