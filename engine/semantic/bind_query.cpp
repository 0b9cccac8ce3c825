// Queries: the parts of a UNION, their clauses one after the other, and the scopes they hand on.
#include <algorithm>
#include <span>

#include "semantic/bind_writes.h"
#include "semantic/binding.h"
#include "semantic/split_create.h"

namespace agora::semantic {

BoundStatement bind(const syntax::Query& query, std::string_view text, const BindContext& context) {
  try {
    return Binder(context).statement(query);
  } catch (Error& error) {
    SourceSpan whole = query.span;
    if (!whole.known()) whole = SourceSpan{0, static_cast<std::uint32_t>(text.size()), 1, 1};
    error.locate(whole);
    throw;
  }
}

BoundStatement Binder::statement(const syntax::Query& query_ast) {
  imports_.emplace_back();
  BoundStatement out;
  out.query = query(query_ast, nullptr).query;
  out.slot_count = next_slot_;
  out.parameters.assign(parameters_.begin(), parameters_.end());
  write_notices(out);
  return out;
}

// ---- queries -----------------------------------------------------------------------------------

namespace {

[[noreturn]] void different_columns(const std::vector<std::string>& first,
                                    const std::vector<std::string>& other,
                                    const SourceSpan& where) {
  const auto list = [](const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + quoted(name);
    return out.empty() ? std::string("nothing") : out;
  };
  throw syntax_error("DifferentColumnsInUnion",
                     "the parts of a UNION must return the same columns, but one returns " +
                         list(first) + " and another " + list(other),
                     where)
      .with_hint("give the columns the same names with AS");
}

}  // namespace

QueryResult Binder::query(const syntax::Query& ast, Scope* outer, bool fresh_outputs,
                          Scope* importing_scope) {
  QueryResult result;
  result.query = std::make_shared<Query>();
  Query& out = *result.query;
  out.union_all = ast.all;
  for (const syntax::SingleQuery& each : ast.parts) {
    Part bound = part(each, outer, fresh_outputs, importing_scope);
    if (out.parts.empty()) {
      out.columns = bound.columns;
      result.types = bound.types;
    } else {
      // Columns are matched by name; the order may differ.
      std::vector<Slot> outputs;
      for (std::size_t i = 0; i < out.columns.size(); ++i) {
        const auto at = std::find(bound.columns.begin(), bound.columns.end(), out.columns[i]);
        if (at == bound.columns.end()) different_columns(out.columns, bound.columns, each.span);
        const auto index = static_cast<std::size_t>(at - bound.columns.begin());
        outputs.push_back(bound.single.outputs[index]);
        result.types[i] = join(result.types[i], bound.types[index]);
      }
      if (bound.columns.size() != out.columns.size())
        different_columns(out.columns, bound.columns, each.span);
      bound.single.outputs = std::move(outputs);
    }
    out.parts.push_back(std::move(bound.single));
  }
  if (out.parts.size() == 1) {
    out.output_slots = out.parts[0].outputs;
  } else {
    for (std::size_t i = 0; i < out.columns.size(); ++i) out.output_slots.push_back(new_slot());
  }
  out.writes = writes(out);
  return result;
}

Binder::Part Binder::part(const syntax::SingleQuery& ast, Scope* outer, bool fresh_outputs,
                          Scope* importing_scope) {
  Part out;
  Scope scope(outer);
  EnterScope enter(scope_, scope);
  const auto* only =
      ast.clauses.size() == 1 ? std::get_if<syntax::CallProcedure>(&ast.clauses[0].node) : nullptr;
  if (only != nullptr && imports_.size() == 1) {
    standalone_call(*only, ast.clauses[0], out);
    return out;
  }
  std::span<const syntax::Clause> clauses = ast.clauses;
  if (importing_scope != nullptr && !clauses.empty() &&
      importing_with(clauses[0], importing_scope)) {
    clauses = clauses.subspan(1);
  }
  for (const syntax::Clause& each : clauses) {
    if (std::holds_alternative<syntax::Finish>(each.node)) continue;
    append(out.single.clauses, clause(each, out, fresh_outputs));
  }
  return out;
}

Clause Binder::clause(const syntax::Clause& ast, Part& part, bool fresh_outputs) {
  const auto bind_one = [&](const auto& node) -> ClauseNode {
    using T = std::decay_t<decltype(node)>;
    if constexpr (std::is_same_v<T, syntax::With>) {
      return projection(node.projection, false, node.where.get(), ast, part, fresh_outputs);
    } else if constexpr (std::is_same_v<T, syntax::Return>) {
      return projection(node.projection, true, nullptr, ast, part, fresh_outputs);
    } else if constexpr (std::is_same_v<T, syntax::LoadCsv>) {
      throw not_supported("LOAD CSV", ast.span);
    } else if constexpr (std::is_same_v<T, syntax::Finish>) {
      throw syntax_error("UnexpectedSyntax", "FINISH can stand only at the end of a query",
                         ast.span);
    } else {
      return bind_clause(node, ast);
    }
  };
  return Clause{std::visit(bind_one, ast.node), ast.span};
}

void Binder::append(std::vector<Clause>& clauses, Clause clause) {
  if (!std::holds_alternative<Create>(clause.node)) {
    clauses.push_back(std::move(clause));
    return;
  }
  for (Create& part : split_create(std::get<Create>(std::move(clause.node)))) {
    clauses.push_back(Clause{std::move(part), clause.where});
  }
}

// ---- reading clauses ---------------------------------------------------------------------------

ClauseNode Binder::bind_clause(const syntax::Match& ast, const syntax::Clause&) {
  Match out;
  out.optional = ast.optional;
  std::vector<const syntax::PathPattern*> parts;
  for (const syntax::PathPattern& each : ast.patterns) parts.push_back(&each);
  std::vector<ExpressionPtr> predicates;
  out.pattern =
      pattern(parts, PatternUse::Match, predicates, ast.optional ? "OPTIONAL MATCH" : "MATCH");
  if (ast.where) {
    Place place;
    place.clause = "WHERE";
    predicates.push_back(predicate(*ast.where, place));
  }
  out.predicate = conjunction(std::move(predicates));
  return out;
}

ClauseNode Binder::bind_clause(const syntax::Unwind& ast, const syntax::Clause&) {
  Place place;
  place.clause = "UNWIND";
  Typed list = expression(*ast.list, place);
  const Variable& variable = declare_new(ast.variable, list.type.unwound());
  return Unwind{list.expression, variable.slot, variable.name};
}

}  // namespace agora::semantic
