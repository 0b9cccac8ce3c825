// The shortest paths between two known nodes: breadth first from both ends, always on the side with fewer nodes
// to look at, until the two meet. Levels are finished, so that all shortest paths are found.

#include <algorithm>
#include <utility>

#include <absl/container/flat_hash_map.h>

#include "execution/adjacency.h"
#include "execution/element_test.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

plan::Direction reverse(plan::Direction direction) {
  if (direction == plan::Direction::Both) return direction;
  return direction == plan::Direction::Out ? plan::Direction::In : plan::Direction::Out;
}

/// What one side has seen.
class Side {
 public:
  Side(Context& context, const plan::ExpandVariable& node, plan::Direction direction)
      : adjacency_(context, node.types, direction) {}

  struct Step {
    NodeId from;
    RelationshipId relationship;
  };
  struct Seen {
    std::uint32_t depth;
    std::vector<Step> steps;  ///< The ways to get here from the level before.
  };

  void begin(NodeId node) {
    adjacency_.refresh();
    seen_.clear();
    seen_[node] = {0, {}};
    frontier_ = {node};
    depth_ = 0;
  }
  std::uint32_t depth() const { return depth_; }
  std::size_t frontier() const { return frontier_.size(); }
  const Seen* find(NodeId node) const {
    const auto found = seen_.find(node);
    return found == seen_.end() ? nullptr : &found->second;
  }

  /// Looks one level further; calls `reached` for every node that is new. `admit` tests relationships.
  template <typename Admit, typename Reached>
  void advance(Context& context, Admit&& admit, Reached&& reached) {
    ++depth_;
    std::vector<NodeId> next;
    std::size_t looked_at = 0;
    for (NodeId node : frontier_) {
      if (++looked_at % 256 == 0) context.check();
      adjacency_.for_each(node, [&](NodeId other, RelationshipId relationship) {
        const auto known = seen_.find(other);
        if (known != seen_.end() && known->second.depth != depth_) return;
        if (!admit(relationship)) return;
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

 private:
  Adjacency adjacency_;
  absl::flat_hash_map<NodeId, Seen> seen_;
  std::vector<NodeId> frontier_;
  std::uint32_t depth_ = 0;
};

class ShortestPath : public Stream {
 public:
  ShortestPath(const plan::ShortestPath& node, const Site& site)
      : node_(node.expand), all_(node.all), context_(site.context), carried_(site.carried()),
        input_(site.input()), forward_(site.context, node.expand, node.expand.direction),
        backward_(site.context, node.expand, reverse(node.expand.direction)), test_(node.expand, site) {}

  bool next(Batch& batch) override {
    Batch in(context_.slot_count());
    while (input_->next(in)) {
      context_.check();
      value::Selection rows;
      Column lists;
      for (std::size_t row = 0; row < in.row_count(); ++row) {
        for (List& path : find(in, row)) {
          rows.push_back(static_cast<std::uint32_t>(row));
          lists.append(Value(std::move(path)));
        }
      }
      if (rows.empty()) continue;
      batch.clear();
      take_slots(in, rows, carried_, batch);
      batch.column(node_.relationships) = std::move(lists);
      batch.set_row_count(rows.size());
      return true;
    }
    batch.clear();
    return false;
  }

  void restart() override { input_->restart(); }

 private:
  std::vector<List> find(const Batch& in, std::size_t row) {
    const Value from = in.value(node_.from, row);
    const Value to = in.value(node_.to, row);
    if (!from.is(ValueType::Node) || !to.is(ValueType::Node)) return {};
    const NodeId start{from.id()};
    const NodeId end{to.id()};
    if (start == end) return node_.min == 0 ? std::vector<List>{{}} : std::vector<List>{};
    meetings_.clear();
    forward_.begin(start);
    backward_.begin(end);
    const auto admit = [&](RelationshipId relationship) { return test_.holds(in, row, relationship); };
    while (meetings_.empty()) {
      if (node_.max && forward_.depth() + backward_.depth() >= *node_.max) return {};
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

  std::vector<List> paths() {
    std::vector<List> result;
    for (NodeId meeting : meetings_) {
      std::vector<std::vector<RelationshipId>> heads, tails;
      trace(forward_, meeting, heads);
      trace(backward_, meeting, tails);
      for (const auto& head : heads) {
        for (const auto& tail : tails) {
          result.push_back(join(head, tail));
          if (!all_) return result;
        }
      }
    }
    return result;
  }

  /// The ways from `node` back to where the side began: one, or all.
  void trace(const Side& side, NodeId node, std::vector<std::vector<RelationshipId>>& ways) {
    struct Level {
      const Side::Seen* seen;
      std::size_t next = 0;
    };
    std::vector<RelationshipId> way;
    std::vector<Level> levels{{side.find(node)}};
    while (!levels.empty()) {
      Level& level = levels.back();
      const bool arrived = level.seen->depth == 0;
      if (arrived) ways.push_back(way);
      if (arrived && !all_) return;
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

  List join(const std::vector<RelationshipId>& head, const std::vector<RelationshipId>& tail) const {
    List list;
    for (auto it = head.rbegin(); it != head.rend(); ++it) list.push_back(Value::relationship_reference(it->value));
    for (RelationshipId relationship : tail) list.push_back(Value::relationship_reference(relationship.value));
    if (node_.reversed) std::reverse(list.begin(), list.end());
    return list;
  }

  const plan::ExpandVariable& node_;
  bool all_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  Side forward_, backward_;
  ElementTest test_;
  std::vector<NodeId> meetings_;
  std::size_t traced_ = 0;
};

}  // namespace

StreamPtr make_shortest_path(const plan::ShortestPath& node, const Site& site) {
  return std::make_unique<ShortestPath>(node, site);
}

}  // namespace agora::execution
