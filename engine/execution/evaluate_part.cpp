// Evaluating less: constants once, and expressions for the rows that need them.

#include <algorithm>
#include <utility>

#include "execution/evaluators.h"
#include "plan/expression_slots.h"

namespace agora::execution {

using namespace semantic;

namespace {

/// True if `holds` for the expression and everything in it.
template <typename Predicate>
bool all_parts(const Expression& expression, const Predicate& holds) {
  bool result = holds(expression);
  plan::for_each_operand(expression, [&](const ExpressionPtr& part) { result = result && all_parts(*part, holds); });
  return result;
}

bool reads_nothing(const Expression& expression) {
  if (std::holds_alternative<Subquery>(expression.node)) return false;
  const auto* call = std::get_if<Call>(&expression.node);
  return !call || call->function->deterministic;
}

bool cannot_fail(const Expression& expression) {
  static constexpr auto kElement = function::TypeSet(ValueType::Node) | ValueType::Relationship;
  if (const auto* access = std::get_if<PropertyAccess>(&expression.node)) {
    return access->subject->types.within(kElement);
  }
  if (const auto* test = std::get_if<HasLabels>(&expression.node)) {
    return test->subject->types.within(kElement);
  }
  const auto* operation = std::get_if<Operation>(&expression.node);
  if (!operation) {
    return std::holds_alternative<Literal>(expression.node) || std::holds_alternative<SlotRef>(expression.node) ||
           std::holds_alternative<Parameter>(expression.node) ||
           std::holds_alternative<AllDifferent>(expression.node);
  }
  switch (operation->op) {
    case Operator::Equal:
    case Operator::NotEqual:
    case Operator::Less:
    case Operator::LessOrEqual:
    case Operator::Greater:
    case Operator::GreaterOrEqual:
    case Operator::IsNull:
    case Operator::IsNotNull:
      return true;
    default:
      return false;
  }
}

class Folded : public Evaluator {
 public:
  Folded(EvaluatorPtr evaluator, Context& context) : evaluator_(std::move(evaluator)), context_(context) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    if (batch.empty()) {
      scratch.clear();
      return scratch;
    }
    if (!value_) compute();
    scratch = Column::repeated(*value_, batch.row_count());
    return scratch;
  }

  /// An error is raised by evaluate(), where there is a row that needs the value.
  const Value* constant() const override {
    if (value_) return &*value_;
    if (failed_) return nullptr;
    try {
      compute();
    } catch (const Error&) {
      failed_ = true;
      return nullptr;
    }
    return &*value_;
  }

 private:
  void compute() const {
    Batch one(context_.slot_count());
    one.set_row_count(1);
    Column scratch;
    value_ = evaluator_->evaluate(one, scratch).value(0);
  }

  EvaluatorPtr evaluator_;
  Context& context_;
  mutable std::optional<Value> value_;
  mutable bool failed_ = false;
};

}  // namespace

bool is_constant(const Expression& expression) {
  plan::SlotSet slots;
  plan::collect_slots(expression, slots);
  return slots.empty() && all_parts(expression, reads_nothing);
}

EvaluatorPtr make_constant(EvaluatorPtr evaluator, Context& context) {
  return std::make_unique<Folded>(std::move(evaluator), context);
}

PartEvaluator::PartEvaluator(const Expression& expression, const Build& build)
    : context_(build.context), evaluator_(compile(expression, build.context, build.scope)),
      cheap_(all_parts(expression, cannot_fail)) {
  plan::SlotSet slots;
  plan::collect_slots(expression, slots);
  slots_.assign(slots.begin(), slots.end());
}

const Column& PartEvaluator::evaluate(const Batch& batch, std::span<const std::uint32_t> rows) {
  if (rows.size() == batch.row_count()) return evaluator_->evaluate(batch, scratch_);
  part_.clear();
  part_.set_slot_count(context_.slot_count());
  take_slots(batch, rows, slots_, part_);
  part_.set_row_count(rows.size());
  return evaluator_->evaluate(part_, scratch_);
}

}  // namespace agora::execution
