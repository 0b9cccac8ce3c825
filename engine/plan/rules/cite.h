// plan/rules/cite.h
//
// CITE: a hidden slot beside each row holds the nodes and relationships that the row was made from. Matching adds
// to it, joins and subqueries (CALL) put two together, aggregation and DISTINCT gather those of all their rows
// (why-provenance). At the top it becomes one more column, the keys of the passages that these elements cite.
// Subqueries inside expressions (EXISTS { … } and the like) add nothing.
#pragma once

#include "plan/operator.h"

namespace agora::plan {

/// The name of the column that CITE adds.
inline constexpr const char* kCitationsColumn = "citations";

/// Adds the column `citations` to a plan that was not optimised yet, reads only and returns rows. It must have
/// been planned without factorised counting, which lists no elements.
void cite(Plan& plan);

}  // namespace agora::plan
