#include <algorithm>
#include <utility>

#include "base/edit_distance.h"
#include "catalog/schema.h"
#include "execution/schema.h"
#include "function/registry.h"

namespace agora::execution {

using syntax::ShowKind;

namespace {

Value names(const catalog::Catalog& catalog, const std::vector<PropertyKeyId>& keys) {
  List list;
  for (const PropertyKeyId key : keys) list.emplace_back(catalog.name(key));
  return list;
}

Value entity(const catalog::Owner& owner) {
  return owner.element == catalog::ElementKind::Node ? "NODE" : "RELATIONSHIP";
}

Rows show_indexes(const catalog::Catalog& catalog) {
  Rows rows{{"name", "state", "entityType", "labelOrType", "properties", "unique"}, {}};
  for (const catalog::Index& index : catalog.indexes()) {
    rows.rows.push_back({Value(index.name), index.online ? "ONLINE" : "POPULATING", entity(index.owner),
                         Value(catalog.name(index.owner)), names(catalog, index.keys), index.unique});
  }
  return rows;
}

Rows show_constraints(const catalog::Catalog& catalog) {
  Rows rows{{"name", "type", "entityType", "labelOrType", "properties", "propertyType"}, {}};
  for (const catalog::Constraint& constraint : catalog.constraints()) {
    const bool typed = constraint.kind == catalog::ConstraintKind::Type;
    rows.rows.push_back({Value(constraint.name), Value(catalog::to_string(constraint.kind)),
                         entity(constraint.owner), Value(catalog.name(constraint.owner)),
                         names(catalog, constraint.keys),
                         typed ? Value(catalog::to_string(constraint.type)) : Value()});
  }
  return rows;
}

Rows show_enumerations(const catalog::Catalog& catalog) {
  Rows rows{{"name", "ordered", "values"}, {}};
  for (const catalog::Enumeration& enumeration : catalog.enumerations()) {
    List values(enumeration.values.begin(), enumeration.values.end());
    rows.rows.push_back({Value(enumeration.name), enumeration.ordered, std::move(values)});
  }
  return rows;
}

/// "substring(original, start[, length])"
std::string signature(const function::Function& function) {
  std::string text(function.name);
  text += '(';
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    if (i >= function.required) text += i == 0 ? "[" : "[, ";
    else if (i > 0) text += ", ";
    text += function.parameters[i].name;
  }
  if (function.variadic) text += ", …";
  const std::size_t optional = function.parameters.size() - std::min(function.required, function.parameters.size());
  return text + std::string(optional, ']') + ')';
}

Rows show_functions() {
  Rows rows{{"name", "category", "signature", "aggregating", "description", "example", "result"}, {}};
  for (const function::Function* function : function::Registry::builtin().all()) {
    rows.rows.push_back({Value(function->name), Value(function->category), Value(signature(*function)),
                         function->aggregate != nullptr, Value(function->description), Value(function->example),
                         Value(function->example_result)});
  }
  return rows;
}

std::string columns_text(const std::vector<function::ProcedureColumn>& columns) {
  std::string text = "(";
  for (const function::ProcedureColumn& column : columns) {
    if (text.size() > 1) text += ", ";
    text += column.name + " :: " + column.type;
  }
  return text + ')';
}

Rows show_procedures(const function::ProcedureRegistry& procedures) {
  Rows rows{{"name", "signature", "description"}, {}};
  for (const auto& procedure : procedures.all()) {
    rows.rows.push_back({Value(procedure->name),
                         Value(procedure->name + columns_text(procedure->inputs) +
                               " :: " + columns_text(procedure->outputs)),
                         Value(procedure->description)});
  }
  std::sort(rows.rows.begin(), rows.rows.end(),
            [](const List& a, const List& b) { return a[0].as_string() < b[0].as_string(); });
  return rows;
}

Rows show_labels(const graph::GraphView& view) {
  Rows rows{{"label", "nodes"}, {}};
  for (std::uint32_t i = 0; i < view.catalog().label_count(); ++i) {
    const std::uint64_t count = view.node_count(LabelId{i});
    if (count > 0) rows.rows.push_back({Value(view.catalog().labels()[i]), static_cast<std::int64_t>(count)});
  }
  return rows;
}

Rows show_types(const graph::GraphView& view) {
  Rows rows{{"type", "relationships"}, {}};
  for (std::uint32_t i = 0; i < view.catalog().type_count(); ++i) {
    const std::uint64_t count = view.relationship_count(TypeId{i});
    if (count > 0) rows.rows.push_back({Value(view.catalog().types()[i]), static_cast<std::int64_t>(count)});
  }
  return rows;
}

Rows show_property_keys(const catalog::Catalog& catalog) {
  Rows rows{{"propertyKey"}, {}};
  for (const std::string& key : catalog.property_keys()) rows.rows.push_back({Value(key)});
  return rows;
}

Error not_supported(const std::string& what) {
  return Error(ErrorCategory::NotSupported, "", what + " is not supported yet", ErrorPhase::CompileTime);
}

Rows show_all(ShowKind kind, const graph::GraphView& view, const function::ProcedureRegistry& procedures) {
  switch (kind) {
    case ShowKind::Indexes: return show_indexes(view.catalog());
    case ShowKind::Constraints: return show_constraints(view.catalog());
    case ShowKind::Enumerations: return show_enumerations(view.catalog());
    case ShowKind::Functions: return show_functions();
    case ShowKind::Procedures: return show_procedures(procedures);
    case ShowKind::Labels: return show_labels(view);
    case ShowKind::RelationshipTypes: return show_types(view);
    case ShowKind::PropertyKeys: return show_property_keys(view.catalog());
    case ShowKind::Settings: throw not_supported("SHOW SETTINGS");
    case ShowKind::Transactions: throw not_supported("SHOW TRANSACTIONS");
  }
  return {};
}

Rows yield(const std::vector<syntax::YieldItem>& items, Rows all) {
  Rows result;
  std::vector<std::size_t> positions;
  for (const syntax::YieldItem& item : items) {
    const auto found = std::find(all.columns.begin(), all.columns.end(), item.field.text);
    if (found == all.columns.end()) {
      throw Error(ErrorCategory::SyntaxError, "UndefinedVariable",
                  "SHOW has no such column here: " + item.field.text, ErrorPhase::CompileTime)
          .at(item.field.span)
          .with_candidates(base::nearest_names(item.field.text, all.columns));
    }
    positions.push_back(static_cast<std::size_t>(found - all.columns.begin()));
    result.columns.push_back(item.alias ? item.alias->text : item.field.text);
  }
  for (List& row : all.rows) {
    List chosen;
    for (const std::size_t position : positions) chosen.push_back(row[position]);
    result.rows.push_back(std::move(chosen));
  }
  return result;
}

}  // namespace

Rows run_show(const syntax::Show& show, const graph::GraphView& view,
              const function::ProcedureRegistry& procedures) {
  if (show.where) throw not_supported("WHERE after SHOW").at(show.where->span);
  if (!show.order_by.empty()) throw not_supported("ORDER BY after SHOW").at(show.order_by.front().span);
  if (show.skip || show.limit) throw not_supported("SKIP and LIMIT after SHOW");
  if (show.result) throw not_supported("RETURN after SHOW");
  Rows all = show_all(show.kind, view, procedures);
  return show.yield ? yield(*show.yield, std::move(all)) : all;
}

}  // namespace agora::execution
