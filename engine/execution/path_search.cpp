#include "execution/path_search.h"

#include <algorithm>
#include <limits>

namespace agora::execution {

namespace {

/// Entries worked on before the search looks where it may lead, which takes a walk over all that can be reached.
constexpr std::size_t kBeforeLooking = 2000;

/// The same for tries to find one allowed path to an entry.
constexpr std::size_t kTriesBeforeLooking = 256;

/// A shortest way back to the start needs at most two first relationships at each place: where it comes back by
/// one of them, the other makes it.
constexpr std::size_t kFirsts = 2;

constexpr std::uint64_t kNoLength = std::numeric_limits<std::uint64_t>::max();

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

}  // namespace

PathSearch::PathSearch(Context& context, const plan::PathSteps& steps, const PathParts& parts, Kind kind,
                       std::uint64_t count, bool conditional)
    : context_(context), parts_(parts), mode_(steps.mode), kind_(kind), count_(count), conditional_(conditional),
      longest_(context.view.relationship_id_bound()), ways_(context, *this, steps.mode), held_(context) {
  if (kind == Kind::AllShortest) count_ = 1;
  exchanges_ = can_exchange();
  longest_walk_ = longest_walk();
  const plan::PathPart& part = parts_.front()->node();
  closes_ = exchanges_ && part.both_ways && part.min == 1 &&
            (mode_ == plan::PathMode::Trail || mode_ == plan::PathMode::Simple);
}

/// A condition that no walk between two ends meets is looked for no longer than this. It asks of single elements
/// (the binder sees to it), so a walk that comes to one node of a part more than `count_` times has as many shorter
/// ones without those circles that meet it as well.
std::uint64_t PathSearch::longest_walk() const {
  if (mode_ != plan::PathMode::Walk || !conditional_) return kNoLength;
  const std::uint64_t nodes = context_.view.node_id_bound() + 1;
  std::uint64_t longest = 0;
  for (const auto& each : parts_) {
    const plan::PathPart& part = each->node();
    const std::uint64_t circles = count_ < kNoLength / nodes - 1 ? (count_ + 1) * nodes : kNoLength;
    const std::uint64_t times = part.max ? *part.max : sum(part.min, circles);
    const std::uint64_t hops = part.relationships.size();
    longest = sum(longest, hops != 0 && times > kNoLength / hops ? kNoLength : times * hops);
  }
  return longest;
}

bool PathSearch::can_exchange() const {
  if (conditional_) return false;
  if (mode_ == plan::PathMode::Walk) return true;
  const plan::PathPart& part = parts_.front()->node();
  return count_ == 1 && parts_.size() == 1 && part.relationships.size() == 1 && part.min <= 1;
}

void PathSearch::clear() {
  clear_entries();
  ends_.clear();
  ahead_.reset();
  phase_ = Phase::Over;
}

void PathSearch::clear_entries() {
  entries_.clear();
  links_.clear();
  hops_.clear();
  queue_.clear();
  places_.clear();
  firsts_.clear();
  first_walked_.clear();
  first_seen_.clear();
  held_.clear();
}

void PathSearch::begin(NodeId start, std::optional<NodeId> target) {
  clear();
  start_ = start;
  target_ = target;
  longest_ = context_.view.relationship_id_bound();
  if (mode_ == plan::PathMode::Walk && exchanges_) {
    begin_phase(Phase::Counted);
  } else {
    begin_phase(count_ == 1 ? Phase::Nearest : Phase::All);
  }
}

void PathSearch::begin_phase(Phase phase) {
  clear_entries();
  phase_ = phase;
  processed_ = 0;
  length_ = 0;
  if (phase == Phase::Nearest && closes_ && target_ == start_) return next_phase();
  reach(kNoEntry, {start_.value, 0, 0, 0}, 0, nullptr, false);
  entries_.front().ways = 1;
  entries_.front().allowed = true;
}

void PathSearch::next_phase() {
  switch (phase_) {
    case Phase::Nearest:
      if (exchanges_) {
        if (closes_ && (!target_ || *target_ == start_)) return begin_phase(Phase::Closing);
        break;
      }
      // What was reached without being served had no allowed path of that length.
      if (!std::any_of(ends_.begin(), ends_.end(), [](const auto& end) { return end.second.paths == 0; })) break;
      begin_phase(Phase::All);
      for (auto& [node, tally] : ends_) {
        if (is_full(tally)) tally.last_length = kNoLength;  // Nothing more of that length either.
      }
      return look_around();
    case Phase::Closing:
    case Phase::Counted:
    case Phase::All:
    case Phase::Over:
      break;
  }
  clear_entries();
  phase_ = Phase::Over;
}

std::optional<std::uint32_t> PathSearch::next_end() {
  while (phase_ != Phase::Over) {
    if (queue_.empty()) {
      next_phase();
      continue;
    }
    const auto first = queue_.begin();
    Level& level = first->second;
    if (level.next == level.entries.size()) {
      queue_.erase(first);
      continue;
    }
    if (first->first.first != length_) {
      length_ = first->first.first;
      if (phase_ == Phase::All && !ahead_ && processed_ > kBeforeLooking) look_around();
      if (all_served()) {
        queue_.clear();
        continue;
      }
    }
    const std::uint32_t index = level.entries[level.next++];
    if (process(index)) return index;
  }
  return std::nullopt;
}

bool PathSearch::process(std::uint32_t index) {
  if (++processed_ % 256 == 0) context_.check();
  PathEntry& entry = entries_[index];
  if (ahead_ && !ahead_->useful(entry.place)) return false;
  if (phase_ == Phase::All) {
    if (!is_allowed(index)) return false;
  } else if (!admit(entry)) {
    return false;
  }
  if (is_end(entry.place)) {
    if (!exchanges_) ends_.try_emplace(NodeId{entry.place.node});
    return wants(index);
  }
  expand(index);
  return false;
}

bool PathSearch::is_full(const Tally& tally) const {
  switch (kind_) {
    case Kind::Any:
    case Kind::Shortest:
      return tally.paths >= count_;
    case Kind::AllShortest:
    case Kind::ShortestGroups:
      return tally.lengths >= count_;
  }
  return true;
}

/// Whether a place is to be followed at that length. Each is asked once.
bool PathSearch::admit(const PathEntry& entry) {
  if (phase_ == Phase::Closing && !admit_first(entry)) return false;
  Tally& tally = places_[entry.place];
  if (is_full(tally)) return false;
  tally.paths = sum(tally.paths, entry.ways);
  ++tally.lengths;
  return true;
}

bool PathSearch::admit_first(const PathEntry& entry) {
  if (!kind_is_single() || entry.place.first == 0) return true;
  std::vector<std::uint64_t>& firsts = firsts_[entry.place.node];
  if (std::find(firsts.begin(), firsts.end(), entry.place.first) != firsts.end()) return true;
  if (firsts.size() == kFirsts) return false;
  firsts.push_back(entry.place.first);
  return true;
}

bool PathSearch::is_allowed(std::uint32_t index) {
  PathEntry& entry = entries_[index];
  if (entry.allowed || mode_ == plan::PathMode::Walk) return true;
  ways_.begin(index, ahead_ ? 0 : kTriesBeforeLooking);
  bool found = ways_.next();
  if (ways_.gave_up()) {
    look_around();
    if (!ahead_->useful(entry.place)) return false;
    ways_.begin(index);
    found = ways_.next();
  }
  if (!found) return false;
  entry.allowed = true;
  entry.guide = ways_.last_link();
  return true;
}

/// How often the entry's part has been repeated.
std::uint64_t PathSearch::repetitions(const PathEntry& entry) const {
  if (parts_.size() > 1) return entry.place.repetition;
  return entry.length / std::max<std::size_t>(parts_.front()->node().relationships.size(), 1);
}

/// The greatest number of repetitions, if it can make a difference.
std::optional<std::uint64_t> PathSearch::most(std::size_t index) const {
  const plan::PathPart& part = parts_[index]->node();
  // A path has no more relationships than the graph; a part without one may be passed as often as it says.
  const bool binds = part.max && (mode_ == plan::PathMode::Walk || part.relationships.empty() || *part.max < longest_);
  return binds ? part.max : std::nullopt;
}

bool PathSearch::is_end(const PathPlace& place) const { return place.part == parts_.size(); }

void PathSearch::expand(std::uint32_t index) {
  const PathEntry entry = entries_[index];
  const plan::PathPart& part = parts_[entry.place.part]->node();
  const std::uint64_t repeated = repetitions(entry);
  if (repeated >= part.min) {
    PathPlace next = entry.place;
    next.part += 1;
    next.repetition = 0;
    reach(index, next, entry.length, nullptr, true);
  }
  const auto greatest = most(entry.place.part);
  if (greatest && repeated >= *greatest) return;
  const bool closed = phase_ == Phase::Closing && entry.length > 0 && entry.place.node == start_.value;
  if (closed) return;
  PathHops hops = parts_[entry.place.part]->find(NodeId{entry.place.node});
  for (const PathHop& hop : hops->hops) follow(index, hop);
  if (!hops->hops.empty()) hops_.push_back(std::move(hops));
}

void PathSearch::follow(std::uint32_t index, const PathHop& hop) {
  const PathEntry& from = entries_[index];
  const plan::PathPart& part = parts_[from.place.part]->node();
  PathPlace next{hop.end.value, from.place.repetition + 1, from.place.first, from.place.part};
  // Alone or without a bound, repetitions beyond the least number are one.
  if (parts_.size() == 1 || !most(from.place.part)) next.repetition = std::min(next.repetition, part.min);
  if (phase_ == Phase::Closing) {
    const std::uint64_t relationship = hop.relationships.front().value + 1;
    if (from.length > 0 && relationship == from.place.first) return;
    if (next.first == 0) next.first = relationship;
  } else if (exchanges_ && mode_ == plan::PathMode::Acyclic && hop.end == start_) {
    return;
  }
  if (from.length + hop.relationships.size() > longest_walk_) return;
  const bool fresh = exchanges_ || is_fresh(from, hop);
  reach(index, next, from.length + hop.relationships.size(), &hop, fresh);
}

/// True if the hop fits behind every path to `from` that is allowed itself.
bool PathSearch::is_fresh(const PathEntry& from, const PathHop& hop) {
  if (mode_ == plan::PathMode::Walk) return true;
  bool fresh = true;
  const auto met = [&](auto& first, auto id) {
    const auto [known, added] = first.try_emplace(id, from.length);
    if (added) held_.add(32);
    if (known->second < from.length) fresh = false;
  };
  for (RelationshipId relationship : hop.relationships) met(first_walked_, relationship);
  for (NodeId node : hop.nodes) {
    met(first_seen_, node);
    if (node == start_) fresh = false;
  }
  if (mode_ == plan::PathMode::Simple && from.length > 0 && from.place.node == start_.value) fresh = false;
  return fresh;
}

void PathSearch::reach(std::uint32_t before, const PathPlace& place, std::uint64_t length, const PathHop* hop,
                       bool fresh) {
  if (ahead_ && !ahead_->useful(place)) return;
  if (phase_ != Phase::All) {
    const auto known = places_.find(place);
    if (known != places_.end() && is_full(known->second)) return;
  }
  if (entries_.size() >= kNoEntry || links_.size() >= kNoEntry) {
    throw Error(ErrorCategory::LimitExceeded, "MemoryLimit", "the search among paths has grown too large")
        .with_hint("bound the length of the path, or name one of its ends");
  }
  Level& level = queue_[{length, place.part}];
  const auto [known, added] = level.by_place.try_emplace(place, static_cast<std::uint32_t>(entries_.size()));
  if (added) {
    held_.add(sizeof(PathEntry) + 3 * sizeof(PathPlace));
    level.entries.push_back(known->second);
    entries_.push_back({place, length});
  }
  if (before == kNoEntry) return;
  PathEntry& entry = entries_[known->second];
  entry.ways = sum(entry.ways, entries_[before].ways);
  // One way is enough where any will do.
  if (exchanges_ && kind_is_single() && !added) return;
  const auto index = static_cast<std::uint32_t>(links_.size());
  held_.add(sizeof(PathLink));
  links_.push_back({before, entry.links, hop, fresh});
  entry.links = index;
  if (!entry.allowed && entries_[before].allowed && (fresh || hop == nullptr)) {
    entry.allowed = true;
    entry.guide = index;
  }
}

// ---- who wants paths ---------------------------------------------------------------------------------------------

bool PathSearch::wants(std::uint32_t index) const {
  const PathEntry& end = entries_[index];
  const NodeId node{end.place.node};
  if (target_ && *target_ != node) return false;
  if (closes_) {
    const bool back = node == start_ && end.length > 0;
    if (back != (phase_ == Phase::Closing)) return false;
  }
  const auto known = ends_.find(node);
  if (known == ends_.end()) return true;
  const Tally& tally = known->second;
  const bool by_length = kind_ == Kind::AllShortest || kind_ == Kind::ShortestGroups;
  return !is_full(tally) || (by_length && tally.last_length == end.length);
}

void PathSearch::take(std::uint32_t index) {
  const PathEntry& end = entries_[index];
  Tally& tally = ends_[NodeId{end.place.node}];
  const bool was_full = is_full(tally);
  if (tally.paths == 0 || tally.last_length != end.length) ++tally.lengths;
  ++tally.paths;
  tally.last_length = end.length;
  if (ahead_ && !was_full && is_full(tally) && wanting_ > 0) --wanting_;
}

bool PathSearch::is_served(NodeId end) const {
  const auto known = ends_.find(end);
  return known != ends_.end() && is_full(known->second);
}

/// Asked between two lengths.
bool PathSearch::all_served() {
  if (target_) return is_served(*target_);
  if (phase_ == Phase::Closing) return is_served(start_);
  if (!ahead_) return false;
  if (wanting_ == 0) return true;
  if (wanting_ * 2 <= wanted_when_aimed_) aim();
  return false;
}

void PathSearch::look_around() {
  ahead_ = std::make_unique<PathPlaces>(context_, parts_);
  ahead_->explore(start_, mode_);
  aim();
}

void PathSearch::aim() {
  wanting_ = ahead_->aim([this](NodeId end) {
    if (target_ && *target_ != end) return false;
    return !is_served(end);
  });
  wanted_when_aimed_ = wanting_;
}

// ---- ways to an entry --------------------------------------------------------------------------------------------

void PathWays::begin(std::uint32_t entry, std::size_t most_tries) {
  tried_ = 0;
  most_tries_ = most_tries;
  gave_up_ = false;
  stack_.clear();
  way_.clear();
  walked_ = 0;
  given_ = false;
  trace_.begin(search_.start());
  enter(entry);
}

void PathWays::enter(std::uint32_t entry) { stack_.push_back({entry, search_.entry(entry).links}); }

bool PathWays::next() {
  if (given_) leave();
  given_ = false;
  while (!stack_.empty()) {
    Level& level = stack_.back();
    if (search_.entry(level.entry).links == kNoEntry) {
      given_ = true;  // At the start.
      return true;
    }
    if (++tried_ % 4096 == 0) context_.check();
    if (most_tries_ > 0 && tried_ > most_tries_) {
      gave_up_ = true;
      return false;
    }
    const std::uint32_t link = choose(level);
    if (link == kNoEntry) {
      leave();
    } else if (take(link)) {
      level.taken = link;
      enter(search_.link(link).before);
    }
  }
  return false;
}

/// A link that was not tried yet, the one that is known to lead to the start first.
std::uint32_t PathWays::choose(Level& level) const {
  const std::uint32_t guide = search_.entry(level.entry).guide;
  if (!level.guided) {
    level.guided = true;
    if (guide != kNoEntry) return guide;
  }
  while (level.next != kNoEntry) {
    const std::uint32_t link = level.next;
    level.next = search_.link(link).next;
    if (link != guide) return link;
  }
  return kNoEntry;
}

bool PathWays::take(std::uint32_t index) {
  const PathLink& link = search_.link(index);
  if (link.hop == nullptr) return true;
  if (!trace_.push_before(*link.hop, walked_ == 0)) return false;
  way_.push_back({link.hop, search_.entry(link.before).place.part});
  if (!link.hop->relationships.empty()) ++walked_;
  return true;
}

/// Goes back to the level before and takes back its hop.
void PathWays::leave() {
  stack_.pop_back();
  if (stack_.empty()) return;
  const PathLink& link = search_.link(stack_.back().taken);
  if (link.hop == nullptr) return;
  way_.pop_back();
  if (!link.hop->relationships.empty()) --walked_;
  trace_.pop_before(*link.hop, walked_ == 0);
}

}  // namespace agora::execution
