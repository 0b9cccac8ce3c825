#include "transfer/dump.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "agora/error.h"
#include "agora/format.h"
#include "value/text.h"

namespace agora::transfer {

using catalog::ElementKind;
using graph::GraphView;

namespace {

constexpr std::size_t kBatch = 1024;

void require_written(const std::ostream& out) {
  if (!out) throw Error(ErrorCategory::Io, "", "the dump cannot be written: the output failed");
}

template <typename Visit>
void each_node(const GraphView& view, Visit&& visit) {
  std::vector<NodeId> ids;
  for (NodeId from{0};; from = NodeId{ids.back().value + 1}) {
    view.scan_nodes(from, kBatch, ids);
    if (ids.empty()) return;
    for (const NodeId id : ids) visit(id);
  }
}

template <typename Visit>
void each_relationship(const GraphView& view, Visit&& visit) {
  std::vector<RelationshipId> ids;
  for (RelationshipId from{0};; from = RelationshipId{ids.back().value + 1}) {
    view.scan_relationships(from, kBatch, ids);
    if (ids.empty()) return;
    for (const RelationshipId id : ids) visit(id);
  }
}

// ---- JSON Lines

void field(std::string& line, std::string_view name, const Value& value) {
  line += line.size() > 1 ? ",\"" : "\"";
  line += name;
  line += "\":";
  append_json(line, value);
}

void put(std::ostream& out, std::string line) {
  line += "}\n";
  out << line;
  require_written(out);
}

List names(const catalog::Catalog& catalog, const std::vector<PropertyKeyId>& keys) {
  List list;
  for (const PropertyKeyId key : keys) list.emplace_back(catalog.name(key));
  return list;
}

void owner(std::string& line, const catalog::Catalog& catalog, const catalog::Owner& of) {
  field(line, of.element == ElementKind::Node ? "label" : "relationshipType", Value(catalog.name(of)));
}

void dump_schema(const catalog::Catalog& catalog, std::ostream& out) {
  for (const catalog::Enumeration& each : catalog.enumerations()) {
    std::string line = "{";
    field(line, "enumeration", Value(each.name));
    field(line, "ordered", Value(each.ordered));
    field(line, "values", Value(List(each.values.begin(), each.values.end())));
    put(out, std::move(line));
  }
  for (const catalog::Constraint& each : catalog.constraints()) {
    std::string line = "{";
    field(line, "constraint", Value(each.name));
    field(line, "kind", Value(catalog::to_string(each.kind)));
    owner(line, catalog, each.owner);
    field(line, "properties", Value(names(catalog, each.keys)));
    if (each.kind == catalog::ConstraintKind::Type) {
      if (each.type.enumeration.empty()) {
        field(line, "type", Value(to_string(each.type.type)));
      } else {
        field(line, "enumeration", Value(each.type.enumeration));
      }
      if (each.type.list) field(line, "list", Value(true));
      if (!each.type.others.empty()) {
        List others;
        for (const catalog::PropertyType& other : each.type.others) others.push_back(Value(catalog::to_string(other)));
        field(line, "or", Value(std::move(others)));
      }
    }
    put(out, std::move(line));
  }
  for (const catalog::Index& each : catalog.indexes()) {
    if (each.unique) continue;  // Its constraint's.
    std::string line = "{";
    field(line, "index", Value(each.name));
    owner(line, catalog, each.owner);
    field(line, "properties", Value(names(catalog, each.keys)));
    put(out, std::move(line));
  }
  for (const catalog::EndpointRule& each : catalog.endpoint_rules()) {
    std::string line = "{";
    field(line, "rule", Value(catalog.name(each.type)));
    field(line, "from", Value(catalog.name(each.start)));
    field(line, "to", Value(catalog.name(each.end)));
    put(out, std::move(line));
  }
}

// ---- the script

/// The names by which a script finds its nodes again, none of them the graph's.
struct ScriptNames {
  explicit ScriptNames(const catalog::Catalog& catalog)
      : label(unused("agora dump node", [&](const std::string& name) { return catalog.find_label(name).has_value(); })),
        key(unused("agora dump id",
                   [&](const std::string& name) { return catalog.find_property_key(name).has_value(); })),
        index(unused("agora dump index", [&](const std::string& name) {
          return catalog.find_index(name) || catalog.find_constraint(name);
        })) {}

  std::string label;
  std::string key;
  std::string index;

 private:
  template <typename Known>
  static std::string unused(const std::string& wanted, Known&& known) {
    std::string name = wanted;
    for (int number = 2; known(name); ++number) name = wanted + ' ' + std::to_string(number);
    return value::name_text(name);
  }
};

/// On one line, so that no name of the graph can end the comment and go on as a statement.
std::string comment(std::string text) {
  std::replace_if(text.begin(), text.end(), [](char each) { return each == '\n' || each == '\r'; }, ' ');
  return "// " + text + '\n';
}

std::string literal(const Value& value) {
  const auto call = [&](const char* constructor) {
    return std::string(constructor) + "(" + value::quoted(to_string(value)) + ")";
  };
  switch (value.type()) {
    case ValueType::Float: {
      const double number = value.as_float();
      if (std::isnan(number)) return "0.0 / 0.0";
      if (std::isinf(number)) return number > 0 ? "1.0 / 0.0" : "-1.0 / 0.0";
      return to_string(value);
    }
    case ValueType::String:
    case ValueType::Enumerated:
      return value::quoted(value.as_string());
    case ValueType::List: {
      std::string text = "[";
      for (const Value& each : value.as_list()) text += (text.size() > 1 ? ", " : "") + literal(each);
      return text + "]";
    }
    case ValueType::Date:
      return call("date");
    case ValueType::Time:
      return call("time");
    case ValueType::LocalTime:
      return call("localtime");
    case ValueType::DateTime:
      return call("datetime");
    case ValueType::LocalDateTime:
      return call("localdatetime");
    case ValueType::Duration:
      return call("duration");
    default:
      return to_string(value);
  }
}

std::string map_text(const Map& properties) {
  std::string text;
  for (const auto& [name, value] : properties) {
    text += (text.empty() ? "" : ", ") + value::name_text(name) + ": " + literal(value);
  }
  return text;
}

std::string script_schema(const catalog::Catalog& catalog) {
  std::string text;
  for (const catalog::Enumeration& each : catalog.enumerations()) {
    text += std::string("CREATE ") + (each.ordered ? "ORDERED " : "") + "ENUM " +
            value::name_text(each.name) + " (";
    for (std::size_t i = 0; i < each.values.size(); ++i) {
      text += (i > 0 ? ", " : "") + value::quoted(each.values[i]);
    }
    text += ");\n";
  }
  const auto pattern = [&](const catalog::Owner& of) {
    const std::string name = value::name_text(catalog.name(of));
    return of.element == ElementKind::Node ? "(x:" + name + ")" : "()-[x:" + name + "]-()";
  };
  const auto keys_text = [&](const std::vector<PropertyKeyId>& keys) {
    std::string list;
    for (const PropertyKeyId key : keys) {
      list += (list.empty() ? "x." : ", x.") + value::name_text(catalog.name(key));
    }
    return list;
  };
  for (const catalog::Constraint& each : catalog.constraints()) {
    const std::string keys = keys_text(each.keys);
    text += "CREATE CONSTRAINT " + value::name_text(each.name) + " FOR " + pattern(each.owner) + " REQUIRE " +
            (each.keys.size() > 1 ? "(" + keys + ")" : keys);
    switch (each.kind) {
      case catalog::ConstraintKind::Unique:
        text += " IS UNIQUE";
        break;
      case catalog::ConstraintKind::Existence:
        text += " IS NOT NULL";
        break;
      case catalog::ConstraintKind::Key:
        text += each.owner.element == ElementKind::Node ? " IS NODE KEY" : " IS RELATIONSHIP KEY";
        break;
      case catalog::ConstraintKind::Type:
        text += " IS :: " + to_string(each.type);
    }
    text += ";\n";
  }
  for (const catalog::Index& each : catalog.indexes()) {
    if (each.unique) continue;
    text += "CREATE INDEX " + value::name_text(each.name) + " FOR " + pattern(each.owner) + " ON (" +
            keys_text(each.keys) + ");\n";
  }
  for (const catalog::EndpointRule& each : catalog.endpoint_rules()) {
    text += comment("declared: (:" + value::name_text(catalog.name(each.start)) + ")-[:" +
                    value::name_text(catalog.name(each.type)) + "]->(:" +
                    value::name_text(catalog.name(each.end)) + ")");
  }
  return text;
}

}  // namespace

void dump_json(const GraphView& view, std::ostream& out) {
  out << "{\"dump\":\"agora\",\"format\":1}\n";
  dump_schema(view.catalog(), out);
  for (const std::string& name : view.document_names("")) {
    std::string line = "{";
    field(line, "document", Value(name));
    field(line, "text", Value(*view.document(name)));
    put(out, std::move(line));
  }
  each_node(view, [&](NodeId node) {
    std::string line = "{\"node\":" + std::to_string(node.value);
    List labels;
    for (std::string& label : view.labels(node)) labels.emplace_back(std::move(label));
    field(line, "labels", Value(std::move(labels)));
    field(line, "properties", Value(view.properties(node)));
    put(out, std::move(line));
  });
  each_relationship(view, [&](RelationshipId id) {
    const auto ends = view.ends(id);
    std::string line = "{";
    field(line, "relationship", Value(view.type(id)));
    line += ",\"start\":" + std::to_string(ends.start.value) + ",\"end\":" + std::to_string(ends.end.value);
    field(line, "properties", Value(view.properties(id)));
    put(out, std::move(line));
  });
  out << "{\"end\":true,\"nodes\":" << view.node_count()
      << ",\"relationships\":" << view.relationship_count() << "}\n";
  out.flush();
  require_written(out);
}

void dump_script(const GraphView& view, std::ostream& out) {
  out << "// A dump of an Agora database: " << view.node_count() << " nodes, "
      << view.relationship_count() << " relationships.\n"
      << script_schema(view.catalog());
  for (const std::string& name : view.document_names("")) {
    out << comment("not in this script: the text " + value::quoted(name));
  }
  const bool joins = view.relationship_count() > 0;
  const ScriptNames names(view.catalog());
  if (joins) {
    out << "CREATE INDEX " << names.index << " FOR (x:" << names.label << ") ON (x." << names.key << ");\n";
  }
  each_node(view, [&](NodeId node) {
    std::string text = "CREATE (";
    if (joins) text += ":" + names.label;
    for (const std::string& label : view.labels(node)) text += ":" + value::name_text(label);
    std::string map = map_text(view.properties(node));
    if (joins) {
      map += std::string(map.empty() ? "" : ", ") + names.key + ": " + std::to_string(node.value);
    }
    out << text << (map.empty() ? "" : " {" + map + "}") << ");\n";
    require_written(out);
  });
  each_relationship(view, [&](RelationshipId id) {
    const auto ends = view.ends(id);
    const auto find = [&](const char* name, NodeId node) {
      return std::string("(") + name + ":" + names.label + " {" + names.key + ": " +
             std::to_string(node.value) + "})";
    };
    const std::string map = map_text(view.properties(id));
    out << "MATCH " << find("a", ends.start) << ", " << find("b", ends.end) << " CREATE (a)-[:"
        << value::name_text(view.type(id)) << (map.empty() ? "" : " {" + map + "}") << "]->(b);\n";
    require_written(out);
  });
  if (joins) {
    out << "DROP INDEX " << names.index << ";\n"
        << "MATCH (x:" << names.label << ") REMOVE x:" << names.label << ", x." << names.key << ";\n";
  }
  out.flush();
  require_written(out);
}

}  // namespace agora::transfer
