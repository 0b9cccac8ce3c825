// Comprehensions, quantifiers and reduce: the elements of all lists of a batch become the rows of one inner
// batch, the inner expressions run over that, and the results are put back by row.

#include <algorithm>
#include <utility>

#include "execution/evaluators.h"
#include "plan/expression_slots.h"

namespace agora::execution {

using semantic::ListComprehension;
using semantic::Quantifier;
using semantic::Reduce;

namespace {

/// The rows of the outer batch that an inner expression reads.
std::vector<Slot> outer_slots(std::initializer_list<semantic::ExpressionPtr> inner,
                              std::initializer_list<Slot> local) {
  plan::SlotSet slots;
  for (const auto& expression : inner) {
    if (expression) plan::collect_slots(*expression, slots);
  }
  for (Slot slot : local) slots.erase(slot);
  return {slots.begin(), slots.end()};
}

/// What a list operand must be: a list or null.
const List* list_of(const Value& value, const SourceSpan& where) {
  if (value.is_null()) return nullptr;
  if (!value.is(ValueType::List)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "expected a list, but got " + std::string(to_string(value.type())))
        .at(where);
  }
  return &value.as_list();
}

/// The elements of a column of lists, with the outer row each belongs to.
class Elements {
 public:
  Elements(Slot variable, std::vector<Slot> outer, Context& context, SourceSpan where)
      : variable_(variable), outer_(std::move(outer)), context_(context), where_(where) {}

  void spread(const Batch& batch, const Column& lists) {
    rows_.clear();
    ends_.assign(lists.size(), 0);
    null_.assign(lists.size(), false);
    Column elements;
    for (std::size_t row = 0; row < lists.size(); ++row) {
      const Value value = lists.value(row);
      if (const List* list = list_of(value, where_)) {
        for (const Value& element : *list) elements.append(element);
        rows_.insert(rows_.end(), list->size(), static_cast<std::uint32_t>(row));
      } else {
        null_[row] = true;
      }
      ends_[row] = rows_.size();
    }
    context_.check();
    inner_ = Batch(context_.slot_count());
    take_slots(batch, rows_, outer_, inner_);
    inner_.column(variable_) = std::move(elements);
    inner_.set_row_count(rows_.size());
  }

  Batch& inner() { return inner_; }
  std::size_t begin(std::size_t row) const { return row == 0 ? 0 : ends_[row - 1]; }
  std::size_t end(std::size_t row) const { return ends_[row]; }
  bool is_null(std::size_t row) const { return null_[row]; }
  const Column& elements() const { return inner_.column(variable_); }

 private:
  Slot variable_;
  std::vector<Slot> outer_;
  Context& context_;
  SourceSpan where_;
  Batch inner_;
  value::Selection rows_;
  std::vector<std::size_t> ends_;
  std::vector<bool> null_;
};

class Comprehension : public Evaluator {
 public:
  Comprehension(const ListComprehension& node, const Build& build)
      : list_(compile(*node.list, build.context, build.scope)),
        predicate_(compile(node.predicate, build.context, build.scope)),
        projection_(compile(node.projection, build.context, build.scope)),
        elements_(node.variable, outer_slots({node.predicate, node.projection}, {node.variable}),
                  build.context, build.expression.where),
        variable_(node.variable) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& lists = list_->evaluate(batch, list_scratch_);
    elements_.spread(batch, lists);
    std::vector<std::uint8_t> keep(elements_.inner().row_count(), 1);
    std::vector<std::size_t> kept_before;
    Batch& inner = elements_.inner();
    if (predicate_ && !inner.empty()) {
      const Column& truth = predicate_->evaluate(inner, truth_scratch_);
      for (std::size_t i = 0; i < keep.size(); ++i) {
        const Value value = truth.value(i);
        keep[i] = value.is(ValueType::Boolean) && value.as_bool();
      }
      kept_before = prefix_counts(keep);
      inner.keep_where(keep);
    } else {
      kept_before = prefix_counts(keep);
    }
    const Column* results = &inner.column(variable_);
    if (projection_ && !inner.empty()) results = &projection_->evaluate(inner, result_scratch_);
    collect(lists.size(), kept_before, *results, scratch);
    return scratch;
  }

 private:
  static std::vector<std::size_t> prefix_counts(const std::vector<std::uint8_t>& keep) {
    std::vector<std::size_t> counts(keep.size() + 1, 0);
    for (std::size_t i = 0; i < keep.size(); ++i) counts[i + 1] = counts[i] + keep[i];
    return counts;
  }

  void collect(std::size_t rows, const std::vector<std::size_t>& kept_before, const Column& results,
               Column& out) {
    out.clear();
    for (std::size_t row = 0; row < rows; ++row) {
      if (elements_.is_null(row)) {
        out.append_null();
        continue;
      }
      List list;
      const std::size_t end = kept_before[elements_.end(row)];
      for (std::size_t i = kept_before[elements_.begin(row)]; i < end; ++i) list.push_back(results.value(i));
      out.append(Value(std::move(list)));
    }
  }

  EvaluatorPtr list_, predicate_, projection_;
  Elements elements_;
  Slot variable_;
  Column list_scratch_, truth_scratch_, result_scratch_;
};

class QuantifierTest : public Evaluator {
 public:
  QuantifierTest(const Quantifier& node, const Build& build)
      : kind_(node.kind), list_(compile(*node.list, build.context, build.scope)),
        predicate_(compile(*node.predicate, build.context, build.scope)),
        elements_(node.variable, outer_slots({node.predicate}, {node.variable}), build.context,
                  build.expression.where) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& lists = list_->evaluate(batch, list_scratch_);
    elements_.spread(batch, lists);
    const Column* truth = &truth_scratch_;
    if (!elements_.inner().empty()) truth = &predicate_->evaluate(elements_.inner(), truth_scratch_);
    scratch.clear();
    for (std::size_t row = 0; row < lists.size(); ++row) {
      scratch.append(elements_.is_null(row) ? Value() : answer(row, *truth));
    }
    return scratch;
  }

 private:
  Value answer(std::size_t row, const Column& truth) const {
    std::size_t yes = 0, no = 0, unknown = 0;
    for (std::size_t i = elements_.begin(row); i < elements_.end(row); ++i) {
      const Value value = truth.value(i);
      if (!value.is(ValueType::Boolean)) {
        ++unknown;
      } else if (value.as_bool()) {
        ++yes;
      } else {
        ++no;
      }
    }
    switch (kind_) {
      case Quantifier::Kind::All:
        return no > 0 ? Value(false) : unknown > 0 ? Value() : Value(true);
      case Quantifier::Kind::Any:
        return yes > 0 ? Value(true) : unknown > 0 ? Value() : Value(false);
      case Quantifier::Kind::None:
        return yes > 0 ? Value(false) : unknown > 0 ? Value() : Value(true);
      case Quantifier::Kind::Single:
        return yes > 1 ? Value(false) : unknown > 0 ? Value() : Value(yes == 1);
    }
    return {};
  }

  Quantifier::Kind kind_;
  EvaluatorPtr list_, predicate_;
  Elements elements_;
  Column list_scratch_, truth_scratch_;
};

/// Steps through all lists at once: element k of every list that has one.
class Reducer : public Evaluator {
 public:
  Reducer(const Reduce& node, const Build& build)
      : initial_(compile(*node.initial, build.context, build.scope)),
        list_(compile(*node.list, build.context, build.scope)),
        step_(compile(*node.step, build.context, build.scope)), accumulator_(node.accumulator),
        variable_(node.variable),
        outer_(outer_slots({node.step}, {node.accumulator, node.variable})), context_(build.context),
        where_(build.expression.where) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& lists = list_->evaluate(batch, list_scratch_);
    const Column& initial = initial_->evaluate(batch, initial_scratch_);
    std::vector<Value> values(batch.row_count());
    std::vector<Value> list_values(batch.row_count());
    std::size_t longest = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
      list_values[row] = lists.value(row);
      const List* list = list_of(list_values[row], where_);
      if (list) values[row] = initial.value(row);
      if (list) longest = std::max(longest, list->size());
    }
    for (std::size_t k = 0; k < longest; ++k) step(batch, list_values, k, values);
    scratch.clear();
    for (Value& value : values) scratch.append(std::move(value));
    return scratch;
  }

 private:
  void step(const Batch& batch, const std::vector<Value>& lists, std::size_t k, std::vector<Value>& values) {
    context_.check();
    value::Selection rows;
    Column elements, accumulators;
    for (std::size_t row = 0; row < lists.size(); ++row) {
      if (!lists[row].is(ValueType::List) || lists[row].as_list().size() <= k) continue;
      rows.push_back(static_cast<std::uint32_t>(row));
      elements.append(lists[row].as_list()[k]);
      accumulators.append(values[row]);
    }
    Batch inner(context_.slot_count());
    take_slots(batch, rows, outer_, inner);
    inner.column(variable_) = std::move(elements);
    inner.column(accumulator_) = std::move(accumulators);
    inner.set_row_count(rows.size());
    const Column& results = step_->evaluate(inner, step_scratch_);
    for (std::size_t i = 0; i < rows.size(); ++i) values[rows[i]] = results.value(i);
  }

  EvaluatorPtr initial_, list_, step_;
  Slot accumulator_, variable_;
  std::vector<Slot> outer_;
  Context& context_;
  SourceSpan where_;
  Column list_scratch_, initial_scratch_, step_scratch_;
};

}  // namespace

EvaluatorPtr make_list_comprehension(const ListComprehension& node, const Build& build) {
  return std::make_unique<Comprehension>(node, build);
}
EvaluatorPtr make_quantifier(const Quantifier& node, const Build& build) {
  return std::make_unique<QuantifierTest>(node, build);
}
EvaluatorPtr make_reduce(const Reduce& node, const Build& build) {
  return std::make_unique<Reducer>(node, build);
}

}  // namespace agora::execution
