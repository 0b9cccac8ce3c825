// syntax/print_ast.h
//
// The AST as one line of text, for tests and for looking at.
#pragma once

#include <string>

#include "syntax/ast.h"

namespace agora::syntax {

/// Operators in prefix form with all parentheses - `(+ 1 (* 2 n.x))` -, clauses in capitals,
/// separated by blanks. What was not written is not printed, but for the defaults that carry
/// meaning (a direction).
std::string print(const Statement& statement);
std::string print(const Query& query);
std::string print(const Clause& clause);
std::string print(const Expression& expression);
std::string print(const PathPattern& path);
std::string print(const LabelExpression& labels);
std::string print(const TypeName& type);

}  // namespace agora::syntax
