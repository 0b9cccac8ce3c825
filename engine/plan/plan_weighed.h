// plan/plan_weighed.h
//
// MATCH, then OPTIONAL MATCHes, then WITH or RETURN that only gathers: counts, sums, groups, makes distinct. Equal
// rows are then one row with a weight, so that parts of the pattern that nothing else reads are counted instead of
// listed (count_branches.h, count_cycles.h). The nodes that keys and arguments read are listed.
//
//   MATCH (c:City)<-[:IN]-(p:Person)-[:LIKES]->(m) RETURN c.name, count(*), avg(p.age), count(DISTINCT p)
//
// lists the people with their cities, each weighted by the number of what it likes.
#pragma once

#include <optional>

#include "plan/plan_pattern.h"

namespace agora::plan {

/// What is left to do of the clauses that were planned.
struct WeighedRows {
  std::size_t clauses;              ///< So many were planned, the projection among them.
  semantic::Projection projection;  ///< The last of them as it is to be applied to the rows.
  ExpressionPtr weight;             ///< How many equal rows each row stands for; null if that makes no difference.
};

/// Plans on top of `root` what begins with clause `first`, but for the projection itself. Nothing, with nothing
/// changed, if those clauses have another form or if all rows must be listed.
std::optional<WeighedRows> plan_weighed(const std::vector<semantic::Clause>& clauses, std::size_t first,
                                        OperatorPtr& root, SlotSet& bound, PlanningState& state);

}  // namespace agora::plan
