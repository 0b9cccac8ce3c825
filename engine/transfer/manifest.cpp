#include "transfer/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "agora/error.h"
#include "transfer/export_journal.h"
#include "transfer/input_file.h"

namespace agora::transfer {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

constexpr int kDatasetVersion = 1;

class ManifestReader {
 public:
  explicit ManifestReader(std::string where) : where_(std::move(where)) {}

  Manifest read(std::string_view text) {
    Json json;
    try {
      json = Json::parse(text);
    } catch (const Json::parse_error& error) {
      fail("it is not valid JSON at byte " + std::to_string(error.byte));
    } catch (const Json::out_of_range&) {
      fail("it has a number that is too large");
    }
    if (!json.is_object()) fail("it is not a JSON object");
    manifest_.text = text;
    read_head(json);
    if (json.contains("enumerations")) read_enumerations(json["enumerations"]);
    for (const Json& entry : list(json, "nodes")) manifest_.nodes.push_back(node_file(entry));
    for (const Json& entry : list(json, "relationships"))
      manifest_.relationships.push_back(relationship_file(entry));
    if (json.contains("constraints") || json.contains("indexes") || json.contains("endpoints"))
      read_schema(json);
    return std::move(manifest_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCategory::ImportError, "", where_ + ": " + what);
  }

  void read_head(const Json& json) {
    manifest_.dataset = json.contains("format");
    if (!manifest_.dataset) return;
    if (json["format"] != "agora-dataset") fail("`format` is not \"agora-dataset\"");
    const Json& version = json.contains("version") ? json["version"] : Json();
    if (!version.is_number_integer() || version < 1) fail("`version` is not a number");
    if (version > kDatasetVersion) {
      fail("it is written in version " + version.dump() +
           " of the format, and this Agora knows versions up to " +
           std::to_string(kDatasetVersion));
    }
    if (json.contains("name")) manifest_.name = text(json, "name", "the manifest");
  }

  void read_enumerations(const Json& json) {
    if (!json.is_object()) fail("`enumerations` is not an object");
    for (const auto& [name, body] : json.items()) {
      catalog::Enumeration enumeration;
      enumeration.name = name;
      const std::string where = "the enumeration " + name;
      if (!body.is_object()) fail(where + " is not an object");
      enumeration.ordered = flag(body, "ordered", where);
      enumeration.values = texts(body, "values", where);
      if (enumeration.values.empty()) fail(where + " has no values");
      const std::set<std::string> different(enumeration.values.begin(), enumeration.values.end());
      if (different.size() != enumeration.values.size()) fail(where + " has a value twice");
      manifest_.enumerations.push_back(std::move(enumeration));
    }
  }

  NodeFileSpec node_file(const Json& entry) {
    NodeFileSpec spec;
    // Nodes without a label say so with an empty list.
    const bool unlabelled = entry.is_object() && !entry.contains("label") &&
                            entry.contains("labels") && entry["labels"].empty();
    std::string label;
    if (!unlabelled) spec.labels = {label = text(entry, "label", "an entry of `nodes`")};
    const std::string where = unlabelled ? "the nodes without a label" : "the nodes " + label;
    if (entry.contains("labels")) {
      for (std::string& other : texts(entry, "labels", where)) {
        if (std::find(spec.labels.begin(), spec.labels.end(), other) == spec.labels.end()) {
          spec.labels.push_back(std::move(other));
        }
      }
    }
    read_file(entry, where, spec);
    if (entry.contains("key")) spec.key = text(entry, "key", where);
    const auto is_key = [&](const ColumnSpec& column) { return column.name == spec.key; };
    const auto key = std::find_if(spec.columns.begin(), spec.columns.end(), is_key);
    if (key == spec.columns.end())
      fail(where + " have no column `" + spec.key + "`, which would be their key");
    if (key->type.list ||
        (key->type.type != ValueType::String && key->type.type != ValueType::Integer)) {
      fail(where + ": the key `" + spec.key + "` must be of type string or integer");
    }
    key->required = true;
    key->unique = true;
    if (entry.contains("keyIsProperty")) spec.key_is_property = flag(entry, "keyIsProperty", where);
    return spec;
  }

  RelationshipFileSpec relationship_file(const Json& entry) {
    RelationshipFileSpec spec;
    spec.type = text(entry, "type", "an entry of `relationships`");
    const std::string where = "the relationships " + spec.type;
    spec.from = labels(entry, "from", where);
    spec.to = labels(entry, "to", where);
    read_file(entry, where, spec);
    if (entry.contains("key")) {
      spec.key = text(entry, "key", where);
      const auto is_key = [&](const ColumnSpec& column) { return column.name == spec.key; };
      const auto key = std::find_if(spec.columns.begin(), spec.columns.end(), is_key);
      if (key == spec.columns.end())
        fail(where + " have no column `" + spec.key + "`, which would be their key");
      key->required = true;
      key->unique = true;
    }
    return spec;
  }

  template <typename Spec>
  void read_file(const Json& entry, const std::string& where, Spec& spec) {
    spec.file = text(entry, "file", where);
    if (entry.contains("count")) {
      if (!entry["count"].is_number_unsigned()) fail(where + ": `count` is not a number");
      spec.count = entry["count"].template get<std::uint64_t>();
    }
    for (const Json& column : list(entry, "columns")) {
      ColumnSpec read = column_spec(column, where);
      const auto same = [&](const ColumnSpec& other) { return other.name == read.name; };
      if (std::any_of(spec.columns.begin(), spec.columns.end(), same)) {
        fail(where + " have the column `" + read.name + "` twice");
      }
      spec.columns.push_back(std::move(read));
    }
  }

  ColumnSpec column_spec(const Json& json, const std::string& where) {
    ColumnSpec column;
    column.name = text(json, "name", "a column of " + where);
    const std::string place = where + ", column `" + column.name + "`";
    const std::string type_name = text(json, "type", place);
    column.json = type_name == "json";
    if (!column.json) column.type = type(type_name, place);
    column.required = flag(json, "required", place);
    column.unique = flag(json, "unique", place);
    return column;
  }

  catalog::PropertyType type(std::string name, const std::string& where) const {
    catalog::PropertyType type;
    constexpr std::string_view kList = "list<";
    if (name.starts_with(kList) && name.ends_with('>')) {
      type.list = true;
      name = name.substr(kList.size(), name.size() - kList.size() - 1);
    }
    constexpr std::pair<std::string_view, ValueType> kTypes[] = {{"string", ValueType::String},
                                                                 {"integer", ValueType::Integer},
                                                                 {"float", ValueType::Float},
                                                                 {"boolean", ValueType::Boolean},
                                                                 {"date", ValueType::Date}};
    for (const auto& [known, value_type] : kTypes) {
      if (name != known) continue;
      type.type = value_type;
      return type;
    }
    if (!manifest_.find_enumeration(name)) {
      fail(where + ": the type " + name +
           " is neither string, integer, float, boolean, date, json, a list<…> of one of "
           "the first five, nor an enumeration of the manifest");
    }
    type.type = ValueType::Enumerated;
    type.enumeration = name;
    return type;
  }

  // --- A schema in so many words

  void read_schema(const Json& json) {
    ImportSchema schema;
    for (const Json& entry : list(json, "constraints")) schema.constraints.push_back(constraint(entry));
    for (const Json& entry : list(json, "indexes")) {
      ImportSchema::Index index;
      index.name = text(entry, "name", "an index");
      read_owner(entry, "the index " + index.name, index);
      schema.indexes.push_back(std::move(index));
    }
    for (const Json& entry : list(json, "endpoints")) {
      schema.endpoint_rules.push_back({text(entry, "type", "an entry of `endpoints`"),
                                       text(entry, "from", "an entry of `endpoints`"),
                                       text(entry, "to", "an entry of `endpoints`")});
    }
    manifest_.schema = std::move(schema);
  }

  template <typename Declaration>
  void read_owner(const Json& entry, const std::string& where, Declaration& declaration) const {
    const bool node = entry.contains("label");
    declaration.element = node ? catalog::ElementKind::Node : catalog::ElementKind::Relationship;
    declaration.owner = text(entry, node ? "label" : "type", where);
    declaration.properties = texts(entry, "properties", where);
    if (declaration.properties.empty()) fail(where + " names no property");
  }

  ImportSchema::Constraint constraint(const Json& entry) const {
    using catalog::ConstraintKind;
    ImportSchema::Constraint constraint{};
    constraint.given_name = text(entry, "name", "a constraint");
    const std::string where = "the constraint " + constraint.given_name;
    const std::string kind = text(entry, "kind", where);
    constexpr ConstraintKind kKinds[] = {ConstraintKind::Unique, ConstraintKind::Existence,
                                         ConstraintKind::Type, ConstraintKind::Key};
    const auto found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](ConstraintKind each) {
      return catalog::to_string(each) == kind;
    });
    if (found == std::end(kKinds)) fail(where + " has an unknown kind: " + kind);
    constraint.kind = *found;
    read_owner(entry, where, constraint);
    if (constraint.kind == ConstraintKind::Type)
      constraint.type = property_type(text(entry, "propertyType", where), where);
    return constraint;
  }

  /// As the language writes it: "INTEGER", "LIST<STRING>", "INTEGER | FLOAT", an enumeration's name.
  catalog::PropertyType property_type(const std::string& text, const std::string& where) const {
    constexpr std::string_view kOr = " | ";
    std::vector<catalog::PropertyType> all;
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + kOr.size()) {
      end = text.find(kOr, begin);
      const std::string name = text.substr(begin, end - begin);
      auto type = catalog::plain_type(name);
      if (!type && all.empty() && end == std::string::npos) type = enumerated_type(name);
      if (!type) fail(where + ": there is no type " + name);
      all.push_back(std::move(*type));
    }
    return catalog::any_of(std::move(all));
  }

  std::optional<catalog::PropertyType> enumerated_type(const std::string& name) const {
    for (const bool is_list : {false, true}) {
      for (const catalog::Enumeration& each : manifest_.enumerations) {
        const catalog::PropertyType candidate{ValueType::Enumerated, is_list, each.name, {}};
        if (catalog::to_string(candidate) == name) return candidate;
      }
    }
    return std::nullopt;
  }

  std::string text(const Json& json, const char* name, const std::string& where) const {
    if (!json.is_object()) fail(where + " is not an object");
    if (!json.contains(name) || !json[name].is_string() ||
        json[name].get_ref<const std::string&>().empty()) {
      fail(where + ": `" + name + "` is missing or not a text");
    }
    return json[name].get<std::string>();
  }
  bool flag(const Json& json, const char* name, const std::string& where) const {
    if (!json.contains(name)) return false;
    if (!json[name].is_boolean()) fail(where + ": `" + name + "` is neither true nor false");
    return json[name].get<bool>();
  }
  std::vector<std::string> texts(const Json& json, const char* name,
                                 const std::string& where) const {
    std::vector<std::string> texts;
    for (const Json& each : list(json, name)) {
      if (!each.is_string()) fail(where + ": `" + name + "` is not a list of texts");
      texts.push_back(each.get<std::string>());
    }
    return texts;
  }
  /// One label, a list of them, or nothing.
  std::vector<std::string> labels(const Json& json, const char* name,
                                  const std::string& where) const {
    if (json.contains(name) && json[name].is_string()) return {json[name].get<std::string>()};
    return json.contains(name) ? texts(json, name, where) : std::vector<std::string>();
  }
  Json list(const Json& json, const char* name) const {
    if (!json.contains(name)) return Json::array();
    if (!json[name].is_array()) fail(std::string("`") + name + "` is not a list");
    return json[name];
  }

  std::string where_;
  Manifest manifest_;
};

}  // namespace

const catalog::Enumeration* Manifest::find_enumeration(std::string_view enumeration) const {
  const auto found =
      std::find_if(enumerations.begin(), enumerations.end(),
                   [&](const catalog::Enumeration& each) { return each.name == enumeration; });
  return found == enumerations.end() ? nullptr : &*found;
}

std::string manifest_document(std::string_view name) { return "manifest/" + std::string(name); }

Manifest parse_manifest(std::string_view text, const std::string& where) {
  return ManifestReader(where).read(text);
}

Manifest parse_manifest_file(const fs::path& folder) {
  finish_export(folder);
  InputFile file(file_within(folder, "manifest.json"), folder);
  return parse_manifest(file.all(), file.path().string());
}

Manifest read_manifest(const fs::path& folder) {
  Manifest manifest = parse_manifest_file(folder);
  manifest.folder = folder;
  for (NodeFileSpec& spec : manifest.nodes) spec.file = file_within(folder, spec.file);
  for (RelationshipFileSpec& spec : manifest.relationships)
    spec.file = file_within(folder, spec.file);
  return manifest;
}

bool is_json_lines(const fs::path& file) {
  return file.extension() == ".jsonl" || file.extension() == ".ndjson";
}

}  // namespace agora::transfer
