#include "evidence/cite_check.h"

#include <optional>

namespace agora::evidence {

namespace {

std::optional<IndexId> passage_index(const catalog::Catalog& catalog) {
  const auto passage = catalog.find_label("Passage");
  if (!passage) return std::nullopt;
  for (const catalog::Constraint* each : catalog.constraints_of(catalog::Owner::of(*passage))) {
    if (each->unique() && each->keys.size() == 1) return each->index;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> broken_cites(const graph::GraphView& view) {
  std::vector<std::string> problems;
  const auto index = passage_index(view.catalog());
  const auto cites = view.catalog().find_property_key("cites");
  if (!index || !cites) return problems;
  const auto check = [&](const std::string& element, const Value& value) {
    if (value.is_null()) return;
    for (const Value& key : value.is(ValueType::List) ? value.as_list() : List{value}) {
      std::vector<NodeId> found;
      view.index_seek(*index, key, found);
      if (found.empty()) {
        problems.push_back(element + " cites " + to_string(key) + ", and there is no such passage");
      }
    }
  };
  std::vector<NodeId> nodes;
  view.scan_nodes(NodeId{0}, SIZE_MAX, nodes);
  for (const NodeId node : nodes) {
    check("node " + std::to_string(node.value), view.property(node, *cites));
  }
  std::vector<RelationshipId> relationships;
  view.scan_relationships(RelationshipId{0}, SIZE_MAX, relationships);
  for (const RelationshipId id : relationships) {
    check("relationship " + std::to_string(id.value), view.property(id, *cites));
  }
  return problems;
}

}  // namespace agora::evidence
