#include "execution/bidirectional_search.h"

#include <utility>

namespace agora::execution {

namespace {

plan::Direction reverse(plan::Direction direction) {
  if (direction == plan::Direction::Both) return direction;
  return direction == plan::Direction::Out ? plan::Direction::In : plan::Direction::Out;
}

}  // namespace

void BidirectionalSearch::Side::begin(NodeId node) {
  adjacency_.refresh();
  seen_.clear();
  seen_[node] = {0, {}};
  frontier_ = {node};
  depth_ = 0;
}

const BidirectionalSearch::Side::Seen* BidirectionalSearch::Side::find(NodeId node) const {
  const auto found = seen_.find(node);
  return found == seen_.end() ? nullptr : &found->second;
}

template <typename Reached>
void BidirectionalSearch::Side::advance(Context& context, const std::function<bool(RelationshipId)>& admit,
                                        Reached&& reached) {
  ++depth_;
  std::vector<NodeId> next;
  std::size_t looked_at = 0;
  for (NodeId node : frontier_) {
    if (++looked_at % 256 == 0) context.check();
    adjacency_.for_each(node, [&](NodeId other, RelationshipId relationship) {
      const auto known = seen_.find(other);
      if (known != seen_.end() && known->second.depth != depth_) return;
      if (admit && !admit(relationship)) return;
      if (known == seen_.end()) {
        seen_[other] = {depth_, {{node, relationship}}};
        next.push_back(other);
        reached(other);
      } else {
        known->second.steps.push_back({node, relationship});
      }
    });
  }
  frontier_ = std::move(next);
}

BidirectionalSearch::BidirectionalSearch(Context& context, std::vector<std::string> types, plan::Direction direction,
                                         bool all, std::optional<std::uint64_t> max)
    : context_(context), all_(all), max_(max), forward_(context, types, direction),
      backward_(context, std::move(types), reverse(direction)), held_(context) {}

std::vector<BidirectionalSearch::Path> BidirectionalSearch::find(
    NodeId start, NodeId end, const std::function<bool(RelationshipId)>& admit) {
  held_.clear();
  meetings_.clear();
  forward_.begin(start);
  backward_.begin(end);
  while (meetings_.empty()) {
    if (max_ && forward_.depth() + backward_.depth() >= *max_) return {};
    const bool ahead = forward_.frontier() <= backward_.frontier();
    Side& side = ahead ? forward_ : backward_;
    const Side& other = ahead ? backward_ : forward_;
    if (side.frontier() == 0) return {};
    side.advance(context_, admit, [&](NodeId node) {
      if (other.find(node)) meetings_.push_back(node);
    });
  }
  return paths();
}

std::vector<BidirectionalSearch::Path> BidirectionalSearch::paths() {
  std::vector<Path> result;
  for (NodeId meeting : meetings_) {
    std::vector<Path> heads, tails;
    trace(forward_, meeting, heads);
    trace(backward_, meeting, tails);
    for (const Path& head : heads) {
      for (const Path& tail : tails) {
        if (++traced_ % 1024 == 0) context_.check();
        Path path(head.rbegin(), head.rend());
        path.insert(path.end(), tail.begin(), tail.end());
        held_.add(sizeof(Path) + path.size() * sizeof(RelationshipId));
        result.push_back(std::move(path));
        if (!all_) return result;
      }
    }
  }
  return result;
}

/// The ways from `node` back to where the side began: one, or all.
void BidirectionalSearch::trace(const Side& side, NodeId node, std::vector<Path>& ways) {
  struct Level {
    const Side::Seen* seen;
    std::size_t next = 0;
  };
  Path way;
  std::vector<Level> levels{{side.find(node)}};
  while (!levels.empty()) {
    Level& level = levels.back();
    const bool arrived = level.seen->depth == 0;
    if (arrived) {
      held_.add(sizeof(Path) + way.size() * sizeof(RelationshipId));
      ways.push_back(way);
      if (!all_) return;
    }
    if (arrived || level.next == level.seen->steps.size()) {
      levels.pop_back();
      if (!way.empty()) way.pop_back();
      continue;
    }
    if (++traced_ % 1024 == 0) context_.check();
    const Side::Step& step = level.seen->steps[level.next++];
    way.push_back(step.relationship);
    levels.push_back({side.find(step.from)});
  }
}

}  // namespace agora::execution
