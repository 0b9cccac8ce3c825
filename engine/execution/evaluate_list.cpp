// Comprehensions, quantifiers and reduce: the elements of the lists of a batch become the rows of inner batches, the
// inner expressions run over those, and the results are put back by row.

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

/// The elements of a column of lists, some at a time: lists within lists would else be spread out as a whole.
class Elements {
 public:
  Elements(Slot variable, std::vector<Slot> outer, Context& context, SourceSpan where)
      : variable_(variable), outer_(std::move(outer)), context_(context), where_(where) {}

  /// Begins with the first list. Both must live, unchanged, as long as next() is called.
  void start(const Batch& batch, const Column& lists) {
    batch_ = &batch;
    lists_ = &lists;
    row_ = offset_ = 0;
    null_.assign(lists.size(), false);
  }

  /// Goes on to more elements; false if there are none.
  bool next() {
    rows_.clear();
    Column elements;
    while (row_ < lists_->size() && rows_.size() < kMost) {
      const Value value = lists_->value(row_);
      const List* list = list_of(value, where_);
      const std::size_t size = list ? list->size() : 0;
      if (!list) null_[row_] = true;
      const std::size_t end = std::min(size, offset_ + kMost - rows_.size());
      for (std::size_t i = offset_; i < end; ++i) elements.append((*list)[i]);
      rows_.insert(rows_.end(), end - offset_, static_cast<std::uint32_t>(row_));
      offset_ = end;
      if (end == size) {
        ++row_;
        offset_ = 0;
      }
    }
    context_.check();
    if (rows_.empty()) return false;
    inner_ = Batch(context_.slot_count());
    take_slots(*batch_, rows_, outer_, inner_);
    inner_.column(variable_) = std::move(elements);
    inner_.set_row_count(rows_.size());
    return true;
  }

  /// The elements with what is read beside them.
  Batch& inner() { return inner_; }
  /// By element: the row whose list it is in.
  const value::Selection& rows() const { return rows_; }
  /// After the last next(): whether a row has null for a list.
  bool is_null(std::size_t row) const { return null_[row]; }

 private:
  static constexpr std::size_t kMost = 4096;
  Slot variable_;
  std::vector<Slot> outer_;
  Context& context_;
  SourceSpan where_;
  const Batch* batch_ = nullptr;
  const Column* lists_ = nullptr;
  std::size_t row_ = 0, offset_ = 0;
  Batch inner_;
  value::Selection rows_;
  std::vector<bool> null_;
};

bool is_true(const Value& value) { return value.is(ValueType::Boolean) && value.as_bool(); }

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
    std::vector<List> made(lists.size());
    elements_.start(batch, lists);
    while (elements_.next()) collect(made);
    scratch.clear();
    for (std::size_t row = 0; row < made.size(); ++row) {
      scratch.append(elements_.is_null(row) ? Value() : Value(std::move(made[row])));
    }
    return scratch;
  }

 private:
  void collect(std::vector<List>& made) {
    Batch& inner = elements_.inner();
    value::Selection rows = elements_.rows();
    if (predicate_) {
      const Column& truth = predicate_->evaluate(inner, truth_scratch_);
      std::vector<std::uint8_t> keep(rows.size());
      for (std::size_t i = 0; i < keep.size(); ++i) keep[i] = is_true(truth.value(i));
      std::size_t kept = 0;
      for (std::size_t i = 0; i < keep.size(); ++i) {
        if (keep[i]) rows[kept++] = rows[i];
      }
      rows.resize(kept);
      inner.keep_where(keep);
    }
    if (rows.empty()) return;
    const Column& results =
        projection_ ? projection_->evaluate(inner, result_scratch_) : inner.column(variable_);
    for (std::size_t i = 0; i < rows.size(); ++i) made[rows[i]].push_back(results.value(i));
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
    std::vector<Tally> tallies(lists.size());
    elements_.start(batch, lists);
    while (elements_.next()) {
      const Column& truth = predicate_->evaluate(elements_.inner(), truth_scratch_);
      const value::Selection& rows = elements_.rows();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const Value value = truth.value(i);
        Tally& tally = tallies[rows[i]];
        ++(!value.is(ValueType::Boolean) ? tally.unknown : value.as_bool() ? tally.yes : tally.no);
      }
    }
    scratch.clear();
    for (std::size_t row = 0; row < tallies.size(); ++row) {
      scratch.append(elements_.is_null(row) ? Value() : answer(tallies[row]));
    }
    return scratch;
  }

 private:
  struct Tally {
    std::size_t yes = 0, no = 0, unknown = 0;
  };

  Value answer(const Tally& tally) const {
    const auto [yes, no, unknown] = tally;
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
