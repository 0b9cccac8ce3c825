#include "plan/find_seek.h"

#include <algorithm>
#include <utility>

namespace agora::plan {

using semantic::Operation;

bool is_subset(const SlotSet& inner, const SlotSet& outer) {
  return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

bool is_slot(const ExpressionPtr& expression, Slot slot) {
  const auto* ref = std::get_if<semantic::SlotRef>(&expression->node);
  return ref && ref->slot == slot;
}

namespace {

/// The key if `expression` is `slot.key`, else nullptr.
const std::string* property_of(const ExpressionPtr& expression, Slot slot) {
  const auto* access = std::get_if<semantic::PropertyAccess>(&expression->node);
  return access && is_slot(access->subject, slot) ? &access->key : nullptr;
}

/// The conjunct that says `slot.key = value` with a value known beforehand, and that value.
std::optional<std::pair<std::size_t, ExpressionPtr>> equality_of(Slot slot, const std::string& key,
                                                              const SeekContext& context) {
  for (std::size_t i = 0; i < context.conjuncts.size(); ++i) {
    const auto* operation = std::get_if<Operation>(&context.conjuncts[i]->node);
    if (context.applied[i] || !operation || operation->op != semantic::Operator::Equal) continue;
    for (const bool swapped : {false, true}) {
      const ExpressionPtr& value = operation->operands[swapped ? 0 : 1];
      const std::string* named = property_of(operation->operands[swapped ? 1 : 0], slot);
      if (named && *named == key && is_subset(slots_of(value), context.bound)) return std::pair(i, value);
    }
  }
  return std::nullopt;
}

/// A seek in an index over several properties, all of which are asked for.
std::optional<Seek> wide_seek(Slot slot, const SeekContext& context) {
  for (const std::string& label : context.labels) {
    for (const auto& [index, keys] : context.cardinality.wide_indexes(label)) {
      IndexSeek seek{slot, label, keys.front(), nullptr, false, {}};
      std::vector<std::size_t> answered;
      for (const std::string& key : keys) {
        const auto equality = equality_of(slot, key, context);
        if (!equality) break;
        answered.push_back(equality->first);
        if (answered.size() == 1) {
          seek.value = equality->second;
        } else {
          seek.also.push_back({key, equality->second});
        }
      }
      if (answered.size() < keys.size()) continue;
      const double nodes = context.cardinality.nodes({label});
      Seek found{std::move(seek), answered.front(), true,
                 index->unique ? 1 : std::max(1.0, nodes / 1000)};
      found.also.assign(answered.begin() + 1, answered.end());
      return found;
    }
  }
  return std::nullopt;
}

std::optional<IndexRange> range_seek(Slot slot, const std::string& label, const std::string& key,
                                     semantic::Operator op, const ExpressionPtr& value, bool swapped) {
  using semantic::Operator;
  IndexRange range{slot, label, key, nullptr, nullptr, true, true, nullptr};
  const bool less = op == Operator::Less || op == Operator::LessOrEqual;
  const bool greater = op == Operator::Greater || op == Operator::GreaterOrEqual;
  const bool inclusive = op == Operator::LessOrEqual || op == Operator::GreaterOrEqual;
  if (op == Operator::StartsWith && !swapped) {
    range.prefix = value;
  } else if (less != swapped && (less || greater)) {
    range.upper = value;
    range.upper_inclusive = inclusive;
  } else if (less || greater) {
    range.lower = value;
    range.lower_inclusive = inclusive;
  } else {
    return std::nullopt;
  }
  return range;
}

/// A seek by `slot.key OP value` (or `value OP slot.key` if swapped), where the value is known beforehand.
std::optional<Seek> seek_by(Slot slot, const Operation& operation, bool swapped,
                            const SeekContext& context) {
  using semantic::Operator;
  const ExpressionPtr& subject = operation.operands[swapped ? 1 : 0];
  const ExpressionPtr& value = operation.operands[swapped ? 0 : 1];
  if (!is_subset(slots_of(value), context.bound)) return std::nullopt;
  const bool equality = operation.op == Operator::Equal;
  const bool any_of = operation.op == Operator::In && !swapped;
  if (const auto* call = std::get_if<semantic::Call>(&subject->node)) {
    const bool by_id = call->function->name == "id" && call->arguments.size() == 1 &&
                       is_slot(call->arguments[0], slot);
    if (!by_id || !equality) return std::nullopt;
    return Seek{NodeById{slot, value}, 0, false, 1};
  }
  const std::string* key = property_of(subject, slot);
  if (!key) return std::nullopt;
  for (const std::string& label : context.labels) {
    const catalog::Index* index = context.cardinality.index(label, *key);
    if (!index) continue;
    const double nodes = context.cardinality.nodes({label});
    const double equal_rows = index->unique ? 1 : std::max(1.0, nodes / 100);
    if (equality) return Seek{IndexSeek{slot, label, *key, value, false}, 0, true, equal_rows};
    if (any_of) return Seek{IndexSeek{slot, label, *key, value, true}, 0, true, 10 * equal_rows};
    if (auto range = range_seek(slot, label, *key, operation.op, value, swapped)) {
      return Seek{std::move(*range), 0, false, nodes * 0.3};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Seek> find_seek(Slot slot, const SeekContext& context) {
  std::optional<Seek> best;
  for (std::size_t i = 0; i < context.conjuncts.size(); ++i) {
    const auto* operation = std::get_if<Operation>(&context.conjuncts[i]->node);
    if (context.applied[i] || !operation || operation->operands.size() != 2) continue;
    for (const bool swapped : {false, true}) {
      std::optional<Seek> seek = seek_by(slot, *operation, swapped, context);
      if (!seek) continue;
      seek->conjunct = i;
      if (!best || seek->rows < best->rows) best = std::move(seek);
    }
  }
  if (std::optional<Seek> wide = wide_seek(slot, context); wide && (!best || wide->rows <= best->rows)) return wide;
  return best;
}

}  // namespace agora::plan
