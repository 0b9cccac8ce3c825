#include <algorithm>
#include <utility>

#include "execution/evaluator.h"
#include "execution/grouping.h"
#include "execution/streams.h"
#include "value/compare.h"
#include "value/memory.h"

namespace agora::execution {

namespace {

/// One aggregate over all groups.
class Aggregator {
 public:
  Aggregator(const semantic::AggregateItem& item, const Site& site)
      : slot(item.slot), context_(site.context), function_(*item.function), distinct_(item.distinct),
        where_(item.where), scratch_(item.arguments.size() + item.order_by.size()),
        values_(item.arguments.size()) {
    for (const auto& argument : item.arguments) {
      arguments_.push_back(compile(*argument, site.context, site.scope));
    }
    for (const auto& key : item.order_by) {
      keys_.push_back(compile(*key.expression, site.context, site.scope));
      descending_.push_back(key.descending);
    }
    counts_rows_ = function_.name == "count" && arguments_.empty();
    sums_ = function_.name == "sum" && arguments_.size() == 1 && !distinct_ && keys_.empty();
  }

  /// `groups[row]` is the row's group; there are `group_count` groups so far.
  void add(const Batch& batch, const std::vector<std::uint32_t>& groups, std::size_t group_count) {
    if (counts_rows_) {
      counts_.resize(group_count);
      for (std::uint32_t group : groups) ++counts_[group];
      return;
    }
    if (!keys_.empty()) {
      waiting_.resize(group_count);
      add_waiting(batch, groups);
      return;
    }
    while (states_.size() < group_count) {
      states_.push_back(function_.aggregate());
      if (distinct_) seen_.emplace_back(arguments_.size());
    }
    std::vector<const Column*> columns;
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      columns.push_back(&arguments_[i]->evaluate(batch, scratch_[i]));
    }
    if (sums_ && add_integers(*columns[0], groups, group_count)) return;
    add_values(columns, groups);
  }

  Value finish(std::size_t group) {
    if (counts_rows_) return group < counts_.size() ? counts_[group] : 0;
    if (!keys_.empty()) return finish_ordered(group);
    if (group < totals_.size() && totals_[group] != 0) {
      values_[0] = totals_[group];
      states_[group]->add(context_.call, values_);
    }
    if (group >= states_.size()) return function_.aggregate()->finish(context_.call);
    return states_[group]->finish(context_.call);
  }

  std::size_t memory() const {
    std::size_t bytes = counts_.size() * 8 + states_.size() * 64;
    for (const auto& state : states_) bytes += state->memory();
    for (const auto& table : seen_) bytes += table.memory();
    return bytes + waiting_bytes_;
  }

  void clear() {
    counts_.clear();
    totals_.clear();
    states_.clear();
    seen_.clear();
    waiting_.clear();
    waiting_bytes_ = 0;
  }

  Slot slot;

 private:
  /// A row of a group that is sorted before it is taken in: arguments, then keys.
  using Waiting = std::vector<Value>;

  void add_waiting(const Batch& batch, const std::vector<std::uint32_t>& groups) {
    std::vector<const Column*> columns;
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      columns.push_back(&arguments_[i]->evaluate(batch, scratch_[i]));
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      columns.push_back(&keys_[i]->evaluate(batch, scratch_[arguments_.size() + i]));
    }
    for (std::size_t row = 0; row < groups.size(); ++row) {
      Waiting waiting;
      waiting.reserve(columns.size());
      for (const Column* column : columns) waiting.push_back(column->value(row));
      waiting_bytes_ += sizeof(Waiting) + waiting.size() * sizeof(Value);
      for (const Value& value : waiting) waiting_bytes_ += value::heap_bytes(value);
      waiting_[groups[row]].push_back(std::move(waiting));
    }
  }

  bool comes_before(const Waiting& left, const Waiting& right) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const int order = value::order(left[arguments_.size() + i], right[arguments_.size() + i]);
      if (order != 0) return descending_[i] ? order > 0 : order < 0;
    }
    return false;
  }

  Value finish_ordered(std::size_t group) {
    const auto state = function_.aggregate();
    if (group >= waiting_.size()) return state->finish(context_.call);
    std::vector<Waiting>& rows = waiting_[group];
    std::stable_sort(rows.begin(), rows.end(), [this](const Waiting& left, const Waiting& right) {
      return comes_before(left, right);
    });
    KeyTable seen(arguments_.size());
    std::vector<Column> one(arguments_.size());
    std::vector<const Column*> columns;
    for (const Column& column : one) columns.push_back(&column);
    try {
      for (const Waiting& row : rows) {
        for (std::size_t i = 0; i < arguments_.size(); ++i) {
          values_[i] = row[i];
          if (!distinct_) continue;
          one[i].clear();
          one[i].append(row[i]);
        }
        bool added = true;
        if (distinct_) seen.find_or_add(columns, 0, added);
        if (added) state->add(context_.call, values_);
      }
      return state->finish(context_.call);
    } catch (Error& error) {
      error.locate(where_);
      throw;
    }
  }

  /// Sums of integers gather in a plain array; what would overflow goes to the state, which knows the rules.
  bool add_integers(const Column& column, const std::vector<std::uint32_t>& groups, std::size_t group_count) {
    if (!column.is(value::Layout::Integers) || column.has_nulls()) return false;
    totals_.resize(group_count);
    const auto numbers = column.integers();
    for (std::size_t row = 0; row < groups.size(); ++row) {
      std::int64_t& total = totals_[groups[row]];
      std::int64_t sum;
      if (!__builtin_add_overflow(total, numbers[row], &sum)) {
        total = sum;
        continue;
      }
      values_[0] = numbers[row];
      states_[groups[row]]->add(context_.call, values_);
    }
    return true;
  }

  void add_values(const std::vector<const Column*>& columns, const std::vector<std::uint32_t>& groups) {
    try {
      for (std::size_t row = 0; row < groups.size(); ++row) {
        if (distinct_) {
          bool added;
          seen_[groups[row]].find_or_add(columns, row, added);
          if (!added) continue;
        }
        for (std::size_t i = 0; i < columns.size(); ++i) values_[i] = columns[i]->value(row);
        states_[groups[row]]->add(context_.call, values_);
      }
    } catch (Error& error) {
      error.locate(where_);
      throw;
    }
  }

  Context& context_;
  const function::Function& function_;
  bool distinct_;
  SourceSpan where_;
  bool counts_rows_, sums_;
  std::vector<EvaluatorPtr> arguments_, keys_;
  std::vector<bool> descending_;
  std::vector<Column> scratch_;
  std::vector<Value> values_;
  std::vector<std::vector<Waiting>> waiting_;  ///< By group.
  std::size_t waiting_bytes_ = 0;
  std::vector<std::int64_t> counts_, totals_;
  std::vector<std::unique_ptr<function::AggregateState>> states_;
  std::vector<KeyTable> seen_;
};

class Aggregate : public Stream {
 public:
  Aggregate(const plan::Aggregate& node, const Site& site)
      : context_(site.context), held_(site.context), input_(site.input()), table_(node.keys.size()) {
    for (const auto& key : node.keys) {
      key_slots_.push_back(key.slot);
      keys_.push_back(compile(*key.expression, site.context, site.scope));
    }
    key_scratch_.resize(keys_.size());
    for (const auto& item : node.aggregates) aggregators_.push_back(std::make_unique<Aggregator>(item, site));
  }

  bool next(Batch& batch) override {
    batch.clear();
    if (!gathered_) gather();
    if (next_group_ >= group_count_) return false;
    const std::size_t count = std::min(value::kBatchRows, group_count_ - next_group_);
    for (std::size_t part = 0; part < keys_.size(); ++part) {
      batch.column(key_slots_[part]) = table_.keys(part).slice(next_group_, count);
    }
    for (auto& aggregator : aggregators_) {
      Column& column = batch.column(aggregator->slot);
      for (std::size_t i = 0; i < count; ++i) column.append(aggregator->finish(next_group_ + i));
    }
    next_group_ += count;
    batch.set_row_count(count);
    return true;
  }

  void restart() override {
    input_->restart();
    table_.clear();
    for (auto& aggregator : aggregators_) aggregator->clear();
    held_.clear();
    gathered_ = false;
    next_group_ = 0;
  }

 private:
  void gather() {
    gathered_ = true;
    group_count_ = keys_.empty() ? 1 : 0;
    Batch in(context_.slot_count());
    std::vector<std::uint32_t> groups;
    while (input_->next(in)) {
      context_.check();
      find_groups(in, groups);
      for (auto& aggregator : aggregators_) aggregator->add(in, groups, group_count_);
      account();
    }
  }

  void find_groups(const Batch& in, std::vector<std::uint32_t>& groups) {
    groups.assign(in.row_count(), 0);
    if (keys_.empty()) return;
    std::vector<const Column*> columns;
    for (std::size_t i = 0; i < keys_.size(); ++i) columns.push_back(&keys_[i]->evaluate(in, key_scratch_[i]));
    for (std::size_t row = 0; row < groups.size(); ++row) {
      bool added;
      groups[row] = table_.find_or_add(columns, row, added);
    }
    group_count_ = table_.size();
  }

  void account() {
    // Walking through all states is dear, so it is done as they double or every few dozen batches.
    if (++batches_ % 16 != 0 && table_.size() < counted_ * 2) return;
    counted_ = table_.size() + 1024;
    std::size_t bytes = table_.memory();
    for (const auto& aggregator : aggregators_) bytes += aggregator->memory();
    held_.clear();
    held_.add(bytes);
  }

  Context& context_;
  HeldMemory held_;
  StreamPtr input_;
  std::vector<Slot> key_slots_;
  std::vector<EvaluatorPtr> keys_;
  std::vector<Column> key_scratch_;
  KeyTable table_;
  std::vector<std::unique_ptr<Aggregator>> aggregators_;
  bool gathered_ = false;
  std::size_t group_count_ = 0, next_group_ = 0, counted_ = 0, batches_ = 0;
};

}  // namespace

StreamPtr make_aggregate(const plan::Aggregate& node, const Site& site) {
  return std::make_unique<Aggregate>(node, site);
}

}  // namespace agora::execution
