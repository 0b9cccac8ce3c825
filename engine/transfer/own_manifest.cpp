#include "transfer/own_manifest.h"

#include "agora/format.h"
#include "transfer/manifest_text.h"

namespace agora::transfer {
namespace {

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string json_text(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + json_text(text);
  return "[" + out + "]";
}

/// `"name": [` with each of the entries on a line of its own.
std::string list(const char* name, const std::vector<std::string>& entries) {
  std::string out = std::string("  \"") + name + "\": [";
  for (std::size_t i = 0; i < entries.size(); ++i) out += (i > 0 ? ",\n    " : "\n    ") + entries[i];
  return out + (entries.empty() ? "]" : "\n  ]");
}

template <typename Entry>
std::string file_and_columns(const Entry& entry, std::size_t count, const char* if_not_key) {
  std::string out = ", \"file\": " + json_text(entry.spec.file.string());
  if (!entry.spec.key.empty()) out += ", \"key\": " + json_text(entry.spec.key) + if_not_key;
  out += ", \"count\": " + std::to_string(count) + ",\n     \"columns\": [";
  bool first = true;
  for (const auto* columns : {&entry.spec.columns, &entry.extra}) {
    for (const ColumnSpec& column : *columns) {
      out += (first ? "\n       " : ",\n       ") + manifest_column(column);
      first = false;
    }
  }
  return out + "\n     ]}";
}

/// `"label": "Person", "properties": ["id"]`, or with a type.
std::string declared_for(const catalog::Catalog& catalog, const catalog::Owner& owner,
                         const std::vector<PropertyKeyId>& keys) {
  std::vector<std::string> properties;
  for (const PropertyKeyId key : keys) properties.push_back(catalog.name(key));
  return (owner.element == catalog::ElementKind::Node ? "\"label\": " : "\"type\": ") +
         json_text(catalog.name(owner)) + ", \"properties\": " + json_text(properties);
}

std::vector<std::string> constraints(const catalog::Catalog& catalog) {
  std::vector<std::string> entries;
  for (const catalog::Constraint& each : catalog.constraints()) {
    std::string entry = "{\"name\": " + json_text(each.name) +
                        ", \"kind\": " + json_text(catalog::to_string(each.kind)) + ", " +
                        declared_for(catalog, each.owner, each.keys);
    if (each.kind == catalog::ConstraintKind::Type) {
      entry += ", \"propertyType\": " + json_text(catalog::to_string(each.type));
    }
    entries.push_back(entry + "}");
  }
  return entries;
}

std::vector<std::string> indexes(const catalog::Catalog& catalog) {
  std::vector<std::string> entries;
  for (const catalog::Index& each : catalog.indexes()) {
    if (each.unique) continue;  // It comes with its constraint.
    entries.push_back("{\"name\": " + json_text(each.name) + ", " +
                      declared_for(catalog, each.owner, each.keys) + "}");
  }
  return entries;
}

std::vector<std::string> endpoints(const catalog::Catalog& catalog) {
  std::vector<std::string> entries;
  for (const catalog::EndpointRule& rule : catalog.endpoint_rules()) {
    entries.push_back("{\"type\": " + json_text(catalog.name(rule.type)) +
                      ", \"from\": " + json_text(catalog.name(rule.start)) +
                      ", \"to\": " + json_text(catalog.name(rule.end)) + "}");
  }
  return entries;
}

std::string enumerations(const Manifest& manifest) {
  std::string out = "  \"enumerations\": {";
  bool first = true;
  for (const catalog::Enumeration& each : manifest.enumerations) {
    out += (first ? "\n    " : ",\n    ") + json_text(each.name) + ": {\"ordered\": " +
           (each.ordered ? "true" : "false") + ", \"values\": " + json_text(each.values) + "}";
    first = false;
  }
  return out + (first ? "}" : "\n  }");
}

}  // namespace

std::string manifest_entry(const NodeEntry& entry) {
  const std::vector<std::string>& labels = entry.spec.labels;
  std::string out = "{";
  if (!labels.empty()) out += "\"label\": " + json_text(labels.front()) + ", ";
  out += "\"labels\": " + json_text(labels);
  return out + file_and_columns(entry, entry.nodes.size(),
                                entry.spec.key_is_property ? "" : ", \"keyIsProperty\": false");
}

std::string manifest_entry(const RelationshipEntry& entry) {
  return "{\"type\": " + json_text(entry.spec.type) +
         file_and_columns(entry, entry.relationships.size(), "");
}

std::string own_manifest(const catalog::Catalog& catalog, const Manifest& manifest,
                         const ExportLayout& layout) {
  std::vector<std::string> nodes;
  for (const NodeEntry& entry : layout.nodes) nodes.push_back(manifest_entry(entry));
  std::vector<std::string> relationships;
  for (const RelationshipEntry& entry : layout.relationships)
    relationships.push_back(manifest_entry(entry));
  std::string out = "{\n  \"format\": \"agora-dataset\",\n  \"version\": 1,\n";
  if (!manifest.name.empty()) out += "  \"name\": " + json_text(manifest.name) + ",\n";
  out += enumerations(manifest) + ",\n";
  out += list("constraints", constraints(catalog)) + ",\n";
  out += list("indexes", indexes(catalog)) + ",\n";
  out += list("endpoints", endpoints(catalog)) + ",\n";
  out += list("nodes", nodes) + ",\n";
  return out + list("relationships", relationships) + "\n}\n";
}

}  // namespace agora::transfer
