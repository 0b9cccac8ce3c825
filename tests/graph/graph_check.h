// tests/graph/graph_check.h
//
// A whole graph as text, and what must hold between its parts.
#pragma once

#include <string>
#include <vector>

#include "graph/graph_view.h"

namespace agora::graph {

/// A line for each node and relationship, by id.
inline std::string dump(const GraphView& view) {
  std::string text;
  std::vector<NodeId> nodes;
  view.scan_nodes(NodeId{0}, SIZE_MAX, nodes);
  for (const NodeId node : nodes) {
    text += "(" + std::to_string(node.value);
    for (const std::string& label : view.labels(node)) text += ":" + label;
    text += " " + to_string(Value(view.properties(node))) + ")\n";
  }
  std::vector<RelationshipId> relationships;
  view.scan_relationships(RelationshipId{0}, SIZE_MAX, relationships);
  for (const RelationshipId relationship : relationships) {
    const auto ends = view.ends(relationship);
    text += "[" + std::to_string(relationship.value) + ":" + view.type(relationship) + " " +
            std::to_string(ends.start.value) + "->" + std::to_string(ends.end.value) + " " +
            to_string(Value(view.properties(relationship))) + "]\n";
  }
  return text;
}

/// What is wrong between adjacency, ends, labels, counts and indexes; empty if nothing is.
inline std::string inconsistency(const GraphView& view) {
  const catalog::Catalog& catalog = view.catalog();
  std::vector<NodeId> nodes;
  view.scan_nodes(NodeId{0}, SIZE_MAX, nodes);
  if (nodes.size() != view.node_count()) return "node count";
  std::vector<RelationshipId> relationships;
  view.scan_relationships(RelationshipId{0}, SIZE_MAX, relationships);
  if (relationships.size() != view.relationship_count()) return "relationship count";

  catalog::Statistics counted;
  for (std::uint32_t i = 0; i < catalog.label_count(); ++i) {
    std::vector<NodeId> labelled;
    view.scan_nodes(LabelId{i}, NodeId{0}, SIZE_MAX, labelled);
    if (labelled.size() != view.node_count(LabelId{i}))
      return "count of label " + catalog.labels()[i];
    for (const NodeId node : labelled) {
      if (!view.exists(node)) return "a label on a node that is not there";
    }
  }
  for (const RelationshipId id : relationships) {
    const RelationshipRecord record = *view.record(id);
    counted.add_relationships(record.type, 1);
    if (!view.exists(record.start) || !view.exists(record.end)) return "a dangling end";
    for (const LabelId label : view.label_ids(record.start)) {
      counted.add_relationships(label, record.type, Direction::Out, 1);
    }
    for (const LabelId label : view.label_ids(record.end)) {
      counted.add_relationships(label, record.type, Direction::In, 1);
    }
    std::vector<RelationshipId> between;
    view.relationships_between(record.start, record.end, record.type, between);
    if (std::find(between.begin(), between.end(), id) == between.end())
      return "a relationship in no list";
  }
  std::uint64_t out = 0;
  std::uint64_t in = 0;
  for (std::uint32_t t = 0; t < catalog.type_count(); ++t) {
    const TypeId type{t};
    if (counted.relationship_count(type) != view.relationship_count(type)) return "count of a type";
    for (std::uint32_t l = 0; l < catalog.label_count(); ++l) {
      for (const Direction direction : {Direction::Out, Direction::In}) {
        if (counted.relationship_count(LabelId{l}, type, direction) !=
            view.statistics().relationship_count(LabelId{l}, type, direction)) {
          return "count of " + catalog.labels()[l] + " at an end of " + catalog.types()[t];
        }
      }
    }
    for (const NodeId node : nodes) {
      for (const Direction direction : {Direction::Out, Direction::In}) {
        std::string wrong;
        NodeId last{0};
        view.neighbours(node, type, direction).for_each([&](NodeId other, RelationshipId id) {
          const auto record = view.record(id);
          const RelationshipRecord expected{type, direction == Direction::Out ? node : other,
                                            direction == Direction::Out ? other : node};
          if (!view.exists(id) || !record || *record != expected)
            wrong = "a list names what is not there";
          if (other < last) wrong = "a list is not sorted";
          last = other;
          ++(direction == Direction::Out ? out : in);
        });
        if (!wrong.empty()) return wrong;
      }
    }
  }
  if (out != relationships.size() || in != relationships.size()) return "lists and ends disagree";
  for (const catalog::Index& index : catalog.indexes()) {
    if (index.owner.element != catalog::ElementKind::Node || index.keys.size() != 1) continue;
    for (const NodeId node : nodes) {
      const Value value = view.property(node, index.keys[0]);
      if (value.is_null()) continue;
      std::vector<NodeId> found;
      view.index_seek(index.id, value, found);
      const bool there = std::find(found.begin(), found.end(), node) != found.end();
      if (there != view.has_label(node, index.owner.label())) return "index " + index.name;
      for (const NodeId each : found) {
        if (!view.exists(each)) return "an index names a node that is not there";
      }
    }
  }
  return {};
}

}  // namespace agora::graph
