// syntax/mark_tokens.h
//
// Looks around once so that the parser need not look ahead.
#pragma once

#include <string_view>
#include <vector>

#include "syntax/scanner.h"

namespace agora::syntax {

/// Replaces the kinds of tokens that begin what the parser could not tell by the next token, by the
/// kinds of the `tokens` block in grammar/AgoraLexer.g4. `tokens` ends with kEndOfText. Linear in
/// the number of tokens; wrong text is marked by what it looks like, so that the parser's error is
/// about that.
void mark_tokens(std::string_view text, std::vector<Token>& tokens);

}  // namespace agora::syntax
