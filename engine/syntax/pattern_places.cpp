#include "syntax/pattern_places.h"

#include <unordered_set>

#include "syntax/ast_children.h"
#include "syntax/syntax_error.h"

namespace agora::syntax {
namespace {

bool is_exists(const FunctionCall& call) {
  std::string name = call.name;
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return call.space.empty() && name == "exists";
}

void check(const Expression& expression, bool truth_asked);

using Predicates = std::unordered_set<const Expression*>;

/// What stands behind WHERE inside a pattern: there a truth value is asked for as well.
void add_predicates(const PathPattern& path, Predicates& predicates) {
  for (const NodePattern& node : path.nodes) predicates.insert(node.where.get());
  for (const PathStep& step : path.steps) {
    if (const auto* group = std::get_if<QuantifiedPath>(&step)) {
      predicates.insert(group->where.get());
      add_predicates(*group->path, predicates);
    } else {
      predicates.insert(std::get<RelationshipPattern>(step).where.get());
    }
  }
}

void check_with_predicates(const Expression& expression, const Predicates& predicates) {
  for_each_child(
      expression,
      [&predicates](const Expression& child) { check(child, predicates.contains(&child)); },
      check_pattern_places);
}

void check_rest(const Expression& expression, bool truth_asked) {
  for_each_child(
      expression, [truth_asked](const Expression& child) { check(child, truth_asked); },
      check_pattern_places);
}

/// The children of an expression of which one, a predicate, is asked for its truth.
void check_with_predicate(const Expression& expression, const ExpressionPtr& predicate) {
  for_each_child(
      expression,
      [&predicate](const Expression& child) { check(child, &child == predicate.get()); },
      check_pattern_places);
}

void check(const Expression& expression, bool truth_asked) {
  const Expression::Node& node = expression.node;
  if (const auto* pattern = std::get_if<PatternExpression>(&node)) {
    if (!truth_asked && pattern->pattern.selector == PathSelector::None) {
      throw unexpected_syntax(
          "a pattern says whether there is a match, and no truth value is asked for here",
          expression.span)
          .with_hint("use EXISTS { … }, COUNT { … } or a comprehension [(a)-->(b) | …]");
    }
    Predicates predicates;
    add_predicates(pattern->pattern, predicates);
    check_with_predicates(expression, predicates);
  } else if (const auto* unary = std::get_if<Unary>(&node)) {
    check_rest(expression, unary->op == UnaryOperator::Not);
  } else if (std::holds_alternative<Logical>(node)) {
    check_rest(expression, true);
  } else if (const auto* call = std::get_if<FunctionCall>(&node)) {
    check_rest(expression, is_exists(*call));
  } else if (const auto* list = std::get_if<ListComprehension>(&node)) {
    check_with_predicate(expression, list->where);
  } else if (const auto* paths = std::get_if<PatternComprehension>(&node)) {
    Predicates predicates{paths->where.get()};
    add_predicates(paths->pattern, predicates);
    check_with_predicates(expression, predicates);
  } else if (const auto* quantifier = std::get_if<Quantifier>(&node)) {
    check_with_predicate(expression, quantifier->where);
  } else if (const auto* choice = std::get_if<Case>(&node);
             choice != nullptr && choice->subject == nullptr) {
    for (const CaseBranch& branch : choice->branches) {
      for (const CaseBranch::Test& test : branch.tests) check(*test.expression, true);
      check(*branch.then, false);
    }
    if (choice->otherwise != nullptr) check(*choice->otherwise, false);
  } else {
    check_rest(expression, false);
  }
}

const Expression* predicate_of(const Clause& clause) {
  if (const auto* match = std::get_if<Match>(&clause.node)) return match->where.get();
  if (const auto* with = std::get_if<With>(&clause.node)) return with->where.get();
  if (const auto* call = std::get_if<CallProcedure>(&clause.node)) return call->where.get();
  return nullptr;
}

}  // namespace

void check_pattern_places(const Query& query) {
  for (const SingleQuery& part : query.parts) {
    for (const Clause& clause : part.clauses) {
      Predicates predicates{predicate_of(clause)};
      if (const auto* match = std::get_if<Match>(&clause.node)) {
        for (const PathPattern& path : match->patterns) add_predicates(path, predicates);
      }
      for_each_child(
          clause,
          [&predicates](const Expression& child) { check(child, predicates.contains(&child)); },
          check_pattern_places);
    }
  }
}

}  // namespace agora::syntax
