// plan/plan_projection.h
#pragma once

#include "plan/expression_slots.h"
#include "plan/operator.h"

namespace agora::plan {

/// WITH or RETURN over `input`: aggregation, items, DISTINCT, ORDER BY, SKIP, LIMIT, WHERE, in the order that
/// openCypher gives them. Sets `bound` to the items' slots. With a `weight` each row stands for so many; only for
/// an aggregation.
OperatorPtr plan_projection(const semantic::Projection& projection, OperatorPtr input,
                            SlotSet& bound, const SourceSpan& where, const ExpressionPtr& weight = nullptr);

}  // namespace agora::plan
