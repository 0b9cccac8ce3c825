// semantic/print_bound.h
//
// Bound queries as text, on one line and in the language's own words: for plans (EXPLAIN), for
// tests and for messages. The text is for reading; it parses back only as far as the language has
// words for it.
#pragma once

#include <string>

#include "semantic/bound_query.h"

namespace agora::semantic {

/// `n.year > 1990 AND n:Paper`. Brackets only where precedence asks for them. A variable without a
/// name is `_` and its slot ("_7").
std::string print(const Expression& expression);

/// `A&!B|C`, without the colon.
std::string print(const LabelExpression& labels);

/// The paths of a pattern, separated by commas: `p = (a:Paper)-[:CITES*1..3]->(b), (c)`.
std::string print(const Pattern& pattern);

/// `MATCH (a)`, `WITH a.x AS x ORDER BY x`, …
std::string print(const Clause& clause);

/// All clauses, in order. Group keys and aggregates stand behind an aggregating projection, as
/// `RETURN k, c {keys: k = a.x; aggregates: c = count(*)}`.
std::string print(const Query& query);

/// A name as the language writes it: in back quotes where it has to be.
std::string print_name(const std::string& name);

}  // namespace agora::semantic
