#include "transfer/absent_elements.h"

#include <algorithm>
#include <set>

#include "agora/error.h"

namespace agora::transfer {
namespace {

constexpr std::size_t kAtOnce = 4096;

/// Calls `visit(id)` for each id that `scan(from, out)` gives.
template <typename Id, typename Scan, typename Visit>
void for_each(Scan&& scan, Visit&& visit) {
  std::vector<Id> ids;
  for (Id from{};;) {
    scan(from, ids);
    if (ids.empty()) return;
    for (const Id id : ids) visit(id);
    from = Id{ids.back().value + 1};
  }
}

void require_detached(const graph::GraphFork& graph, NodeId node, const std::string& kind,
                      const std::string& key) {
  for (std::uint32_t type = 0; type < graph.catalog().type_count(); ++type) {
    for (const auto direction : {catalog::Direction::Out, catalog::Direction::In}) {
      if (graph.degree(node, TypeId{type}, direction) == 0) continue;
      throw Error(ErrorCategory::ConstraintValidationFailed, "",
                  "the node `" + key + "` (" + kind + ") is no longer in the files, but has a relationship " +
                      graph.catalog().name(TypeId{type}) + " that is not the dataset's, so it was not removed")
          .with_hint("delete that relationship first; nothing was imported");
    }
  }
}

}  // namespace

AbsentElements::AbsentElements(const graph::GraphView& graph, const Manifest& manifest,
                               const SeenElements& seen) {
  std::set<std::pair<std::string, std::string>> done;
  absl::flat_hash_set<NodeId> found;
  for (const NodeFileSpec& spec : manifest.nodes) {
    if (spec.labels.empty() || !spec.key_is_property) continue;
    const auto label = graph.catalog().find_label(spec.labels.front());
    const auto key = graph.catalog().find_property_key(spec.key);
    if (!label || !key || !done.emplace(spec.labels.front(), spec.key).second) continue;
    for_each<NodeId>([&](NodeId from, auto& ids) { graph.scan_nodes(*label, from, kAtOnce, ids); },
                     [&](NodeId node) {
                       if (seen.nodes.contains(node)) return;
                       Value value = graph.property(node, *key);
                       if (value.is_null() || !found.insert(node).second) return;
                       nodes_.push_back({node, &spec.labels.front(), std::move(value)});
                     });
  }
  done.clear();
  for (const RelationshipFileSpec& spec : manifest.relationships) {
    const auto type = graph.catalog().find_type(spec.type);
    const auto key = graph.catalog().find_property_key(spec.key);
    if (spec.key.empty() || !type || !key || !done.emplace(spec.type, spec.key).second) continue;
    for_each<RelationshipId>(
        [&](RelationshipId from, auto& ids) {
          graph.scan_relationships(*type, from, kAtOnce, ids);
        },
        [&](RelationshipId relationship) {
          if (seen.relationships.contains(relationship)) return;
          Value value = graph.property(relationship, *key);
          if (value.is_null()) return;
          relationships_.push_back({relationship, &spec.type, std::move(value)});
        });
  }
  // As a person looks for them.
  const auto by_key = [](const auto& left, const auto& right) {
    if (*left.kind != *right.kind) return *left.kind < *right.kind;
    return to_string(left.key) < to_string(right.key);
  };
  std::sort(nodes_.begin(), nodes_.end(), by_key);
  std::sort(relationships_.begin(), relationships_.end(), by_key);
}

void AbsentElements::tell(ImportReport& report) const {
  report.nodes_absent = nodes_.size();
  report.relationships_absent = relationships_.size();
  for (const auto& node : nodes_) {
    if (report.absent.size() == ImportReport::kMaxAbsent) return;
    report.absent.push_back({false, *node.kind, to_string(node.key)});
  }
  for (const auto& relationship : relationships_) {
    if (report.absent.size() == ImportReport::kMaxAbsent) return;
    report.absent.push_back({true, *relationship.kind, to_string(relationship.key)});
  }
}

void AbsentElements::remove(graph::GraphFork& graph) const {
  for (const auto& relationship : relationships_) graph.delete_relationship(relationship.id);
  for (const auto& node : nodes_) {
    require_detached(graph, node.id, *node.kind, to_string(node.key));
    graph.delete_node(node.id);
  }
}

}  // namespace agora::transfer
