// A part of a path that repeats, found depth first: memory is one path and what the part's plan gave on it.

#include <algorithm>
#include <utility>

#include "execution/path_part.h"

namespace agora::execution {

namespace {

class Repeat : public Stream {
 public:
  Repeat(const plan::Repeat& node, const Site& site)
      : steps_(node.steps), context_(site.context), carried_(site.carried()), input_(site.input()),
        part_(steps_, 0, site, carried_), trace_(steps_.mode), variables_(part_.wanted().size()) {
    wants_list_ = std::find(carried_.begin(), carried_.end(), steps_.relationships) != carried_.end();
  }

  bool next(Batch& batch) override {
    batch.clear();
    rows_.clear();
    nodes_.clear();
    lists_.clear();
    for (Column& column : variables_) column.clear();
    while (rows_.size() < value::kBatchRows) {
      if (walking_) {
        walking_ = step();
      } else if (row_ < in_.row_count()) {
        begin_row();
      } else if (!rows_.empty() || !next_input()) {
        break;
      }
    }
    if (rows_.empty()) return false;
    take_slots(in_, rows_, carried_, batch);
    if (!steps_.into) {
      const auto ids = batch.column(steps_.to).fill_nodes(nodes_.size());
      std::copy(nodes_.begin(), nodes_.end(), ids.begin());
    }
    if (wants_list_) std::swap(batch.column(steps_.relationships), lists_);
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      const Slot outside = part_.node().variables[part_.wanted()[i]].outside;
      std::swap(batch.column(outside), variables_[i]);
    }
    batch.set_row_count(rows_.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
    walking_ = false;
    path_.clear();
    levels_.clear();
    part_.forget();
  }

 private:
  /// The hops from the node at one depth, and which of them comes next.
  struct Level {
    PathHops hops;
    std::size_t next = 0;
  };

  bool next_input() {
    context_.check();
    in_.set_slot_count(context_.slot_count());
    row_ = 0;
    part_.forget();
    return input_->next(in_);
  }

  void begin_row() {
    const std::size_t row = row_++;
    const Value from = in_.value(steps_.from, row);
    if (!from.is(ValueType::Node)) return;
    target_.reset();
    if (steps_.into) {
      const Value to = in_.value(steps_.to, row);
      if (!to.is(ValueType::Node)) return;
      target_ = NodeId{to.id()};
    }
    part_.begin(in_, row);
    path_.clear();
    levels_.clear();
    const NodeId start{from.id()};
    trace_.begin(start);
    arrive(start);
    walking_ = true;
  }

  void arrive(NodeId node) {
    if (path_.size() >= part_.node().min && (!target_ || *target_ == node)) emit(node);
    Level level;
    if (!part_.node().max || path_.size() < *part_.node().max) level.hops = part_.find(node);
    levels_.push_back(std::move(level));
  }

  void emit(NodeId node) {
    rows_.push_back(static_cast<std::uint32_t>(row_ - 1));
    nodes_.push_back(node.value);
    if (wants_list_) {
      List list;
      for (const PathHop* hop : path_) {
        for (RelationshipId each : hop->relationships) {
          list.push_back(Value::relationship_reference(each.value));
        }
      }
      append(lists_, std::move(list));
    }
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      List list;
      list.reserve(path_.size());
      for (const PathHop* hop : path_) list.push_back(hop->values[i]);
      append(variables_[i], std::move(list));
    }
  }

  void append(Column& column, List list) const {
    if (steps_.reversed) std::reverse(list.begin(), list.end());
    column.append(Value(std::move(list)));
  }

  /// Goes one hop further or back; false when the walk is over.
  bool step() {
    if (++tried_ % 4096 == 0) context_.check();
    Level& level = levels_.back();
    if (!level.hops || level.next == level.hops->hops.size()) {
      levels_.pop_back();
      if (levels_.empty()) return false;
      trace_.pop(*path_.back());
      path_.pop_back();
      return true;
    }
    const PathHop& hop = level.hops->hops[level.next++];
    if (!trace_.push(hop)) return true;
    path_.push_back(&hop);
    arrive(hop.end);
    return true;
  }

  const plan::PathSteps& steps_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  PathPart part_;
  PathTrace trace_;
  bool wants_list_ = false, walking_ = false;
  Batch in_;
  std::size_t row_ = 0, tried_ = 0;
  std::optional<NodeId> target_;
  std::vector<const PathHop*> path_;  ///< The levels keep them alive.
  std::vector<Level> levels_;
  value::Selection rows_;
  std::vector<std::uint64_t> nodes_;
  Column lists_;
  std::vector<Column> variables_;
};

}  // namespace

StreamPtr make_repeat(const plan::Repeat& node, const Site& site) {
  return std::make_unique<Repeat>(node, site);
}

}  // namespace agora::execution
