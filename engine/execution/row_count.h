// execution/row_count.h
#pragma once

#include <cstdint>

#include "execution/evaluator.h"

namespace agora::execution {

/// The number behind SKIP or LIMIT. Throws SyntaxError (NegativeIntegerArgument, InvalidArgumentType) at runtime.
/// Null for no expression: then `otherwise`.
std::uint64_t row_count(const semantic::ExpressionPtr& expression, std::uint64_t otherwise, Context& context,
                        const Scope& scope);

}  // namespace agora::execution
