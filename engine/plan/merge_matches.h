// plan/merge_matches.h
//
// MATCH clauses that follow each other are one pattern: all their matches are wanted together, so that the order
// in which their parts are found is free. What a clause alone says – that no relationship is used twice –
// stays with its relationships (RelationshipPattern::clause).
#pragma once

#include <optional>
#include <vector>

#include "semantic/bound_query.h"

namespace agora::plan {

/// `clauses` with each run of MATCHes that can be joined as one; nothing if there is no such run. Not joined are
/// OPTIONAL MATCH, shortest paths (which need both ends before), and a relationship that is bound already.
std::optional<std::vector<semantic::Clause>> merge_matches(const std::vector<semantic::Clause>& clauses);

}  // namespace agora::plan
