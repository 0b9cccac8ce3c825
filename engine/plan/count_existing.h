// plan/count_existing.h
//
// "There is such a relationship" as a part of a counted pattern: `(a)-[:KNOWS]-(c)` in WHERE closes a cycle, which
// count_cycles.h finds by intersecting neighbour lists. Unlike a relationship of the pattern it counts once, however
// many there are, and may be one of the match's own.
#pragma once

#include <optional>

#include "plan/count_branches.h"

namespace agora::plan {

/// A pattern that has such predicates as relationships, and what is left of its predicate.
struct PatternWithExisting {
  semantic::Pattern pattern;
  ExpressionPtr predicate;
  std::map<Slot, ExpressionPtr> existing;  ///< The predicate that a relationship stands for, by its slot.
};

/// Nothing if the predicate has none between nodes that the pattern itself connects.
std::optional<PatternWithExisting> join_existing(const semantic::Pattern& pattern, const ExpressionPtr& predicate);

/// Makes those that are left in the core predicates again.
void part_existing(FactorisedPattern& cut);

}  // namespace agora::plan
