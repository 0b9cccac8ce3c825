// plan/plan_walk.h
//
// Parts of a path that repeat, and paths of which some are chosen: each part becomes a plan of its own that finds
// one repetition from a known node.
#pragma once

#include <vector>

#include "plan/plan_pattern.h"

namespace agora::plan {

/// All but the slots of its ends and of its list of relationships, and one plan for each part.
struct PlannedWalk {
  PathSteps steps;
  std::vector<OperatorPtr> inputs;
};

/// `from_left`: walked as written, else from the right end.
PlannedWalk plan_walk(const semantic::PathWalk& walk, bool from_left, PlanningState& state,
                      const SourceSpan& where);

/// What the parts read of the row around them.
SlotSet slots_of_walk(const semantic::PathWalk& walk);

/// The names of all variables in it and of those it sets.
void name_walk(const semantic::PathWalk& walk, PlanningState& state);

}  // namespace agora::plan
