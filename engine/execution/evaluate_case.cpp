#include <deque>
#include <numeric>
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
      : operand_(compile(node.operand, build.context, build.scope)), where_(build.expression.where) {
    for (const auto& [when, then] : node.branches) branches_.emplace_back(*when, *then, build);
    if (node.otherwise) otherwise_.emplace(*node.otherwise, build);
  }

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    results_.assign(batch.row_count(), Value());
    open_.resize(batch.row_count());
    std::iota(open_.begin(), open_.end(), 0u);
    const Column* subjects = operand_ ? &operand_->evaluate(batch, operand_scratch_) : nullptr;
    for (Branch& branch : branches_) {
      if (open_.empty()) break;
      split(branch.when.evaluate(batch, open_), subjects);
      store(batch, taken_, branch.then);
    }
    if (otherwise_) store(batch, open_, *otherwise_);
    scratch.clear();
    scratch.reserve(results_.size());
    for (Value& value : results_) scratch.append(std::move(value));
    return scratch;
  }

 private:
  struct Branch {
    Branch(const semantic::Expression& a, const semantic::Expression& b, const Build& build)
        : when(a, build), then(b, build) {}
    PartEvaluator when, then;
  };

  /// Moves the open rows for which the branch holds to taken_.
  void split(const Column& when, const Column* subjects) {
    taken_.clear();
    std::size_t left = 0;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const std::uint32_t row = open_[i];
      const Value value = when.value(i);
      const bool holds =
          subjects ? value::equals(subjects->value(row), value).value_or(false) : is_true(value);
      if (holds) {
        taken_.push_back(row);
      } else {
        open_[left++] = row;
      }
    }
    open_.resize(left);
  }

  bool is_true(const Value& value) const {
    if (value.is_null()) return false;
    if (value.is(ValueType::Boolean)) return value.as_bool();
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "WHEN needs a condition that is true or false, but got " + std::string(to_string(value.type())))
        .at(where_);
  }

  void store(const Batch& batch, const value::Selection& rows, PartEvaluator& evaluator) {
    if (rows.empty()) return;
    const Column& values = evaluator.evaluate(batch, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) results_[rows[i]] = values.value(i);
  }

  EvaluatorPtr operand_;
  std::deque<Branch> branches_;
  std::optional<PartEvaluator> otherwise_;
  SourceSpan where_;
  Column operand_scratch_;
  std::vector<Value> results_;
  value::Selection open_, taken_;
};

}  // namespace

EvaluatorPtr make_case(const Case& node, const Build& build) {
  return std::make_unique<CaseChoice>(node, build);
}

}  // namespace agora::execution
