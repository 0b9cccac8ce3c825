// plan/plan_match.h
#pragma once

#include "plan/plan_pattern.h"

namespace agora::plan {

/// True if a row of the tree depends on one row of its Argument alone, so that many may be run together.
bool can_batch(const Operator& op);

/// The first leaf of an inner plan: gets `slots` from outside.
OperatorPtr argument_of(const SlotSet& slots);

/// Extends `root` by a MATCH or OPTIONAL MATCH and adds its slots to `bound`.
OperatorPtr plan_match(const semantic::Match& match, OperatorPtr root, SlotSet& bound, PlanningState& state,
                       const SourceSpan& where);

/// Names the slots of the pattern's nodes and relationships.
void name_pattern(const semantic::Pattern& pattern, PlanningState& state);

}  // namespace agora::plan
