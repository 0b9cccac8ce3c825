#include "plan/count_cut.h"

#include <algorithm>
#include <utility>

namespace agora::plan {

using Index = CountCut::Index;

/// Grows `required` until every constraint can be kept, and sets core_ and parent_.
void CountCut::settle(std::vector<bool> required) {
  required_ = std::move(required);
  do {
    prune();
    paired_.assign(pattern_.relationships.size(), {});
    compared_.assign(pattern_.nodes.size(), false);
    returns_.assign(pattern_.nodes.size(), std::nullopt);
  } while (!keep_constraints());
}

/// Takes off leaves until only what is required, what joins it and cycles are left.
void CountCut::prune() {
  core_.assign(pattern_.nodes.size(), true);
  parent_.assign(pattern_.nodes.size(), 0);
  edge_.assign(pattern_.nodes.size(), 0);
  std::vector<bool> open(pattern_.relationships.size(), true);
  for (bool changed = true; changed;) {
    changed = false;
    for (Index node = 0; node < pattern_.nodes.size(); ++node) {
      if (!core_[node] || required_[node]) continue;
      Index count = 0;
      Index last = 0;
      for (Index i = 0; i < open.size(); ++i) {
        const auto& r = pattern_.relationships[i];
        if (!open[i] || (r.left != node && r.right != node)) continue;
        count += r.left == r.right ? 2 : 1;
        last = i;
      }
      if (count != 1) continue;
      const auto& r = pattern_.relationships[last];
      core_[node] = false;
      parent_[node] = r.left == node ? r.right : r.left;
      edge_[node] = last;
      open[last] = false;
      changed = true;
    }
  }
}

std::optional<Index> CountCut::counted_end(Index relationship) const {
  for (Index node = 0; node < core_.size(); ++node) {
    if (!core_[node] && edge_[node] == relationship) return node;
  }
  return std::nullopt;
}

/// False if a node had to be added to what is required.
bool CountCut::keep_constraints() {
  for (const CountConstraint& c : constraints_.all()) {
    if (c.implied) continue;
    const std::optional<Index> added = must_list(c);
    if (!added) continue;
    required_[*added] = true;
    return false;
  }
  return true;
}

// ---- branches that must not come back ---------------------------------------------------------------------

std::optional<CountCut::Place> CountCut::return_place(const CountConstraint& c) const {
  const auto over = [&](Index inner, Index start) -> std::optional<Place> {
    if (core_[inner] || core_[parent_[inner]] || parent_[parent_[inner]] != start) return std::nullopt;
    return Place{parent_[inner], inner};
  };
  if (c.kind != CountConstraint::Kind::DifferentRelationships) {
    const auto place = over(c.second, c.first);
    return place ? place : over(c.first, c.second);
  }
  const auto first = counted_end(c.first);
  const auto second = counted_end(c.second);
  if (!first || !second) return std::nullopt;
  if (parent_[*second] == *first) return Place{*first, *second};
  return parent_[*first] == *second ? std::optional(Place{*second, *first}) : std::nullopt;
}

bool CountCut::is_returning(Index node) const {
  return returns_[node] || (!core_[parent_[node]] && returns_[parent_[node]] && returns_[parent_[node]]->inner == node);
}

/// False if it cannot be counted beside what else is asked.
bool CountCut::take_return(const CountConstraint& c, const Place& place) {
  Return asked = returns_[place.outer].value_or(Return{place.inner});
  if (asked.inner != place.inner) return false;
  if (c.kind == CountConstraint::Kind::DifferentNodes) asked.nodes = true;
  if (c.kind == CountConstraint::Kind::DifferentRelationships) asked.relationships = true;
  if (c.kind == CountConstraint::Kind::NoRelationship) asked.absent = true;
  if (asked.relationships && (asked.absent || asked.nodes)) return false;
  if (taken(place.outer) || taken(place.inner) || alone_constrained(place.outer)) return false;
  if (c.kind == CountConstraint::Kind::Comparison || compared_[place.outer] || compared_[place.inner]) return false;
  // One below another: coming from a node, the end of the lower one must depend on that node alone.
  const Index above = parent_[place.outer];
  if (!core_[above] && returns_[above] && returns_[above]->inner == place.outer && !asked.nodes_alone()) return false;
  if (returns_[place.inner] && !returns_[place.inner]->nodes_alone()) return false;
  returns_[place.outer] = asked;
  return true;
}

// ---- constraints --------------------------------------------------------------------------------------------

/// A node that has to be listed for the constraint's sake, if any.
std::optional<Index> CountCut::must_list(const CountConstraint& c) {
  if (const auto place = return_place(c)) {
    return take_return(c, *place) ? std::nullopt : std::optional(place->outer);
  }
  std::optional<Index> first = c.first;
  std::optional<Index> second = c.second;
  if (c.kind == CountConstraint::Kind::DifferentRelationships) {
    first = counted_end(c.first);
    second = counted_end(c.second);
  } else {
    if (core_[c.first]) first.reset();
    if (core_[c.second]) second.reset();
  }
  if (!first && !second) return std::nullopt;
  if (!first || !second) {
    const Index counted = first ? *first : *second;
    if (c.kind == CountConstraint::Kind::Comparison) {
      const Index other = first ? c.second : c.first;
      if (parent_[counted] != other) return direct(counted) ? counted : parent_[counted];
      if (is_returning(counted)) return counted;
      compared_[counted] = true;
      return std::nullopt;
    }
    if (!direct(counted)) return parent_[counted];
    if (taken(counted) || is_returning(counted)) return counted;
    return std::nullopt;
  }
  if (c.kind == CountConstraint::Kind::Comparison && (parent_[*first] == *second || parent_[*second] == *first)) {
    const Index below = parent_[*first] == *second ? *first : *second;
    const Index above = below == *first ? *second : *first;
    if (is_returning(below)) return above;
    compared_[below] = true;
    return std::nullopt;
  }
  return must_list(c, *first, *second);
}

/// Both are counted: possible for two that hang on the core, or on one counted node.
std::optional<Index> CountCut::must_list(const CountConstraint& c, Index first, Index second) {
  const bool siblings = parent_[first] == parent_[second];
  const bool pair = (direct(first) && direct(second)) || siblings;
  if (pair && c.kind != CountConstraint::Kind::NoRelationship && !alone_constrained(first) &&
      !alone_constrained(second) && !is_returning(first) && !is_returning(second) && take_pair(c, first, second)) {
    return std::nullopt;
  }
  return direct(first) ? (direct(second) ? first : parent_[second]) : parent_[first];
}

/// False if one of them is in another pair, or the same is asked of this one twice.
bool CountCut::take_pair(const CountConstraint& c, Index first, Index second) {
  Paired& a = paired_[edge_[first]];
  Paired& b = paired_[edge_[second]];
  const bool free = a.with == kNone && b.with == kNone;
  if (!free && a.with != edge_[second]) return false;
  const bool compares = c.kind == CountConstraint::Kind::Comparison;
  if (compares ? a.compared : a.differ) return false;
  a.with = edge_[second];
  b.with = edge_[first];
  a.compared = b.compared = a.compared || compares;
  a.differ = b.differ = a.differ || !compares;
  return true;
}

/// Whether some other constraint ties the node or its relationship to the core.
bool CountCut::alone_constrained(Index node) const {
  return std::any_of(constraints_.all().begin(), constraints_.all().end(), [&](const CountConstraint& c) {
    if (c.implied) return false;
    if (c.kind == CountConstraint::Kind::DifferentRelationships) {
      if (c.first != edge_[node] && c.second != edge_[node]) return false;
      return !counted_end(c.first == edge_[node] ? c.second : c.first);
    }
    if (c.first != node && c.second != node) return false;
    const Index other = c.first == node ? c.second : c.first;
    if (c.kind == CountConstraint::Kind::Comparison && parent_[node] == other) return false;
    return static_cast<bool>(core_[other]);
  });
}

bool CountCut::counts_anything() const { return std::find(core_.begin(), core_.end(), false) != core_.end(); }

}  // namespace agora::plan
