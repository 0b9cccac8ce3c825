// CALL: procedures, alone and in queries, and subqueries.
#include <algorithm>

#include "base/edit_distance.h"
#include "function/foreign_names.h"
#include "semantic/binding.h"

namespace agora::semantic {
namespace {

std::string full_name(const syntax::CallProcedure& call) {
  std::string name;
  for (const std::string& part : call.space) name += part + ".";
  return name + call.name;
}

std::string signature(const function::Procedure& procedure) {
  std::string out = procedure.name + "(";
  for (std::size_t i = 0; i < procedure.inputs.size(); ++i) {
    out += (i > 0 ? ", " : "") + procedure.inputs[i].name + " :: " + procedure.inputs[i].type;
  }
  return out + ")";
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& each : names) out += (out.empty() ? "" : ", ") + each;
  return out;
}

// SHOW's lists are named as the statement is.
bool is_list(const function::Procedure& procedure) { return procedure.name.rfind("SHOW ", 0) == 0; }

}  // namespace

// ---- procedures --------------------------------------------------------------------------------

ProcedureCall Binder::procedure_call(const syntax::CallProcedure& ast, bool standalone) {
  const std::string name = full_name(ast);
  ProcedureCall out;
  out.optional = ast.optional;
  if (context_.procedures != nullptr) out.procedure = context_.procedures->find(name);
  if (!out.procedure) {
    std::vector<std::string> near = context_.procedures == nullptr
                                        ? std::vector<std::string>()
                                        : context_.procedures->similar(name);
    std::string hint(function::instead_of_procedure(name));
    if (hint.empty()) {
      hint = near.empty() ? "SHOW PROCEDURES lists the procedures there are"
                          : "did you mean " + quoted(near.front()) + "?";
    }
    throw Error(ErrorCategory::ProcedureError, "ProcedureNotFound",
                "there is no procedure " + quoted(name), ErrorPhase::CompileTime)
        .at(ast.name_span)
        .with_hint(std::move(hint))
        .with_candidates(std::move(near));
  }
  out.arguments = procedure_arguments(ast, *out.procedure, standalone);
  procedure_yields(ast, standalone, out);
  if (ast.where) {
    Place place;
    place.clause = "WHERE";
    out.predicate = predicate(*ast.where, place);
  }
  return out;
}

std::vector<ExpressionPtr> Binder::procedure_arguments(const syntax::CallProcedure& ast,
                                                       const function::Procedure& procedure,
                                                       bool standalone) {
  std::vector<ExpressionPtr> out;
  if (!ast.arguments) {
    if (!standalone && !procedure.inputs.empty()) {
      throw syntax_error(
          "InvalidArgumentPassingMode",
          "inside a query, the arguments of " + quoted(procedure.name) + " have to be written",
          ast.name_span)
          .with_hint("write CALL " + signature(procedure));
    }
    for (const function::ProcedureColumn& input : procedure.inputs) {
      parameters_.insert(input.name);
      out.push_back(make(Parameter{input.name}, {}, ast.name_span).expression);
    }
    return out;
  }
  if (ast.arguments->size() != procedure.inputs.size()) {
    throw syntax_error("InvalidNumberOfArguments",
                       "the procedure " + quoted(procedure.name) + " takes " +
                           std::to_string(procedure.inputs.size()) + " arguments, but " +
                           std::to_string(ast.arguments->size()) + " are given",
                       ast.name_span)
        .with_hint("write CALL " + signature(procedure));
  }
  Place place;
  place.clause = "the arguments of CALL";
  for (std::size_t i = 0; i < procedure.inputs.size(); ++i) {
    Typed argument = expression(*(*ast.arguments)[i], place);
    TypeSet wanted = procedure.inputs[i].types;
    if (wanted.contains(ValueType::Float)) wanted = wanted | ValueType::Integer;
    require(argument, wanted,
            "argument " + quoted(procedure.inputs[i].name) + " of " + quoted(procedure.name));
    out.push_back(std::move(argument.expression));
  }
  return out;
}

void Binder::procedure_yields(const syntax::CallProcedure& ast, bool standalone,
                              ProcedureCall& call) {
  const std::vector<function::ProcedureColumn>& outputs = call.procedure->outputs;
  const auto yield = [&](std::uint32_t column, const syntax::Name& name) {
    const Variable& variable = declare_new(name, StaticType(outputs[column].types));
    call.yields.push_back({column, variable.slot, variable.name});
  };
  if (!standalone && ast.yield_star) {
    throw syntax_error("UnexpectedSyntax", "YIELD * can stand only if CALL is the whole query",
                       ast.name_span)
        .with_hint("name the columns you need");
  }
  if (ast.yield_star || (standalone && !ast.yield)) {
    for (std::uint32_t i = 0; i < outputs.size(); ++i) yield(i, {outputs[i].name, ast.name_span});
    return;
  }
  if (!ast.yield) return;
  for (const syntax::YieldItem& item : *ast.yield) {
    const auto at = std::find_if(
        outputs.begin(), outputs.end(),
        [&](const function::ProcedureColumn& each) { return each.name == item.field.text; });
    if (at == outputs.end()) {
      std::vector<std::string> names;
      for (const function::ProcedureColumn& each : outputs) names.push_back(each.name);
      std::vector<std::string> near = base::nearest_names(item.field.text, names);
      throw syntax_error("UndefinedVariable",
                         (is_list(*call.procedure) ? call.procedure->name
                                                   : "the procedure " + quoted(call.procedure->name)) +
                             " gives no column " +
                             quoted(item.field.text),
                         item.field.span)
          .with_hint(near.empty() ? "it gives " + joined(names)
                                  : "did you mean " + quoted(near.front()) + "?")
          .with_candidates(std::move(near));
    }
    yield(static_cast<std::uint32_t>(at - outputs.begin()), item.alias ? *item.alias : item.field);
  }
}

ClauseNode Binder::bind_clause(const syntax::CallProcedure& ast, const syntax::Clause&) {
  return procedure_call(ast, false);
}

// A CALL that is the whole query returns what it yields.
void Binder::standalone_call(const syntax::CallProcedure& ast, const syntax::Clause& clause,
                             Part& part) {
  ProcedureCall call = procedure_call(ast, true);
  Projection result;
  result.is_return = true;
  for (const ProcedureCall::Yield& yield : call.yields) {
    const Variable& variable = *scope_->find_own(yield.name);
    result.items.push_back(
        {yield.slot, yield.name, variable_reference(variable, clause.span).expression});
    part.columns.push_back(yield.name);
    part.single.outputs.push_back(yield.slot);
    part.types.push_back(variable.type);
  }
  part.single.clauses.push_back({std::move(call), clause.span});
  if (!result.items.empty()) part.single.clauses.push_back({std::move(result), clause.span});
}

// ---- subqueries --------------------------------------------------------------------------------

// `WITH a, b` at the start of CALL { … } takes these variables in from around; nothing else is seen
// there.
bool Binder::importing_with(const syntax::Clause& clause, Scope* around) {
  const auto* with = std::get_if<syntax::With>(&clause.node);
  if (with == nullptr || with->where) return false;
  const syntax::Projection& body = with->projection;
  if (body.distinct || body.skip || body.limit || !body.order_by.empty()) return false;
  const bool plain =
      std::all_of(body.items.begin(), body.items.end(), [&](const syntax::ProjectionItem& item) {
        const auto* variable = std::get_if<syntax::Variable>(&item.expression->node);
        return variable != nullptr && (!item.alias || item.alias->text == variable->name);
      });
  if (!plain) return false;
  Scope* inner = scope_;
  std::vector<Variable> imported;
  EnterScope enter(scope_, *around);
  if (body.star) {
    for (const std::string& name : around->visible_names()) imported.push_back(*find(name));
  }
  for (const syntax::ProjectionItem& item : body.items) {
    const auto& variable = std::get<syntax::Variable>(item.expression->node);
    imported.push_back(resolve(variable.name, item.expression->span));
  }
  for (Variable& variable : imported) inner->add(std::move(variable));
  notice("01N00", "WITH at the start of a subquery to take variables in is an older form",
         "write CALL (a, b) { … }", clause.keyword.known() ? clause.keyword : clause.span);
  return true;
}

QueryResult Binder::imported_query(const syntax::CallSubquery& ast) {
  if (!ast.imports && !ast.import_star) return query(*ast.query, nullptr, true, scope_);
  Scope imported;
  if (ast.import_star) {
    for (const std::string& name : scope_->visible_names()) imported.add(*find(name));
  } else {
    for (const syntax::Name& name : *ast.imports) imported.add(resolve(name.text, name.span));
  }
  return query(*ast.query, &imported, true);
}

ClauseNode Binder::bind_clause(const syntax::CallSubquery& ast, const syntax::Clause& clause) {
  std::optional<CallSubquery::Batches> parts;
  if (ast.in_transactions) parts = batches(*ast.in_transactions, clause);
  imports_.emplace_back();
  QueryResult inner = imported_query(ast);
  CallSubquery out;
  out.imports.assign(imports_.back().begin(), imports_.back().end());
  imports_.pop_back();
  out.returns = !inner.query->columns.empty();
  out.optional = ast.optional;
  for (std::size_t i = 0; i < inner.query->columns.size(); ++i) {
    const std::string& name = inner.query->columns[i];
    check_free({name, clause.keyword.known() ? clause.keyword : clause.span});
    scope_->add(Variable{name, inner.query->output_slots[i], inner.types[i], frame()});
  }
  out.query = std::move(inner.query);
  if (parts) {
    if (ast.in_transactions->report_status) {
      const Variable& status = declare_new(*ast.in_transactions->report_status, ValueType::Map);
      parts->status = status.slot;
      parts->status_name = status.name;
    }
    out.batches = std::move(parts);
  }
  return out;
}

CallSubquery::Batches Binder::batches(const syntax::InTransactions& ast, const syntax::Clause& clause) {
  const SourceSpan where = clause.keyword.known() ? clause.keyword : clause.span;
  if (imports_.size() > 1) {
    throw syntax_error("InvalidClauseComposition",
                       "CALL … IN TRANSACTIONS cannot stand inside another subquery", where);
  }
  commits_itself_ = where;
  CallSubquery::Batches out;
  out.where = ast.span.known() ? ast.span : where;
  using From = syntax::InTransactions::OnError;
  using To = CallSubquery::Batches::OnError;
  out.on_error = ast.on_error == From::Fail    ? To::Fail
                 : ast.on_error == From::Break ? To::Break
                                               : To::Continue;
  if (ast.report_status && out.on_error == To::Fail) {
    throw syntax_error("UnexpectedSyntax",
                       "REPORT STATUS needs ON ERROR CONTINUE or ON ERROR BREAK: with FAIL the query ends",
                       ast.report_status->span);
  }
  if (ast.rows) {
    Place place;
    place.clause = "OF … ROWS";
    place.constant = true;
    Typed rows = expression(*ast.rows, place);
    require(rows, ValueType::Integer, "OF … ROWS");
    out.rows = std::move(rows.expression);
  }
  return out;
}

}  // namespace agora::semantic
