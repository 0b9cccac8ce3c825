#include "graph/readers.h"

#include <algorithm>

#include "graph/column_run.h"
#include "graph/label_run.h"

namespace agora::graph {

const Run& HeldRuns::fetch(std::uint64_t number) {
  if (stamp_ != view_->change_stamp()) {
    runs_.clear();
    held_ = 0;
    stamp_ = view_->change_stamp();
  }
  if (held_ >= kMaxHeldRuns) {
    runs_.assign(runs_.size(), nullptr);
    held_ = 0;
  }
  // An id that never was must not make a table as large as itself.
  if (number << kRunBits >= std::max(view_->node_id_bound(), view_->relationship_id_bound())) {
    return *empty_run(kind_);
  }
  if (number >= runs_.size()) runs_.resize(number + 1);
  runs_[number] = view_->run(RunKey{kind_, id_, number});
  ++held_;
  return *runs_[number];
}

void AdjacencyReader::add_degrees(std::span<const std::uint64_t> nodes, std::span<std::int64_t> degrees) {
  for (std::size_t i = 0; i < nodes.size();) {
    const std::uint64_t number = run_number(nodes[i]);
    const auto& run = static_cast<const AdjacencyRun&>(runs_.at(number));
    const bool flat = run.changes().empty();
    if (flat && run.base().offsets.empty()) {
      while (i < nodes.size() && run_number(nodes[i]) == number) ++i;
    } else if (flat) {
      const std::uint32_t* offsets = run.base().offsets.data();
      for (; i < nodes.size() && run_number(nodes[i]) == number; ++i) {
        const std::uint16_t slot = run_slot(nodes[i]);
        degrees[i] += offsets[slot + 1u] - offsets[slot];
      }
    } else {
      for (; i < nodes.size() && run_number(nodes[i]) == number; ++i) {
        degrees[i] += static_cast<std::int64_t>(run.list(run_slot(nodes[i])).size());
      }
    }
  }
}

const ColumnRun& ColumnReader::run_of(std::uint64_t id) {
  return static_cast<const ColumnRun&>(runs_.at(run_number(id)));
}

void ColumnReader::check_deleted(std::span<const std::uint64_t> ids) const {
  const GraphView& view = runs_.view();
  if (!view.has_deletions()) return;
  for (const std::uint64_t id : ids) {
    if (element_ == catalog::ElementKind::Node) {
      view.require_not_deleted(NodeId{id});
    } else {
      view.require_not_deleted(RelationshipId{id});
    }
  }
}

Value ColumnReader::value(std::uint64_t id) {
  check_deleted({&id, 1});
  return run_of(id).value(run_slot(id));
}

void ColumnReader::gather(std::span<const std::uint64_t> ids, value::Column& out) {
  check_deleted(ids);
  out.clear();
  if (ids.empty()) return;
  // A column is mostly of one type: try the first one's, and go the slow way if another turns up.
  switch (run_of(ids[0]).layout()) {
    case ColumnRun::Layout::Integers:
      if (gather_integers(ids, out)) return;
      break;
    case ColumnRun::Layout::Floats:
      if (gather_floats(ids, out)) return;
      break;
    case ColumnRun::Layout::Values:
      break;
  }
  const std::span<Value> values = out.fill_values(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const ColumnRun& run = run_of(ids[i]);
    const std::uint16_t slot = run_slot(ids[i]);
    if (!run.has(slot)) continue;
    values[i] = run.layout() == ColumnRun::Layout::Values ? run.stored(slot) : run.value(slot);
  }
  out.count_nulls();
}

bool ColumnReader::gather_integers(std::span<const std::uint64_t> ids, value::Column& out) {
  const std::span<std::int64_t> numbers = out.fill_integers(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const ColumnRun& run = run_of(ids[i]);
    const std::uint16_t slot = run_slot(ids[i]);
    if (!run.has(slot)) {
      out.set_null(i);
    } else if (run.layout() == ColumnRun::Layout::Integers) {
      numbers[i] = run.integer(slot);
    } else {
      return false;
    }
  }
  return true;
}

bool ColumnReader::gather_floats(std::span<const std::uint64_t> ids, value::Column& out) {
  const std::span<double> numbers = out.fill_floats(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const ColumnRun& run = run_of(ids[i]);
    const std::uint16_t slot = run_slot(ids[i]);
    if (!run.has(slot)) {
      out.set_null(i);
    } else if (run.layout() == ColumnRun::Layout::Floats) {
      numbers[i] = run.floating(slot);
    } else {
      return false;
    }
  }
  return true;
}

void ColumnReader::gather(const value::Column& elements, value::Column& out) {
  const bool plain = elements.is(value::Layout::Nodes) || elements.is(value::Layout::Relationships);
  if (plain && !elements.has_nulls()) return gather(elements.ids(), out);
  out.clear();
  for (std::size_t row = 0; row < elements.size(); ++row) {
    out.append(elements.is_null(row) ? Value() : value(elements.id(row)));
  }
}

bool LabelReader::has(NodeId node) {
  runs_.view().require_not_deleted(node);
  return static_cast<const LabelRun&>(runs_.at(run_number(node.value))).has(run_slot(node.value));
}

const RunBits& LabelReader::run_of(NodeId node) {
  return static_cast<const LabelRun&>(runs_.at(run_number(node.value))).bits();
}

}  // namespace agora::graph
