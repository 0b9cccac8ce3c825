#include "execution/reachability.h"

#include <utility>

namespace agora::execution {

bool Reachability::visit(NodeId node) {
  std::uint64_t& word = visited_[node.value >> 6];
  const std::uint64_t bit = std::uint64_t{1} << (node.value & 63);
  const bool fresh = (word & bit) == 0;
  word |= bit;
  return fresh;
}

void Reachability::find(NodeId start, std::uint64_t max, const Admit& admit, std::vector<NodeId>& out) {
  adjacency_.refresh();
  out.clear();
  visited_.resize(static_cast<std::size_t>((context_.view.node_id_bound() >> 6) + 1));
  visit(start);
  bool back = false;  // A directed way back is met on the way.
  std::size_t level_begin = 0;
  for (std::uint64_t depth = 0; depth < max; ++depth) {
    const std::size_t level_end = out.size();
    const std::size_t count = depth == 0 ? 1 : level_end - level_begin;
    if (count == 0) break;
    for (std::size_t i = 0; i < count; ++i) {
      if (i % 256 == 0) context_.check();
      const NodeId node = depth == 0 ? start : out[level_begin + i];
      adjacency_.for_each(node, [&](NodeId other, RelationshipId relationship) {
        if (other == start) {
          back = back || !admit || admit(relationship);
        } else if ((visited_[other.value >> 6] >> (other.value & 63) & 1) == 0 &&
                   (!admit || admit(relationship))) {
          visit(other);
          out.push_back(other);
        }
      });
    }
    level_begin = level_end;
  }
  for (const NodeId node : out) visited_[node.value >> 6] = 0;
  visited_[start.value >> 6] = 0;
  if (direction_ == plan::Direction::Both) back = leads_back(start, max, admit);
  if (back) out.push_back(start);
}

/// Without a direction the way back must not be the way there. The shortest closed path leaves the start by one
/// relationship and comes back by another, so it crosses, somewhere, between nodes that were first reached by
/// different ones.
bool Reachability::leads_back(NodeId start, std::uint64_t max, const Admit& admit) {
  marks_.clear();
  bool found = false;
  std::vector<NodeId> level, next;
  adjacency_.for_each(start, [&](NodeId other, RelationshipId relationship) {
    if (found || (admit && !admit(relationship))) return;
    if (other == start) {
      found = true;  // A loop.
    } else if (!marks_.try_emplace(other, Mark{1, relationship}).second) {
      found = max >= 2;  // Two relationships to one node.
    } else {
      level.push_back(other);
    }
  });
  for (std::uint64_t depth = 1; !found && !level.empty() && 2 * depth + 1 <= max; ++depth) {
    next.clear();
    for (std::size_t i = 0; i < level.size() && !found; ++i) {
      if (i % 256 == 0) context_.check();
      const Mark mine = marks_[level[i]];
      adjacency_.for_each(level[i], [&](NodeId other, RelationshipId relationship) {
        if (found || other == start || (admit && !admit(relationship))) return;
        const auto [entry, fresh] = marks_.try_emplace(other, Mark{depth + 1, mine.branch});
        if (fresh) {
          next.push_back(other);
        } else if (entry->second.branch != mine.branch) {
          found = depth + entry->second.depth + 1 <= max;
        }
      });
    }
    std::swap(level, next);
  }
  return found;
}

}  // namespace agora::execution
