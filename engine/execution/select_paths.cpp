// Some of the paths between two nodes, by length: ANY, SHORTEST k, ALL SHORTEST, SHORTEST k GROUPS.
//
// From each start a search in breadth over partial paths, a partial one being a place (node, part, repetition)
// and a link to the one before it. What bounds it:
//
//  - Where a path can be cut and joined without harm – a WALK, or one relationship that repeats – a place that was
//    reached often enough at a smaller length is not followed again.
//  - Else only places are entered from which an end that still wants paths can be reached when repetition is
//    allowed; the search is over when no end wants any.

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include "execution/evaluator.h"
#include "execution/path_part.h"
#include "plan/expression_slots.h"

namespace agora::execution {

namespace {

using Kind = semantic::PathSelection::Kind;

/// A place of the search. Repetitions beyond the least number are one, if there is no greatest.
struct Place {
  std::uint64_t node = 0;
  std::uint64_t repetition = 0;
  std::uint64_t first = 0;  ///< The first relationship and one, where that makes a difference.
  std::uint32_t part = 0;

  bool operator==(const Place&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const Place& place) {
    return H::combine(std::move(h), place.node, place.repetition, place.first, place.part);
  }
};

struct Partial {
  std::uint32_t before;
  std::uint32_t part;
  std::uint64_t repetition;
  NodeId node;
  PathHops hops;  ///< Keeps `hop` alive.
  const PathHop* hop = nullptr;
  std::uint64_t length = 0;
};

constexpr std::uint32_t kNone = static_cast<std::uint32_t>(-1);

/// What one end, or one place, has had so far.
struct Tally {
  std::uint64_t paths = 0, lengths = 0, last_length = 0;
};

class SelectPaths : public Stream {
 public:
  SelectPaths(const plan::SelectPaths& node, const Site& site)
      : steps_(node.steps), selection_(node.selection), context_(site.context), carried_(site.carried()),
        input_(site.input()), condition_(compile(node.selection.predicate, site.context, site.scope)),
        held_(site.context) {
    wanted_slots_ = carried_;
    if (node.selection.predicate) {
      const plan::SlotSet read = plan::slots_of(node.selection.predicate);
      wanted_slots_.insert(wanted_slots_.end(), read.begin(), read.end());
      condition_slots_.assign(read.begin(), read.end());
    }
    for (std::size_t i = 0; i < steps_.parts.size(); ++i) {
      parts_.push_back(std::make_unique<PathPart>(steps_, i, site, wanted_slots_));
    }
    count_ = node.selection.count ? evaluate_count(site) : 1;
  }

  bool next(Batch& batch) override {
    batch.clear();
    while (given_ == found_.size()) {
      clear_search();
      if (row_ >= in_.row_count() && !next_input()) return false;
      search(row_++);
    }
    const std::size_t count = std::min(found_.size() - given_, value::kBatchRows);
    const value::Selection rows(count, static_cast<std::uint32_t>(row_ - 1));
    take_slots(in_, rows, carried_, batch);
    batch.column(steps_.to).clear();
    for (std::size_t i = 0; i < count; ++i) write(found_[given_ + i], batch);
    batch.set_row_count(count);
    given_ += count;
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
    clear_search();
    for (auto& part : parts_) part->forget();
  }

 private:
  std::uint64_t evaluate_count(const Site& site) const {
    const Value count = evaluate_once(selection_.count, context_, site.scope);
    if (count.is(ValueType::Integer) && count.as_int() >= 1) {
      return static_cast<std::uint64_t>(count.as_int());
    }
    throw Error(ErrorCategory::ArgumentError, "InvalidPathCount",
                "the number of paths to choose must be an integer of 1 or more")
        .at(selection_.count->where);
  }

  bool next_input() {
    context_.check();
    in_.set_slot_count(context_.slot_count());
    row_ = 0;
    for (auto& part : parts_) part->forget();
    return input_->next(in_);
  }

  void clear_search() {
    found_.clear();
    given_ = 0;
    partials_.clear();
    queue_.clear();
    ends_.clear();
    places_.clear();
    useful_.clear();
    edges_.clear();
    finals_.clear();
    held_.clear();
  }

  // ---- the search --------------------------------------------------------------------------------------------

  void search(std::size_t row) {
    const Value from = in_.value(steps_.from, row);
    if (!from.is(ValueType::Node)) return;
    target_.reset();
    if (steps_.into) {
      const Value to = in_.value(steps_.to, row);
      if (!to.is(ValueType::Node)) return;
      target_ = NodeId{to.id()};
    }
    start_ = NodeId{from.id()};
    for (auto& part : parts_) part->begin(in_, row);
    cuts_ = can_cut();
    if (!cuts_) explore();
    push({kNone, 0, 0, start_, nullptr, nullptr, 0});
    while (!queue_.empty()) {
      const std::uint64_t length = queue_.begin()->first;
      // Those of the same length may come in while it is worked on.
      std::vector<std::uint32_t>& now = queue_.begin()->second;
      for (std::size_t i = 0; i < now.size(); ++i) {
        if (++looked_at_ % 1024 == 0) context_.check();
        extend(now[i]);
      }
      queue_.erase(length);
      if (!cuts_ && all_served()) break;
    }
  }

  /// True if a path may be cut at a place and joined to any other that leads there.
  bool can_cut() {
    loops_ = false;
    if (condition_) return false;
    if (steps_.mode == plan::PathMode::Walk) return true;
    const plan::PathPart& part = steps_.parts.front();
    const bool one = steps_.parts.size() == 1 && part.relationships.size() == 1 && part.min <= 1;
    const bool nearest = selection_.kind == Kind::AllShortest || (selection_.kind != Kind::ShortestGroups && count_ == 1) ||
                         (selection_.kind == Kind::ShortestGroups && count_ == 1);
    // Back at the start, a path must not end with the relationship it began with.
    loops_ = one && part.min == 1 && (!target_ || *target_ == start_);
    return one && nearest;
  }

  Place place_of(const Partial& partial) const {
    Place place{partial.node.value, partial.repetition, 0, partial.part};
    if (partial.part < parts_.size()) {
      const plan::PathPart& part = parts_[partial.part]->node();
      const bool shortest_first = cuts_ && steps_.mode != plan::PathMode::Walk;
      if (!part.max || shortest_first) place.repetition = std::min(partial.repetition, part.min);
    }
    return place;
  }

  void extend(std::uint32_t index) {
    const Partial here = partials_[index];
    if (here.part == parts_.size()) {
      arrive(index);
      return;
    }
    if (!admit(here, index)) return;
    const plan::PathPart& part = parts_[here.part]->node();
    if (here.repetition >= part.min) {
      push({index, here.part + 1, 0, here.node, nullptr, nullptr, here.length});
    }
    if (part.max && here.repetition >= *part.max) return;
    const PathHops hops = parts_[here.part]->find(here.node);
    for (const PathHop& hop : *hops) {
      if (!fits(index, hop)) continue;
      push({index, here.part, here.repetition + 1, hop.end, hops, &hop,
            here.length + hop.relationships.size()});
    }
  }

  void push(Partial partial) {
    if (partials_.size() >= kNone) {
      throw Error(ErrorCategory::LimitExceeded, "MemoryLimit", "the search among paths has grown too large")
          .with_hint("bound the length of the path, or name one of its ends");
    }
    if (!cuts_ && !useful_.contains(place_of(partial))) return;
    held_.add(sizeof(Partial) + sizeof(std::uint32_t));
    queue_[partial.length].push_back(static_cast<std::uint32_t>(partials_.size()));
    partials_.push_back(std::move(partial));
  }

  /// Whether the place still wants to be followed at that length.
  bool admit(const Partial& partial, std::uint32_t index) {
    if (!cuts_) return true;
    Place place = place_of(partial);
    if (loops_) place.first = first_relationship(index);
    const auto [known, added] = places_.try_emplace(place);
    if (added) held_.add(2 * sizeof(Place));
    return count_in(known->second, partial.length);
  }

  std::uint64_t first_relationship(std::uint32_t index) const {
    std::uint64_t first = 0;
    for (; index != kNone; index = partials_[index].before) {
      if (partials_[index].hop) first = partials_[index].hop->relationships.front().value + 1;
    }
    return first;
  }

  /// Counts one more of that length, if more are wanted.
  bool count_in(Tally& tally, std::uint64_t length) const {
    const bool new_length = tally.paths == 0 || length != tally.last_length;
    switch (selection_.kind) {
      case Kind::Any:
      case Kind::Shortest:
        if (tally.paths >= count_) return false;
        break;
      case Kind::AllShortest:
        if (new_length && tally.lengths >= 1) return false;
        break;
      case Kind::ShortestGroups:
        if (new_length && tally.lengths >= count_) return false;
        break;
    }
    ++tally.paths;
    if (new_length) ++tally.lengths;
    tally.last_length = length;
    return true;
  }

  void arrive(std::uint32_t index) {
    const Partial& partial = partials_[index];
    if (target_ && *target_ != partial.node) return;
    if (condition_ && !satisfies(index)) return;
    if (count_in(ends_[partial.node.value], partial.length)) found_.push_back(index);
  }

  /// Whether the path mode allows the hop behind that partial path.
  bool fits(std::uint32_t index, const PathHop& hop) {
    if (steps_.mode == plan::PathMode::Walk) return true;
    way_.clear();
    for (; index != kNone; index = partials_[index].before) {
      if (partials_[index].hop) way_.push_back(partials_[index].hop);
    }
    PathTrace trace(steps_.mode, start_);
    for (auto each = way_.rbegin(); each != way_.rend(); ++each) trace.push(**each);
    return trace.push(hop);
  }

  // ---- where the search may lead -------------------------------------------------------------------------------

  /// All places that can be reached when repetition is allowed, and how they hang together.
  void explore() {
    absl::flat_hash_set<Place> seen;
    std::vector<Partial> open{{kNone, 0, 0, start_, nullptr, nullptr, 0}};
    seen.insert(place_of(open.back()));
    const auto reach = [&](const Place& from, Partial next) {
      const Place to = place_of(next);
      held_.add(2 * sizeof(Place));
      edges_[to].push_back(from);
      if (!seen.insert(to).second) return;
      if (next.part == parts_.size()) {
        if (!target_ || *target_ == next.node) finals_.push_back(to);
      } else {
        // The least numbers of repetitions that lead here, not those that were needed.
        next.repetition = to.repetition;
        open.push_back(std::move(next));
      }
    };
    while (!open.empty()) {
      if (++looked_at_ % 1024 == 0) context_.check();
      const Partial here = std::move(open.back());
      open.pop_back();
      const Place place = place_of(here);
      const plan::PathPart& part = parts_[here.part]->node();
      if (here.repetition >= part.min) reach(place, {kNone, here.part + 1, 0, here.node, nullptr, nullptr, 0});
      if (part.max && here.repetition >= *part.max) continue;
      const PathHops hops = parts_[here.part]->find(here.node);
      for (const PathHop& hop : *hops) {
        reach(place, {kNone, here.part, here.repetition + 1, hop.end, nullptr, nullptr, 0});
      }
    }
    find_useful();
  }

  bool served(const Place& end) const {
    const auto known = ends_.find(end.node);
    if (known == ends_.end()) return false;
    const Tally& tally = known->second;
    switch (selection_.kind) {
      case Kind::Any:
      case Kind::Shortest:
        return tally.paths >= count_;
      case Kind::AllShortest:
        return tally.paths > 0;  // Asked between two lengths.
      case Kind::ShortestGroups:
        return tally.lengths >= count_;
    }
    return false;
  }

  void find_useful() {
    useful_.clear();
    std::vector<Place> open = finals_;
    useful_.insert(open.begin(), open.end());
    while (!open.empty()) {
      const Place here = open.back();
      open.pop_back();
      const auto known = edges_.find(here);
      if (known == edges_.end()) continue;
      for (const Place& before : known->second) {
        if (useful_.insert(before).second) open.push_back(before);
      }
    }
    wanting_ = finals_.size();
  }

  /// Looks again where the search may lead when half of the ends have what they want.
  bool all_served() {
    std::erase_if(finals_, [this](const Place& end) { return served(end); });
    if (finals_.empty()) return true;
    if (finals_.size() * 2 <= wanting_) find_useful();
    return false;
  }

  // ---- rows --------------------------------------------------------------------------------------------------

  bool satisfies(std::uint32_t index) {
    Batch one(context_.slot_count());
    const std::uint32_t rows[] = {static_cast<std::uint32_t>(row_ - 1)};
    take_slots(in_, rows, condition_slots_, one);
    one.column(steps_.to).clear();
    write(index, one);
    one.set_row_count(1);
    const Value truth = condition_->evaluate(one, scratch_).value(0);
    return truth.is(ValueType::Boolean) && truth.as_bool();
  }

  /// Appends what the path sets.
  void write(std::uint32_t last, Batch& batch) {
    way_.clear();
    way_parts_.clear();
    for (std::uint32_t index = last; index != kNone; index = partials_[index].before) {
      if (!partials_[index].hop) continue;
      way_.push_back(partials_[index].hop);
      way_parts_.push_back(partials_[index].part);
    }
    if (!steps_.reversed) {
      std::reverse(way_.begin(), way_.end());
      std::reverse(way_parts_.begin(), way_parts_.end());
    }
    List all;
    for (const PathHop* hop : way_) {
      const auto& relationships = hop->relationships;
      for (std::size_t i = 0; i < relationships.size(); ++i) {
        const std::size_t at = steps_.reversed ? relationships.size() - 1 - i : i;
        all.push_back(Value::relationship_reference(relationships[at].value));
      }
    }
    batch.column(steps_.to).append_node(partials_[last].node.value);
    batch.column(steps_.relationships).append(Value(std::move(all)));
    for (std::size_t part = 0; part < parts_.size(); ++part) write_variables(part, batch);
  }

  void write_variables(std::size_t part, Batch& batch) {
    const PathPart& made = *parts_[part];
    for (std::size_t i = 0; i < made.wanted().size(); ++i) {
      List values;
      for (std::size_t at = 0; at < way_.size(); ++at) {
        if (way_parts_[at] == part) values.push_back(way_[at]->values[i]);
      }
      const Slot outside = made.node().variables[made.wanted()[i]].outside;
      batch.column(outside).append(made.node().quantified ? Value(std::move(values)) : values.front());
    }
  }

  const plan::PathSteps& steps_;
  const semantic::PathSelection& selection_;
  Context& context_;
  std::vector<Slot> carried_, wanted_slots_, condition_slots_;
  StreamPtr input_;
  EvaluatorPtr condition_;
  std::vector<std::unique_ptr<PathPart>> parts_;
  std::uint64_t count_ = 1;
  Batch in_;
  std::size_t row_ = 0, looked_at_ = 0;
  NodeId start_{};
  std::optional<NodeId> target_;
  bool cuts_ = false, loops_ = false;
  std::vector<Partial> partials_;
  std::map<std::uint64_t, std::vector<std::uint32_t>> queue_;  ///< By length.
  absl::flat_hash_map<std::uint64_t, Tally> ends_;
  absl::flat_hash_map<Place, Tally> places_;
  absl::flat_hash_map<Place, std::vector<Place>> edges_;  ///< Backwards.
  absl::flat_hash_set<Place> useful_;
  std::vector<Place> finals_;
  std::size_t wanting_ = 0;
  std::vector<std::uint32_t> found_;
  std::size_t given_ = 0;
  std::vector<const PathHop*> way_;
  std::vector<std::uint32_t> way_parts_;
  Column scratch_;
  HeldMemory held_;
};

}  // namespace

StreamPtr make_select_paths(const plan::SelectPaths& node, const Site& site) {
  return std::make_unique<SelectPaths>(node, site);
}

}  // namespace agora::execution
