// plan/join_keys.h
//
// What two parts of a pattern that share no node can be joined by: `a.x = b.x`, where each side is a property, an
// element's id or a value of the row.
#pragma once

#include <vector>

#include "plan/cardinality.h"
#include "plan/expression_slots.h"
#include "plan/operator.h"

namespace agora::plan {

/// Conjunct number `conjunct` is `left` = `right`, in either order.
struct JoinKey {
  std::size_t conjunct;
  ExpressionPtr left, right;
};

/// The conjuncts not yet applied that join rows with the slots `left` to rows with the slots `right`.
std::vector<JoinKey> join_keys(const std::vector<ExpressionPtr>& conjuncts, const std::vector<bool>& applied,
                               const SlotSet& left, const SlotSet& right, const Cardinality& cardinality);

/// Whether nothing in the tree writes: then it does not matter which side of a join runs first.
bool only_reads(const Operator& root);

}  // namespace agora::plan
