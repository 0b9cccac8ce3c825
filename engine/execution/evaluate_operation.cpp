#include <utility>

#include "execution/evaluators.h"
#include "function/operators.h"
#include "value/compare.h"

namespace agora::execution {

using semantic::Operation;
using semantic::Operator;
using value::Layout;

namespace {

using Binary = Value (*)(const Value&, const Value&);

Value from_truth(value::Truth truth) { return truth ? Value(*truth) : Value(); }

Value equal(const Value& a, const Value& b) { return from_truth(value::equals(a, b)); }
Value not_equal(const Value& a, const Value& b) {
  const value::Truth truth = value::equals(a, b);
  return truth ? Value(!*truth) : Value();
}
Value less(const Value& a, const Value& b) { return from_truth(value::less(a, b)); }
Value less_or_equal(const Value& a, const Value& b) { return from_truth(value::less_or_equal(a, b)); }
Value greater(const Value& a, const Value& b) { return less(b, a); }
Value greater_or_equal(const Value& a, const Value& b) { return less_or_equal(b, a); }

Binary kernel(Operator op) {
  switch (op) {
    case Operator::Add: return function::add;
    case Operator::Subtract: return function::subtract;
    case Operator::Multiply: return function::multiply;
    case Operator::Divide: return function::divide;
    case Operator::Modulo: return function::modulo;
    case Operator::Power: return function::power;
    case Operator::Concatenate: return function::concatenate;
    case Operator::Equal: return equal;
    case Operator::NotEqual: return not_equal;
    case Operator::Less: return less;
    case Operator::LessOrEqual: return less_or_equal;
    case Operator::Greater: return greater;
    case Operator::GreaterOrEqual: return greater_or_equal;
    case Operator::And: return function::logical_and;
    case Operator::Or: return function::logical_or;
    case Operator::Xor: return function::logical_xor;
    case Operator::In: return function::in_list;
    case Operator::StartsWith: return function::starts_with;
    case Operator::EndsWith: return function::ends_with;
    case Operator::Contains: return function::contains;
    case Operator::Matches: return function::matches;
    default: return nullptr;
  }
}

/// Folds the kernel over its operands from the left; And and Or may have more than two.
class BinaryOperation : public RowEvaluator {
 public:
  BinaryOperation(Binary kernel, std::vector<EvaluatorPtr> operands, SourceSpan where)
      : RowEvaluator(std::move(operands), where), kernel_(kernel) {}

 protected:
  Value compute(std::span<const Value> arguments) override {
    Value result = kernel_(arguments[0], arguments[1]);
    for (std::size_t i = 2; i < arguments.size(); ++i) result = kernel_(result, arguments[i]);
    return result;
  }

 private:
  Binary kernel_;
};

class UnaryOperation : public RowEvaluator {
 public:
  UnaryOperation(Value (*kernel)(const Value&), std::vector<EvaluatorPtr> operands, SourceSpan where)
      : RowEvaluator(std::move(operands), where), kernel_(kernel) {}

 protected:
  Value compute(std::span<const Value> arguments) override { return kernel_(arguments[0]); }

 private:
  Value (*kernel_)(const Value&);
};

class NullTest : public Evaluator {
 public:
  NullTest(EvaluatorPtr operand, bool wanted) : operand_(std::move(operand)), wanted_(wanted) {}
  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& column = operand_->evaluate(batch, operand_scratch_);
    const auto out = scratch.fill_booleans(batch.row_count());
    for (std::size_t row = 0; row < out.size(); ++row) out[row] = column.is_null(row) == wanted_;
    return scratch;
  }

 private:
  EvaluatorPtr operand_;
  Column operand_scratch_;
  bool wanted_;
};

/// `<`, `=` and their kin. Numbers, ids and strings against a constant or each other take a tight loop; everything
/// else the kernel.
class Comparison : public Evaluator {
 public:
  Comparison(Operator op, std::vector<EvaluatorPtr> operands, SourceSpan where)
      : op_(op), left_(std::move(operands[0])), right_(std::move(operands[1])), where_(where) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& left = left_->evaluate(batch, left_scratch_);
    if (const Value* constant = right_->constant()) {
      if (compare_constant(left, *constant, scratch)) return scratch;
    }
    const Column& right = right_->evaluate(batch, right_scratch_);
    if (!compare_columns(left, right, scratch)) compare_values(left, right, scratch);
    return scratch;
  }

 private:
  template <typename T>
  static bool holds(Operator op, const T& a, const T& b) {
    switch (op) {
      case Operator::Equal: return a == b;
      case Operator::NotEqual: return a != b;
      case Operator::Less: return a < b;
      case Operator::LessOrEqual: return a <= b;
      case Operator::Greater: return a > b;
      default: return a >= b;
    }
  }

  template <typename Get, typename Other>
  void loop(std::size_t rows, Column& out, Get left, Other right) {
    const auto truth = out.fill_booleans(rows);
    const auto run = [&]<Operator op>() {
      for (std::size_t row = 0; row < rows; ++row) truth[row] = holds(op, left(row), right(row));
    };
    switch (op_) {
      case Operator::Equal: run.template operator()<Operator::Equal>(); break;
      case Operator::NotEqual: run.template operator()<Operator::NotEqual>(); break;
      case Operator::Less: run.template operator()<Operator::Less>(); break;
      case Operator::LessOrEqual: run.template operator()<Operator::LessOrEqual>(); break;
      case Operator::Greater: run.template operator()<Operator::Greater>(); break;
      default: run.template operator()<Operator::GreaterOrEqual>(); break;
    }
  }

  static void carry_nulls(const Column& from, Column& out) {
    if (!from.has_nulls()) return;
    for (std::size_t row = 0; row < from.size(); ++row) {
      if (from.is_null(row)) out.set_null(row);
    }
  }

  bool compare_constant(const Column& left, const Value& constant, Column& out) {
    if (left.is(Layout::Integers) && constant.is(ValueType::Integer)) {
      const auto numbers = left.integers();
      const std::int64_t wanted = constant.as_int();
      loop(left.size(), out, [&](std::size_t row) { return numbers[row]; }, [&](std::size_t) { return wanted; });
    } else if (left.is(Layout::Floats) && constant.is_number()) {
      const auto numbers = left.floats();
      const double wanted = constant.as_number();
      if (constant.is(ValueType::Integer) && static_cast<std::int64_t>(wanted) != constant.as_int()) return false;
      loop(left.size(), out, [&](std::size_t row) { return numbers[row]; }, [&](std::size_t) { return wanted; });
    } else if (left.is(Layout::Values) && constant.is(ValueType::String)) {
      return compare_strings(left, constant.as_string(), out);
    } else {
      return false;
    }
    carry_nulls(left, out);
    return true;
  }

  bool compare_strings(const Column& left, std::string_view wanted, Column& out) {
    const auto values = left.values();
    for (const Value& value : values) {
      if (!value.is(ValueType::String) && !value.is_null()) return false;
    }
    loop(left.size(), out,
         [&](std::size_t row) { return values[row].is_null() ? std::string_view() : values[row].as_string(); },
         [&](std::size_t) { return wanted; });
    carry_nulls(left, out);
    return true;
  }

  bool compare_columns(const Column& left, const Column& right, Column& out) {
    const bool ids = (left.is(Layout::Nodes) && right.is(Layout::Nodes)) ||
                     (left.is(Layout::Relationships) && right.is(Layout::Relationships));
    if (ids && (op_ == Operator::Equal || op_ == Operator::NotEqual)) {
      const auto a = left.ids();
      const auto b = right.ids();
      loop(left.size(), out, [&](std::size_t row) { return a[row]; }, [&](std::size_t row) { return b[row]; });
    } else if (left.is(Layout::Integers) && right.is(Layout::Integers)) {
      const auto a = left.integers();
      const auto b = right.integers();
      loop(left.size(), out, [&](std::size_t row) { return a[row]; }, [&](std::size_t row) { return b[row]; });
    } else {
      return false;
    }
    carry_nulls(left, out);
    carry_nulls(right, out);
    return true;
  }

  void compare_values(const Column& left, const Column& right, Column& out) {
    const Binary compare = kernel(op_);
    out.clear();
    try {
      for (std::size_t row = 0; row < left.size(); ++row) {
        out.append(compare(left.value(row), right.value(row)));
      }
    } catch (Error& error) {
      error.locate(where_);
      throw;
    }
  }

  Operator op_;
  EvaluatorPtr left_, right_;
  Column left_scratch_, right_scratch_;
  SourceSpan where_;
};

/// AND and OR over columns of booleans, in whole words; other columns go through the kernel.
class Connective : public Evaluator {
 public:
  Connective(bool conjunction, std::vector<EvaluatorPtr> operands, SourceSpan where)
      : conjunction_(conjunction), operands_(std::move(operands)), where_(where) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    Column result;
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      const Column& operand = operands_[i]->evaluate(batch, operand_scratch_);
      if (i == 0) {
        result = operand;
      } else {
        combine(result, operand);
      }
    }
    if (operands_.size() == 1) combine(result, result);
    scratch = std::move(result);
    return scratch;
  }

 private:
  void combine(Column& result, const Column& operand) {
    const std::size_t rows = result.size();
    if (result.is(Layout::Booleans) && operand.is(Layout::Booleans) && !result.has_nulls() &&
        !operand.has_nulls()) {
      const auto other = operand.booleans();
      Column combined;
      const auto out = combined.fill_booleans(rows);
      const auto mine = result.booleans();
      for (std::size_t row = 0; row < rows; ++row) {
        out[row] = conjunction_ ? (mine[row] & other[row]) : (mine[row] | other[row]);
      }
      result = std::move(combined);
      return;
    }
    Column combined;
    const Binary kernel = conjunction_ ? function::logical_and : function::logical_or;
    try {
      for (std::size_t row = 0; row < rows; ++row) combined.append(kernel(result.value(row), operand.value(row)));
    } catch (Error& error) {
      error.locate(where_);
      throw;
    }
    result = std::move(combined);
  }

  bool conjunction_;
  std::vector<EvaluatorPtr> operands_;
  Column operand_scratch_;
  SourceSpan where_;
};

}  // namespace

EvaluatorPtr make_operation(const Operation& node, const Build& build) {
  std::vector<EvaluatorPtr> operands = compile_all(node.operands, build);
  const SourceSpan where = build.expression.where;
  switch (node.op) {
    case Operator::IsNull:
    case Operator::IsNotNull:
      return std::make_unique<NullTest>(std::move(operands[0]), node.op == Operator::IsNull);
    case Operator::Not:
      return std::make_unique<UnaryOperation>(function::logical_not, std::move(operands), where);
    case Operator::Negate:
      return std::make_unique<UnaryOperation>(function::negate, std::move(operands), where);
    case Operator::And:
    case Operator::Or:
      return std::make_unique<Connective>(node.op == Operator::And, std::move(operands), where);
    case Operator::Equal:
    case Operator::NotEqual:
    case Operator::Less:
    case Operator::LessOrEqual:
    case Operator::Greater:
    case Operator::GreaterOrEqual:
      return std::make_unique<Comparison>(node.op, std::move(operands), where);
    default:
      return std::make_unique<BinaryOperation>(kernel(node.op), std::move(operands), where);
  }
}

}  // namespace agora::execution
