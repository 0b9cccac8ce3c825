// plan/plan_pattern.h
//
// A MATCH pattern and its predicates as a tree of scans, seeks, expands and filters. Each predicate is placed
// at the lowest operator that binds what it reads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "plan/cardinality.h"
#include "plan/expression_slots.h"
#include "plan/operator.h"

namespace agora::plan {

/// What the planner knows while it walks through the clauses of a statement.
struct PlanningState {
  const Cardinality& cardinality;
  std::map<Slot, std::vector<std::string>> labels;  ///< Labels that a slot's node is known to carry.
  std::vector<std::string> slot_names;              ///< By slot; grows with fresh_slot().

  Slot fresh_slot();
  void name(Slot slot, const std::string& name);
};

/// Extends `input`, whose rows hold the slots `bound`, by the matches of `pattern` for which `predicate` (may
/// be null) holds. Adds the pattern's slots to `bound`.
OperatorPtr plan_pattern(const semantic::Pattern& pattern, const ExpressionPtr& predicate,
                         OperatorPtr input, SlotSet& bound, PlanningState& state,
                         const SourceSpan& where);

OperatorPtr make_operator(Node node, std::vector<OperatorPtr> inputs, double rows,
                          const SourceSpan& where);

/// `p = …`: sets the path slots of `pattern` whose elements are all bound.
OperatorPtr plan_paths(const semantic::Pattern& pattern, OperatorPtr input, SlotSet& bound,
                       const SourceSpan& where);

}  // namespace agora::plan
