// Expressions: one function a kind of node, null and three-valued logic written out.
#include <algorithm>
#include <optional>

#include "function/operators.h"
#include "function/registry.h"
#include "reference/evaluator.h"
#include "value/compare.h"

namespace agora::reference {
namespace {

using value::Truth;

Truth truth(const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (!value.is(ValueType::Boolean))
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType", "not a truth value");
  return value.as_bool();
}

Value answer(Truth truth) { return truth ? Value(*truth) : Value(); }

const List& items(const Value& list) {
  if (!list.is(ValueType::List))
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType", "not a list");
  return list.as_list();
}

Truth both(Truth left, Truth right) {
  if (left == false || right == false) return false;
  if (!left || !right) return std::nullopt;
  return true;
}

Truth either(Truth left, Truth right) {
  if (left == true || right == true) return true;
  if (!left || !right) return std::nullopt;
  return false;
}

Truth opposite(Truth truth) { return truth ? Truth(!*truth) : Truth(); }

Truth compare(syntax::ComparisonOperator op, const Value& left, const Value& right) {
  switch (op) {
    case syntax::ComparisonOperator::Equal:
      return value::equals(left, right);
    case syntax::ComparisonOperator::NotEqual:
      return opposite(value::equals(left, right));
    case syntax::ComparisonOperator::Less:
      return value::less(left, right);
    case syntax::ComparisonOperator::LessOrEqual:
      return value::less_or_equal(left, right);
    case syntax::ComparisonOperator::Greater:
      return value::less(right, left);
    default:
      return value::less_or_equal(right, left);
  }
}

/// IS ::, for the types that queries are made with.
bool is_of(const Value& value, const syntax::TypeName& type) {
  using Kind = syntax::TypeName::Kind;
  if (type.kind == Kind::Union) {
    return std::any_of(type.members.begin(), type.members.end(),
                       [&](const syntax::TypeName& member) { return is_of(value, member); });
  }
  if (value.is_null()) return !type.not_null;
  switch (type.kind) {
    case Kind::Any:
      return true;
    case Kind::Boolean:
      return value.is(ValueType::Boolean);
    case Kind::Integer:
      return value.is(ValueType::Integer);
    case Kind::Float:
      return value.is(ValueType::Float);
    case Kind::String:
      return value.is(ValueType::String);
    case Kind::Date:
      return value.is(ValueType::Date);
    case Kind::Node:
      return value.is(ValueType::Node);
    case Kind::List:
      if (!value.is(ValueType::List)) return false;
      return type.members.empty() ||
             std::all_of(value.as_list().begin(), value.as_list().end(),
                         [&](const Value& item) { return is_of(item, type.members[0]); });
    default:
      throw Unknown("a type");
  }
}

Value calculate(syntax::ArithmeticOperator op, const Value& left, const Value& right) {
  switch (op) {
    case syntax::ArithmeticOperator::Add:
      return function::add(left, right);
    case syntax::ArithmeticOperator::Subtract:
      return function::subtract(left, right);
    case syntax::ArithmeticOperator::Multiply:
      return function::multiply(left, right);
    case syntax::ArithmeticOperator::Divide:
      return function::divide(left, right);
    case syntax::ArithmeticOperator::Modulo:
      return function::modulo(left, right);
    case syntax::ArithmeticOperator::Power:
      return function::power(left, right);
    default:
      return function::concatenate(left, right);
  }
}

}  // namespace

bool Evaluator::is_true(const syntax::Expression& expression, Scope scope) {
  return truth(value(expression, scope)) == true;
}

std::vector<Value> Evaluator::values(const std::vector<syntax::ExpressionPtr>& expressions,
                                     Scope scope) {
  std::vector<Value> all;
  for (const syntax::ExpressionPtr& each : expressions) all.push_back(value(*each, scope));
  return all;
}

std::vector<std::string> Evaluator::names_of(const Value& element) {
  if (element.is(ValueType::Node)) return graph_.labels(NodeId{element.id()});
  return {graph_.type(RelationshipId{element.id()})};
}

bool Evaluator::has_labels(const syntax::LabelExpression& labels,
                           const std::vector<std::string>& names) {
  using Kind = syntax::LabelExpression::Kind;
  const auto holds = [&](const syntax::LabelExpression& operand) {
    return has_labels(operand, names);
  };
  switch (labels.kind) {
    case Kind::Name:
      return std::find(names.begin(), names.end(), labels.name.text) != names.end();
    case Kind::Any:
      return !names.empty();
    case Kind::Not:
      return !holds(labels.operands[0]);
    case Kind::And:
      return std::all_of(labels.operands.begin(), labels.operands.end(), holds);
    case Kind::Or:
      return std::any_of(labels.operands.begin(), labels.operands.end(), holds);
    default:
      throw Unknown("labels that are computed");
  }
}

// ---- leaves, lists and maps

// No variable has an empty name.
static const std::string kCaseSubject;

template <>
Value Evaluator::evaluate(const syntax::Literal& node, Scope) {
  return std::visit(
      [](const auto& literal) {
        if constexpr (std::is_same_v<std::decay_t<decltype(literal)>, std::monostate>) {
          return Value();
        } else {
          return Value(literal);
        }
      },
      node.value);
}

template <>
Value Evaluator::evaluate(const syntax::Variable& node, Scope scope) {
  const auto found = scope.row.find(node.name);
  if (found == scope.row.end()) throw Unknown("the variable " + node.name);
  return found->second;
}

template <>
Value Evaluator::evaluate(const syntax::Parameter& node, Scope) {
  const Value* found = parameters_.find(node.name);
  if (!found) throw Unknown("the parameter " + node.name);
  return *found;
}

template <>
Value Evaluator::evaluate(const syntax::Property& node, Scope scope) {
  return function::property(graph_, value(*node.object, scope), node.key.text);
}

template <>
Value Evaluator::evaluate(const syntax::Index& node, Scope scope) {
  return function::index(graph_, value(*node.object, scope), value(*node.index, scope));
}

template <>
Value Evaluator::evaluate(const syntax::Slice& node, Scope scope) {
  std::optional<Value> from, to;
  if (node.from) from = value(*node.from, scope);
  if (node.to) to = value(*node.to, scope);
  return function::slice(value(*node.object, scope), from, to);
}

template <>
Value Evaluator::evaluate(const syntax::ListLiteral& node, Scope scope) {
  return Value(values(node.items, scope));
}

template <>
Value Evaluator::evaluate(const syntax::MapLiteral& node, Scope scope) {
  Map map;
  for (const syntax::MapEntry& entry : node.entries)
    map.set(entry.key.text, value(*entry.value, scope));
  return Value(std::move(map));
}

template <>
Value Evaluator::evaluate(const syntax::MapProjection& node, Scope scope) {
  using Kind = syntax::MapProjectionItem::Kind;
  const Value subject = scope.row.at(node.variable.text);
  if (subject.is_null()) return {};
  Map map;
  for (const syntax::MapProjectionItem& item : node.items) {
    switch (item.kind) {
      case Kind::Property:
        map.set(item.name.text, function::property(graph_, subject, item.name.text));
        break;
      case Kind::AllProperties: {
        if (!subject.is(ValueType::Node)) throw Unknown(".* of anything but nodes");
        for (const auto& [key, each] : graph_.properties(NodeId{subject.id()})) map.set(key, each);
        break;
      }
      case Kind::Entry:
        map.set(item.name.text, value(*item.value, scope));
        break;
      case Kind::Variable:
        map.set(item.name.text, scope.row.at(item.name.text));
        break;
    }
  }
  return Value(std::move(map));
}

// ---- operators

template <>
Value Evaluator::evaluate(const syntax::Unary& node, Scope scope) {
  const Value operand = value(*node.operand, scope);
  if (node.op == syntax::UnaryOperator::Not) return answer(opposite(truth(operand)));
  return node.op == syntax::UnaryOperator::Minus ? function::negate(operand) : operand;
}

template <>
Value Evaluator::evaluate(const syntax::Logical& node, Scope scope) {
  Truth result = truth(value(*node.operands[0], scope));
  for (std::size_t i = 1; i < node.operands.size(); ++i) {
    const Truth next = truth(value(*node.operands[i], scope));
    if (node.op == syntax::LogicalOperator::And) {
      result = both(result, next);
    } else if (node.op == syntax::LogicalOperator::Or) {
      result = either(result, next);
    } else {
      result = result && next ? Truth(*result != *next) : Truth();
    }
  }
  return answer(result);
}

template <>
Value Evaluator::evaluate(const syntax::Arithmetic& node, Scope scope) {
  Value result = value(*node.operands[0], scope);
  for (std::size_t i = 0; i < node.operators.size(); ++i)
    result = calculate(node.operators[i], result, value(*node.operands[i + 1], scope));
  return result;
}

template <>
Value Evaluator::evaluate(const syntax::Comparison& node, Scope scope) {
  Truth result = true;
  const std::vector<Value> operands = values(node.operands, scope);
  for (std::size_t i = 0; i < node.operators.size(); ++i)
    result = both(result, compare(node.operators[i], operands[i], operands[i + 1]));
  return answer(result);
}

template <>
Value Evaluator::evaluate(const syntax::StringPredicate& node, Scope scope) {
  const Value left = value(*node.left, scope), right = value(*node.right, scope);
  switch (node.op) {
    case syntax::StringOperator::StartsWith:
      return function::starts_with(left, right);
    case syntax::StringOperator::EndsWith:
      return function::ends_with(left, right);
    case syntax::StringOperator::Contains:
      return function::contains(left, right);
    default:
      return function::matches(left, right);
  }
}

template <>
Value Evaluator::evaluate(const syntax::In& node, Scope scope) {
  const Value element = value(*node.element, scope), list = value(*node.list, scope);
  if (list.is_null()) return {};
  Truth result = false;
  for (const Value& item : items(list)) result = either(result, value::equals(element, item));
  return answer(result);
}

template <>
Value Evaluator::evaluate(const syntax::IsNull& node, Scope scope) {
  return value(*node.operand, scope).is_null() != node.negated;
}

template <>
Value Evaluator::evaluate(const syntax::IsTyped& node, Scope scope) {
  return is_of(value(*node.operand, scope), node.type) != node.negated;
}

template <>
Value Evaluator::evaluate(const syntax::IsNormalized&, Scope) {
  throw Unknown("IS NORMALIZED");
}

template <>
Value Evaluator::evaluate(const syntax::LabelPredicate& node, Scope scope) {
  const Value element = value(*node.operand, scope);
  if (element.is_null()) return {};
  return has_labels(node.labels, names_of(element));
}

// ---- functions, CASE, lists

Value Evaluator::call_function(const syntax::FunctionCall& call, Scope scope) {
  std::string name;
  for (const std::string& part : call.space) name += part + '.';
  name += call.name;
  const function::Function* found = function::Registry::builtin().find(name);
  if (!found) throw Unknown("the function " + name);
  if (found->aggregate) {
    if (!scope.group) throw Unknown("an aggregate here");
    return aggregate(call, *scope.group);
  }
  const std::vector<Value> arguments = values(call.arguments, scope);
  const bool any_null = std::any_of(arguments.begin(), arguments.end(),
                                    [](const Value& argument) { return argument.is_null(); });
  if (any_null && found->null_in_null_out) return {};
  function::CallContext context;
  context.graph = &graph_;
  return found->scalar(context, arguments);
}

template <>
Value Evaluator::evaluate(const syntax::FunctionCall& node, Scope scope) {
  return call_function(node, scope);
}

template <>
Value Evaluator::evaluate(const syntax::Case& node, Scope scope) {
  const Value subject = node.subject ? value(*node.subject, scope) : Value();
  Bindings row = scope.row;
  row[kCaseSubject] = subject;
  for (const syntax::CaseBranch& branch : node.branches) {
    for (const syntax::CaseBranch::Test& test : branch.tests) {
      const Value when = value(*test.expression, {row});
      const Truth taken = node.subject && !test.asks ? value::equals(subject, when) : truth(when);
      if (taken == true) return value(*branch.then, scope);
    }
  }
  return node.otherwise ? value(*node.otherwise, scope) : Value();
}

template <>
Value Evaluator::evaluate(const syntax::CaseSubject&, Scope scope) {
  return scope.row.at(kCaseSubject);
}

template <>
Value Evaluator::evaluate(const syntax::ListComprehension& node, Scope scope) {
  const Value list = value(*node.list, scope);
  if (list.is_null()) return {};
  List result;
  Bindings row = scope.row;
  for (const Value& item : items(list)) {
    row[node.variable.text] = item;
    if (node.where && !is_true(*node.where, {row})) continue;
    result.push_back(node.projection ? value(*node.projection, {row}) : item);
  }
  return Value(std::move(result));
}

template <>
Value Evaluator::evaluate(const syntax::Quantifier& node, Scope scope) {
  const Value list = value(*node.list, scope);
  if (list.is_null()) return {};
  std::size_t yes = 0, unknown = 0, no = 0;
  Bindings row = scope.row;
  for (const Value& item : items(list)) {
    row[node.variable.text] = item;
    const Truth each = truth(node.where ? value(*node.where, {row}) : item);
    ++(!each ? unknown : *each ? yes : no);
  }
  switch (node.kind) {
    case syntax::QuantifierKind::All:
      return no > 0 ? Value(false) : unknown > 0 ? Value() : Value(true);
    case syntax::QuantifierKind::Any:
      return yes > 0 ? Value(true) : unknown > 0 ? Value() : Value(false);
    case syntax::QuantifierKind::None:
      return yes > 0 ? Value(false) : unknown > 0 ? Value() : Value(true);
    default:
      return yes > 1 ? Value(false) : unknown > 0 ? Value() : Value(yes == 1);
  }
}

template <>
Value Evaluator::evaluate(const syntax::Reduce& node, Scope scope) {
  const Value list = value(*node.list, scope);
  if (list.is_null()) return {};
  Bindings row = scope.row;
  row[node.accumulator.text] = value(*node.initial, scope);
  for (const Value& item : items(list)) {
    row[node.variable.text] = item;
    row[node.accumulator.text] = value(*node.expression, {row});
  }
  return row[node.accumulator.text];
}

// ---- patterns and subqueries

template <>
Value Evaluator::evaluate(const syntax::PatternComprehension& node, Scope scope) {
  List result;
  each_match({&node.pattern}, node.where.get(), scope.row,
             [&](const Bindings& found) { result.push_back(value(*node.projection, {found})); });
  return Value(std::move(result));
}

template <>
Value Evaluator::evaluate(const syntax::PatternExpression& node, Scope scope) {
  if (node.pattern.selector != syntax::PathSelector::None)
    throw Unknown("shortestPath() in an expression");
  bool any = false;
  each_match({&node.pattern}, nullptr, scope.row, [&any](const Bindings&) { any = true; });
  return any;
}

template <>
Value Evaluator::evaluate(const syntax::Subquery& node, Scope scope) {
  switch (node.kind) {
    case syntax::SubqueryKind::Exists:
      return count_rows(*node.query, scope.row) > 0;
    case syntax::SubqueryKind::Count:
      return static_cast<std::int64_t>(count_rows(*node.query, scope.row));
    case syntax::SubqueryKind::Value: {
      const auto rows = run(*node.query, scope.row).rows;
      if (rows.size() > 1)
        throw Error(ErrorCategory::Usage, "", "VALUE { } gives one row");
      return rows.empty() ? Value() : rows[0].at(0);
    }
    default: {
      List items;
      for (const List& row : run(*node.query, scope.row).rows) items.push_back(row.at(0));
      return Value(std::move(items));
    }
  }
}

Value Evaluator::value(const syntax::Expression& expression, Scope scope) {
  return std::visit([&](const auto& node) { return evaluate(node, scope); }, expression.node);
}

}  // namespace agora::reference
