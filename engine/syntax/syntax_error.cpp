#include "syntax/syntax_error.h"

#include <array>

#include "base/utf8.h"

namespace agora::syntax {
namespace {

struct Lookalike {
  char32_t wrong;
  std::string_view right;
  std::string_view name;
};

// What word processors and keyboards put in place of the language's characters.
constexpr std::array kLookalikes = {
    Lookalike{0x2018, "'", "a typographic quote"},
    Lookalike{0x2019, "'", "a typographic quote"},
    Lookalike{0x201a, "'", "a typographic quote"},
    Lookalike{0x201b, "'", "a typographic quote"},
    Lookalike{0x2032, "'", "a prime"},
    Lookalike{0x00b4, "'", "an accent"},
    Lookalike{0x201c, "\"", "a typographic quote"},
    Lookalike{0x201d, "\"", "a typographic quote"},
    Lookalike{0x201e, "\"", "a typographic quote"},
    Lookalike{0x2033, "\"", "a double prime"},
    Lookalike{0x00ab, "\"", "a typographic quote"},
    Lookalike{0x00bb, "\"", "a typographic quote"},
    Lookalike{0x2010, "-", "a typographic hyphen"},
    Lookalike{0x2011, "-", "a typographic hyphen"},
    Lookalike{0x2012, "-", "a figure dash"},
    Lookalike{0x2013, "-", "an en dash"},
    Lookalike{0x2014, "-", "an em dash"},
    Lookalike{0x2015, "-", "a dash"},
    Lookalike{0x2212, "-", "a minus sign of Unicode"},
    Lookalike{0x00ad, "-", "a soft hyphen"},
    Lookalike{0x2192, "->", "an arrow"},
    Lookalike{0x2190, "<-", "an arrow"},
    Lookalike{0x2260, "<>", "a sign for not equal"},
    Lookalike{0x2264, "<=", "a sign for less or equal"},
    Lookalike{0x2265, ">=", "a sign for more or equal"},
    Lookalike{0x00d7, "*", "a multiplication sign"},
    Lookalike{0x00f7, "/", "a division sign"},
    Lookalike{0x2215, "/", "a division slash"},
    Lookalike{0x2026, "..", "an ellipsis"},
    Lookalike{0xff08, "(", "a wide parenthesis"},
    Lookalike{0xff09, ")", "a wide parenthesis"},
    Lookalike{0xff0c, ",", "a wide comma"},
    Lookalike{0xff1a, ":", "a wide colon"},
    Lookalike{0xff1b, ";", "a wide semicolon"},
};

Error unknown_character(std::string_view text, const Token& token) {
  const std::string written(token.text(text));
  if (written.size() == 1) {
    const unsigned char byte = static_cast<unsigned char>(written[0]);
    if (byte < 0x20 || byte == 0x7f) {
      return unexpected_syntax(
          "the query contains a control character, number " + std::to_string(byte), token.span());
    }
    Error error =
        unexpected_syntax("`" + written + "` is no character of the language", token.span());
    if (written == "#") return std::move(error).with_hint("a comment begins with //");
    if (written == "@") return std::move(error).with_hint("a parameter is written $name");
    if (written == "?") return std::move(error).with_hint("a parameter is written $name or $1");
    if (written == "\\") return std::move(error).with_hint("a backslash stands in strings only");
    return error;
  }
  std::size_t offset = 0;
  const char32_t point = base::next_code_point(written, offset);
  for (const Lookalike& each : kLookalikes) {
    if (each.wrong != point) continue;
    return syntax_error("InvalidUnicodeCharacter",
                        std::string(each.name) + " stands here: " + written, token.span())
        .with_hint("write " + std::string(each.right));
  }
  return syntax_error("InvalidUnicodeCharacter",
                      "this character is none of the language: " + written, token.span())
      .with_hint("names with such characters are written in `back quotes`");
}

}  // namespace

Error syntax_error(std::string_view detail, std::string message, const SourceSpan& span) {
  return Error(ErrorCategory::SyntaxError, std::string(detail), std::move(message),
               ErrorPhase::CompileTime)
      .at(span);
}

Error unexpected_syntax(std::string message, const SourceSpan& span) {
  return syntax_error("UnexpectedSyntax", std::move(message), span);
}

Error token_error(std::string_view text, const Token& token) {
  SourceSpan opening = token.span();
  opening.length = 1;
  const std::string first(text.substr(token.offset, 1));
  switch (token.problem) {
    case TokenProblem::UnclosedString:
      return unexpected_syntax("this string is never closed", opening)
          .with_hint("end it with " + first + "; a quote within it is written \\" + first);
    case TokenProblem::UnclosedName:
      return unexpected_syntax("this name in back quotes is never closed", opening);
    case TokenProblem::UnclosedComment:
      opening.length = 2;
      return unexpected_syntax("this comment is never closed", opening).with_hint("end it with */");
    case TokenProblem::InvalidUtf8:
      return syntax_error("InvalidUnicodeCharacter", "the query is no valid UTF-8 here",
                          token.span())
          .with_hint("save the text as UTF-8");
    default:
      return unknown_character(text, token);
  }
}

Error nesting_error(std::uint32_t limit, const SourceSpan& span) {
  return Error(ErrorCategory::LimitExceeded, "",
               "the query nests deeper than " + std::to_string(limit) + " levels (max_nesting)",
               ErrorPhase::CompileTime)
      .at(span)
      .with_hint("a list with IN, or WITH between the parts, says the same flat");
}

std::vector<Token> scan_tokens(std::string_view text) {
  std::vector<Token> tokens;
  tokens.reserve(text.size() / 4 + 4);
  // Within strings and comments nothing is decoded, so look at the whole text for bytes that are no
  // UTF-8.
  const std::size_t invalid = base::first_invalid_utf8(text);
  Scanner scanner(invalid == std::string_view::npos ? text : text.substr(0, invalid));
  while (true) {
    tokens.push_back(scanner.next());
    const Token& token = tokens.back();
    if (token.problem != TokenProblem::None &&
        (invalid == std::string_view::npos || token.end() < invalid)) {
      throw token_error(text, token);
    }
    if (token.kind == TokenKind::kEndOfText) break;
  }
  if (invalid != std::string_view::npos) {
    Token wrong = tokens.back();
    if (wrong.problem !=
        TokenProblem::None) {  // The bytes lie within a string or a comment that began before.
      for (std::size_t i = wrong.offset; i < invalid; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        wrong.column = byte == '\n' ? 1 : wrong.column + ((byte & 0xc0) != 0x80 ? 1 : 0);
        wrong.line += byte == '\n' ? 1 : 0;
      }
    }
    wrong.offset = static_cast<std::uint32_t>(invalid);
    wrong.length = 1;
    wrong.problem = TokenProblem::InvalidUtf8;
    throw token_error(text, wrong);
  }
  return tokens;
}

}  // namespace agora::syntax
