#include "transfer/import_schema.h"

#include <algorithm>
#include <list>
#include <map>
#include <set>

#include "transfer/manifest.h"

namespace agora::transfer {
namespace {

using catalog::ConstraintKind;
using catalog::ElementKind;
using Columns = std::vector<ColumnSpec>;

bool is_end(const ColumnSpec& column) { return column.name == "src" || column.name == "dst"; }

/// The constraints of one label or type, given by the files with these columns.
void add_constraints(ElementKind element, const std::string& owner,
                     const std::vector<const Columns*>& files, bool dataset, ImportSchema& schema) {
  std::vector<const ColumnSpec*> properties;  // The first of each name, in the files' order.
  for (const Columns* file : files) {
    for (const ColumnSpec& column : *file) {
      const auto same = [&](const ColumnSpec* other) { return other->name == column.name; };
      if (element == ElementKind::Relationship && is_end(column)) continue;
      if (std::none_of(properties.begin(), properties.end(), same)) properties.push_back(&column);
    }
  }
  for (const ColumnSpec* property : properties) {
    bool unique = true;
    bool required = true;
    bool one_type = true;
    for (const Columns* file : files) {
      const auto same = [&](const ColumnSpec& other) { return other.name == property->name; };
      const auto column = std::find_if(file->begin(), file->end(), same);
      required = required && column != file->end() && column->required;
      if (column == file->end()) continue;
      unique = unique && column->unique;
      one_type = one_type && column->type == property->type && !column->json;
    }
    const auto add = [&](ConstraintKind kind) {
      schema.constraints.push_back({kind, element, owner, {property->name}, property->type, {}});
    };
    // The type comes first, so that enumerated values are indexed as such.
    if (dataset && one_type && !property->json) add(ConstraintKind::Type);
    if (unique) add(ConstraintKind::Unique);
    if (dataset && required) add(ConstraintKind::Existence);
  }
}

void add_endpoint_rules(const std::string& type, const Manifest& manifest, ImportSchema& schema) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const RelationshipFileSpec& spec : manifest.relationships) {
    if (spec.type != type) continue;
    if (spec.from.empty() || spec.to.empty()) return;  // Anything may be joined.
    for (const std::string& from : spec.from) {
      for (const std::string& to : spec.to) pairs.emplace(from, to);
    }
  }
  for (const auto& [from, to] : pairs) schema.endpoint_rules.push_back({type, from, to});
}

}  // namespace

std::string ImportSchema::Constraint::name() const {
  constexpr std::string_view kKinds[] = {"unique", "required", "type", "key"};
  if (!given_name.empty()) return given_name;
  std::string name = "constraint_" + owner;
  for (const std::string& property : properties) name += "_" + property;
  return name + "_" + std::string(kKinds[static_cast<std::size_t>(kind)]);
}

ImportSchema plan_schema(const Manifest& manifest) {
  ImportSchema schema;
  if (manifest.schema) {
    schema = *manifest.schema;
    schema.enumerations = manifest.enumerations;
    return schema;
  }
  if (manifest.dataset) schema.enumerations = manifest.enumerations;
  std::map<std::string, std::vector<const Columns*>> labels;
  std::map<std::string, std::vector<const Columns*>> types;
  std::list<Columns> without_key;
  for (const NodeFileSpec& spec : manifest.nodes) {
    const Columns* columns = &spec.columns;
    if (!spec.key_is_property) {
      columns = &without_key.emplace_back(spec.columns);
      std::erase_if(without_key.back(), [&](const auto& each) { return each.name == spec.key; });
    }
    for (const std::string& label : spec.labels) labels[label].push_back(columns);
  }
  for (const RelationshipFileSpec& spec : manifest.relationships)
    types[spec.type].push_back(&spec.columns);
  for (const auto& [label, files] : labels) {
    add_constraints(ElementKind::Node, label, files, manifest.dataset, schema);
  }
  for (const auto& [type, files] : types) {
    add_constraints(ElementKind::Relationship, type, files, manifest.dataset, schema);
    if (manifest.dataset) add_endpoint_rules(type, manifest, schema);
  }
  return schema;
}

}  // namespace agora::transfer
