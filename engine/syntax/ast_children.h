// syntax/ast_children.h
//
// Walks one step down an AST: the expressions directly within an expression, a pattern or a clause.
// For passes that care about a few kinds of node and go through the rest.
#pragma once

#include <functional>

#include "syntax/ast.h"

namespace agora::syntax {

using ExpressionVisitor = std::function<void(const Expression&)>;
using QueryVisitor = std::function<void(const Query&)>;

/// Properties and predicates of nodes and relationships, and the k of SHORTEST k.
void for_each_child(const PathPattern& path, const ExpressionVisitor& visit);

/// Operands, arguments and bodies in the order written, those in a pattern included. A subquery's
/// body is given to `visit_query`.
void for_each_child(const Expression& expression, const ExpressionVisitor& visit,
                    const QueryVisitor& visit_query);

/// All expressions of a clause; the clauses within FOREACH are gone through, a subquery's body is
/// given to `visit_query`.
void for_each_child(const Clause& clause, const ExpressionVisitor& visit,
                    const QueryVisitor& visit_query);

}  // namespace agora::syntax
