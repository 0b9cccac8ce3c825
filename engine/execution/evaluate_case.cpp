#include <utility>

#include "execution/evaluators.h"
#include "value/compare.h"

namespace agora::execution {

using semantic::Case;

namespace {

/// A branch is evaluated only for the rows that take it, so that `CASE WHEN x <> 0 THEN 1 / x END` is safe.
class CaseChoice : public Evaluator {
 public:
  CaseChoice(const Case& node, const Build& build)
      : operand_(compile(node.operand, build.context, build.scope)),
        otherwise_(compile(node.otherwise, build.context, build.scope)), where_(build.expression.where) {
    for (const auto& [when, then] : node.branches) {
      branches_.push_back({compile(*when, build.context, build.scope),
                           compile(*then, build.context, build.scope)});
    }
  }

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    std::vector<Value> results(batch.row_count());
    value::Selection open(batch.row_count());
    for (std::size_t row = 0; row < open.size(); ++row) open[row] = static_cast<std::uint32_t>(row);
    std::vector<Value> subjects;
    if (operand_) {
      const Column& column = operand_->evaluate(batch, operand_scratch_);
      for (std::size_t row = 0; row < column.size(); ++row) subjects.push_back(column.value(row));
    }
    for (Branch& branch : branches_) {
      if (open.empty()) break;
      const auto [taken, left] = split(batch, open, branch, subjects);
      store(batch, taken, *branch.then, results);
      open = left;
    }
    if (otherwise_) store(batch, open, *otherwise_, results);
    scratch.clear();
    for (Value& value : results) scratch.append(std::move(value));
    return scratch;
  }

 private:
  struct Branch {
    EvaluatorPtr when, then;
  };

  std::pair<value::Selection, value::Selection> split(const Batch& batch, const value::Selection& open,
                                                      Branch& branch, const std::vector<Value>& subjects) {
    const Batch rows = batch.take(open);
    const Column& when = branch.when->evaluate(rows, when_scratch_);
    value::Selection taken, left;
    for (std::size_t i = 0; i < open.size(); ++i) {
      const Value value = when.value(i);
      const bool holds = operand_ ? value::equals(subjects[open[i]], value).value_or(false) : is_true(value);
      (holds ? taken : left).push_back(open[i]);
    }
    return {std::move(taken), std::move(left)};
  }

  bool is_true(const Value& value) const {
    if (value.is_null()) return false;
    if (value.is(ValueType::Boolean)) return value.as_bool();
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "WHEN needs a condition that is true or false, but got " + std::string(to_string(value.type())))
        .at(where_);
  }

  void store(const Batch& batch, const value::Selection& rows, Evaluator& evaluator,
             std::vector<Value>& results) {
    if (rows.empty()) return;
    const Batch chosen = batch.take(rows);
    const Column& values = evaluator.evaluate(chosen, then_scratch_);
    for (std::size_t i = 0; i < rows.size(); ++i) results[rows[i]] = values.value(i);
  }

  EvaluatorPtr operand_, otherwise_;
  std::vector<Branch> branches_;
  SourceSpan where_;
  Column operand_scratch_, when_scratch_, then_scratch_;
};

}  // namespace

EvaluatorPtr make_case(const Case& node, const Build& build) {
  return std::make_unique<CaseChoice>(node, build);
}

}  // namespace agora::execution
