// syntax/scanner.h
//
// Cuts a text into the tokens that grammar/AgoraLexer.g4 defines. Written by hand: it is what the
// shell's statement splitter, the nesting count and the parser all stand on, and a third of the
// parse's time with the lexer that ANTLR would make.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "agora/error.h"
#include "token_kinds.h"

namespace agora::syntax {

/// What keeps a piece of text from being a token.
enum class TokenProblem : std::uint8_t {
  None,
  UnclosedString,
  UnclosedName,
  UnclosedComment,
  UnknownCharacter,
  InvalidUtf8,
};

/// A token and its place; offset and length in bytes, line and column from 1, the column in code
/// points.
struct Token {
  TokenKind kind = TokenKind::kEndOfText;
  TokenProblem problem = TokenProblem::None;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  SourceSpan span() const noexcept { return {offset, length, line, column}; }
  std::uint32_t end() const noexcept { return offset + length; }
  std::string_view text(std::string_view all) const noexcept { return all.substr(offset, length); }
};

/// Walks over a text, which must outlive it and be shorter than 4 GiB. Never throws: a token with a
/// problem has the kind kEndOfText, covers the text that is wrong, and the walk can go on behind
/// it.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// The next token; at the end one of kind kEndOfText without a problem, again and again.
  Token next();

 private:
  void skip_blanks(Token& token);
  Token blank_problem(Token token);
  void scan_word(Token& token);
  void scan_number(Token& token);
  void scan_quoted(Token& token, char quote);
  void scan_parameter(Token& token);
  void scan_other(Token& token);
  void scan_punctuation(Token& token);
  std::uint32_t skip_digits(std::uint32_t at) const;
  std::uint32_t skip_exponent(std::uint32_t at) const;
  std::uint32_t skip_based_digits(std::uint32_t at) const;
  std::uint32_t skip_name_part(std::uint32_t at) const;
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  void finish(Token& token, std::uint32_t end);
  void advance_to(std::uint32_t end);

  std::string_view text_;
  std::uint32_t offset_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

/// The keyword that `word` is in any case, else kWord.
TokenKind keyword_or_word(std::string_view word) noexcept;

/// True for the kinds from AND to YIELD: words that the grammar knows.
constexpr bool is_keyword(TokenKind kind) noexcept {
  return kind >= TokenKind::kAnd && kind < TokenKind::kWord;
}
/// True for keywords that are never the name of a variable or function.
constexpr bool is_reserved(TokenKind kind) noexcept {
  return kind >= TokenKind::kAnd && kind < TokenKind::kAcyclic;
}
/// True for what can name a variable.
constexpr bool is_name(TokenKind kind) noexcept {
  return kind >= TokenKind::kAcyclic && kind <= TokenKind::kQuotedName;
}

/// All tokens, and the one of kind kEndOfText behind the last. Throws Error (SyntaxError) for the
/// first one with a problem.
std::vector<Token> scan_tokens(std::string_view text);

}  // namespace agora::syntax
