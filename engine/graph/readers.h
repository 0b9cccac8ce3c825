// graph/readers.h
//
// What an operator holds to read many elements: each keeps hold of the runs it has met, so that the next
// question about the same 1,024 ids costs an array access and no lock. Bounded: a reader holds at most
// kMaxHeldRuns, so a scan of a database larger than the cache does not hold all of it.
//
// Threads: one thread each. Lifetime: the view outlives its readers. Over a fork they notice writes between
// two calls; what a call gave before a write stays as it was until the next call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/graph_view.h"

namespace agora::graph {

/// The runs of one kind and id that a reader has met, by number.
class HeldRuns {
 public:
  static constexpr std::size_t kMaxHeldRuns = 4096;

  HeldRuns(const GraphView& view, RunKind kind, std::uint32_t id)
      : view_(&view), kind_(kind), id_(id), stamp_(view.change_stamp()) {}

  /// Valid until the next call.
  const Run& at(std::uint64_t number) {
    if (number < runs_.size() && runs_[number] && stamp_ == view_->change_stamp()) [[likely]] {
      return *runs_[number];
    }
    return fetch(number);
  }
  const GraphView& view() const noexcept { return *view_; }

 private:
  const Run& fetch(std::uint64_t number);
  const GraphView* view_;
  RunKind kind_;
  std::uint32_t id_;
  std::uint64_t stamp_;
  std::size_t held_ = 0;
  std::vector<RunPtr> runs_;
};

/// Neighbours by one relationship type in one direction.
class AdjacencyReader {
 public:
  AdjacencyReader(const GraphView& view, TypeId type, Direction direction)
      : runs_(view, direction == Direction::Out ? RunKind::AdjacencyOut : RunKind::AdjacencyIn, type.value) {}

  /// Valid until the next call.
  NeighbourList neighbours(NodeId node) {
    return static_cast<const AdjacencyRun&>(runs_.at(run_number(node.value))).list(run_slot(node.value));
  }
  std::size_t degree(NodeId node) { return neighbours(node).size(); }
  /// Adds to each number the degree of the node beside it. Quick where nodes of one run follow each other.
  void add_degrees(std::span<const std::uint64_t> nodes, std::span<std::int64_t> degrees);

 private:
  HeldRuns runs_;
};

/// One property of nodes or of relationships.
class ColumnReader {
 public:
  ColumnReader(const GraphView& view, catalog::ElementKind element, PropertyKeyId key)
      : runs_(view, element == catalog::ElementKind::Node ? RunKind::NodeColumn : RunKind::RelationshipColumn,
              key.value),
        element_(element) {}

  Value value(std::uint64_t id);
  /// Replaces `out` by the value for each id, null where there is none. A column of integers or of floats comes
  /// out as an array of them.
  void gather(std::span<const std::uint64_t> ids, value::Column& out);
  /// The same for a column of nodes or relationships; the property of null is null.
  void gather(const value::Column& elements, value::Column& out);

 private:
  const ColumnRun& run_of(std::uint64_t id);
  bool gather_integers(std::span<const std::uint64_t> ids, value::Column& out);
  bool gather_floats(std::span<const std::uint64_t> ids, value::Column& out);
  void check_deleted(std::span<const std::uint64_t> ids) const;
  HeldRuns runs_;
  catalog::ElementKind element_;
};

/// Which nodes carry one label.
class LabelReader {
 public:
  LabelReader(const GraphView& view, LabelId label) : runs_(view, RunKind::Label, label.value) {}
  bool has(NodeId node);
  /// Which nodes of the run that `node` is in carry it. Valid until the next call.
  const RunBits& run_of(NodeId node);

 private:
  HeldRuns runs_;
};

}  // namespace agora::graph
