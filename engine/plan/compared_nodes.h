// plan/compared_nodes.h
#pragma once

#include <optional>

#include "plan/expression_slots.h"

namespace agora::plan {

/// `first` `op` `second`, where each side is a property or the id of the node in its slot: what can be kept as a key
/// for each node.
struct ComparedNodes {
  Slot first_node, second_node;
  semantic::Operator op;
  ExpressionPtr first, second;

  /// The same from the second one's side: `b > a` for `a < b`.
  ComparedNodes mirrored() const;
  /// Whether it never holds for one node in both places: `a.x < b.x`.
  bool implies_different() const;
};

/// Nothing if `predicate` is of another form, or speaks of one node alone.
std::optional<ComparedNodes> compared_nodes(const Expression& predicate);

}  // namespace agora::plan
