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

namespace {

/// What commits in parts cannot be undone as a whole, so nothing else of the statement may write.
void check_only_batches_write(const Query& query) {
  for (const SingleQuery& part : query.parts) {
    for (const Clause& clause : part.clauses) {
      const auto* call = std::get_if<CallSubquery>(&clause.node);
      if (call != nullptr && call->batches) continue;
      const bool update = std::holds_alternative<Create>(clause.node) ||
                          std::holds_alternative<Update>(clause.node) ||
                          std::holds_alternative<Merge>(clause.node) ||
                          std::holds_alternative<Delete>(clause.node) ||
                          std::holds_alternative<Foreach>(clause.node) ||
                          (call != nullptr && call->query->writes);
      if (!update) continue;
      throw syntax_error("InvalidClauseComposition",
                         "beside CALL … IN TRANSACTIONS nothing else of a query may change the graph",
                         clause.where)
          .with_hint("move the update into the subquery, or make it a statement of its own");
    }
  }
}

}  // namespace

BoundStatement Binder::statement(const syntax::Query& query_ast) {
  imports_.emplace_back();
  BoundStatement out;
  out.query = query(query_ast, nullptr).query;
  out.commits_itself = commits_itself_.has_value();
  if (commits_itself_) check_only_batches_write(*out.query);
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
  out.otherwise = ast.otherwise;
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

ClauseNode Binder::bind_clause(const syntax::LoadCsv& ast, const syntax::Clause& clause) {
  Place place;
  place.clause = "LOAD CSV";
  Typed from = expression(*ast.from, place);
  require(from, ValueType::String, "LOAD CSV");
  LoadCsv out;
  out.from = std::move(from.expression);
  out.with_headers = ast.with_headers;
  out.where = clause.span;
  if (ast.field_terminator) {
    const auto& literal = std::get<syntax::Literal>(ast.field_terminator->node);
    const std::string& mark = std::get<std::string>(literal.value);
    const bool usable = mark.size() == 1 && mark[0] != '"' && mark[0] != '\n' && mark[0] != '\r' &&
                        static_cast<unsigned char>(mark[0]) < 0x80;
    if (!usable) {
      throw syntax_error("InvalidArgumentValue",
                         "FIELDTERMINATOR takes one character of ASCII that is no quote or line end",
                         ast.field_terminator->span)
          .with_hint("write ';' or '\\t'");
    }
    out.separator = mark[0];
  }
  const Variable& variable =
      declare_new(ast.variable, ast.with_headers ? StaticType(ValueType::Map)
                                                 : StaticType::list_of(ValueType::String));
  out.slot = variable.slot;
  out.name = variable.name;
  return out;
}

// ---- reading clauses ---------------------------------------------------------------------------

ClauseNode Binder::bind_clause(const syntax::Match& ast, const syntax::Clause& clause) {
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
  look_for_product(out, clause.keyword.known() ? clause.keyword : clause.span);
  return out;
}

ClauseNode Binder::bind_clause(const syntax::Unwind& ast, const syntax::Clause&) {
  Place place;
  place.clause = "UNWIND";
  Typed list = expression(*ast.list, place);
  const Variable& variable = declare_new(ast.variable, list.type.unwound());
  Unwind unwind{list.expression, variable.slot, variable.name, {}, {}, 0};
  if (ast.place) {
    const Variable& place_variable = declare_new(*ast.place, ValueType::Integer);
    unwind.place = place_variable.slot;
    unwind.place_name = place_variable.name;
    unwind.first_place = ast.first_place;
  }
  return unwind;
}

}  // namespace agora::semantic
