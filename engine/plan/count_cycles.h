// plan/count_cycles.h
//
// Counting the matches of a cycle without listing them. What count_branches.h leaves over (the core) has cycles.
// Here nodes of it are taken off as well: for each row of what is still listed, they are found one after the
// other by intersecting the sorted neighbours of the nodes before, and of the last only the size of that
// intersection is needed. (This is a generic join, worst-case optimal for the order of nodes: Ngo, Ré, Rudra,
// "Skew strikes back", SIGMOD Record 2013.)
//
//   MATCH (a)-[:KNOWS]-(b)-[:KNOWS]-(c)-[:KNOWS]-(a) RETURN count(*)
//
// lists the nodes a; for each, b runs over N(a) and adds |N(a) & N(b)|. An inner node of a chain between two
// others, whose relationships need differ from no other, is part of a leg: (b)-->(city)-->(country) leads from
// a country to people, and that list is computed once for each country.
#pragma once

#include <optional>

#include "plan/count_branches.h"

namespace agora::plan {

/// Takes nodes of cycles off `cut.core`, which may then be smaller, and gives the operator that counts them. `cut`
/// is as factorise_count gives it, or the whole pattern as core. Nothing (and `cut` as it was) if there is no
/// cycle or all nodes must be listed. `bound` and `listed` as there.
std::optional<CountCycle> cut_cycles(FactorisedPattern& cut, const SlotSet& bound, const SlotSet& listed,
                                     const Cardinality& cardinality);

}  // namespace agora::plan
