// plan/compared_nodes.h
#pragma once

#include <optional>

#include "plan/expression_slots.h"
#include "plan/operator.h"

namespace agora::plan {

/// What `predicate` compares, if it has the form that a NodeComparison can be made of and speaks of two nodes.
std::optional<NodeComparison> compared_nodes(const ExpressionPtr& predicate);

/// The same from the other one's side: `b > a` for `a < b`.
NodeComparison mirrored(const NodeComparison& comparison);

/// Whether it never holds for one node in both places: `a.x < b.x`.
bool implies_different(const NodeComparison& comparison);

}  // namespace agora::plan
