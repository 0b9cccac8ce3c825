#include "api/sampled_values.h"

#include <algorithm>

#include "graph/readers.h"
#include "graph/run.h"

namespace agora {

namespace {

/// `nodes` with every k-th left, so that no more than `most` remain.
void thin_out(std::vector<NodeId>& nodes, std::size_t most) {
  if (nodes.size() <= most) return;
  for (std::size_t i = 0; i < most; ++i) nodes[i] = nodes[i * nodes.size() / most];
  nodes.resize(most);
}

}  // namespace

const std::vector<Value>& SampledValues::values(LabelId label, PropertyKeyId key) const {
  const auto [place, is_new] = values_.try_emplace({label, key});
  std::vector<Value>& values = place->second;
  if (!is_new) return values;
  value::Column column;
  const std::vector<NodeId>& of = nodes(label);
  view_.gather(of, key, column);
  values.reserve(of.size());
  for (std::size_t row = 0; row < of.size(); ++row) values.push_back(column.value(row));
  return values;
}

const std::vector<NodeId>& SampledValues::nodes(LabelId label) const {
  const auto [place, is_new] = nodes_.try_emplace(label);
  std::vector<NodeId>& nodes = place->second;
  if (!is_new || view_.node_count(label) == 0) return nodes;
  const std::uint64_t runs = graph::run_number(view_.node_id_bound() + graph::kRunIds - 1);
  const std::uint64_t looked_at = std::min<std::uint64_t>(runs, kRuns);
  graph::LabelReader reader(view_, label);
  for (std::uint64_t i = 0; i < looked_at; ++i) {
    const std::uint64_t first = i * runs / looked_at * graph::kRunIds;
    reader.run_of(NodeId{first}).for_each([&](std::uint16_t slot) { nodes.push_back(NodeId{first + slot}); });
  }
  if (nodes.empty()) view_.scan_nodes(label, NodeId{0}, kNodes, nodes);  // In few places, and missed.
  thin_out(nodes, kNodes);
  return nodes;
}

}  // namespace agora
