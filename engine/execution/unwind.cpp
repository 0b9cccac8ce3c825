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
      : slot_(node.slot), place_(node.place), first_place_(node.first_place), context_(site.context), carried_(site.carried()), input_(site.input()),
        list_(compile(*node.list, site.context, site.scope)) {}

  bool next(Batch& batch) override {
    batch.clear();
    context_.check();
    value::Selection rows;
    Column elements;
    places_.clear();
    while (rows.size() < value::kBatchRows) {
      if (row_ == in_.row_count()) {
        if (!rows.empty() || !next_input()) break;
      }
      take(rows, elements);
    }
    if (rows.empty()) return false;
    take_slots(in_, rows, carried_, batch);
    batch.column(slot_) = std::move(elements);
    if (place_) {
      Column places;
      for (const std::int64_t each : places_) places.append(Value(each));
      batch.column(*place_) = std::move(places);
    }
    batch.set_row_count(rows.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = element_ = evaluated_ = 0;
  }

 private:
  bool next_input() {
    in_.set_slot_count(context_.slot_count());
    row_ = element_ = 0;
    evaluated_ = 0;
    return input_->next(in_);
  }

  /// Lists may be long (`range(1, x)`), so few of them are made ahead: about as many as fill a batch, as far as
  /// those before tell.
  void evaluate_more() {
    const std::size_t average = evaluated_rows_ == 0 ? value::kBatchRows / 16 : elements_ / evaluated_rows_ + 1;
    const std::size_t count = std::clamp<std::size_t>(value::kBatchRows / average, 1, in_.row_count() - row_);
    const bool all = count == in_.row_count();
    if (!all) part_ = in_.slice(row_, count);
    const Column& lists = list_->evaluate(all ? in_ : part_, scratch_);
    if (&lists != &scratch_) scratch_ = lists;
    first_ = row_;
    evaluated_ = row_ + count;
    evaluated_rows_ += count;
  }

  void take(value::Selection& rows, Column& elements) {
    if (row_ >= evaluated_) evaluate_more();
    const Value value = scratch_.value(row_ - first_);
    const auto row = static_cast<std::uint32_t>(row_);
    if (value.is(ValueType::List)) {
      const List& list = value.as_list();
      const std::size_t count = std::min(value::kBatchRows - rows.size(), list.size() - element_);
      for (std::size_t i = 0; i < count; ++i) elements.append(list[element_ + i]);
      rows.insert(rows.end(), count, row);
      for (std::size_t i = 0; place_ && i < count; ++i) add_place(element_ + i);
      element_ += count;
      elements_ += count;
      if (element_ < list.size()) return;
    } else if (!value.is_null()) {
      elements.append(value);
      rows.push_back(row);
      if (place_) add_place(0);
    }
    ++row_;
    element_ = 0;
  }

  void add_place(std::size_t element) { places_.push_back(first_place_ + static_cast<std::int64_t>(element)); }

  Slot slot_;
  std::optional<Slot> place_;
  std::int64_t first_place_;
  std::vector<std::int64_t> places_;  ///< Of the batch's elements, if they are asked for.
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  EvaluatorPtr list_;
  Column scratch_;
  Batch in_, part_;
  std::size_t row_ = 0, element_ = 0;
  std::size_t first_ = 0, evaluated_ = 0;             ///< The rows whose lists are in scratch_.
  std::size_t elements_ = 0, evaluated_rows_ = 0;     ///< So far, for the average.
};

}  // namespace

StreamPtr make_unwind(const plan::Unwind& node, const Site& site) {
  return std::make_unique<Unwind>(node, site);
}

}  // namespace agora::execution
