// execution/path_places.h
//
// Where a search among paths may lead: all places that can be reached when relationships may come again, without
// the steps that would surely walk one a second time, and from which of them an end can be reached that still
// wants paths.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "execution/path_part.h"

namespace agora::execution {

/// At a node, in a part, after so many repetitions of it. The number of parts as `part`: at the end of the path.
struct PathPlace {
  std::uint64_t node = 0;
  std::uint64_t repetition = 0;
  std::uint64_t first = 0;  ///< The first relationship and one, in a search that tells paths apart by it.
  std::uint32_t part = 0;

  bool operator==(const PathPlace&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const PathPlace& place) {
    return H::combine(std::move(h), place.node, place.repetition, place.first, place.part);
  }
};

using PathParts = std::vector<std::unique_ptr<PathPart>>;

class PathPlaces {
 public:
  /// Both must outlive this.
  PathPlaces(Context& context, const PathParts& parts) : context_(context), parts_(parts), held_(context) {}

  /// Looks at all that paths of that mode can reach from `start`. Throws Error: Cancelled, LimitExceeded.
  void explore(NodeId start, plan::PathMode mode);
  /// Decides anew which places are useful: those from which an end can be reached that `wants` says yes to.
  /// Returns the number of these ends.
  std::size_t aim(const std::function<bool(NodeId)>& wants);
  /// False if no wanting end can be reached from there.
  bool useful(const PathPlace& place) const;

 private:
  using Id = std::uint32_t;
  struct Step {
    Id from, to;
    const PathHop* hop;  ///< Null: to the next part.
  };

  Id number(const PathPlace& place);
  void leave(Id place, std::vector<Id>& open);
  void reach(Step step, const PathPlace& to, std::uint64_t repetition, std::vector<Id>& open);

  // Steps that no path can take: the relationship was walked, or the node seen, by every path that leads to where
  // they begin.
  void prune();
  bool remove_repeating();
  bool walks_again(const Step& step) const;
  bool comes_again(const Step& step) const;
  void order_places();
  void find_dominators();
  void number_dominators();
  bool dominates(Id above, Id below) const { return in_[above] <= in_[below] && out_[below] <= out_[above]; }
  void find_sole_entries();
  void link_back();

  Context& context_;
  const PathParts& parts_;
  absl::flat_hash_map<PathPlace, Id> ids_;
  std::vector<PathPlace> places_;
  std::vector<std::uint64_t> repetitions_;  ///< The least that lead to a place.
  std::vector<Step> steps_;
  std::vector<PathHops> hops_;              ///< Keep those of the steps alive.
  std::vector<std::uint32_t> back_begin_, back_;  ///< The steps to each place, by number.
  std::vector<bool> useful_;
  std::vector<Id> order_;                         ///< Reverse postorder.
  std::vector<std::uint32_t> position_;           ///< In it; kNowhere: not reached any more.
  std::vector<Id> dominator_;
  std::vector<std::uint32_t> in_, out_;           ///< Of the tree of dominators, walked depth first.
  /// The places that are entered from outside by this relationship alone.
  absl::flat_hash_map<RelationshipId, std::vector<Id>> sole_;
  absl::flat_hash_map<NodeId, std::vector<Id>> places_at_;  ///< By node; where nodes may not come again.
  NodeId start_{};
  plan::PathMode mode_ = plan::PathMode::Trail;
  std::size_t looked_at_ = 0;
  HeldMemory held_;
};

}  // namespace agora::execution
