#include "transfer/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "agora/error.h"
#include "transfer/input_file.h"

namespace agora::transfer {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

constexpr int kDatasetVersion = 1;

class ManifestReader {
 public:
  explicit ManifestReader(const fs::path& folder)
      : folder_(folder), path_(folder / "manifest.json") {}

  Manifest read() {
    const InputFile file(path_);
    Json json;
    try {
      json = Json::parse(file.bytes());
    } catch (const Json::parse_error& error) {
      fail("it is not valid JSON at byte " + std::to_string(error.byte));
    }
    if (!json.is_object()) fail("it is not a JSON object");
    manifest_.text = file.bytes();
    read_head(json);
    if (json.contains("enumerations")) read_enumerations(json["enumerations"]);
    for (const Json& entry : list(json, "nodes")) manifest_.nodes.push_back(node_file(entry));
    for (const Json& entry : list(json, "relationships"))
      manifest_.relationships.push_back(relationship_file(entry));
    return std::move(manifest_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCategory::ImportError, "", path_.string() + ": " + what);
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
    const std::string label = text(entry, "label", "an entry of `nodes`");
    const std::string where = "the nodes " + label;
    spec.labels = {label};
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
    spec.file = file_within(folder_, text(entry, "file", where));
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
    column.type = type(text(json, "type", place), place);
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
           " is neither string, integer, float, boolean, date, a list<…> of one of "
           "them, nor an enumeration of the manifest");
    }
    type.type = ValueType::Enumerated;
    type.enumeration = name;
    return type;
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

  fs::path folder_;
  fs::path path_;
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

Manifest read_manifest(const fs::path& folder) { return ManifestReader(folder).read(); }

}  // namespace agora::transfer
