// plan/operator_expressions.h
#pragma once

#include <functional>
#include <vector>

#include "plan/operator.h"

namespace agora::plan {

/// Calls `visit` for every expression that `op` itself holds (its inputs and the operands left out).
void for_each_expression(const Operator& op, const std::function<void(const ExpressionPtr&)>& visit);

/// Appends the subqueries in the expressions of the tree below `root`, outermost first.
void collect_subqueries(const Operator& root, std::vector<const semantic::Subquery*>& found);

}  // namespace agora::plan
