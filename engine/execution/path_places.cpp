#include "execution/path_places.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

namespace {

constexpr std::uint32_t kNowhere = static_cast<std::uint32_t>(-1);

/// Each round may show more steps to be impossible. Most show in the first.
constexpr int kRounds = 4;

}  // namespace

void PathPlaces::explore(NodeId start, plan::PathMode mode) {
  start_ = start;
  mode_ = mode;
  std::vector<Id> open{number({start.value, 0, 0, 0})};
  for (std::size_t next = 0; next < open.size(); ++next) {
    if (++looked_at_ % 256 == 0) context_.check();
    leave(open[next], open);
  }
  if (mode != plan::PathMode::Walk) {
    prune();
  } else {
    link_back();
  }
}

PathPlaces::Id PathPlaces::number(const PathPlace& place) {
  const auto [known, added] = ids_.try_emplace(place, static_cast<Id>(places_.size()));
  if (added) {
    held_.add(4 * sizeof(PathPlace) + 64);
    places_.push_back(place);
    repetitions_.push_back(kNowhere);
  }
  return known->second;
}

void PathPlaces::leave(Id id, std::vector<Id>& open) {
  const PathPlace place = places_[id];
  if (place.part == parts_.size()) return;
  const plan::PathPart& part = parts_[place.part]->node();
  const std::uint64_t repetition = id == 0 ? 0 : repetitions_[id];
  if (place.repetition >= part.min) {
    reach({id, 0, nullptr}, {place.node, 0, 0, place.part + 1}, 0, open);
  }
  if (part.max && repetition >= *part.max) return;
  PathHops hops = parts_[place.part]->find(NodeId{place.node});
  const std::uint64_t capped = std::min(place.repetition + 1, part.min);
  for (const PathHop& hop : hops->hops) {
    reach({id, 0, &hop}, {hop.end.value, capped, 0, place.part}, repetition + 1, open);
  }
  if (!hops->hops.empty()) hops_.push_back(std::move(hops));
}

void PathPlaces::reach(Step step, const PathPlace& to, std::uint64_t repetition, std::vector<Id>& open) {
  step.to = number(to);
  held_.add(3 * sizeof(Step));
  steps_.push_back(step);
  if (step.to == 0 || repetition >= repetitions_[step.to]) return;
  // Where a greatest number binds, fewer repetitions may lead further.
  const bool again = repetitions_[step.to] == kNowhere ||
                     (to.part < parts_.size() && parts_[to.part]->node().max.has_value());
  repetitions_[step.to] = repetition;
  if (again) open.push_back(step.to);
}

std::size_t PathPlaces::aim(const std::function<bool(NodeId)>& wants) {
  useful_.assign(places_.size(), false);
  std::vector<Id> open;
  for (Id id = 0; id < places_.size(); ++id) {
    if (places_[id].part != parts_.size() || position_[id] == kNowhere) continue;
    if (!wants(NodeId{places_[id].node})) continue;
    useful_[id] = true;
    open.push_back(id);
  }
  const std::size_t ends = open.size();
  while (!open.empty()) {
    const Id here = open.back();
    open.pop_back();
    for (std::uint32_t i = back_begin_[here]; i < back_begin_[here + 1]; ++i) {
      const Id before = steps_[back_[i]].from;
      if (useful_[before] || position_[before] == kNowhere) continue;
      useful_[before] = true;
      open.push_back(before);
    }
  }
  return ends;
}

bool PathPlaces::useful(const PathPlace& place) const {
  PathPlace known = place;
  if (known.part < parts_.size()) known.repetition = std::min(known.repetition, parts_[known.part]->node().min);
  const auto found = ids_.find(known);
  return found != ids_.end() && useful_[found->second];
}

// ---- steps that no path can take ---------------------------------------------------------------------------------

void PathPlaces::prune() {
  if (mode_ != plan::PathMode::Trail) {
    for (Id id = 0; id < places_.size(); ++id) places_at_[NodeId{places_[id].node}].push_back(id);
  }
  for (int round = 0; round < kRounds; ++round) {
    context_.check();
    link_back();
    find_dominators();
    number_dominators();
    find_sole_entries();
    if (!remove_repeating()) return;
  }
  link_back();
}

bool PathPlaces::remove_repeating() {
  const auto repeats = [this](const Step& step) {
    if (position_[step.from] == kNowhere) return true;
    return step.hop != nullptr && (walks_again(step) || (mode_ != plan::PathMode::Trail && comes_again(step)));
  };
  return std::erase_if(steps_, repeats) > 0;
}

bool PathPlaces::walks_again(const Step& step) const {
  for (RelationshipId relationship : step.hop->relationships) {
    const auto known = sole_.find(relationship);
    if (known == sole_.end()) continue;
    for (Id entered : known->second) {
      if (dominates(entered, step.from)) return true;
    }
  }
  return false;
}

bool PathPlaces::comes_again(const Step& step) const {
  for (NodeId node : step.hop->nodes) {
    if (mode_ == plan::PathMode::Simple && node == start_) continue;  // May be the last.
    const auto known = places_at_.find(node);
    if (known == places_at_.end()) continue;
    for (Id place : known->second) {
      if (position_[place] != kNowhere && dominates(place, step.from)) return true;
    }
  }
  return false;
}

/// The steps to each place, and which places can still be reached.
void PathPlaces::link_back() {
  back_begin_.assign(places_.size() + 1, 0);
  for (const Step& step : steps_) ++back_begin_[step.to + 1];
  for (std::size_t i = 1; i < back_begin_.size(); ++i) back_begin_[i] += back_begin_[i - 1];
  back_.resize(steps_.size());
  std::vector<std::uint32_t> next(back_begin_.begin(), back_begin_.end() - 1);
  for (std::uint32_t i = 0; i < steps_.size(); ++i) back_[next[steps_[i].to]++] = i;
  order_places();
}

void PathPlaces::order_places() {
  std::vector<std::uint32_t> begin(places_.size() + 1, 0);
  for (const Step& step : steps_) ++begin[step.from + 1];
  for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
  std::vector<Id> ahead(steps_.size());
  std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
  for (const Step& step : steps_) ahead[next[step.from]++] = step.to;
  next.assign(begin.begin(), begin.end() - 1);
  position_.assign(places_.size(), kNowhere);
  order_.clear();
  std::vector<Id> stack{0};
  position_[0] = 0;
  while (!stack.empty()) {
    const Id here = stack.back();
    if (next[here] == begin[here + 1]) {
      order_.push_back(here);
      stack.pop_back();
      continue;
    }
    const Id to = ahead[next[here]++];
    if (position_[to] != kNowhere) continue;
    position_[to] = 0;
    stack.push_back(to);
  }
  std::reverse(order_.begin(), order_.end());
  for (std::uint32_t i = 0; i < order_.size(); ++i) position_[order_[i]] = i;
}

/// K. D. Cooper, T. J. Harvey, K. Kennedy: A Simple, Fast Dominance Algorithm (2001).
void PathPlaces::find_dominators() {
  dominator_.assign(places_.size(), kNowhere);
  dominator_[0] = 0;
  const auto common = [this](Id one, Id other) {
    while (one != other) {
      while (position_[one] > position_[other]) one = dominator_[one];
      while (position_[other] > position_[one]) other = dominator_[other];
    }
    return one;
  };
  for (bool changed = true; changed;) {
    context_.check();
    changed = false;
    for (std::size_t i = 1; i < order_.size(); ++i) {
      const Id here = order_[i];
      Id found = kNowhere;
      for (std::uint32_t at = back_begin_[here]; at < back_begin_[here + 1]; ++at) {
        const Id before = steps_[back_[at]].from;
        if (dominator_[before] == kNowhere) continue;
        found = found == kNowhere ? before : common(before, found);
      }
      changed = changed || dominator_[here] != found;
      dominator_[here] = found;
    }
  }
}

void PathPlaces::number_dominators() {
  // A place stands behind its dominator in the order, so sizes of subtrees add up from the end.
  std::vector<std::uint32_t> size(places_.size(), 1), used(places_.size(), 0);
  for (std::size_t i = order_.size(); i-- > 1;) size[dominator_[order_[i]]] += size[order_[i]];
  in_.assign(places_.size(), 0);
  out_.assign(places_.size(), 0);
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const Id here = order_[i];
    if (i > 0) {
      const Id above = dominator_[here];
      in_[here] = in_[above] + 1 + used[above];
      used[above] += size[here];
    }
    out_[here] = in_[here] + size[here] - 1;
  }
}

void PathPlaces::find_sole_entries() {
  sole_.clear();
  for (std::size_t i = 1; i < order_.size(); ++i) {
    const Id here = order_[i];
    std::vector<RelationshipId> shared;
    bool any = false;
    for (std::uint32_t at = back_begin_[here]; at < back_begin_[here + 1]; ++at) {
      const Step& step = steps_[back_[at]];
      if (position_[step.from] == kNowhere || dominates(here, step.from)) continue;
      if (step.hop == nullptr) {
        shared.clear();
      } else if (!any) {
        shared.assign(step.hop->relationships.begin(), step.hop->relationships.end());
      } else {
        std::erase_if(shared, [&](RelationshipId relationship) {
          const auto& those = step.hop->relationships;
          return std::find(those.begin(), those.end(), relationship) == those.end();
        });
      }
      any = true;
      if (shared.empty()) break;
    }
    for (RelationshipId relationship : shared) sole_[relationship].push_back(here);
  }
}

}  // namespace agora::execution
