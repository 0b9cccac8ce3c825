#include "execution/aggregator.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "function/sum.h"
#include "value/compare.h"
#include "value/memory.h"

namespace agora::execution {

using function::AggregateState;
using function::add_to_count;

namespace {

std::size_t bytes_of(const AggregateStates::Waiting& row) {
  std::size_t bytes = sizeof(row) + row.size() * sizeof(Value);
  for (const Value& value : row) bytes += value::heap_bytes(value);
  return bytes;
}

}  // namespace

std::size_t AggregateStates::memory() const {
  std::size_t bytes = counts.size() * 8 + states.size() * 64;
  for (const auto& state : states) bytes += state->memory();
  for (const auto& table : seen) bytes += table.memory();
  return bytes + waiting_bytes;
}

// ---- Aggregator ----------------------------------------------------------------------------------------------

Aggregator::Aggregator(const semantic::AggregateItem& item, const Site& site)
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

void Aggregator::add(const Batch& batch, const std::vector<std::uint32_t>& groups, std::size_t group_count,
                     std::span<const std::int64_t> weights, AggregateStates& into) {
  if (counts_rows_) {
    into.counts.resize(group_count);
    if (weights.empty()) {
      for (std::uint32_t group : groups) ++into.counts[group];
    }
    for (std::size_t row = 0; row < weights.size(); ++row) add_to_count(into.counts[groups[row]], weights[row]);
    return;
  }
  if (!keys_.empty()) {
    into.waiting.resize(group_count);
    add_waiting(batch, groups, into);
    return;
  }
  grow(into, group_count);
  const std::vector<const Column*> columns = evaluate_arguments(batch);
  if (sums_ && add_integers(*columns[0], groups, group_count, weights, into)) return;
  add_values(columns, groups, weights, into);
}

void Aggregator::grow(AggregateStates& states, std::size_t group_count) const {
  while (states.states.size() < group_count) {
    states.states.push_back(function_.aggregate());
    if (distinct_) states.seen.emplace_back(arguments_.size());
  }
}

std::vector<const Column*> Aggregator::evaluate_arguments(const Batch& batch) {
  std::vector<const Column*> columns;
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    columns.push_back(&arguments_[i]->evaluate(batch, scratch_[i]));
  }
  return columns;
}

void Aggregator::add_waiting(const Batch& batch, const std::vector<std::uint32_t>& groups,
                             AggregateStates& into) {
  std::vector<const Column*> columns = evaluate_arguments(batch);
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    columns.push_back(&keys_[i]->evaluate(batch, scratch_[arguments_.size() + i]));
  }
  for (std::size_t row = 0; row < groups.size(); ++row) {
    Waiting waiting;
    waiting.reserve(columns.size());
    for (const Column* column : columns) waiting.push_back(column->value(row));
    into.waiting_bytes += bytes_of(waiting);
    into.waiting[groups[row]].push_back(std::move(waiting));
  }
}

/// Sums of integers gather in a plain array; what would overflow goes to the state, which knows the rules.
bool Aggregator::add_integers(const Column& column, const std::vector<std::uint32_t>& groups,
                              std::size_t group_count, std::span<const std::int64_t> weights,
                              AggregateStates& into) {
  if (!column.is(value::Layout::Integers) || column.has_nulls()) return false;
  into.totals.resize(group_count);
  const auto numbers = column.integers();
  for (std::size_t row = 0; row < groups.size(); ++row) {
    add_total(into, groups[row], numbers[row], weights.empty() ? 1 : weights[row]);
  }
  return true;
}

void Aggregator::add_total(AggregateStates& into, std::uint32_t group, std::int64_t number, std::int64_t times) {
  std::int64_t product, sum;
  if (!__builtin_mul_overflow(number, times, &product) &&
      !__builtin_add_overflow(into.totals[group], product, &sum)) {
    into.totals[group] = sum;
    return;
  }
  values_[0] = number;
  into.states[group]->add_many(context_.call, values_, times);
}

void Aggregator::add_values(const std::vector<const Column*>& columns, const std::vector<std::uint32_t>& groups,
                            std::span<const std::int64_t> weights, AggregateStates& into) {
  try {
    for (std::size_t row = 0; row < groups.size(); ++row) {
      if (distinct_) {
        bool added;
        into.seen[groups[row]].find_or_add(columns, row, added);
        if (!added) continue;
      }
      for (std::size_t i = 0; i < columns.size(); ++i) values_[i] = columns[i]->value(row);
      AggregateState& state = *into.states[groups[row]];
      if (weights.empty() || distinct_) {
        state.add(context_.call, values_);
      } else {
        state.add_many(context_.call, values_, weights[row]);
      }
    }
  } catch (Error& error) {
    error.locate(where_);
    throw;
  }
}

void Aggregator::merge(AggregateStates& into, AggregateStates& later, const std::vector<std::uint32_t>& groups,
                       std::size_t group_count) {
  if (counts_rows_) {
    into.counts.resize(group_count);
    for (std::size_t i = 0; i < later.counts.size(); ++i) add_to_count(into.counts[groups[i]], later.counts[i]);
    return;
  }
  if (!keys_.empty()) {
    into.waiting.resize(group_count);
    for (std::size_t i = 0; i < later.waiting.size(); ++i) {
      auto& rows = into.waiting[groups[i]];
      rows.insert(rows.end(), std::make_move_iterator(later.waiting[i].begin()),
                  std::make_move_iterator(later.waiting[i].end()));
    }
    into.waiting_bytes += later.waiting_bytes;
    return;
  }
  grow(into, group_count);
  try {
    if (!later.totals.empty()) into.totals.resize(group_count);
    for (std::size_t i = 0; i < later.totals.size(); ++i) add_total(into, groups[i], later.totals[i], 1);
    for (std::size_t i = 0; i < later.states.size(); ++i) {
      if (distinct_) {
        add_unseen(later.seen[i], groups[i], into);
      } else {
        into.states[groups[i]]->merge(context_.call, *later.states[i]);
      }
    }
  } catch (Error& error) {
    error.locate(where_);
    throw;
  }
}

/// The parts may have met the same arguments, so these are taken in again.
void Aggregator::add_unseen(const KeyTable& later, std::uint32_t group, AggregateStates& into) {
  std::vector<const Column*> columns;
  for (std::size_t i = 0; i < arguments_.size(); ++i) columns.push_back(&later.keys(i));
  for (std::size_t row = 0; row < later.size(); ++row) {
    bool added;
    into.seen[group].find_or_add(columns, row, added);
    if (!added) continue;
    for (std::size_t i = 0; i < columns.size(); ++i) values_[i] = columns[i]->value(row);
    into.states[group]->add(context_.call, values_);
  }
}

void Aggregator::move_group(AggregateStates& from, std::size_t group, AggregateStates& into, std::size_t count) {
  // What was not needed for the last groups is not there for them.
  const auto move = [&](auto& source, auto& target) {
    if (group >= source.size()) return;
    target.resize(count);
    target.push_back(std::move(source[group]));
  };
  move(from.counts, into.counts);
  move(from.totals, into.totals);
  move(from.states, into.states);
  if (group < from.seen.size()) into.seen.push_back(std::move(from.seen[group]));
  if (group >= from.waiting.size()) return;
  move(from.waiting, into.waiting);
  for (const Waiting& row : into.waiting.back()) into.waiting_bytes += bytes_of(row);
}

Value Aggregator::finish(AggregateStates& states, std::size_t group) {
  if (counts_rows_) return group < states.counts.size() ? states.counts[group] : 0;
  if (!keys_.empty()) {
    if (group >= states.waiting.size()) return function_.aggregate()->finish(context_.call);
    return finish_ordered(states.waiting[group]);
  }
  if (group < states.totals.size() && states.totals[group] != 0) {
    values_[0] = states.totals[group];
    states.states[group]->add(context_.call, values_);
  }
  if (group >= states.states.size()) return function_.aggregate()->finish(context_.call);
  return states.states[group]->finish(context_.call);
}

bool Aggregator::comes_before(const Waiting& left, const Waiting& right) const {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const int order = value::order(left[arguments_.size() + i], right[arguments_.size() + i]);
    if (order != 0) return descending_[i] ? order > 0 : order < 0;
  }
  return false;
}

Value Aggregator::finish_ordered(std::vector<Waiting>& rows) {
  const auto state = function_.aggregate();
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

// ---- Groups --------------------------------------------------------------------------------------------------

std::size_t Groups::memory() const {
  std::size_t bytes = table.memory();
  for (const AggregateStates& states : aggregates) bytes += states.memory();
  return bytes;
}

Grouper::Grouper(const plan::Aggregate& node, const Site& site) {
  for (const auto& key : node.keys) {
    key_slots_.push_back(key.slot);
    keys_.push_back(compile(*key.expression, site.context, site.scope));
  }
  if (node.weight) weight_ = compile(*node.weight, site.context, site.scope);
  scratch_.resize(keys_.size());
  for (const auto& item : node.aggregates) aggregators_.push_back(std::make_unique<Aggregator>(item, site));
}

void Grouper::add(const Batch& batch, Groups& into) {
  find_groups(batch, into);
  std::span<const std::int64_t> weights;
  if (weight_) weights = weight_->evaluate(batch, weight_scratch_).integers();
  for (std::size_t i = 0; i < aggregators_.size(); ++i) {
    aggregators_[i]->add(batch, numbers_, into.count, weights, into.aggregates[i]);
  }
}

void Grouper::find_groups(const Batch& batch, Groups& into) {
  numbers_.assign(batch.row_count(), 0);
  if (keys_.empty()) {
    into.count = 1;
    return;
  }
  const std::vector<const Column*> columns = evaluate_keys(batch);
  for (std::size_t row = 0; row < numbers_.size(); ++row) {
    bool added;
    numbers_[row] = into.table.find_or_add(columns, row, added);
  }
  into.count = into.table.size();
}

std::vector<const Column*> Grouper::evaluate_keys(const Batch& batch) {
  std::vector<const Column*> columns;
  for (std::size_t i = 0; i < keys_.size(); ++i) columns.push_back(&keys_[i]->evaluate(batch, scratch_[i]));
  return columns;
}

void Grouper::move_group(Groups& from, std::size_t group, Groups& into) {
  std::vector<const Column*> columns;
  for (std::size_t i = 0; i < keys_.size(); ++i) columns.push_back(&from.table.keys(i));
  bool added;
  const std::size_t number = into.table.find_or_add(columns, group, added);
  into.count = into.table.size();
  for (std::size_t i = 0; i < aggregators_.size(); ++i) {
    Aggregator::move_group(from.aggregates[i], group, into.aggregates[i], number);
  }
}

void Grouper::merge(Groups& into, Groups& later) {
  numbers_.assign(later.count, 0);
  if (keys_.empty()) {
    into.count = std::max(into.count, later.count);
  } else {
    std::vector<const Column*> columns;
    for (std::size_t i = 0; i < keys_.size(); ++i) columns.push_back(&later.table.keys(i));
    for (std::size_t group = 0; group < later.count; ++group) {
      bool added;
      numbers_[group] = into.table.find_or_add(columns, group, added);
    }
    into.count = into.table.size();
  }
  for (std::size_t i = 0; i < aggregators_.size(); ++i) {
    aggregators_[i]->merge(into.aggregates[i], later.aggregates[i], numbers_, into.count);
  }
}

void Grouper::finish(Groups& groups, std::size_t from, std::size_t count, Batch& batch) {
  for (std::size_t part = 0; part < keys_.size(); ++part) {
    batch.column(key_slots_[part]) = groups.table.keys(part).slice(from, count);
  }
  for (std::size_t i = 0; i < aggregators_.size(); ++i) {
    Column& column = batch.column(aggregators_[i]->slot);
    for (std::size_t group = from; group < from + count; ++group) {
      column.append(aggregators_[i]->finish(groups.aggregates[i], group));
    }
  }
  batch.set_row_count(count);
}

}  // namespace agora::execution
