// syntax/build_set_operation.cpp
//
// EXCEPT and INTERSECT, in other words of the language: the rows of both sides together, each of which knows its side,
// are grouped by their columns, and a group is kept by the sides that it has.

#include <algorithm>

#include "syntax/ast_builder.h"
#include "syntax/literal.h"

namespace agora::syntax {
namespace {

// No name that a query gives has parentheses, unless it means to.
constexpr const char* kSide = "(side)";
constexpr const char* kFirstSide = "(first side)";
constexpr const char* kLastSide = "(last side)";

/// The names of the columns that the query returns.
std::vector<std::string> columns_of(const Query& query, std::string_view word, const SourceSpan& joint) {
  const auto* result = std::get_if<Return>(&query.parts.front().clauses.back().node);
  if (result == nullptr) {
    throw syntax_error("InvalidClauseComposition",
                       "both sides of " + std::string(word) + " must end with RETURN", joint);
  }
  if (result->projection.star) {
    throw syntax_error("InvalidClauseComposition", "RETURN * cannot stand beside " + std::string(word), joint)
        .with_hint("name the columns");
  }
  std::vector<std::string> names;
  for (const ProjectionItem& item : result->projection.items) {
    const auto* variable = std::get_if<Variable>(&item.expression->node);
    names.push_back(item.alias ? item.alias->text : variable != nullptr ? variable->name : item.text);
  }
  return names;
}

Query only(SingleQuery part) {
  Query query;
  query.span = part.span;
  query.parts.push_back(std::move(part));
  return query;
}

}  // namespace

/// Of clauses that nobody wrote.
class ClauseMaker {
 public:
  ClauseMaker(AstBuilder& builder, const SourceSpan& place) : builder_(builder), place_(place) {}

  ExpressionPtr variable(const char* name) const { return builder_.make(Variable{name}, place_); }
  ExpressionPtr number(std::int64_t value) const { return builder_.make(Literal{value}, place_); }
  ProjectionItem item(ExpressionPtr expression, const char* name) const {
    return {std::move(expression), Name{name, place_}, name};
  }
  ProjectionItem group(const char* function, const char* name) const {
    FunctionCall call;
    call.name = function;
    call.name_span = place_;
    call.arguments.push_back(variable(kSide));
    return item(builder_.make(std::move(call), place_, 1), name);
  }
  Projection columns(const std::vector<std::string>& names) const {
    Projection projection;
    for (const std::string& name : names) {
      projection.items.push_back({builder_.make(Variable{name}, place_), std::nullopt, name});
    }
    return projection;
  }
  Clause call(Query query) const {
    CallSubquery call;
    call.import_star = true;
    call.imports.emplace();
    call.query = std::make_unique<Query>(std::move(query));
    return clause(std::move(call));
  }
  Clause clause(Clause::Node node) const { return Clause{std::move(node), place_, place_}; }

 private:
  AstBuilder& builder_;
  SourceSpan place_;
};

Query AstBuilder::set_operation(Query left, SingleQuery right, P::QueryJointContext* joint) {
  const SourceSpan place = span(joint);
  const std::string word = capitals(text_of(joint->start));
  const bool except = kind(joint->start) == TokenKind::kExcept;
  const std::vector<std::string> columns = columns_of(left, word, place);
  SourceSpan whole = left.span;
  Query sides[] = {std::move(left), only(std::move(right))};
  std::vector<std::string> others = columns_of(sides[1], word, place);
  if (std::vector<std::string> sorted = columns;
      std::sort(sorted.begin(), sorted.end()), std::sort(others.begin(), others.end()), sorted != others) {
    throw syntax_error("DifferentColumnsInUnion", "both sides of " + word + " must return the same columns", place)
        .with_hint("give the columns the same names with AS");
  }

  const ClauseMaker make_clause(*this, place);
  Query both;
  both.span = whole;
  both.all.push_back(true);
  for (std::int64_t side = 0; side < 2; ++side) {
    SingleQuery part;
    part.span = sides[side].span;
    part.clauses.push_back(make_clause.call(std::move(sides[side])));
    Return result;
    result.projection = make_clause.columns(columns);
    result.projection.items.push_back(make_clause.item(make_clause.number(side), kSide));
    part.clauses.push_back(make_clause.clause(std::move(result)));
    both.parts.push_back(std::move(part));
  }

  SingleQuery query;
  query.span = whole;
  query.clauses.push_back(make_clause.call(std::move(both)));
  With groups;
  groups.projection = make_clause.columns(columns);
  if (!except) groups.projection.items.push_back(make_clause.group("min", kFirstSide));
  groups.projection.items.push_back(make_clause.group("max", kLastSide));
  Comparison kept;
  kept.operands.push_back(make_clause.variable(kLastSide));
  kept.operands.push_back(except ? make_clause.number(0) : make_clause.variable(kFirstSide));
  kept.operators.push_back(except ? ComparisonOperator::Equal : ComparisonOperator::Greater);
  groups.where = make(std::move(kept), place, 1);
  query.clauses.push_back(make_clause.clause(std::move(groups)));
  Return result;
  result.projection = make_clause.columns(columns);
  query.clauses.push_back(make_clause.clause(std::move(result)));
  return only(std::move(query));
}

/// The parts of the query become one, so that another word can join it to what follows.
void AstBuilder::as_one_part(Query& query, const SourceSpan& joint, std::string_view word) {
  const std::vector<std::string> columns = columns_of(query, word, joint);
  const ClauseMaker make_clause(*this, joint);
  SingleQuery whole;
  whole.span = query.span;
  whole.clauses.push_back(make_clause.call(std::move(query)));
  Return result;
  result.projection = make_clause.columns(columns);
  whole.clauses.push_back(make_clause.clause(std::move(result)));
  query = only(std::move(whole));
}

}  // namespace agora::syntax
