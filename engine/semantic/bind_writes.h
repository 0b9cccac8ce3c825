// semantic/bind_writes.h
//
// Whether a query changes the graph.
#pragma once

#include "semantic/bound_query.h"

namespace agora::semantic {

/// True if a clause of it, or of a subquery it calls, may write. Subqueries inside expressions
/// never do.
bool writes(const Query& query);

}  // namespace agora::semantic
