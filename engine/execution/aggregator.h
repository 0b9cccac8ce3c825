// execution/aggregator.h
//
// Aggregates over groups. What the groups have so far stands apart from the expressions that fill them, so that
// parts of the rows can be gathered by themselves, on several threads, and merged afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "execution/evaluator.h"
#include "execution/grouping.h"
#include "execution/streams.h"

namespace agora::execution {

/// What one aggregate has gathered, by group.
struct AggregateStates {
  /// A row of a group that is sorted before it is taken in: arguments, then keys.
  using Waiting = std::vector<Value>;

  std::vector<std::int64_t> counts, totals;
  std::vector<std::unique_ptr<function::AggregateState>> states;
  std::vector<KeyTable> seen;                 ///< With DISTINCT: the arguments that were taken in.
  std::vector<std::vector<Waiting>> waiting;  ///< With ORDER BY.
  std::size_t waiting_bytes = 0;

  std::size_t memory() const;
};

/// One aggregate. Threads: one at a time.
class Aggregator {
 public:
  Aggregator(const semantic::AggregateItem& item, const Site& site);

  /// Takes in a batch. `groups[row]` is the row's group; there are `group_count` groups so far. `weights` says how
  /// many rows each stands for (1 or more); empty: one.
  void add(const Batch& batch, const std::vector<std::uint32_t>& groups, std::size_t group_count,
           std::span<const std::int64_t> weights, AggregateStates& into);
  /// Takes in what was gathered from later rows, and uses it up: its group i is group `groups[i]` of `into`, which
  /// has `group_count` now.
  void merge(AggregateStates& into, AggregateStates& later, const std::vector<std::uint32_t>& groups,
             std::size_t group_count);
  /// Moves what group `group` has gathered to a new group of `into`, which has `count` so far.
  static void move_group(AggregateStates& from, std::size_t group, AggregateStates& into, std::size_t count);
  Value finish(AggregateStates& states, std::size_t group);

  const Slot slot;

 private:
  using Waiting = AggregateStates::Waiting;

  std::vector<const Column*> evaluate_arguments(const Batch& batch);
  void add_waiting(const Batch& batch, const std::vector<std::uint32_t>& groups, AggregateStates& into);
  bool add_integers(const Column& column, const std::vector<std::uint32_t>& groups, std::size_t group_count,
                    std::span<const std::int64_t> weights, AggregateStates& into);
  void add_total(AggregateStates& into, std::uint32_t group, std::int64_t number, std::int64_t times);
  void add_values(const std::vector<const Column*>& columns, const std::vector<std::uint32_t>& groups,
                  std::span<const std::int64_t> weights, AggregateStates& into);
  void add_unseen(const KeyTable& later, std::uint32_t group, AggregateStates& into);
  void grow(AggregateStates& states, std::size_t group_count) const;
  bool comes_before(const Waiting& left, const Waiting& right) const;
  Value finish_ordered(std::vector<Waiting>& rows);

  Context& context_;
  const function::Function& function_;
  bool distinct_;
  SourceSpan where_;
  bool counts_rows_, sums_;
  std::vector<EvaluatorPtr> arguments_, keys_;
  std::vector<bool> descending_;
  std::vector<Column> scratch_;
  std::vector<Value> values_;
};

/// The groups of an Aggregate, or of some of its rows: in the order of their first row.
struct Groups {
  explicit Groups(const plan::Aggregate& node) : table(node.keys.size()), aggregates(node.aggregates.size()) {}

  KeyTable table;
  std::vector<AggregateStates> aggregates;
  std::size_t count = 0;

  std::size_t memory() const;
};

/// Sorts rows into groups. Threads: one at a time.
class Grouper {
 public:
  Grouper(const plan::Aggregate& node, const Site& site);

  void add(const Batch& batch, Groups& into);
  /// Takes in the groups of later rows, and uses them up: what adding those rows would have given.
  void merge(Groups& into, Groups& later);
  /// Moves a group to the end of `into`, which has none with its key.
  void move_group(Groups& from, std::size_t group, Groups& into);
  /// The keys of the rows; they are there until the next call of anything.
  std::vector<const Column*> evaluate_keys(const Batch& batch);
  /// Sets `batch` to groups [from, from + count).
  void finish(Groups& groups, std::size_t from, std::size_t count, Batch& batch);

 private:
  void find_groups(const Batch& batch, Groups& into);

  std::vector<Slot> key_slots_;
  std::vector<EvaluatorPtr> keys_;
  EvaluatorPtr weight_;  ///< May be null.
  std::vector<Column> scratch_;
  Column weight_scratch_;
  std::vector<std::unique_ptr<Aggregator>> aggregators_;
  std::vector<std::uint32_t> numbers_;
};

}  // namespace agora::execution
