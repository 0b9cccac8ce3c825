#include "procedure/show.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "catalog/schema.h"
#include "function/registry.h"
#include "graph/graph_view.h"

namespace agora::procedure {

namespace {

using function::Procedure;
using function::ProcedureColumn;
using Columns = std::vector<ProcedureColumn>;
using Emit = std::function<void(List)>;

ProcedureColumn text(std::string name) { return {std::move(name), "STRING", ValueType::String}; }
ProcedureColumn optional_text(std::string name) { return {std::move(name), "STRING?", ValueType::String}; }
ProcedureColumn number(std::string name) { return {std::move(name), "INTEGER", ValueType::Integer}; }
ProcedureColumn truth(std::string name) { return {std::move(name), "BOOLEAN", ValueType::Boolean}; }
ProcedureColumn list(std::string name) { return {std::move(name), "LIST", ValueType::List}; }

Value names(const catalog::Catalog& catalog, const std::vector<PropertyKeyId>& keys) {
  List result;
  for (const PropertyKeyId key : keys) result.emplace_back(catalog.name(key));
  return result;
}

Value entity(const catalog::Owner& owner) {
  return owner.element == catalog::ElementKind::Node ? "NODE" : "RELATIONSHIP";
}

List owner_names(const catalog::Catalog& catalog, const catalog::Owner& owner) {
  return {Value(catalog.name(owner))};
}

void indexes(const graph::GraphView& view, const Emit& emit) {
  const catalog::Catalog& catalog = view.catalog();
  for (const catalog::Index& index : catalog.indexes()) {
    emit({Value(index.name), index.online ? "ONLINE" : "POPULATING", "RANGE", entity(index.owner),
          owner_names(catalog, index.owner), names(catalog, index.keys),
          index.unique ? Value(index.name) : Value(), index.unique});
  }
}

void constraints(const graph::GraphView& view, const Emit& emit) {
  const catalog::Catalog& catalog = view.catalog();
  for (const catalog::Constraint& constraint : catalog.constraints()) {
    const bool typed = constraint.kind == catalog::ConstraintKind::Type;
    const bool indexed = constraint.kind == catalog::ConstraintKind::Unique ||
                         constraint.kind == catalog::ConstraintKind::Key;
    emit({Value(constraint.name), Value(catalog::to_string(constraint.kind)), entity(constraint.owner),
          owner_names(catalog, constraint.owner), names(catalog, constraint.keys),
          indexed ? Value(constraint.name) : Value(), typed ? Value(catalog::to_string(constraint.type)) : Value()});
  }
}

void enumerations(const graph::GraphView& view, const Emit& emit) {
  for (const catalog::Enumeration& enumeration : view.catalog().enumerations()) {
    emit({Value(enumeration.name), enumeration.ordered,
          List(enumeration.values.begin(), enumeration.values.end())});
  }
}

void labels(const graph::GraphView& view, const Emit& emit) {
  for (std::uint32_t i = 0; i < view.catalog().label_count(); ++i) {
    const std::uint64_t count = view.node_count(LabelId{i});
    if (count > 0) emit({Value(view.catalog().labels()[i]), static_cast<std::int64_t>(count)});
  }
}

void types(const graph::GraphView& view, const Emit& emit) {
  for (std::uint32_t i = 0; i < view.catalog().type_count(); ++i) {
    const std::uint64_t count = view.relationship_count(TypeId{i});
    if (count > 0) emit({Value(view.catalog().types()[i]), static_cast<std::int64_t>(count)});
  }
}

void property_keys(const graph::GraphView& view, const Emit& emit) {
  for (const std::string& key : view.catalog().property_keys()) emit({Value(key)});
}

void functions(const graph::GraphView&, const Emit& emit) {
  for (const function::Function* function : function::Registry::builtin().all()) {
    emit({Value(function->name), Value(function->category), Value(function::signature(*function)),
          function->aggregate != nullptr, Value(function->description), Value(function->example),
          Value(function->example_result), true});
  }
}

std::string columns_text(const Columns& columns) {
  std::string result = "(";
  for (const ProcedureColumn& column : columns) {
    if (result.size() > 1) result += ", ";
    result += column.name + " :: " + column.type;
  }
  return result + ')';
}

std::vector<List> all_procedures(const function::ProcedureRegistry& procedures) {
  std::vector<List> rows;
  for (const auto& procedure : procedures.all()) {
    rows.push_back({Value(procedure->name),
                    Value(procedure->name + columns_text(procedure->inputs) +
                          " :: " + columns_text(procedure->outputs)),
                    Value(procedure->description), "READ"});
  }
  std::sort(rows.begin(), rows.end(),
            [](const List& a, const List& b) { return a[0].as_string() < b[0].as_string(); });
  return rows;
}

void add(function::ProcedureRegistry& shows, std::string name, Columns columns,
         void (*rows)(const graph::GraphView&, const Emit&)) {
  Procedure show;
  show.name = std::move(name);
  show.outputs = std::move(columns);
  show.run = [rows](function::CallContext& context, std::span<const Value>, const Emit& emit) {
    // Execution always hands procedures a graph view; the function layer only knows its interface.
    rows(static_cast<const graph::GraphView&>(*context.graph), emit);
  };
  shows.add(std::move(show));
}

}  // namespace

void add_show(function::ProcedureRegistry& shows, std::string name, Columns columns, ListedRows rows) {
  Procedure show;
  show.name = std::move(name);
  show.outputs = std::move(columns);
  show.run = [rows = std::move(rows)](function::CallContext&, std::span<const Value>, const Emit& emit) {
    for (List& row : rows()) emit(std::move(row));
  };
  shows.add(std::move(show));
}

void add_shows(function::ProcedureRegistry& shows, const function::ProcedureRegistry& procedures) {
  add(shows, "SHOW INDEXES",
      {text("name"), text("state"), text("type"), text("entityType"), list("labelsOrTypes"),
       list("properties"), optional_text("owningConstraint"), truth("unique")},
      indexes);
  add(shows, "SHOW CONSTRAINTS",
      {text("name"), text("type"), text("entityType"), list("labelsOrTypes"), list("properties"),
       optional_text("ownedIndex"), optional_text("propertyType")},
      constraints);
  add(shows, "SHOW ENUMS", {text("name"), truth("ordered"), list("values")}, enumerations);
  add(shows, "SHOW FUNCTIONS",
      {text("name"), text("category"), text("signature"), truth("aggregating"), text("description"),
       text("example"), text("result"), truth("isBuiltIn")},
      functions);
  add(shows, "SHOW LABELS", {text("label"), number("nodes")}, labels);
  add(shows, "SHOW RELATIONSHIP TYPES", {text("type"), number("relationships")}, types);
  add(shows, "SHOW PROPERTY KEYS", {text("propertyKey")}, property_keys);
  add_show(shows, "SHOW PROCEDURES", {text("name"), text("signature"), text("description"), text("mode")},
           [&procedures] { return all_procedures(procedures); });
}

}  // namespace agora::procedure
