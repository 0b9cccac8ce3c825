// graph/bulk_relationships.cpp
//
// Sorts the relationships of a bulk load by (type, start, end), numbers them in that order and
// packs their blocks.

#include <algorithm>
#include <future>
#include <numeric>

#include "agora/error.h"
#include "graph/adjacency_run.h"
#include "graph/bulk_state.h"
#include "graph/column_run.h"
#include "graph/ends_run.h"
#include "graph/shape_run.h"
#include "graph/stable_order.h"

namespace agora::graph {
namespace {

using Pair = std::pair<NodeId, NodeId>;

constexpr std::size_t kRowsWorthAThread = 50'000;

std::vector<std::uint32_t> all_rows(std::size_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

template <typename T>
std::vector<T> permuted(const std::vector<T>& values, const std::vector<std::uint32_t>& order) {
  std::vector<T> out;
  out.reserve(order.size());
  for (const std::uint32_t row : order) out.push_back(values[row]);
  return out;
}

using PackedRuns = std::vector<std::pair<RunKey, std::string>>;

PackedRuns packed_adjacency(RunKind kind, TypeId type, const std::vector<Pair>& sorted,
                            const std::vector<RelationshipId>& ids) {
  PackedRuns runs;
  for (std::size_t begin = 0; begin < sorted.size();) {
    const std::uint64_t number = run_number(sorted[begin].first.value);
    auto base = std::make_shared<AdjacencyBase>();
    base->offsets.assign(kRunIds + 1, 0);
    std::size_t end = begin;
    for (; end < sorted.size() && run_number(sorted[end].first.value) == number; ++end) {
      ++base->offsets[run_slot(sorted[end].first.value) + 1u];
      base->nodes.push_back(sorted[end].second);
      base->relationships.push_back(ids[end]);
    }
    std::partial_sum(base->offsets.begin(), base->offsets.end(), base->offsets.begin());
    runs.emplace_back(RunKey{kind, type.value, number}, std::string());
    AdjacencyRun(std::move(base)).encode(runs.back().second);
    begin = end;
  }
  return runs;
}

/// Of relationships in the order of (start, end), numbered from `first` on.
PackedRuns packed_incoming(TypeId type, RelationshipId first, const std::vector<NodeId>& starts,
                           const std::vector<NodeId>& ends) {
  const auto order = stable_order(ends, all_rows(ends.size()));
  std::vector<Pair> sorted(order.size());
  std::vector<RelationshipId> ids(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted[i] = {ends[order[i]], starts[order[i]]};
    ids[i] = RelationshipId{first.value + order[i]};
  }
  return packed_adjacency(RunKind::AdjacencyIn, type, sorted, ids);
}

}  // namespace

void BulkWriter::State::sort_relationships() {
  // Runs of relationship ids cross from one type to the next, so what they share stays open until
  // the end.
  std::uint64_t next = 0;
  for (auto& [type, rows] : by_type) {
    if (rows.starts.size() > UINT32_MAX) {
      throw Error(ErrorCategory::LimitExceeded, "",
                  "a bulk load can have 4,294,967,295 relationships of one type, no more");
    }
    check_endpoints(type, rows);
    rows.first = RelationshipId{next};
    next += rows.starts.size();
    sort_type(type, rows);
    pack(run_number(next));
  }
}

void BulkWriter::State::sort_type(TypeId type, Relationships& rows) {
  const std::size_t count = rows.starts.size();
  {
    const auto order = stable_order(rows.starts, stable_order(rows.ends, all_rows(count)));
    rows.starts = permuted(rows.starts, order);
    rows.ends = permuted(rows.ends, order);
    for (auto& [key, values] : rows.columns) {
      values.resize(count);
      values = permuted(values, order);
    }
  }
  const std::uint64_t first = rows.first.value;
  // What comes in shares nothing with what goes out.
  std::future<PackedRuns> incoming = std::async(
      count >= kRowsWorthAThread ? std::launch::async | std::launch::deferred : std::launch::deferred,
      [&rows, type] { return packed_incoming(type, rows.first, rows.starts, rows.ends); });
  std::vector<PropertyKeyId> keys;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t id = first + i;
    // A run is complete as soon as the next begins.
    if (run_slot(id) == 0) pack(run_number(id));
    open_run_as<EndsRun>(RunKind::Ends, 0, id)
        .set(run_slot(id), {type, rows.starts[i], rows.ends[i]});
    if (rows.columns.empty()) continue;
    keys.clear();
    for (const auto& [key, values] : rows.columns) {
      if (values[i].is_null()) continue;
      keys.push_back(key);
      open_run_as<ColumnRun>(RunKind::RelationshipColumn, key.value, id)
          .set(run_slot(id), values[i]);
    }
    if (!keys.empty())
      open_run_as<ShapeRun>(RunKind::RelationshipShape, 0, id).set(run_slot(id), keys);
  }
  rows.columns.clear();
  statistics.add_relationships(type, static_cast<std::int64_t>(count));
  count_ends(type, rows);

  std::vector<Pair> sorted(count);
  std::vector<RelationshipId> ids(count);
  for (std::size_t i = 0; i < count; ++i) {
    sorted[i] = {rows.starts[i], rows.ends[i]};
    ids[i] = RelationshipId{first + i};
  }
  keep(packed_adjacency(RunKind::AdjacencyOut, type, sorted, ids));
  keep(incoming.get());
  rows.starts = {};
  rows.ends = {};
}

void BulkWriter::State::keep(std::vector<std::pair<RunKey, std::string>> runs) {
  for (auto& [key, base] : runs) relationship_bases[key] = std::move(base);
}

void BulkWriter::State::count_ends(TypeId type, const Relationships& rows) {
  const auto count = [&](const std::vector<NodeId>& sources, catalog::Direction direction) {
    std::vector<std::int64_t> by_set(label_sets.size());
    for (const NodeId node : sources) ++by_set[label_set_of[node.value]];
    for (std::size_t set = 0; set < by_set.size(); ++set) {
      if (by_set[set] == 0) continue;
      for (const LabelId label : label_sets[set])
        statistics.add_relationships(label, type, direction, by_set[set]);
    }
  };
  count(rows.starts, catalog::Direction::Out);
  count(rows.ends, catalog::Direction::In);
}

void BulkWriter::State::check_endpoints(TypeId type, const Relationships& rows) const {
  std::vector<catalog::EndpointRule> rules;
  for (const catalog::EndpointRule& rule : catalog.endpoint_rules()) {
    if (rule.type == type) rules.push_back(rule);
  }
  if (rules.empty()) return;
  const auto carries = [&](NodeId node, LabelId label) {
    const std::vector<LabelId>& set = label_sets[label_set_of[node.value]];
    return std::binary_search(set.begin(), set.end(), label);
  };
  for (std::size_t i = 0; i < rows.starts.size(); ++i) {
    const bool allowed =
        std::any_of(rules.begin(), rules.end(), [&](const catalog::EndpointRule& rule) {
          return carries(rows.starts[i], rule.start) && carries(rows.ends[i], rule.end);
        });
    if (allowed) continue;
    const auto node = [&](NodeId id) {
      std::string text = "(";
      for (const LabelId label : label_sets[label_set_of[id.value]])
        text += ":" + catalog.name(label);
      return text + ")";
    };
    throw Error(ErrorCategory::ConstraintValidationFailed, "",
                "no rule lets a [:" + catalog.name(type) + "] relationship join " +
                    node(rows.starts[i]) + "-->" + node(rows.ends[i]));
  }
}

}  // namespace agora::graph
