#include "plan/value_sample.h"

#include <algorithm>
#include <cmath>

#include "plan/comparison_operator.h"
#include "plan/expression_slots.h"
#include "value/compare.h"

namespace agora::plan {

using semantic::Expression;
using semantic::Operator;

namespace {

bool is_test(Operator op) {
  return is_comparison(op) || op == Operator::In || op == Operator::StartsWith || op == Operator::EndsWith ||
         op == Operator::Contains || op == Operator::IsNull || op == Operator::IsNotNull;
}

const semantic::PropertyAccess* property_of_slot(const Expression& expression) {
  const auto* access = std::get_if<semantic::PropertyAccess>(&expression.node);
  return access && std::holds_alternative<semantic::SlotRef>(access->subject->node) ? access : nullptr;
}

bool depends_on_slots(const Expression& expression) {
  SlotSet slots;
  collect_slots(expression, slots);
  return !slots.empty();
}

/// The value of literals and of lists of literals.
std::optional<Value> constant_of(const Expression& expression) {
  if (const auto* literal = std::get_if<semantic::Literal>(&expression.node)) return literal->value;
  const auto* list = std::get_if<semantic::ListLiteral>(&expression.node);
  if (!list) return std::nullopt;
  List values;
  for (const auto& element : list->elements) {
    const auto value = constant_of(*element);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return Value(std::move(values));
}

value::Truth contained(const Value& value, const Value& list) {
  if (list.type() != ValueType::List) return std::nullopt;
  const List& elements = list.as_list();
  return std::any_of(elements.begin(), elements.end(),
                     [&](const Value& element) { return value::equals(value, element).value_or(false); });
}

bool matches(Operator op, const Value& value, const Value& part) {
  if (value.type() != ValueType::String || part.type() != ValueType::String) return false;
  const std::string_view text = value.as_string(), wanted = part.as_string();
  if (op == Operator::StartsWith) return text.starts_with(wanted);
  if (op == Operator::EndsWith) return text.ends_with(wanted);
  return text.find(wanted) != std::string_view::npos;
}

bool passes(Operator op, const Value& value, const Value& constant) {
  switch (op) {
    case Operator::Equal: return value::equals(value, constant).value_or(false);
    case Operator::NotEqual: return !value::equals(value, constant).value_or(true);
    case Operator::Less: return value::less(value, constant).value_or(false);
    case Operator::LessOrEqual: return value::less_or_equal(value, constant).value_or(false);
    case Operator::Greater: return value::less(constant, value).value_or(false);
    case Operator::GreaterOrEqual: return value::less_or_equal(constant, value).value_or(false);
    case Operator::In: return contained(value, constant).value_or(false);
    default: return matches(op, value, constant);
  }
}

/// How many different values `all` elements have, nulls left out.
double distinct_values(std::vector<Value> sample, double all) {
  const double scale = std::max(1.0, all / static_cast<double>(sample.size()));
  std::erase_if(sample, [](const Value& value) { return value.is_null(); });
  std::sort(sample.begin(), sample.end(), [](const Value& a, const Value& b) { return value::order(a, b) < 0; });
  double once = 0, more = 0;
  for (auto at = sample.begin(); at != sample.end();) {
    const auto next = std::find_if(at, sample.end(), [&](const Value& value) { return !value::equivalent(value, *at); });
    (next - at == 1 ? once : more) += 1;
    at = next;
  }
  // What hardly ever comes twice is taken as a key.
  constexpr double kNearlyAll = 0.95;
  const bool key = once >= kNearlyAll * static_cast<double>(sample.size());
  return std::max(1.0, (key ? scale : std::sqrt(scale)) * once + more);
}

}  // namespace

std::optional<PropertyTest> property_test(const Expression& predicate) {
  const auto* operation = std::get_if<semantic::Operation>(&predicate.node);
  if (!operation || !is_test(operation->op)) return std::nullopt;
  const Expression& left = *operation->operands.front();
  if (operation->operands.size() == 1) {
    const auto* property = property_of_slot(left);
    if (!property) return std::nullopt;
    return PropertyTest{property->key, operation->op, Value()};
  }
  if (operation->operands.size() != 2) return std::nullopt;
  const Expression& right = *operation->operands.back();
  if (const auto* property = property_of_slot(left); property && !depends_on_slots(right))
    return PropertyTest{property->key, operation->op, constant_of(right)};
  if (const auto* property = property_of_slot(right); property && is_comparison(operation->op) && !depends_on_slots(left))
    return PropertyTest{property->key, mirrored(operation->op), constant_of(left)};
  return std::nullopt;
}

std::optional<double> share_of(const PropertyTest& test, const std::vector<Value>& sample, double all) {
  const double size = static_cast<double>(sample.size());
  const double nulls = static_cast<double>(std::count_if(sample.begin(), sample.end(), [](const Value& v) { return v.is_null(); }));
  // None of the sample: as if half of one had passed.
  const auto share = [&](double passed) { return std::max(0.5, passed) / size; };
  if (test.op == Operator::IsNull) return share(nulls);
  if (test.op == Operator::IsNotNull) return share(size - nulls);
  const double one = (size - nulls) / size / distinct_values(sample, all);
  if (!test.constant) {
    if (test.op == Operator::Equal) return one;
    if (test.op == Operator::NotEqual) return (size - nulls) / size - one;
    return std::nullopt;
  }
  double passed = 0;
  for (const Value& value : sample) passed += !value.is_null() && passes(test.op, value, *test.constant);
  if (passed > 0) return share(passed);
  if (test.op == Operator::Equal) return std::min(one, share(0));
  if (test.op == Operator::In && test.constant->type() == ValueType::List)
    return std::min(1.0, std::min(one, share(0)) * static_cast<double>(test.constant->as_list().size()));
  return share(0);
}

}  // namespace agora::plan
