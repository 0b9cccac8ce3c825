// syntax/failure_view.h
//
// What one failure of the parser looks like, for those who explain it. Only for this folder.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "syntax/literal.h"
#include "syntax/parse_failure.h"
#include "syntax/syntax_error.h"

namespace agora::syntax {

inline std::string_view keyword_text(TokenKind kind) {
  for (const Keyword& keyword : kKeywords) {
    if (keyword.kind == kind) return keyword.text;
  }
  return {};
}

inline bool opens(TokenKind kind) {
  using enum TokenKind;
  return kind == kParenOpen || kind == kPatternParen || kind == kBracketOpen ||
         kind == kComprehensionBracket || kind == kPatternBracket || kind == kBraceOpen;
}

inline TokenKind closing(TokenKind open) {
  using enum TokenKind;
  if (open == kParenOpen || open == kPatternParen) return kParenClose;
  return open == kBraceOpen ? kBraceClose : kBracketClose;
}

inline bool closes(TokenKind kind) {
  using enum TokenKind;
  return kind == kParenClose || kind == kBracketClose || kind == kBraceClose;
}

inline bool begins_clause(TokenKind kind) {
  using enum TokenKind;
  switch (kind) {
    case kMatch:
    case kOptional:
    case kUnwind:
    case kWith:
    case kReturn:
    case kCreate:
    case kMerge:
    case kSet:
    case kRemove:
    case kDelete:
    case kDetach:
    case kUnion:
    case kExcept:
    case kIntersect:
    case kOtherwise:
    case kFinish:
    case kCall:
    case kForeach:
    case kWhere:
    case kLimit:
    case kSkipRows:
      return true;
    default:
      return false;
  }
}

/// Looks around the token that did not fit.
class FailureView {
 public:
  FailureView(std::string_view text, const std::vector<Token>& tokens, const ParseFailure& failure)
      : text_(text), tokens_(tokens), failure_(failure) {}

 protected:
  const Token& token(std::size_t i) const { return tokens_[std::min(i, tokens_.size() - 1)]; }
  const Token& wrong() const { return token(failure_.token); }
  TokenKind kind(std::size_t i) const { return token(i).kind; }
  TokenKind before() const {
    return failure_.token == 0 ? TokenKind::kEndOfText : kind(failure_.token - 1);
  }
  std::string text(const Token& token) const { return std::string(token.text(text_)); }
  bool at_end() const {
    return wrong().kind == TokenKind::kEndOfText || wrong().kind == TokenKind::kSemicolon;
  }
  bool expects(TokenKind kind) const {
    return std::find(failure_.expected.begin(), failure_.expected.end(), kind) !=
           failure_.expected.end();
  }
  bool expects_operand() const {
    return expects(TokenKind::kInteger) && expects(TokenKind::kString) &&
           expects(TokenKind::kParenOpen);
  }
  bool expects_name() const { return expects(TokenKind::kWord) && !expects_operand(); }
  bool expects_operator() const { return expects(TokenKind::kPlus) && expects(TokenKind::kIs); }
  bool within(Construct what) const {
    return !failure_.constructs.empty() && failure_.constructs.front().what == what;
  }
  /// The place of the error: the wrong token, or right behind the last one where the text ends.
  SourceSpan place() const {
    if (wrong().kind != TokenKind::kEndOfText || failure_.token == 0) return wrong().span();
    const Token& last = token(failure_.token - 1);
    SourceSpan span = last.span();
    span.offset += span.length;
    span.column += columns(last);
    span.length = 0;
    return span;
  }
  std::uint32_t columns(const Token& token) const {
    std::uint32_t count = 0;
    for (const char c : token.text(text_))
      count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    return count;
  }
  /// The wrong token as it is called in a message.
  std::string what_is_there() const {
    switch (wrong().kind) {
      case TokenKind::kEndOfText:
        return "the end of the query";
      case TokenKind::kSemicolon:
        return "the semicolon";
      case TokenKind::kString:
        return "the string " + text(wrong());
      default:
        return "`" + text(wrong()) + "`";
    }
  }
  Error error(std::string message) const { return unexpected_syntax(std::move(message), place()); }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  const ParseFailure& failure_;
};

/// The error for something that people are known to write, or nothing.
std::optional<Error> find_known_slip(std::string_view text, const std::vector<Token>& tokens,
                                     const ParseFailure& failure);

}  // namespace agora::syntax
