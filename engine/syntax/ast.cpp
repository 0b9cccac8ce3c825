#include "syntax/ast.h"

namespace agora::syntax {

Expression::Expression(Node n, const SourceSpan& s) : node(std::move(n)), span(s) {}

// Here, so that the destructors of the whole tree are compiled once. Their recursion is bounded by
// `height`.
Expression::~Expression() = default;

}  // namespace agora::syntax
