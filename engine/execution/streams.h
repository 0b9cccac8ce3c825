// execution/streams.h
//
// The makers behind build(), one per operator; each lives in the file named after its operator.
#pragma once

#include <vector>

#include "execution/stream.h"

namespace agora::execution {

/// What a maker needs to know besides its own node. Inputs are built on demand, with input().
struct Site {
  const plan::Operator& op;
  Context& context;
  const Scope& scope;

  StreamPtr input(std::size_t index = 0) const { return build(*op.inputs[index], context, scope); }
  std::vector<Slot> carried() const { return carried_slots(op, scope); }
};

StreamPtr make_argument(const plan::Argument& node, const Site& site);
StreamPtr make_scan(const plan::AllNodesScan& node, const Site& site);
StreamPtr make_scan(const plan::NodesByLabel& node, const Site& site);
StreamPtr make_scan(const plan::NodeById& node, const Site& site);
StreamPtr make_index_seek(const plan::IndexSeek& node, const Site& site);
StreamPtr make_index_range(const plan::IndexRange& node, const Site& site);
StreamPtr make_expand(const plan::Expand& node, const Site& site);
StreamPtr make_expand_variable(const plan::ExpandVariable& node, const Site& site);
StreamPtr make_expand_reachable(const plan::ExpandVariable& node, const Site& site);
StreamPtr make_repeat(const plan::Repeat& node, const Site& site);
StreamPtr make_select_paths(const plan::SelectPaths& node, const Site& site);
StreamPtr make_shortest_path(const plan::ShortestPath& node, const Site& site);
StreamPtr make_bind_ends(const plan::BindEnds& node, const Site& site);
StreamPtr make_bind_ends_variable(const plan::BindEndsVariable& node, const Site& site);
StreamPtr make_filter(const plan::Filter& node, const Site& site);
StreamPtr make_project(const plan::Project& node, const Site& site);
StreamPtr make_retain(const plan::Retain& node, const Site& site);
StreamPtr make_aggregate(const plan::Aggregate& node, const Site& site);
/// The same where a Distribute stands below: parts of the rows are gathered by several threads, and merged.
StreamPtr make_shared_aggregate(const plan::Aggregate& node, const plan::Operator& distribute, const Site& site);
StreamPtr make_distribute(const Site& site);
StreamPtr make_distinct(const plan::Distinct& node, const Site& site);
StreamPtr make_sort(const plan::Sort& node, const Site& site);
StreamPtr make_skip(const plan::Skip& node, const Site& site);
StreamPtr make_limit(const plan::Limit& node, const Site& site);
StreamPtr make_unwind(const plan::Unwind& node, const Site& site);
StreamPtr make_eager(const Site& site);
StreamPtr make_call_procedure(const plan::CallProcedure& node, const Site& site);
StreamPtr make_create(const plan::Create& node, const Site& site);
StreamPtr make_update(const plan::Update& node, const Site& site);
StreamPtr make_delete(const plan::Delete& node, const Site& site);
StreamPtr make_load_csv(const plan::LoadCsv& node, const Site& site);
StreamPtr make_apply_in_transactions(const plan::ApplyInTransactions& node, const Site& site);
StreamPtr make_foreach(const plan::Foreach& node, const Site& site);
StreamPtr make_apply(const plan::Apply& node, const Site& site);
StreamPtr make_merge(const plan::Merge& node, const Site& site);
StreamPtr make_cartesian_product(const Site& site);
StreamPtr make_hash_join(const plan::HashJoin& node, const Site& site);
StreamPtr make_union(const plan::Union& node, const Site& site);
StreamPtr make_count_branches(const plan::CountBranches& node, const Site& site);
StreamPtr make_count_cycle(const plan::CountCycle& node, const Site& site);
StreamPtr make_intersect(const plan::Intersect& node, const Site& site);

/// Measures what `stream`, which runs `op`, does.
StreamPtr make_profiled(StreamPtr stream, const plan::Operator& op, Context& context);

}  // namespace agora::execution
