// plan/count_branches.h
//
// Factorised counting. When the rows of a MATCH are only counted, a part of the pattern that hangs on the rest
// by one node need not be listed: its number of matches is computed from the node it hangs on and multiplied in.
//
//   MATCH (a)-[:KNOWS]-(b)-[:KNOWS]-(c)-[:HAS_INTEREST]->(t) WHERE a <> c RETURN count(*)
//
// is one row per b, with the weight |a| * sum over c of |t|, less what a = c contributes. Inequalities, the rule
// that no relationship is used twice, and "there is no such relationship" are corrected for; where they cannot
// be, the nodes concerned are listed as usual (they stay in the core), and the rest is still counted.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "plan/expression_slots.h"
#include "plan/operator.h"

namespace agora::plan {

class Cardinality;

/// A pattern cut in two.
struct FactorisedPattern {
  semantic::Pattern core;
  std::vector<ExpressionPtr> predicates;  ///< What is left to hold for the core.
  CountBranches count;
  /// Predicates that a relationship of the core stands for, by its slot: it must exist, and is none of the match's
  /// own. See count_existing.h.
  std::map<Slot, ExpressionPtr> existing = {};
};

/// Cuts what can be counted off `pattern`, whose matches satisfy `predicate` and come on top of the slots
/// `bound`; `listed` are slots that are read later. Nothing if all of it must be listed.
std::optional<FactorisedPattern> factorise_count(const semantic::Pattern& pattern,
                                                 const ExpressionPtr& predicate,
                                                 const SlotSet& bound, const SlotSet& listed,
                                                 const Cardinality& cardinality);

/// The branch for an OPTIONAL MATCH that hangs on one node in `bound` and that nobody reads.
std::optional<CountBranch> optional_branch(const semantic::Match& match, const SlotSet& bound,
                                           const SlotSet& listed, const Cardinality& cardinality);

}  // namespace agora::plan
