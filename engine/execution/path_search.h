// execution/path_search.h
//
// Paths through parts in order of their length, for the choice among paths. Partial paths of one length that stand
// at one place are one entry with links to those before, so that each is kept once, however many paths there are.
//
// Where any two partial paths at a place can be exchanged, a place is followed no longer than it has given enough
// paths. That holds for walks, and for the nearest paths along one relationship that repeats, for these never come
// to a node twice. A shortest path back to the start is the exception: without a direction it must not end by the
// relationship it began with, so that search tells places apart by the first relationship.
//
// Elsewhere a place is followed at every length of which at least one path is allowed, and only towards ends that
// still want paths (PathPlaces). If one path or the nearest are asked for, the search by least lengths goes first:
// what it finds and the path mode allows is a shortest path.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "execution/path_places.h"

namespace agora::execution {

inline constexpr std::uint32_t kNoEntry = static_cast<std::uint32_t>(-1);

struct PathEntry {
  PathPlace place;
  std::uint64_t length = 0;
  std::uint64_t ways = 0;           ///< Counted where paths can be exchanged; a bound elsewhere.
  std::uint32_t links = kNoEntry;   ///< The first of a list.
  std::uint32_t guide = kNoEntry;   ///< A link by which some allowed path comes, if that is known.
  bool allowed = false;             ///< Some path here is known to be allowed.
};
struct PathLink {
  std::uint32_t before, next;
  const PathHop* hop;  ///< Null: to the next part.
  bool fresh;          ///< None of its relationships was walked on any way to `before`.
};

class PathSearch;

/// The allowed paths to one entry, one after the other; memory is one path.
class PathWays {
 public:
  struct Taken { const PathHop* hop; std::uint32_t part; };

  PathWays(Context& context, const PathSearch& search, plan::PathMode mode)
      : context_(context), search_(search), trace_(mode) {}

  /// After so many tries without a path next() gives up; 0: never.
  void begin(std::uint32_t entry, std::size_t most_tries = 0);
  /// Goes to the next path; false when there is no other.
  bool next();
  bool gave_up() const noexcept { return gave_up_; }
  /// Its hops, the last one first.
  const std::vector<Taken>& way() const noexcept { return way_; }
  /// The link that path comes by.
  std::uint32_t last_link() const noexcept { return stack_.front().taken; }

 private:
  struct Level {
    std::uint32_t entry;
    std::uint32_t next;                ///< A link to try.
    std::uint32_t taken = kNoEntry;
    bool guided = false;
  };
  void enter(std::uint32_t entry);
  std::uint32_t choose(Level& level) const;
  bool take(std::uint32_t link);
  void leave();

  Context& context_;
  const PathSearch& search_;
  PathTrace trace_;
  std::vector<Level> stack_;
  std::vector<Taken> way_;
  std::size_t walked_ = 0;  ///< Hops of the way that have relationships.
  std::size_t tried_ = 0, most_tries_ = 0;
  bool gave_up_ = false;
  bool given_ = false;  ///< The stack stands for a path that was given.
};

class PathSearch {
 public:
  using Kind = semantic::PathSelection::Kind;

  /// `conditional`: whole paths may be refused by whoever takes them. All must outlive this.
  PathSearch(Context& context, const plan::PathSteps& steps, const PathParts& parts, Kind kind,
             std::uint64_t count, bool conditional);

  void begin(NodeId start, std::optional<NodeId> target);
  void clear();
  /// The next entry at the end of paths that wants one. What was given before is no longer valid when begin() or
  /// clear() was called. Throws Error: Cancelled, LimitExceeded.
  std::optional<std::uint32_t> next_end();
  bool wants(std::uint32_t end) const;
  /// Counts one path to that end as chosen.
  void take(std::uint32_t end);
  /// True if the entry surely has an allowed path and gives no other one.
  bool sure(std::uint32_t end) const {
    return entries_[end].allowed && (kind_is_single() || entries_[end].ways == 1);
  }

  /// The path mode that is still to be checked of each way.
  plan::PathMode unchecked_mode() const { return exchanges_ ? plan::PathMode::Walk : mode_; }

  NodeId start() const noexcept { return start_; }
  const PathEntry& entry(std::uint32_t index) const { return entries_[index]; }
  const PathLink& link(std::uint32_t index) const { return links_[index]; }

 private:
  /// Nearest: each place at its least length. Closing: back to the start alone. Counted: each place as often as
  /// paths are wanted. All: each place at every length.
  enum class Phase : std::uint8_t { Nearest, Closing, Counted, All, Over };
  struct Level {
    std::vector<std::uint32_t> entries;
    absl::flat_hash_map<PathPlace, std::uint32_t> by_place;
    std::size_t next = 0;
  };
  struct Tally { std::uint64_t paths = 0, lengths = 0, last_length = 0; };

  bool kind_is_single() const { return count_ == 1 && (kind_ == Kind::Any || kind_ == Kind::Shortest); }
  bool can_exchange() const;
  std::uint64_t longest_walk() const;
  void begin_phase(Phase phase);
  void next_phase();
  void clear_entries();
  bool process(std::uint32_t index);
  bool admit(const PathEntry& entry);
  bool admit_first(const PathEntry& entry);
  bool is_full(const Tally& tally) const;
  bool is_allowed(std::uint32_t index);
  void expand(std::uint32_t index);
  void follow(std::uint32_t index, const PathHop& hop);
  bool is_fresh(const PathEntry& from, const PathHop& hop);
  void reach(std::uint32_t before, const PathPlace& place, std::uint64_t length, const PathHop* hop, bool fresh);
  std::uint64_t repetitions(const PathEntry& entry) const;
  std::optional<std::uint64_t> most(std::size_t part) const;
  bool is_end(const PathPlace& place) const;
  bool is_served(NodeId end) const;
  bool all_served();
  void look_around();
  void aim();

  Context& context_;
  const PathParts& parts_;
  plan::PathMode mode_;
  Kind kind_;
  std::uint64_t count_;
  bool conditional_;
  bool exchanges_ = false;  ///< Partial paths at a place can be exchanged.
  bool closes_ = false;     ///< Paths back to the start are searched on their own.
  std::uint64_t longest_;   ///< No path that is no walk is longer.
  std::uint64_t longest_walk_ = 0;
  NodeId start_{};
  std::optional<NodeId> target_;

  Phase phase_ = Phase::Over;
  std::uint64_t length_ = 0;
  std::vector<PathEntry> entries_;
  std::vector<PathLink> links_;
  std::vector<PathHops> hops_;  ///< Keep those of the links alive.
  std::map<std::pair<std::uint64_t, std::uint32_t>, Level> queue_;  ///< By length and part.
  absl::flat_hash_map<PathPlace, Tally> places_;
  absl::flat_hash_map<std::uint64_t, std::vector<std::uint64_t>> firsts_;  ///< Of a node, in the phase Closing.
  absl::flat_hash_map<NodeId, Tally> ends_;
  absl::flat_hash_map<RelationshipId, std::uint64_t> first_walked_;  ///< The least length before it.
  absl::flat_hash_map<NodeId, std::uint64_t> first_seen_;
  std::unique_ptr<PathPlaces> ahead_;
  std::size_t wanting_ = 0, wanted_when_aimed_ = 0;
  std::size_t processed_ = 0;
  PathWays ways_;
  HeldMemory held_;
};

}  // namespace agora::execution
