// SHOW: a call of the list's procedure with what a query may do with its rows behind it.
#include "semantic/binding.h"

namespace agora::semantic {
namespace {

std::string list_name(syntax::ShowKind kind) {
  using Kind = syntax::ShowKind;
  switch (kind) {
    case Kind::Indexes:
      return "SHOW INDEXES";
    case Kind::Constraints:
      return "SHOW CONSTRAINTS";
    case Kind::Enumerations:
      return "SHOW ENUMS";
    case Kind::Functions:
      return "SHOW FUNCTIONS";
    case Kind::Procedures:
      return "SHOW PROCEDURES";
    case Kind::Labels:
      return "SHOW LABELS";
    case Kind::RelationshipTypes:
      return "SHOW RELATIONSHIP TYPES";
    case Kind::PropertyKeys:
      return "SHOW PROPERTY KEYS";
    case Kind::Settings:
      return "SHOW SETTINGS";
    case Kind::Transactions:
      return "SHOW TRANSACTIONS";
  }
  return {};
}

}  // namespace

BoundStatement bind(const syntax::Show& show, std::string_view text, const BindContext& context) {
  try {
    return Binder(context).statement(show);
  } catch (Error& error) {
    error.locate(SourceSpan{0, static_cast<std::uint32_t>(text.size()), 1, 1});
    throw;
  }
}

BoundStatement Binder::statement(const syntax::Show& show) {
  imports_.emplace_back();
  const std::string name = list_name(show.kind);
  ProcedureCall call;
  if (context_.shows != nullptr) call.procedure = context_.shows->find(name);
  if (!call.procedure) {
    throw Error(ErrorCategory::Usage, "", name + " cannot be answered here", ErrorPhase::CompileTime);
  }
  Scope scope;
  EnterScope enter(scope_, scope);
  Part part;
  syntax::Clause place;
  yield_columns(show.yield, call);
  part.single.clauses.push_back({std::move(call), {}});
  part.single.clauses.push_back({shown_rows(show), {}});
  if (show.result) {
    part.single.clauses.push_back(
        {projection(*show.result, true, nullptr, place, part, false), {}});
  } else {
    return_all(part);
  }
  auto query = std::make_shared<Query>();
  query->columns = part.columns;
  query->output_slots = part.single.outputs;
  query->parts.push_back(std::move(part.single));
  BoundStatement out;
  out.query = std::move(query);
  out.slot_count = next_slot_;
  out.parameters.assign(parameters_.begin(), parameters_.end());
  write_notices(out);
  return out;
}

/// All columns, or those that YIELD names.
void Binder::yield_columns(const std::optional<std::vector<syntax::YieldItem>>& items,
                           ProcedureCall& call) {
  syntax::CallProcedure all;
  if (items) {
    all.yield.emplace();
    for (const syntax::YieldItem& item : *items) all.yield->push_back(item);
  } else {
    all.yield_star = true;
  }
  procedure_yields(all, true, call);
}

/// ORDER BY, SKIP, LIMIT and WHERE work on the rows as they are listed.
Projection Binder::shown_rows(const syntax::Show& show) {
  Projection out;
  for (const Variable& variable : scope_->variables()) {
    out.items.push_back(
        {variable.slot, variable.name, variable_reference(variable, {}).expression});
  }
  Place place;
  place.clause = "ORDER BY";
  for (const syntax::SortItem& item : show.order_by)
    add_sort_item(item, value(*item.expression, place), out.order_by);
  place.constant = true;
  place.clause = "SKIP";
  if (show.skip) out.skip = value(*show.skip, place);
  place.clause = "LIMIT";
  if (show.limit) out.limit = value(*show.limit, place);
  Place where;
  where.clause = "WHERE";
  if (show.where) out.predicate = predicate(*show.where, where);
  return out;
}

/// Ends a query with all variables, in their order.
void Binder::return_all(Part& part) {
  Projection result;
  result.is_return = true;
  for (const Variable& variable : scope_->variables()) {
    result.items.push_back(
        {variable.slot, variable.name, variable_reference(variable, {}).expression});
    part.columns.push_back(variable.name);
    part.single.outputs.push_back(variable.slot);
    part.types.push_back(variable.type);
  }
  part.single.clauses.push_back({std::move(result), {}});
}

}  // namespace agora::semantic
