// syntax/pattern_places.h
#pragma once

#include "syntax/ast.h"

namespace agora::syntax {

/// A pattern as an expression says whether there is a match, and so stands where a truth value is
/// asked for: in WHERE, under AND, OR, XOR and NOT, in CASE WHEN and in exists(). Throws Error
/// (UnexpectedSyntax) for one that stands elsewhere, in subqueries as well.
void check_pattern_places(const Query& query);

}  // namespace agora::syntax
