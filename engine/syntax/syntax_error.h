// syntax/syntax_error.h
//
// The errors of this layer, in the language's words.
#pragma once

#include <string>
#include <string_view>

#include "agora/error.h"
#include "syntax/scanner.h"

namespace agora::syntax {

/// A SyntaxError of compile time with openCypher's `detail`.
Error syntax_error(std::string_view detail, std::string message, const SourceSpan& span);

/// The same with the detail UnexpectedSyntax.
Error unexpected_syntax(std::string message, const SourceSpan& span);

/// The error of a token with a problem.
Error token_error(std::string_view text, const Token& token);

/// The error of text that nests deeper than `limit`.
Error nesting_error(std::uint32_t limit, const SourceSpan& span);

}  // namespace agora::syntax
