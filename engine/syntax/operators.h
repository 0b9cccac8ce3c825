// syntax/operators.h
//
// The precedence of operators: the table that the grammar leaves out on purpose, so that an
// expression is a flat list for the parser.
#pragma once

#include <cstdint>

#include "syntax/scanner.h"

namespace agora::syntax {

/// From the loosest to the tightest. Operators of one level are evaluated from the left.
enum class Precedence : std::uint8_t {
  Or,
  Xor,
  And,
  Not,
  Comparison,   ///< = <> < <= > >=
  Predicate,    ///< IN, STARTS WITH, ENDS WITH, CONTAINS, =~, IS NULL, IS ::, IS NORMALIZED
  Additive,     ///< + - ||
  Multiplying,  ///< * / %
  Power,        ///< ^
  Sign,         ///< + and - before an operand: -3 ^ 2 is 9.
};

/// The level of an operator between two operands or behind one.
constexpr Precedence precedence(TokenKind op) noexcept {
  using enum TokenKind;
  switch (op) {
    case kOr:
      return Precedence::Or;
    case kXor:
      return Precedence::Xor;
    case kAnd:
      return Precedence::And;
    case kEqual:
    case kNotEqual:
    case kLess:
    case kLessOrEqual:
    case kGreater:
    case kGreaterOrEqual:
      return Precedence::Comparison;
    case kPlus:
    case kMinus:
    case kConcatenate:
      return Precedence::Additive;
    case kStar:
    case kSlash:
    case kPercent:
      return Precedence::Multiplying;
    case kPower:
      return Precedence::Power;
    default:
      return Precedence::Predicate;
  }
}

}  // namespace agora::syntax
