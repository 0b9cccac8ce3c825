#include "execution/row_restriction.h"

#include <algorithm>

namespace agora::execution {

RowRestriction::RowRestriction(RunningBranch& branch, Context& context)
    : branch_(branch), view_(context.view), not_nodes_(branch.node().not_nodes) {
  for (const plan::ExcludedEnds& each : branch.node().excluded) {
    const auto itself = std::find(not_nodes_.begin(), not_nodes_.end(), each.from);
    const bool found = itself != not_nodes_.end();
    excluded_.push_back({each.from, found, Adjacency(context, each.types, each.direction)});
    if (found) not_nodes_.erase(itself);
  }
  last_.assign(excluded_.size(), kNobody);
}

bool RowRestriction::any() const noexcept {
  return !excluded_.empty() || !not_nodes_.empty() || !branch_.node().not_relationships.empty();
}

void RowRestriction::prepare() {
  for (Excluded& each : excluded_) each.adjacency.refresh();
  branch_.admit_all();
  last_.assign(excluded_.size(), kNobody);
}

std::int64_t RowRestriction::count(const Batch& batch, std::size_t row, NodeId root) {
  if (!excluded_.empty()) exclude(batch, row);
  auto total = static_cast<WideCount>(branch_.count(root));
  if (total == 0) return 0;
  collect(batch, row, not_nodes_, nodes_);
  for (const std::uint64_t node : nodes_) total -= branch_.share(root, NodeId{node});
  collect(batch, row, branch_.node().not_relationships, relationships_);
  for (const std::uint64_t relationship : relationships_) {
    if (!leads_to_excluded(root, RelationshipId{relationship})) {
      total -= static_cast<WideCount>(branch_.share(root, RelationshipId{relationship}));
    }
  }
  return static_cast<std::int64_t>(total);
}

/// Rows come mostly in runs with the same node, so what it excludes is taken out of the branch's weights once.
void RowRestriction::exclude(const Batch& batch, std::size_t row) {
  bool same = true;
  for (std::size_t i = 0; i < excluded_.size(); ++i) {
    const Column& from = batch.column(excluded_[i].from);
    const std::uint64_t id = from.empty() || from.is_null(row) ? kNobody : from.id(row);
    same &= id == last_[i];
    last_[i] = id;
  }
  if (same) return;
  branch_.admit_all();
  for (std::size_t i = 0; i < excluded_.size(); ++i) {
    if (last_[i] == kNobody) continue;
    if (excluded_[i].itself) branch_.exclude(NodeId{last_[i]});
    excluded_[i].adjacency.for_each(NodeId{last_[i]}, [&](NodeId node, RelationshipId) { branch_.exclude(node); });
  }
}

void RowRestriction::collect(const Batch& batch, std::size_t row, const std::vector<Slot>& slots,
                             std::vector<std::uint64_t>& out) {
  out.clear();
  for (const Slot slot : slots) {
    const Column& column = batch.column(slot);
    if (column.empty() || column.is_null(row)) continue;
    const std::uint64_t id = column.id(row);
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  }
}

/// Its share went off with the node's.
bool RowRestriction::leads_to_excluded(NodeId root, RelationshipId relationship) const {
  if (nodes_.empty()) return false;
  const auto record = view_.record(relationship);
  if (!record) return false;
  const NodeId other = record->start == root ? record->end : record->start;
  return std::find(nodes_.begin(), nodes_.end(), other.value) != nodes_.end();
}

}  // namespace agora::execution
