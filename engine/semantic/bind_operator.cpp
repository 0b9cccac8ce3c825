// Operators: logic, arithmetic, comparison, membership, text, null, types and labels.
#include <algorithm>
#include <cassert>

#include "semantic/binding.h"
#include "syntax/print_ast.h"

namespace agora::semantic {
namespace {

Operator operator_of(syntax::ArithmeticOperator op) {
  using From = syntax::ArithmeticOperator;
  switch (op) {
    case From::Add:
      return Operator::Add;
    case From::Subtract:
      return Operator::Subtract;
    case From::Multiply:
      return Operator::Multiply;
    case From::Divide:
      return Operator::Divide;
    case From::Modulo:
      return Operator::Modulo;
    case From::Power:
      return Operator::Power;
    case From::Concatenate:
      return Operator::Concatenate;
  }
  return Operator::Add;
}

Operator operator_of(syntax::ComparisonOperator op) {
  using From = syntax::ComparisonOperator;
  switch (op) {
    case From::Equal:
      return Operator::Equal;
    case From::NotEqual:
      return Operator::NotEqual;
    case From::Less:
      return Operator::Less;
    case From::LessOrEqual:
      return Operator::LessOrEqual;
    case From::Greater:
      return Operator::Greater;
    case From::GreaterOrEqual:
      return Operator::GreaterOrEqual;
  }
  return Operator::Equal;
}

Operator operator_of(syntax::StringOperator op) {
  switch (op) {
    case syntax::StringOperator::StartsWith:
      return Operator::StartsWith;
    case syntax::StringOperator::EndsWith:
      return Operator::EndsWith;
    case syntax::StringOperator::Contains:
      return Operator::Contains;
    case syntax::StringOperator::Matches:
      return Operator::Matches;
  }
  return Operator::Contains;
}

const char* sign_of(Operator op) {
  switch (op) {
    case Operator::Add:
      return "+";
    case Operator::Subtract:
      return "-";
    case Operator::Multiply:
      return "*";
    case Operator::Divide:
      return "/";
    case Operator::Modulo:
      return "%";
    case Operator::Power:
      return "^";
    default:
      return "||";
  }
}

SourceSpan from_to(const SourceSpan& from, const SourceSpan& to) {
  SourceSpan span = from;
  if (to.offset + to.length > from.offset) span.length = to.offset + to.length - from.offset;
  return span;
}

}  // namespace

Typed Binder::bind(const syntax::Unary& node, const syntax::Expression& ast, const Place& place) {
  if (node.op == syntax::UnaryOperator::Not) {
    Typed operand = expression(*node.operand, place.truth());
    require(operand, ValueType::Boolean, "NOT");
    return make(Operation{Operator::Not, {operand.expression}}, ValueType::Boolean, ast.span);
  }
  Typed operand = expression(*node.operand, place.operand());
  const bool minus = node.op == syntax::UnaryOperator::Minus;
  require(operand, kNumber | ValueType::Duration, minus ? "a minus sign" : "a plus sign");
  StaticType type(operand.type.set & (kNumber | ValueType::Duration));
  if (!minus) return {operand.expression, std::move(type)};
  return make(Operation{Operator::Negate, {operand.expression}}, std::move(type), ast.span);
}

Typed Binder::bind(const syntax::Logical& node, const syntax::Expression& ast, const Place& place) {
  const char* word = node.op == syntax::LogicalOperator::And  ? "AND"
                     : node.op == syntax::LogicalOperator::Or ? "OR"
                                                              : "XOR";
  std::vector<ExpressionPtr> operands;
  for (const syntax::ExpressionPtr& each : node.operands) {
    Typed operand = expression(*each, place.truth());
    require(operand, ValueType::Boolean, word);
    operands.push_back(std::move(operand.expression));
  }
  if (node.op != syntax::LogicalOperator::Xor) {
    const Operator op = node.op == syntax::LogicalOperator::And ? Operator::And : Operator::Or;
    return make(Operation{op, std::move(operands)}, ValueType::Boolean, ast.span);
  }
  // Halves, not a chain from the left: what is as long as the text may be must not become as deep.
  const std::function<ExpressionPtr(std::size_t, std::size_t)> join = [&](std::size_t from,
                                                                          std::size_t to) {
    if (to - from == 1) return operands[from];
    const std::size_t middle = from + (to - from) / 2;
    Operation either{Operator::Xor, {join(from, middle), join(middle, to)}};
    return make(std::move(either), ValueType::Boolean, ast.span).expression;
  };
  return {join(0, operands.size()), ValueType::Boolean};
}

namespace {

/// What dates and times are shifted and measured by.
std::string instead_of_arithmetic(Operator op, const StaticType& left, const StaticType& right) {
  if (!left.may_be(kInstant) || (op != Operator::Add && op != Operator::Subtract)) return {};
  const std::string sign = op == Operator::Add ? "+" : "-";
  if (right.may_be(TypeSet(ValueType::Integer) | ValueType::Float)) return "write date " + sign + " duration({days: 7})";
  if (right.may_be(kInstant) && op == Operator::Subtract) return "write duration.between(earlier, later)";
  return {};
}

}  // namespace

Typed Binder::arithmetic(Operator op, const Typed& left, const Typed& right,
                         const SourceSpan& where) {
  bool fits = true;
  StaticType type = arithmetic_result(op, left.type, right.type, fits);
  if (!fits) {
    throw syntax_error("InvalidArgumentType",
                       std::string("`") + sign_of(op) + "` cannot be applied to " +
                           describe(left.type.set) + " and " + describe(right.type.set),
                       where)
        .with_hint(instead_of_arithmetic(op, left.type, right.type));
  }
  return make(Operation{op, {left.expression, right.expression}}, std::move(type), where);
}

Typed Binder::bind(const syntax::Arithmetic& node, const syntax::Expression&, const Place& place) {
  Typed left = expression(*node.operands[0], place.operand());
  for (std::size_t i = 1; i < node.operands.size(); ++i) {
    const Typed right = expression(*node.operands[i], place.operand());
    left = arithmetic(operator_of(node.operators[i - 1]), left, right,
                      from_to(node.operands[0]->span, node.operands[i]->span));
  }
  return left;
}

Typed Binder::bind(const syntax::Comparison& node, const syntax::Expression& ast,
                   const Place& place) {
  std::vector<ExpressionPtr> operands;
  for (const syntax::ExpressionPtr& each : node.operands)
    operands.push_back(value(*each, place.operand()));
  std::vector<ExpressionPtr> comparisons;
  for (std::size_t i = 0; i < node.operators.size(); ++i) {
    const SourceSpan where = node.operators.size() == 1
                                 ? ast.span
                                 : from_to(node.operands[i]->span, node.operands[i + 1]->span);
    comparisons.push_back(
        make(Operation{operator_of(node.operators[i]), {operands[i], operands[i + 1]}},
             ValueType::Boolean, where)
            .expression);
  }
  for (const ExpressionPtr& operand : operands) {
    const auto* literal = std::get_if<Literal>(&operand->node);
    if (literal == nullptr || !literal->value.is_null()) continue;
    notice("01N81", "a comparison with null is never true: it gives null", "write a IS NULL, or a IS NOT NULL",
           ast.span);
    break;
  }
  if (comparisons.size() == 1) return {comparisons[0], ValueType::Boolean};
  return make(Operation{Operator::And, std::move(comparisons)}, ValueType::Boolean, ast.span);
}

Typed Binder::bind(const syntax::StringPredicate& node, const syntax::Expression& ast,
                   const Place& place) {
  ExpressionPtr left = value(*node.left, place.operand());
  ExpressionPtr right = value(*node.right, place.operand());
  return make(Operation{operator_of(node.op), {std::move(left), std::move(right)}},
              ValueType::Boolean, ast.span);
}

Typed Binder::bind(const syntax::In& node, const syntax::Expression& ast, const Place& place) {
  ExpressionPtr element = value(*node.element, place.operand());
  Typed list = expression(*node.list, place.operand());
  require(list, ValueType::List, "IN");
  return make(Operation{Operator::In, {std::move(element), list.expression}}, ValueType::Boolean,
              ast.span);
}

Typed Binder::bind(const syntax::IsNull& node, const syntax::Expression& ast, const Place& place) {
  const Operator op = node.negated ? Operator::IsNotNull : Operator::IsNull;
  return make(Operation{op, {value(*node.operand, place.operand())}}, ValueType::Boolean, ast.span);
}

namespace {

Typed negated_if(bool negated, Typed test, const SourceSpan& where) {
  if (!negated) return test;
  Expression out{Operation{Operator::Not, {std::move(test.expression)}}, ValueType::Boolean, where};
  return {std::make_shared<const Expression>(std::move(out)), ValueType::Boolean};
}

}  // namespace

Typed Binder::bind(const syntax::IsTyped& node, const syntax::Expression& ast, const Place& place) {
  IsTyped test{value(*node.operand, place.operand()), type_test(node.type), syntax::print(node.type)};
  return negated_if(node.negated, make(std::move(test), ValueType::Boolean, ast.span), ast.span);
}

Typed Binder::bind(const syntax::IsNormalized& node, const syntax::Expression& ast,
                   const Place& place) {
  Call call{function::Registry::builtin().find("isNormalized"), {}};
  call.arguments.push_back(value(*node.operand, place.operand()));
  call.arguments.push_back(make(Literal{Value(node.form)}, ValueType::String, ast.span).expression);
  return negated_if(node.negated, make(std::move(call), ValueType::Boolean, ast.span), ast.span);
}

Typed Binder::bind(const syntax::LabelPredicate& node, const syntax::Expression& ast,
                   const Place& place) {
  Typed subject = expression(*node.operand, place.operand());
  require(subject, kEntity, "a label predicate");
  return {label_test(subject, node.labels, place, ast.span), ValueType::Boolean};
}

bool Binder::has_computed(const syntax::LabelExpression& ast) {
  return ast.kind == syntax::LabelExpression::Kind::Dynamic ||
         std::any_of(ast.operands.begin(), ast.operands.end(), has_computed);
}

ExpressionPtr Binder::label_test(const Typed& subject, const syntax::LabelExpression& ast,
                                 const Place& place, const SourceSpan& where) {
  using Kind = syntax::LabelExpression::Kind;
  const bool relationship = subject.type.set == TypeSet(ValueType::Relationship);
  if (!has_computed(ast)) {
    return make(HasLabels{subject.expression, labels(ast, relationship)}, ValueType::Boolean, where)
        .expression;
  }
  if (ast.kind == Kind::Dynamic) {
    return computed_test(subject, computed_names(ast, place), ast.any, ast.span);
  }
  Operation both{ast.kind == Kind::And ? Operator::And : ast.kind == Kind::Or ? Operator::Or : Operator::Not, {}};
  for (const syntax::LabelExpression& operand : ast.operands) {
    both.operands.push_back(label_test(subject, operand, place, where));
  }
  return make(std::move(both), ValueType::Boolean, where).expression;
}

ExpressionPtr Binder::computed_names(const syntax::LabelExpression& ast, const Place& place) {
  const Typed names = expression(*ast.dynamic, place.operand());
  require(names, TypeSet(ValueType::String) | ValueType::List, "a computed label or type");
  return names.expression;
}

/// `n:$(x)` is `all(name IN [] + x WHERE name IN labels(n))`: a string or a list, null is unknown.
ExpressionPtr Binder::computed_test(const Typed& subject, ExpressionPtr names, bool any,
                                    const SourceSpan& where) {
  const auto& registry = function::Registry::builtin();
  const bool relationship = subject.type.set == TypeSet(ValueType::Relationship);
  const auto node = [&](auto of, TypeSet type) { return make(std::move(of), type, where).expression; };
  const Slot each = new_slot();
  ExpressionPtr name = node(SlotRef{each, ""}, ValueType::String);
  ExpressionPtr own = node(Call{registry.find(relationship ? "type" : "labels"), {subject.expression}},
                           relationship ? ValueType::String : ValueType::List);
  ExpressionPtr has = node(
      Operation{relationship ? Operator::Equal : Operator::In, {std::move(name), std::move(own)}}, ValueType::Boolean);
  ExpressionPtr list =
      node(Operation{Operator::Add, {node(ListLiteral{}, ValueType::List), std::move(names)}}, ValueType::List);
  const auto kind = any ? Quantifier::Kind::Any : Quantifier::Kind::All;
  return node(Quantifier{kind, each, std::move(list), std::move(has)}, ValueType::Boolean);
}

LabelExpression Binder::labels(const syntax::LabelExpression& ast, bool relationship) {
  using From = syntax::LabelExpression::Kind;
  using To = LabelExpression::Kind;
  LabelExpression out;
  switch (ast.kind) {
    case From::Name:
      mentioned(relationship ? NameKind::Type : NameKind::Label, ast.name.text, ast.span);
      out.kind = To::Name;
      out.name = ast.name.text;
      return out;
    case From::Any:
      out.kind = To::Any;
      break;
    case From::Not:
      out.kind = To::Not;
      break;
    case From::And:
      out.kind = To::And;
      break;
    case From::Or:
      out.kind = To::Or;
      break;
    case From::Dynamic:
      assert(false);
      return out;
  }
  for (const syntax::LabelExpression& operand : ast.operands)
    out.operands.push_back(labels(operand, relationship));
  return out;
}

// ---- CASE --------------------------------------------------------------------------------------

namespace {

bool asks(const syntax::Case& node) {
  return std::any_of(
      node.branches.begin(), node.branches.end(), [](const syntax::CaseBranch& branch) {
        return branch.tests.size() > 1 || branch.tests.front().asks;
      });
}

}  // namespace

Typed Binder::bind(const syntax::CaseSubject&, const syntax::Expression& ast, const Place&) {
  const Typed& subject = case_subjects_.back();
  Expression copy = *subject.expression;
  copy.where = ast.span;
  return {std::make_shared<const Expression>(std::move(copy)), subject.type};
}

/// The tests of one branch, over the variable that stands for what CASE is about.
ExpressionPtr Binder::case_test(const syntax::CaseBranch& branch, const ExpressionPtr& subject,
                                const Place& place) {
  std::vector<ExpressionPtr> tests;
  for (const syntax::CaseBranch::Test& test : branch.tests) {
    ExpressionPtr given = value(*test.expression, test.asks ? place.truth() : place.operand());
    if (!test.asks) {
      const SourceSpan where = given->where;
      given = make(Operation{Operator::Equal, {subject, std::move(given)}}, ValueType::Boolean, where)
                  .expression;
    }
    tests.push_back(std::move(given));
  }
  if (tests.size() == 1) return std::move(tests.front());
  const SourceSpan where = tests.front()->where;
  return make(Operation{Operator::Or, std::move(tests)}, ValueType::Boolean, where).expression;
}

/// A CASE that asks more of its subject than equality: the subject is computed once, as the only element of
/// a list that is gone through, and the branches have predicates over it.
Typed Binder::asking_case(const syntax::Case& node, const syntax::Expression& ast,
                          const Place& place) {
  Typed given = expression(*node.subject, place.operand());
  const Slot slot = new_slot();
  case_subjects_.push_back(make(SlotRef{slot, ""}, given.type, node.subject->span));
  const ExpressionPtr subject = case_subjects_.back().expression;
  Case choice;
  StaticType type = StaticType::null();
  for (const syntax::CaseBranch& branch : node.branches) {
    ExpressionPtr test = case_test(branch, subject, place);
    Typed then = expression(*branch.then, place.operand());
    type = join(type, then.type);
    choice.branches.emplace_back(std::move(test), std::move(then.expression));
  }
  if (node.otherwise) {
    Typed otherwise = expression(*node.otherwise, place.operand());
    type = join(type, otherwise.type);
    choice.otherwise = std::move(otherwise.expression);
  }
  case_subjects_.pop_back();
  Reduce once;
  once.accumulator = new_slot();
  once.initial = make(Literal{Value()}, StaticType::null(), ast.span).expression;
  once.variable = slot;
  once.list = make(ListLiteral{{given.expression}}, ValueType::List, ast.span).expression;
  once.step = make(std::move(choice), type, ast.span).expression;
  return make(std::move(once), std::move(type), ast.span);
}

Typed Binder::bind(const syntax::Case& node, const syntax::Expression& ast, const Place& place) {
  if (asks(node)) return asking_case(node, ast, place);
  Case out;
  if (node.subject) out.operand = value(*node.subject, place.operand());
  StaticType type = StaticType::null();
  for (const syntax::CaseBranch& branch : node.branches) {
    ExpressionPtr when;
    if (node.subject) {
      when = value(*branch.tests.front().expression, place.operand());
    } else {
      Typed condition = expression(*branch.tests.front().expression, place.truth());
      require(condition, ValueType::Boolean, "WHEN");
      when = condition.expression;
    }
    Typed then = expression(*branch.then, place.operand());
    type = join(type, then.type);
    out.branches.emplace_back(std::move(when), std::move(then.expression));
  }
  if (node.otherwise) {
    Typed otherwise = expression(*node.otherwise, place.operand());
    type = join(type, otherwise.type);
    out.otherwise = otherwise.expression;
  }
  return make(std::move(out), std::move(type), ast.span);
}

}  // namespace agora::semantic
