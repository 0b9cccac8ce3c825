// syntax/clause_order.h
//
// Which clauses may follow each other. The grammar takes a query as a loop of clauses, so that what
// is wrong with their order can be said in a sentence.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "syntax/ast.h"

namespace agora::syntax {

/// What a query is for.
enum class QueryRole : std::uint8_t {
  Statement,
  Call,     ///< The body of CALL { … }.
  Test,     ///< The body of EXISTS { … } or COUNT { … }: it needs no RETURN.
  Collect,     ///< The body of COLLECT { … }: it must return.
  Value,       ///< The body of VALUE { … }: so must it.
  BeforeNext,  ///< What NEXT goes on from: so must it.
};

/// The keyword or keywords that a clause begins with ("OPTIONAL MATCH").
std::string_view clause_name(const Clause& clause) noexcept;

/// True for clauses that change the graph: CREATE, MERGE, SET, REMOVE, DELETE and FOREACH.
bool is_update(const Clause& clause) noexcept;

/// Throws Error (InvalidClauseComposition, and openCypher's details for CALL) where a clause may
/// not stand, and where the query may not end as it does. Subqueries within are not looked at.
void check_clause_order(const Query& query, QueryRole role);

/// Throws Error (InvalidClauseComposition) for a clause that FOREACH does not take.
void check_foreach_updates(const std::vector<Clause>& updates);

}  // namespace agora::syntax
