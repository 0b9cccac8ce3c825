// semantic/expression_walk.h
//
// Bound expressions as trees: visit, rebuild, compare. Subqueries are leaves here; what they read
// of the row around them stands in their imports.
#pragma once

#include <functional>
#include <set>
#include <vector>

#include "semantic/bound_query.h"

namespace agora::semantic {

/// Calls `visit` for each direct operand, in the order written. Missing ones are left out.
void for_each_child(const Expression& expression,
                    const std::function<void(const ExpressionPtr&)>& visit);

/// A copy with each direct operand replaced by what `change` gives for it; the same pointer if none
/// changed.
ExpressionPtr map_children(const ExpressionPtr& expression,
                           const std::function<ExpressionPtr(const ExpressionPtr&)>& change);

/// Replaces the topmost expressions for which `change` gives something (it gives null to go on
/// below).
ExpressionPtr replace(const ExpressionPtr& expression,
                      const std::function<ExpressionPtr(const ExpressionPtr&)>& change);

/// A variable that an expression reads from the row, and where.
struct Reading {
  Slot slot;
  std::string name;  ///< Empty if it has none there.
  SourceSpan where;
};
/// All readings that are not of the expression's own variables (those of comprehensions and the
/// like).
std::vector<Reading> readings(const Expression& expression);

/// True if both are the same computation: the same form over the same slots. Own variables may have
/// different slots; subqueries are equal only to themselves.
bool same(const Expression& left, const Expression& right);

}  // namespace agora::semantic
