// syntax/literal.h
//
// What the text of a literal or a quoted name means.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "syntax/scanner.h"

namespace agora::syntax {

/// The value of an INTEGER token: decimal, 0x hexadecimal or 0o octal, with `_` between digits.
/// `negative` says that a minus stands before it: then one more is allowed. Throws Error:
/// IntegerOverflow, InvalidNumberLiteral.
std::int64_t integer_value(std::string_view text, bool negative, const SourceSpan& span);

/// The value of a FLOAT token. Throws Error: FloatingPointOverflow.
double float_value(std::string_view text, const SourceSpan& span);

/// The text of a STRING token: without quotes, escapes resolved. Throws Error:
/// InvalidUnicodeLiteral, UnexpectedSyntax for an escape that does not exist. The place is that of
/// the escape.
std::string string_value(std::string_view text, const SourceSpan& span);

/// The text with the letters a to z as capitals.
std::string capitals(std::string_view text);

/// The name that a WORD, keyword or QUOTED_NAME token stands for.
std::string name_value(std::string_view text);

/// Throws the Error (InvalidNumberLiteral) for a MALFORMED_NUMBER token.
[[noreturn]] void refuse_number(std::string_view text, const SourceSpan& span);

}  // namespace agora::syntax
