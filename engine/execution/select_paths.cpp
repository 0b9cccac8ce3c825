// Some of the paths between two nodes, by length: ANY, SHORTEST k, ALL SHORTEST, SHORTEST k GROUPS.

#include <algorithm>
#include <utility>

#include "execution/bidirectional_search.h"
#include "execution/evaluator.h"
#include "execution/path_search.h"
#include "plan/expression_slots.h"

namespace agora::execution {

namespace {

std::vector<Slot> with_slots(std::vector<Slot> slots, const semantic::ExpressionPtr& predicate) {
  if (!predicate) return slots;
  const plan::SlotSet read = plan::slots_of(predicate);
  slots.insert(slots.end(), read.begin(), read.end());
  return slots;
}

class SelectPaths : public Stream {
 public:
  SelectPaths(const plan::SelectPaths& node, const Site& site)
      : steps_(node.steps), context_(site.context), carried_(site.carried()),
        wanted_(with_slots(carried_, node.selection.predicate)), input_(site.input()),
        condition_(compile(node.selection.predicate, site.context, site.scope)), parts_(make_parts(site)),
        search_(context_, steps_, parts_, node.selection.kind, count_of(node.selection, site),
                condition_ != nullptr),
        ways_(context_, search_, search_.unchecked_mode()), variables_(parts_.size()) {
    condition_slots_ = with_slots({}, node.selection.predicate);
    wants_list_ = wants(steps_.relationships);
    needs_way_ = wants_list_ || condition_;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      variables_[i].resize(parts_[i]->wanted().size());
      needs_way_ = needs_way_ || !variables_[i].empty();
    }
    if (meets_in_the_middle(node.selection, site)) {
      const plan::Expand& step = *parts_[0]->plain();
      between_.emplace(context_, step.types, step.direction,
                       node.selection.kind == Kind::AllShortest || node.selection.kind == Kind::ShortestGroups,
                       parts_[0]->node().max);
    }
  }

  bool next(Batch& batch) override {
    batch.clear();
    clear_rows();
    while (rows_.size() < value::kBatchRows) {
      if (next_path_ < paths_.size()) {
        add_row(paths_[next_path_++]);
      } else if (end_) {
        give_path();
      } else if (searching_) {
        seek_end();
      } else if (row_ < in_.row_count()) {
        begin_row(row_++);
      } else if (!rows_.empty() || !next_input()) {
        break;
      }
    }
    if (rows_.empty()) return false;
    take_slots(in_, rows_, carried_, batch);
    move_columns(batch);
    batch.set_row_count(rows_.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
    stop();
    for (auto& part : parts_) part->forget();
  }

 private:
  PathParts make_parts(const Site& site) const {
    PathParts parts;
    for (std::size_t i = 0; i < steps_.parts.size(); ++i) {
      parts.push_back(std::make_unique<PathPart>(steps_, i, site, wanted_));
    }
    return parts;
  }

  static std::uint64_t count_of(const semantic::PathSelection& selection, const Site& site) {
    if (!selection.count) return 1;
    const Value count = evaluate_once(selection.count, site.context, site.scope);
    if (count.is(ValueType::Integer) && count.as_int() >= 1) {
      return static_cast<std::uint64_t>(count.as_int());
    }
    throw Error(ErrorCategory::ArgumentError, "InvalidPathCount",
                "the number of paths to choose must be an integer of 1 or more")
        .at(selection.count->where);
  }

  using Kind = semantic::PathSelection::Kind;

  /// True if paths between two different known nodes can be searched from both: those along one relationship that
  /// repeats, of which one or the nearest are asked for.
  bool meets_in_the_middle(const semantic::PathSelection& selection, const Site& site) const {
    if (!steps_.into || condition_ || parts_.size() != 1 || !parts_[0]->plain()) return false;
    const plan::PathPart& part = parts_[0]->node();
    if (part.min > 1 || !part.quantified) return false;
    for (const std::size_t i : parts_[0]->wanted()) {
      if (part.variables[i].inside != part.relationships[0]) return false;
    }
    return selection.kind == Kind::AllShortest || count_of(selection, site) == 1;
  }

  bool wants(Slot slot) const { return std::find(wanted_.begin(), wanted_.end(), slot) != wanted_.end(); }

  bool next_input() {
    context_.check();
    in_.set_slot_count(context_.slot_count());
    row_ = 0;
    stop();
    for (auto& part : parts_) part->forget();
    return input_->next(in_);
  }

  void stop() {
    end_.reset();
    searching_ = false;
    search_.clear();
    paths_.clear();
    next_path_ = 0;
  }

  void begin_row(std::size_t row) {
    const Value from = in_.value(steps_.from, row);
    if (!from.is(ValueType::Node)) return;
    std::optional<NodeId> target;
    if (steps_.into) {
      const Value to = in_.value(steps_.to, row);
      if (!to.is(ValueType::Node)) return;
      target = NodeId{to.id()};
    }
    for (auto& part : parts_) part->begin(in_, row);
    if (between_ && target->value != from.id()) {
      target_ = *target;
      paths_ = between_->find(NodeId{from.id()}, *target, nullptr);
      next_path_ = 0;
      return;
    }
    search_.begin(NodeId{from.id()}, target);
    searching_ = true;
  }

  void seek_end() {
    end_ = search_.next_end();
    if (!end_) {
      searching_ = false;
      search_.clear();
    } else if (!needs_way_ && search_.sure(*end_)) {
      search_.take(*end_);
      add_row();
      end_.reset();
    } else {
      ways_.begin(*end_);
    }
  }

  void give_path() {
    if (!search_.wants(*end_) || !ways_.next()) {
      end_.reset();
      return;
    }
    if (++given_ % 1024 == 0) context_.check();
    if (condition_ && !satisfies()) return;
    search_.take(*end_);
    add_row();
  }

  // ---- rows --------------------------------------------------------------------------------------------------

  NodeId end_node() const { return NodeId{search_.entry(*end_).place.node}; }

  void add_row() {
    rows_.push_back(static_cast<std::uint32_t>(row_ - 1));
    nodes_.push_back(end_node().value);
    if (wants_list_) lists_.append(relationships());
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      for (std::size_t i = 0; i < variables_[part].size(); ++i) variables_[part][i].append(variable(part, i));
    }
  }

  void add_row(const BidirectionalSearch::Path& path) {
    rows_.push_back(static_cast<std::uint32_t>(row_ - 1));
    nodes_.push_back(target_.value);
    List list;
    for (const RelationshipId relationship : path) list.push_back(Value::relationship_reference(relationship.value));
    if (steps_.reversed) std::reverse(list.begin(), list.end());
    for (Column& column : variables_[0]) column.append(Value(list));
    if (wants_list_) lists_.append(Value(std::move(list)));
  }

  void clear_rows() {
    rows_.clear();
    nodes_.clear();
    lists_.clear();
    for (auto& part : variables_) {
      for (Column& column : part) column.clear();
    }
  }

  void move_columns(Batch& batch) {
    if (!steps_.into) {
      const auto ids = batch.column(steps_.to).fill_nodes(nodes_.size());
      std::copy(nodes_.begin(), nodes_.end(), ids.begin());
    }
    if (wants_list_) std::swap(batch.column(steps_.relationships), lists_);
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      for (std::size_t i = 0; i < variables_[part].size(); ++i) {
        std::swap(batch.column(outside(part, i)), variables_[part][i]);
      }
    }
  }

  Slot outside(std::size_t part, std::size_t i) const {
    return parts_[part]->node().variables[parts_[part]->wanted()[i]].outside;
  }

  bool satisfies() {
    Batch one(context_.slot_count());
    const std::uint32_t rows[] = {static_cast<std::uint32_t>(row_ - 1)};
    take_slots(in_, rows, condition_slots_, one);
    one.column(steps_.to).clear();
    one.column(steps_.to).append_node(end_node().value);
    if (wants_list_) one.column(steps_.relationships).append(relationships());
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      for (std::size_t i = 0; i < variables_[part].size(); ++i) one.column(outside(part, i)).append(variable(part, i));
    }
    one.set_row_count(1);
    const Value truth = condition_->evaluate(one, scratch_).value(0);
    return truth.is(ValueType::Boolean) && truth.as_bool();
  }

  /// Of the way at hand, in the order of the pattern.
  Value relationships() const {
    List all;
    for (const PathWays::Taken& taken : ways_.way()) {
      const auto& walked = taken.hop->relationships;
      for (auto each = walked.rbegin(); each != walked.rend(); ++each) {
        all.push_back(Value::relationship_reference(each->value));
      }
    }
    if (!steps_.reversed) std::reverse(all.begin(), all.end());
    return Value(std::move(all));
  }

  Value variable(std::size_t part, std::size_t i) const {
    List values;
    for (const PathWays::Taken& taken : ways_.way()) {
      if (taken.part == part) values.push_back(taken.hop->values[i]);
    }
    if (!parts_[part]->node().quantified) return values.front();
    if (!steps_.reversed) std::reverse(values.begin(), values.end());
    return Value(std::move(values));
  }

  const plan::PathSteps& steps_;
  Context& context_;
  std::vector<Slot> carried_, wanted_, condition_slots_;
  StreamPtr input_;
  EvaluatorPtr condition_;
  PathParts parts_;
  PathSearch search_;
  PathWays ways_;
  std::optional<BidirectionalSearch> between_;  ///< Instead of the search, between different nodes.
  std::vector<BidirectionalSearch::Path> paths_;  ///< What it found for the row.
  std::size_t next_path_ = 0;
  NodeId target_{};
  bool wants_list_ = false, needs_way_ = false;
  Batch in_;
  std::size_t row_ = 0, given_ = 0;
  bool searching_ = false;
  std::optional<std::uint32_t> end_;  ///< Whose ways are being given.
  value::Selection rows_;
  std::vector<std::uint64_t> nodes_;
  Column lists_;
  std::vector<std::vector<Column>> variables_;
  Column scratch_;
};

}  // namespace

StreamPtr make_select_paths(const plan::SelectPaths& node, const Site& site) {
  return std::make_unique<SelectPaths>(node, site);
}

}  // namespace agora::execution
