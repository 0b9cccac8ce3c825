#include <algorithm>
#include <utility>

#include "execution/streams.h"

namespace agora::execution {

namespace {

class Builder {
 public:
  explicit Builder(const Site& site) : site_(site) {}

  StreamPtr operator()(const plan::Argument& n) { return make_argument(n, site_); }
  StreamPtr operator()(const plan::AllNodesScan& n) { return make_scan(n, site_); }
  StreamPtr operator()(const plan::NodesByLabel& n) { return make_scan(n, site_); }
  StreamPtr operator()(const plan::NodeById& n) { return make_scan(n, site_); }
  StreamPtr operator()(const plan::IndexSeek& n) { return make_index_seek(n, site_); }
  StreamPtr operator()(const plan::IndexRange& n) { return make_index_range(n, site_); }
  StreamPtr operator()(const plan::Expand& n) { return make_expand(n, site_); }
  StreamPtr operator()(const plan::ExpandVariable& n) { return make_expand_variable(n, site_); }
  StreamPtr operator()(const plan::Repeat& n) { return make_repeat(n, site_); }
  StreamPtr operator()(const plan::SelectPaths& n) { return make_select_paths(n, site_); }
  StreamPtr operator()(const plan::ShortestPath& n) { return make_shortest_path(n, site_); }
  StreamPtr operator()(const plan::BindEnds& n) { return make_bind_ends(n, site_); }
  StreamPtr operator()(const plan::BindEndsVariable& n) { return make_bind_ends_variable(n, site_); }
  StreamPtr operator()(const plan::Filter& n) { return make_filter(n, site_); }
  StreamPtr operator()(const plan::Project& n) { return make_project(n, site_); }
  StreamPtr operator()(const plan::Retain& n) { return make_retain(n, site_); }
  StreamPtr operator()(const plan::Aggregate& n) { return make_aggregate(n, site_); }
  StreamPtr operator()(const plan::Distinct& n) { return make_distinct(n, site_); }
  StreamPtr operator()(const plan::Sort& n) { return make_sort(n, site_); }
  StreamPtr operator()(const plan::Skip& n) { return make_skip(n, site_); }
  StreamPtr operator()(const plan::Limit& n) { return make_limit(n, site_); }
  StreamPtr operator()(const plan::Unwind& n) { return make_unwind(n, site_); }
  StreamPtr operator()(const plan::Eager&) { return make_eager(site_); }
  StreamPtr operator()(const plan::CallProcedure& n) { return make_call_procedure(n, site_); }
  StreamPtr operator()(const plan::Create& n) { return make_create(n, site_); }
  StreamPtr operator()(const plan::Update& n) { return make_update(n, site_); }
  StreamPtr operator()(const plan::Delete& n) { return make_delete(n, site_); }
  StreamPtr operator()(const plan::LoadCsv& n) { return make_load_csv(n, site_); }
  StreamPtr operator()(const plan::ApplyInTransactions& n) { return make_apply_in_transactions(n, site_); }
  StreamPtr operator()(const plan::Foreach& n) { return make_foreach(n, site_); }
  StreamPtr operator()(const plan::Apply& n) { return make_apply(n, site_); }
  StreamPtr operator()(const plan::Merge& n) { return make_merge(n, site_); }
  StreamPtr operator()(const plan::CartesianProduct&) { return make_cartesian_product(site_); }
  StreamPtr operator()(const plan::HashJoin& n) { return make_hash_join(n, site_); }
  StreamPtr operator()(const plan::Union& n) { return make_union(n, site_); }
  StreamPtr operator()(const plan::CountBranches& n) { return make_count_branches(n, site_); }
  StreamPtr operator()(const plan::CountCycle& n) { return make_count_cycle(n, site_); }
  StreamPtr operator()(const plan::Intersect& n) { return make_intersect(n, site_); }
  StreamPtr operator()(const plan::Distribute&) { return make_distribute(site_); }

 private:
  const Site& site_;
};

}  // namespace

StreamPtr build(const plan::Operator& op, Context& context, const Scope& scope) {
  const Site site{op, context, scope};
  StreamPtr stream = std::visit(Builder(site), op.node);
  return context.profile ? make_profiled(std::move(stream), op, context) : std::move(stream);
}

std::vector<Slot> carried_slots(const plan::Operator& op, const Scope& scope) {
  std::vector<Slot> slots = op.needed;
  slots.insert(slots.end(), scope.carried.begin(), scope.carried.end());
  return slots;
}

void take_slots(const Batch& in, std::span<const std::uint32_t> rows, std::span<const Slot> slots, Batch& out) {
  for (Slot slot : slots) {
    const Column& column = in.column(slot);
    if (column.empty()) continue;
    out.column(slot).clear();
    out.column(slot).append_selected(column, rows);
  }
}

void append_rows(const Batch& in, Batch& out) {
  const std::size_t before = out.row_count();
  for (Slot slot = 0; slot < in.slot_count(); ++slot) {
    const Column& column = in.column(slot);
    Column& target = out.column(slot);
    if (column.empty() && target.empty()) continue;
    if (target.size() < before) target.append_repeated(Value(), before - target.size());
    if (column.empty()) {
      target.append_repeated(Value(), in.row_count());
    } else {
      target.append_range(column, 0, in.row_count());
    }
  }
  out.set_row_count(before + in.row_count());
}

}  // namespace agora::execution
