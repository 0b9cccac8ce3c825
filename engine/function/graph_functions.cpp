// Functions on nodes, relationships and paths.

#include <string>
#include <unordered_set>

#include "function/arguments.h"
#include "function/families.h"

namespace agora::function {
namespace {

std::uint64_t element_id(std::string_view function, const Value& value) {
  if (!value.is(ValueType::Node) && !value.is(ValueType::Relationship)) {
    throw wrong_argument(function, "a NODE or RELATIONSHIP", value);
  }
  return value.id();
}

const Value& relationship(std::string_view function, const Value& value) {
  if (!value.is(ValueType::Relationship)) throw wrong_argument(function, "a RELATIONSHIP", value);
  return value;
}

const Path& path(std::string_view function, const Value& value) {
  if (!value.is(ValueType::Path)) throw wrong_argument(function, "a PATH", value);
  return value.as_path();
}

template <typename Strings>
Value list_of(const Strings& strings) {
  List list;
  for (const auto& each : strings) list.emplace_back(each);
  return Value(std::move(list));
}

Value id(CallContext&, std::span<const Value> values) {
  return static_cast<std::int64_t>(element_id("id", values[0]));
}

Value element_id_text(CallContext&, std::span<const Value> values) {
  const std::string number = std::to_string(element_id("elementId", values[0]));
  return Value((values[0].is(ValueType::Node) ? "n" : "r") + number);
}

Value labels(CallContext& context, std::span<const Value> values) {
  const Value& node = values[0];
  if (!node.is(ValueType::Node)) throw wrong_argument("labels", "a NODE", node);
  return list_of(node.has_contents() ? node.as_node().labels
                                     : context.graph->labels(NodeId{node.id()}));
}

Value type(CallContext& context, std::span<const Value> values) {
  const Value& edge = relationship("type", values[0]);
  return Value(edge.has_contents() ? edge.as_relationship().type
                                   : context.graph->type(RelationshipId{edge.id()}));
}

Map properties_of(CallContext& context, std::string_view function, const Value& value) {
  switch (value.type()) {
    case ValueType::Map:
      return value.as_map();
    case ValueType::Node:
      return value.has_contents() ? value.as_node().properties
                                  : context.graph->properties(NodeId{value.id()});
    case ValueType::Relationship:
      return value.has_contents() ? value.as_relationship().properties
                                  : context.graph->properties(RelationshipId{value.id()});
    default:
      throw wrong_argument(function, "a NODE, RELATIONSHIP or MAP", value);
  }
}

Value properties(CallContext& context, std::span<const Value> values) {
  return Value(properties_of(context, "properties", values[0]));
}

Value keys(CallContext& context, std::span<const Value> values) {
  List list;
  for (const auto& [key, value] : properties_of(context, "keys", values[0])) list.emplace_back(key);
  return Value(std::move(list));
}

GraphAccess::Ends ends(CallContext& context, const Value& edge) {
  if (!edge.has_contents()) return context.graph->ends(RelationshipId{edge.id()});
  return {NodeId{edge.as_relationship().start}, NodeId{edge.as_relationship().end}};
}

Value start_node(CallContext& context, std::span<const Value> values) {
  return Value::node_reference(ends(context, relationship("startNode", values[0])).start.value);
}

Value end_node(CallContext& context, std::span<const Value> values) {
  return Value::node_reference(ends(context, relationship("endNode", values[0])).end.value);
}

Value nodes(CallContext&, std::span<const Value> values) {
  return Value(List(path("nodes", values[0]).nodes));
}

Value relationships(CallContext&, std::span<const Value> values) {
  return Value(List(path("relationships", values[0]).relationships));
}

Value length(CallContext&, std::span<const Value> values) {
  if (is_text(values[0]) || values[0].is(ValueType::List)) {
    throw wrong_argument("length", "a PATH", values[0])
        .with_hint("size() counts characters and elements");
  }
  return static_cast<std::int64_t>(path("length", values[0]).relationships.size());
}

Value has_label(CallContext& context, std::span<const Value> values) {
  const Arguments arguments("hasLabel", values);
  const Value& node = values[0];
  if (!node.is(ValueType::Node)) throw arguments.wrong(0, "a NODE");
  const std::string_view label = arguments.text(1);
  if (!node.has_contents()) return context.graph->has_label(NodeId{node.id()}, label);
  for (const std::string& each : node.as_node().labels) {
    if (each == label) return true;
  }
  return false;
}

// ---- citations

/// The keys that elements cite, each once, where it first stands. Lists may nest; everything that is no element
/// cites nothing.
class Citations {
 public:
  explicit Citations(CallContext& context) : context_(context) {}

  void add(const Value& value) {
    if (value.is(ValueType::List)) {
      for (const Value& each : value.as_list()) add(each);
    } else if (value.is(ValueType::Path)) {
      for (const Value& each : value.as_path().nodes) add(each);
      for (const Value& each : value.as_path().relationships) add(each);
    } else if (value.is(ValueType::Node) || value.is(ValueType::Relationship)) {
      add_element(value);
    }
  }
  List take() { return std::move(keys_); }

 private:
  void add_element(const Value& element) {
    const bool node = element.is(ValueType::Node);
    auto& seen = node ? nodes_ : relationships_;
    if (!seen.insert(element.id()).second) return;
    const Value cites = node ? context_.graph->property(NodeId{element.id()}, "cites")
                             : context_.graph->property(RelationshipId{element.id()}, "cites");
    if (is_text(cites)) add_key(cites);
    if (!cites.is(ValueType::List)) return;
    for (const Value& key : cites.as_list()) add_key(key);
  }
  void add_key(const Value& key) {
    if (is_text(key) && known_.insert(std::string(key.as_string())).second) keys_.push_back(key);
  }

  CallContext& context_;
  std::unordered_set<std::uint64_t> nodes_, relationships_;
  std::unordered_set<std::string> known_;
  List keys_;
};

Value citations(CallContext& context, std::span<const Value> values) {
  Citations found(context);
  found.add(values[0]);
  return found.take();
}

}  // namespace

void add_graph_functions(Functions& functions) {
  Family family(functions, "graph");
  // The examples run on a graph of one relationship (:City {name: 'Ghent'})-[:IN {since:
  // 1830}]->(:Country).
  family.scalar("id", {{"element", kElement}}, ValueType::Integer, id,
                "The internal number of a node or relationship. It may change when a graph is "
                "dumped and loaded.",
                "id(n) = id(n)", "true");
  family.scalar("elementId", {{"element", kElement}}, ValueType::String, element_id_text,
                "The internal identifier of a node or relationship, as text.",
                "elementId(n) = elementId(n)", "true");
  family.scalar("labels", {{"node", ValueType::Node}}, ValueType::List, labels,
                "The labels of a node.", "labels(n)", "['City']");
  family.scalar("type", {{"relationship", ValueType::Relationship}}, ValueType::String, type,
                "The type of a relationship.", "type(r)", "IN");
  family.scalar("properties", {{"element", kElement | ValueType::Map}}, ValueType::Map, properties,
                "All properties of a node or relationship as a map.", "properties(n)",
                "{name: 'Ghent'}");
  family.scalar("keys", {{"element", kElement | ValueType::Map}}, ValueType::List, keys,
                "The names of the properties of a node or relationship, or the keys of a map.",
                "keys({a: 1, b: 2})", "['a', 'b']");
  family.scalar("startNode", {{"relationship", ValueType::Relationship}}, ValueType::Node,
                start_node, "The node a relationship starts from.", "labels(startNode(r))",
                "['City']");
  family.scalar("endNode", {{"relationship", ValueType::Relationship}}, ValueType::Node, end_node,
                "The node a relationship leads to.", "labels(endNode(r))", "['Country']");
  family.scalar("nodes", {{"path", ValueType::Path}}, ValueType::List, nodes,
                "The nodes of a path, in order.", "size(nodes(p))", "2");
  family.scalar("relationships", {{"path", ValueType::Path}}, ValueType::List, relationships,
                "The relationships of a path, in order.", "size(relationships(p))", "1");
  family.scalar("length", {{"path", ValueType::Path}}, ValueType::Integer, length,
                "The number of relationships in a path.", "length(p)", "1");
  family.scalar("path_length", {{"path", ValueType::Path}}, ValueType::Integer, length,
                "The number of relationships in a path.", "path_length(p)", "1");
  family.scalar("hasLabel", {{"node", ValueType::Node}, {"label", kText}}, ValueType::Boolean,
                has_label, "True if the node has the label.", "hasLabel(n, 'City')", "true");
  family.scalar("citations", {{"elements"}}, ValueType::List, citations,
                "The keys of the passages that an element, a path or the elements of a list cite (their property "
                "`cites`), each once.",
                "citations([n, r])", "[]");
}

}  // namespace agora::function
