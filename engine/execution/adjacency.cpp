#include "execution/adjacency.h"

#include <algorithm>

namespace agora::execution {

using plan::Direction;

void Adjacency::resolve(std::size_t types) {
  known_types_ = types;
  sides_.clear();
  const auto& names = types_.empty() ? context_.view.catalog().types() : types_;
  std::vector<TypeId> seen;  // A type may be written twice.
  for (const std::string& name : names) {
    const auto type = context_.view.catalog().find_type(name);
    if (!type || std::find(seen.begin(), seen.end(), *type) != seen.end()) continue;
    seen.push_back(*type);
    if (direction_ != Direction::In) {
      sides_.push_back({graph::AdjacencyReader(context_.view, *type, graph::Direction::Out), false});
    }
    if (direction_ != Direction::Out) {
      sides_.push_back({graph::AdjacencyReader(context_.view, *type, graph::Direction::In),
                        direction_ == Direction::Both});
    }
  }
}

void Adjacency::add_degrees(std::span<const std::uint64_t> nodes, std::span<std::int64_t> degrees) {
  for (Side& side : sides_) {
    side.reader.add_degrees(nodes, degrees);
    if (!side.skips_loops) continue;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const NodeId node{nodes[i]};
      side.reader.neighbours(node).for_each_to(node, [&](RelationshipId) { --degrees[i]; });
    }
  }
}

bool Adjacency::admits(const graph::RelationshipRecord& record, NodeId from, NodeId to) const {
  const bool forward = record.start == from && record.end == to;
  const bool backward = record.start == to && record.end == from;
  const bool direction = (direction_ != Direction::In && forward) || (direction_ != Direction::Out && backward);
  if (!direction) return false;
  return types_.empty() || std::find(types_.begin(), types_.end(),
                                     context_.view.catalog().name(record.type)) != types_.end();
}

}  // namespace agora::execution
