#include <deque>
#include <numeric>
#include <utility>

#include "execution/evaluators.h"
#include "function/arguments.h"
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

/// `+` and `||`: two short texts or lists soon make one that fits nowhere.
class Joining : public BinaryOperation {
 public:
  Joining(Binary kernel, std::vector<EvaluatorPtr> operands, SourceSpan where, const Context& context)
      : BinaryOperation(kernel, std::move(operands), where), context_(context) {}

 protected:
  Value compute(std::span<const Value> arguments) override {
    std::size_t bytes = 0;
    for (const Value& each : arguments) {
      if (each.is(ValueType::String)) bytes += each.as_string().size();
      if (each.is(ValueType::List)) bytes += each.as_list().size() * sizeof(Value);
    }
    if (bytes > 0) function::check_size(context_.call, bytes);
    return BinaryOperation::compute(arguments);
  }

 private:
  const Context& context_;
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
  Comparison(Operator op, std::vector<EvaluatorPtr> operands, const catalog::Catalog& catalog,
             SourceSpan where)
      : op_(op), left_(std::move(operands[0])), right_(std::move(operands[1])), catalog_(catalog),
        where_(where) {}

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

  /// Beside a value of an ordered enumeration, a text stands where the enumeration has it; the
  /// value knows its own place alone.
  void give_place(const Value& member, Value& text) const {
    if (!member.is(ValueType::Enumerated) || !text.is(ValueType::String)) return;
    const catalog::Enumeration* known = catalog_.find_enumeration(member.as_enumerated().enumeration);
    const auto position = known ? known->position(text.as_string()) : std::nullopt;
    if (position)
      text = Enumerated{known->name, std::string(text.as_string()), *position, known->ordered};
  }

  void compare_values(const Column& left, const Column& right, Column& out) {
    const Binary compare = kernel(op_);
    out.clear();
    try {
      for (std::size_t row = 0; row < left.size(); ++row) {
        Value a = left.value(row), b = right.value(row);
        give_place(a, b);
        give_place(b, a);
        out.append(compare(a, b));
      }
    } catch (Error& error) {
      error.locate(where_);
      throw;
    }
  }

  Operator op_;
  EvaluatorPtr left_, right_;
  Column left_scratch_, right_scratch_;
  const catalog::Catalog& catalog_;
  SourceSpan where_;
};

/// AND and OR. An operand is not evaluated for rows that those before it have decided, so that
/// `x <> 0 AND 1 / x > 2` is safe.
class Connective : public Evaluator {
 public:
  Connective(const Operation& node, const Build& build)
      : conjunction_(node.op == Operator::And), where_(build.expression.where) {
    for (const auto& operand : node.operands) operands_.emplace_back(*operand, build);
  }

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const std::size_t rows = batch.row_count();
    result_.assign(rows, conjunction_ ? kTrue : kFalse);
    open_.resize(rows);
    std::iota(open_.begin(), open_.end(), 0u);
    all_.assign(open_.begin(), open_.end());
    for (PartEvaluator& operand : operands_) {
      if (open_.empty()) break;
      const bool whole = operand.cheap() && open_.size() * 2 > rows;
      combine(operand.evaluate(batch, whole ? all_ : open_), whole);
    }
    const auto truth = scratch.fill_booleans(rows);
    for (std::size_t row = 0; row < rows; ++row) truth[row] = result_[row] == kTrue;
    for (std::size_t row = 0; row < rows; ++row) {
      if (result_[row] == kUnknown) scratch.set_null(row);
    }
    return scratch;
  }

 private:
  enum Truth : std::uint8_t { kFalse, kTrue, kUnknown };

  /// `operand` has the values of the open rows, or of all. Those that decide are open no longer.
  void combine(const Column& operand, bool whole) {
    const Truth decided = conjunction_ ? kFalse : kTrue;
    std::size_t left = 0;
    const auto take = [&](std::size_t i, Truth truth) {
      const std::uint32_t row = open_[i];
      if (truth == decided) {
        result_[row] = decided;
        return;
      }
      if (truth == kUnknown) result_[row] = kUnknown;
      open_[left++] = row;
    };
    if (operand.is(Layout::Booleans) && !operand.has_nulls()) {
      const auto truths = operand.booleans();
      for (std::size_t i = 0; i < open_.size(); ++i) take(i, truths[whole ? open_[i] : i] ? kTrue : kFalse);
    } else {
      for (std::size_t i = 0; i < open_.size(); ++i) take(i, truth_of(operand.value(whole ? open_[i] : i)));
    }
    open_.resize(left);
  }

  Truth truth_of(const Value& value) const {
    if (value.is_null()) return kUnknown;
    if (value.is(ValueType::Boolean)) return value.as_bool() ? kTrue : kFalse;
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                std::string(conjunction_ ? "AND" : "OR") + " needs operands that are true or false, but got " +
                    std::string(to_string(value.type())))
        .at(where_);
  }

  bool conjunction_;
  std::deque<PartEvaluator> operands_;
  SourceSpan where_;
  std::vector<Truth> result_;
  value::Selection open_, all_;
};

}  // namespace

EvaluatorPtr make_operation(const Operation& node, const Build& build) {
  if (node.op == Operator::And || node.op == Operator::Or) return std::make_unique<Connective>(node, build);
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
    case Operator::Equal:
    case Operator::NotEqual:
    case Operator::Less:
    case Operator::LessOrEqual:
    case Operator::Greater:
    case Operator::GreaterOrEqual:
      return std::make_unique<Comparison>(node.op, std::move(operands), build.context.view.catalog(),
                                          where);
    case Operator::StartsWith:
    case Operator::EndsWith:
    case Operator::Contains:
      return make_text_test(node.op, std::move(operands[0]), std::move(operands[1]));
    case Operator::Add:
    case Operator::Concatenate:
      return std::make_unique<Joining>(kernel(node.op), std::move(operands), where, build.context);
    default:
      return std::make_unique<BinaryOperation>(kernel(node.op), std::move(operands), where);
  }
}

}  // namespace agora::execution
