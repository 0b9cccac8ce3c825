// Queries and patterns inside expressions: each becomes a Subquery that names what it reads of the
// row.
#include <algorithm>

#include "semantic/binding.h"

namespace agora::semantic {
namespace {

bool has_update(const syntax::Query& query, SourceSpan& where);

bool is_update(const syntax::Clause& clause, SourceSpan& where) {
  const bool update = std::holds_alternative<syntax::Create>(clause.node) ||
                      std::holds_alternative<syntax::Merge>(clause.node) ||
                      std::holds_alternative<syntax::Set>(clause.node) ||
                      std::holds_alternative<syntax::Remove>(clause.node) ||
                      std::holds_alternative<syntax::Delete>(clause.node) ||
                      std::holds_alternative<syntax::Foreach>(clause.node);
  if (update) where = clause.keyword.known() ? clause.keyword : clause.span;
  if (update) return true;
  const auto* call = std::get_if<syntax::CallSubquery>(&clause.node);
  return call != nullptr && has_update(*call->query, where);
}

bool has_update(const syntax::Query& query, SourceSpan& where) {
  for (const syntax::SingleQuery& part : query.parts) {
    for (const syntax::Clause& clause : part.clauses) {
      if (is_update(clause, where)) return true;
    }
  }
  return false;
}

QueryPtr single(std::vector<Clause> clauses) {
  auto query = std::make_shared<Query>();
  query->parts.emplace_back();
  query->parts[0].clauses = std::move(clauses);
  return query;
}

// Adds a RETURN of one expression to a query that has one part.
QueryPtr returning(std::vector<Clause> clauses, ExpressionPtr expression, Slot slot,
                   const SourceSpan& where) {
  Projection projection;
  projection.is_return = true;
  projection.items.push_back({slot, "result", std::move(expression)});
  clauses.push_back({std::move(projection), where});
  auto query = std::make_shared<Query>();
  query->parts.emplace_back();
  query->parts[0].clauses = std::move(clauses);
  query->parts[0].outputs = {slot};
  query->columns = {"result"};
  query->output_slots = {slot};
  return query;
}

bool gives_path(const syntax::PathPattern& path) {
  return path.selector != syntax::PathSelector::None;
}

}  // namespace

Subquery Binder::subquery(Subquery::Kind kind, const std::function<QueryPtr()>& build) {
  imports_.emplace_back();
  Scope scope(scope_);
  EnterScope enter(scope_, scope);
  QueryPtr query = build();
  std::vector<Slot> imports(imports_.back().begin(), imports_.back().end());
  imports_.pop_back();
  return Subquery{kind, std::move(query), std::move(imports)};
}

void Binder::no_subquery_in_constant(const Place& place, const SourceSpan& where) {
  if (!place.constant) return;
  throw syntax_error(
      "NonConstantExpression",
      std::string(place.clause) + " cannot depend on the graph, but this is a pattern or a query",
      where)
      .with_hint("use a number or a parameter");
}

Typed Binder::exists_pattern(const syntax::PathPattern& path, const SourceSpan& where) {
  Subquery found = subquery(Subquery::Kind::Exists, [&] {
    Match match;
    std::vector<ExpressionPtr> predicates;
    match.pattern = pattern({&path}, PatternUse::Predicate, predicates, "a pattern predicate");
    match.predicate = conjunction(std::move(predicates));
    std::vector<Clause> clauses;
    clauses.push_back({std::move(match), where});
    return single(std::move(clauses));
  });
  return make(std::move(found), ValueType::Boolean, where);
}

Typed Binder::shortest_path(const syntax::PathPattern& path, const SourceSpan& where) {
  Subquery found = subquery(Subquery::Kind::Collect, [&] {
    Match match;
    std::vector<ExpressionPtr> predicates;
    match.pattern = pattern({&path}, PatternUse::Match, predicates, "shortestPath()");
    match.predicate = conjunction(std::move(predicates));
    PathPattern& only = match.pattern.paths[0];
    if (!only.slot) only.slot = new_slot();
    ExpressionPtr result = make(SlotRef{*only.slot, only.name}, ValueType::Path, where).expression;
    std::vector<Clause> clauses;
    clauses.push_back({std::move(match), where});
    return returning(std::move(clauses), std::move(result), new_slot(), where);
  });
  Typed list = make(std::move(found), StaticType::list_of(ValueType::Path), where);
  if (path.selector == syntax::PathSelector::AllShortestPathsFunction) return list;
  ExpressionPtr first = make(Literal{Value(0)}, ValueType::Integer, where).expression;
  return make(Index{list.expression, std::move(first)}, ValueType::Path, where);
}

Typed Binder::bind(const syntax::PatternExpression& node, const syntax::Expression& ast,
                   const Place& place) {
  no_subquery_in_constant(place, ast.span);
  if (gives_path(node.pattern)) return shortest_path(node.pattern, ast.span);
  if (!place.predicate) {
    throw syntax_error("UnexpectedSyntax",
                       "a pattern can stand only where a truth value is wanted, as in WHERE",
                       ast.span)
        .with_hint(
            "write EXISTS { … } for a truth value, COUNT { … } for a number, [pattern | value] for "
            "a list");
  }
  return exists_pattern(node.pattern, ast.span);
}

Typed Binder::bind(const syntax::PatternComprehension& node, const syntax::Expression& ast,
                   const Place& place) {
  no_subquery_in_constant(place, ast.span);
  Place inner = place.local();
  StaticType element;
  Subquery found = subquery(Subquery::Kind::Collect, [&] {
    Match match;
    std::vector<ExpressionPtr> predicates;
    match.pattern =
        pattern({&node.pattern}, PatternUse::Match, predicates, "a pattern comprehension");
    if (node.where) predicates.push_back(predicate(*node.where, inner));
    match.predicate = conjunction(std::move(predicates));
    Typed projected = expression(*node.projection, inner);
    element = projected.type;
    std::vector<Clause> clauses;
    clauses.push_back({std::move(match), ast.span});
    return returning(std::move(clauses), projected.expression, new_slot(), ast.span);
  });
  return make(std::move(found), StaticType::list_of(std::move(element)), ast.span);
}

Typed Binder::bind(const syntax::Subquery& node, const syntax::Expression& ast,
                   const Place& place) {
  no_subquery_in_constant(place, ast.span);
  SourceSpan where;
  if (has_update(*node.query, where)) {
    throw syntax_error("InvalidClauseComposition",
                       "a query inside an expression cannot change the graph", where)
        .with_hint("use CALL { … } for a subquery with updates");
  }
  static constexpr Subquery::Kind kKinds[] = {Subquery::Kind::Exists, Subquery::Kind::Count,
                                              Subquery::Kind::Collect, Subquery::Kind::Value};
  const Subquery::Kind kind = kKinds[static_cast<int>(node.kind)];
  StaticType element;
  Subquery found = subquery(kind, [&]() -> QueryPtr {
    QueryResult result = query(*node.query, scope_);
    if (kind == Subquery::Kind::Collect || kind == Subquery::Kind::Value) {
      if (result.query->columns.size() != 1) {
        throw syntax_error(
            "InvalidClauseComposition",
            std::string(kind == Subquery::Kind::Collect ? "COLLECT" : "VALUE") +
                " { … } needs a query that returns one column, but this one returns " +
                std::to_string(result.query->columns.size()),
            ast.span);
      }
      element = result.types[0];
    }
    return result.query;
  });
  StaticType type = kind == Subquery::Kind::Exists  ? StaticType(ValueType::Boolean)
                    : kind == Subquery::Kind::Count ? StaticType(ValueType::Integer)
                    : kind == Subquery::Kind::Value ? std::move(element)
                                                    : StaticType::list_of(std::move(element));
  return make(std::move(found), std::move(type), ast.span);
}

}  // namespace agora::semantic
