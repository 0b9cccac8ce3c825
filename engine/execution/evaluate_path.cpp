#include <algorithm>
#include <utility>

#include "execution/evaluators.h"

namespace agora::execution {

using semantic::AllDifferent;
using semantic::MakePath;
using semantic::NodesDiffer;
using value::Layout;

namespace {

class PathMaker : public Evaluator {
 public:
  PathMaker(const MakePath& node, Context& context) : slots_(node.elements), context_(context) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    scratch.clear();
    for (std::size_t row = 0; row < batch.row_count(); ++row) scratch.append(path(batch, row));
    return scratch;
  }

 private:
  Value path(const Batch& batch, std::size_t row) const {
    Path path;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const Value element = batch.value(slots_[i], row);
      if (element.is_null()) return {};
      if (i == 0) {
        path.nodes.push_back(element);
      } else if (i % 2 == 1) {
        append(path, element);
      }
      // Later nodes follow from the relationships.
    }
    return Value(std::move(path));
  }

  void append(Path& path, const Value& element) const {
    if (element.is(ValueType::List)) {
      for (const Value& relationship : element.as_list()) append(path, relationship);
      return;
    }
    const auto ends = context_.view.ends(RelationshipId{element.id()});
    const std::uint64_t here = path.nodes.back().id();
    const std::uint64_t there = ends.start.value == here ? ends.end.value : ends.start.value;
    path.relationships.push_back(element);
    path.nodes.push_back(Value::node_reference(there));
  }

  std::vector<Slot> slots_;
  Context& context_;
};

class DifferenceTest : public Evaluator {
 public:
  explicit DifferenceTest(const AllDifferent& node) : slots_(node.relationships) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const auto truth = scratch.fill_booleans(batch.row_count());
    if (slots_.size() == 2 && plain(batch, slots_[0]) && plain(batch, slots_[1])) {
      const auto a = batch.column(slots_[0]).ids();
      const auto b = batch.column(slots_[1]).ids();
      for (std::size_t row = 0; row < truth.size(); ++row) truth[row] = a[row] != b[row];
      return scratch;
    }
    for (std::size_t row = 0; row < truth.size(); ++row) truth[row] = different(batch, row);
    return scratch;
  }

 private:
  static bool plain(const Batch& batch, Slot slot) {
    return batch.column(slot).is(Layout::Relationships) && batch.column(slot).size() == batch.row_count();
  }

  /// A list is free of repetitions in itself; what is compared is one slot with the others.
  bool different(const Batch& batch, std::size_t row) {
    seen_.clear();
    for (Slot slot : slots_) {
      const Value value = batch.value(slot, row);
      if (value.is(ValueType::List)) {
        for (const Value& relationship : value.as_list()) seen_.push_back(relationship.id());
      } else if (value.is(ValueType::Relationship)) {
        seen_.push_back(value.id());
      }
    }
    std::sort(seen_.begin(), seen_.end());
    return std::adjacent_find(seen_.begin(), seen_.end()) == seen_.end();
  }

  std::vector<Slot> slots_;
  std::vector<std::uint64_t> seen_;
};

/// Follows the path as PathMaker does and looks at its nodes alone.
class NodeDifferenceTest : public Evaluator {
 public:
  NodeDifferenceTest(const NodesDiffer& node, Context& context)
      : path_({node.elements}, context), may_close_(node.may_close) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& paths = path_.evaluate(batch, paths_);
    const auto truth = scratch.fill_booleans(batch.row_count());
    for (std::size_t row = 0; row < truth.size(); ++row) truth[row] = different(paths.value(row));
    return scratch;
  }

 private:
  bool different(const Value& path) {
    if (path.is_null()) return false;
    seen_.clear();
    for (const Value& node : path.as_path().nodes) seen_.push_back(node.id());
    if (may_close_ && seen_.size() > 1 && seen_.front() == seen_.back()) seen_.pop_back();
    std::sort(seen_.begin(), seen_.end());
    return std::adjacent_find(seen_.begin(), seen_.end()) == seen_.end();
  }

  PathMaker path_;
  bool may_close_;
  Column paths_;
  std::vector<std::uint64_t> seen_;
};

}  // namespace

EvaluatorPtr make_nodes_differ(const NodesDiffer& node, const Build& build) {
  return std::make_unique<NodeDifferenceTest>(node, build.context);
}
EvaluatorPtr make_path(const MakePath& node, const Build& build) {
  return std::make_unique<PathMaker>(node, build.context);
}
EvaluatorPtr make_all_different(const AllDifferent& node, const Build&) {
  return std::make_unique<DifferenceTest>(node);
}

}  // namespace agora::execution
