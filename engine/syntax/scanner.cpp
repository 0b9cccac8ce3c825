#include "syntax/scanner.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace agora::syntax {
namespace {

// What a byte can begin or continue. Bytes from 0x80 on are looked up as code points.
enum : std::uint8_t { kBlank = 1, kNameStart = 2, kNamePart = 4, kDigit = 8, kHigh = 16 };

constexpr std::array<std::uint8_t, 256> kByteClass = [] {
  std::array<std::uint8_t, 256> table{};
  for (int c = 0; c < 256; ++c) {
    std::uint8_t bits = 0;
    if ((c >= '\t' && c <= '\r') || (c >= 0x1c && c <= ' ')) bits |= kBlank;
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_')
      bits |= kNameStart | kNamePart;
    if (c >= '0' && c <= '9') bits |= kDigit | kNamePart;
    if (c == '$') bits |= kNamePart;
    if (c >= 0x80) bits |= kHigh;
    table[static_cast<std::size_t>(c)] = bits;
  }
  return table;
}();

std::uint8_t class_of(char c) { return kByteClass[static_cast<unsigned char>(c)]; }

bool is_blank(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_WHITE_SPACE) || c == 0x180e ||
         c == 0xfeff;
}
bool is_name_start(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  return u_hasBinaryProperty(point, UCHAR_ID_START) || u_charType(point) == U_CONNECTOR_PUNCTUATION;
}
bool is_name_part(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  return u_hasBinaryProperty(point, UCHAR_ID_CONTINUE) || u_charType(point) == U_CURRENCY_SYMBOL;
}

/// The code point at `offset`, and the offset behind it.
std::pair<char32_t, std::uint32_t> code_point(std::string_view text, std::uint32_t offset) {
  std::size_t next = offset;
  const char32_t point = base::next_code_point(text, next);
  return {point, static_cast<std::uint32_t>(next)};
}

constexpr std::size_t kLongestKeyword = [] {
  std::size_t longest = 0;
  for (const Keyword& keyword : kKeywords) longest = std::max(longest, keyword.text.size());
  return longest;
}();

constexpr std::size_t kKeywordSlots = 512;

constexpr std::size_t keyword_slot(std::string_view capitals) {
  std::uint32_t hash = 2166136261u;  // FNV-1a
  for (const char c : capitals) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return (hash ^ (hash >> 15)) % kKeywordSlots;
}

/// Open addressing; the number in a slot is one more than the keyword's place in kKeywords.
constexpr std::array<std::uint8_t, kKeywordSlots> kKeywordTable = [] {
  static_assert(std::size(kKeywords) < 255);
  std::array<std::uint8_t, kKeywordSlots> table{};
  for (std::size_t i = 0; i < std::size(kKeywords); ++i) {
    std::size_t slot = keyword_slot(kKeywords[i].text);
    while (table[slot] != 0) slot = (slot + 1) % kKeywordSlots;
    table[slot] = static_cast<std::uint8_t>(i + 1);
  }
  return table;
}();

}  // namespace

TokenKind keyword_or_word(std::string_view word) noexcept {
  if (word.size() > kLongestKeyword) return TokenKind::kWord;
  char capitals[kLongestKeyword];
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    capitals[i] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  const std::string_view key(capitals, word.size());
  for (std::size_t slot = keyword_slot(key); kKeywordTable[slot] != 0;
       slot = (slot + 1) % kKeywordSlots) {
    const Keyword& keyword = kKeywords[kKeywordTable[slot] - 1];
    if (keyword.text == key) return keyword.kind;
  }
  return TokenKind::kWord;
}

Token Scanner::next() {
  Token token;
  skip_blanks(token);
  token.offset = offset_;
  token.line = line_;
  token.column = column_;
  if (token.problem != TokenProblem::None) {  // A comment without an end.
    finish(token, static_cast<std::uint32_t>(text_.size()));
    return token;
  }
  if (offset_ == text_.size()) return token;
  const char first = text_[offset_];
  const std::uint8_t bits = class_of(first);
  if (bits & kNameStart) {
    scan_word(token);
  } else if ((bits & kDigit) || (first == '.' && (class_of(at(offset_ + 1)) & kDigit))) {
    scan_number(token);
  } else if (first == '\'' || first == '"' || first == '`') {
    scan_quoted(token, first);
  } else if (first == '$') {
    scan_parameter(token);
  } else if (bits & kHigh) {
    scan_other(token);
  } else {
    scan_punctuation(token);
  }
  return token;
}

/// White space and comments. A comment without an end is left for next() to report.
void Scanner::skip_blanks(Token& token) {
  while (offset_ < text_.size()) {
    const char c = text_[offset_];
    const std::uint8_t bits = class_of(c);
    if (bits & kBlank) {
      ++offset_;
      ++column_;
      if (c == '\n') {
        ++line_;
        column_ = 1;
      }
    } else if (c == '/' && at(offset_ + 1) == '/') {
      const std::size_t end = text_.find('\n', offset_);
      advance_to(static_cast<std::uint32_t>(end == std::string_view::npos ? text_.size() : end));
    } else if (c == '/' && at(offset_ + 1) == '*') {
      const std::size_t end = text_.find("*/", offset_ + 2);
      if (end == std::string_view::npos) {
        token.problem = TokenProblem::UnclosedComment;
        return;
      }
      advance_to(static_cast<std::uint32_t>(end + 2));
    } else if (bits & kHigh) {
      const auto [point, end] = code_point(text_, offset_);
      if (!is_blank(point)) return;
      advance_to(end);
    } else {
      return;
    }
  }
}

void Scanner::scan_word(Token& token) {
  const std::uint32_t end = skip_name_part(offset_);
  finish(token, end);
  token.kind = keyword_or_word(token.text(text_));
}

std::uint32_t Scanner::skip_name_part(std::uint32_t at) const {
  while (at < text_.size()) {
    const std::uint8_t bits = class_of(text_[at]);
    if (bits & kNamePart) {
      ++at;
    } else if (bits & kHigh) {
      const auto [point, end] = code_point(text_, at);
      if (!is_name_part(point)) break;
      at = end;
    } else {
      break;
    }
  }
  return at;
}

std::uint32_t Scanner::skip_digits(std::uint32_t from) const {
  while ((class_of(at(from)) & kDigit) || (at(from) == '_' && (class_of(at(from + 1)) & kDigit)))
    ++from;
  return from;
}

std::uint32_t Scanner::skip_exponent(std::uint32_t from) const {
  if (at(from) != 'e' && at(from) != 'E') return from;
  std::uint32_t digits = from + 1;
  if (at(digits) == '+' || at(digits) == '-') ++digits;
  return class_of(at(digits)) & kDigit ? skip_digits(digits) : from;
}

/// Behind 0x1F or 0o17; `from` itself if there are no such digits.
std::uint32_t Scanner::skip_based_digits(std::uint32_t from) const {
  if (at(from) != '0') return from;
  const char base = static_cast<char>(at(from + 1) | 0x20);
  if (base != 'x' && base != 'o') return from;
  const auto is_digit = [base](char c) {
    if (base == 'o') return c >= '0' && c <= '7';
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  std::uint32_t end = from + 2;
  while (is_digit(at(end)) || (at(end) == '_' && is_digit(at(end + 1)))) ++end;
  return end == from + 2 ? from : end;
}

void Scanner::scan_number(Token& token) {
  token.kind = TokenKind::kInteger;
  std::uint32_t end = skip_based_digits(offset_);
  if (end == offset_) {
    end = skip_digits(offset_);
    if (at(end) == '.' && (class_of(at(end + 1)) & kDigit)) {
      token.kind = TokenKind::kFloat;
      end = skip_digits(end + 1);
    }
    const std::uint32_t exponent = skip_exponent(end);
    if (exponent != end) token.kind = TokenKind::kFloat;
    end = exponent;
  }
  const std::uint32_t rest = skip_name_part(end);
  if (rest != end) token.kind = TokenKind::kMalformedNumber;
  finish(token, rest);
}

void Scanner::scan_quoted(Token& token, char quote) {
  const bool is_name = quote == '`';
  std::uint32_t end = offset_ + 1;
  for (; end < text_.size(); ++end) {
    const char c = text_[end];
    if (c == '\\' && !is_name) {
      ++end;
    } else if (c == quote) {
      if (!is_name || at(end + 1) != '`') break;
      ++end;  // A doubled back quote is one of the name.
    }
  }
  if (end >= text_.size()) {
    token.problem = is_name ? TokenProblem::UnclosedName : TokenProblem::UnclosedString;
    finish(token, static_cast<std::uint32_t>(text_.size()));
    return;
  }
  token.kind = is_name ? TokenKind::kQuotedName : TokenKind::kString;
  finish(token, end + 1);
}

void Scanner::scan_parameter(Token& token) {
  const std::uint32_t name = offset_ + 1;
  if (at(name) == '`') {
    Token quoted = token;
    offset_ = name;
    scan_quoted(quoted, '`');
    const std::uint32_t end = offset_;
    offset_ = token.offset;
    line_ = token.line;
    column_ = token.column;
    token.problem = quoted.problem;
    token.kind =
        quoted.problem == TokenProblem::None ? TokenKind::kParameter : TokenKind::kEndOfText;
    finish(token, end);
    return;
  }
  std::uint32_t end = name;
  const std::uint8_t bits = class_of(at(name));
  if ((bits & (kNameStart | kDigit)) ||
      ((bits & kHigh) && is_name_start(code_point(text_, name).first))) {
    end = skip_name_part(name);
  }
  token.kind = end == name ? TokenKind::kDollar : TokenKind::kParameter;
  finish(token, end);
}

/// What begins with a byte from 0x80 on and is no white space.
void Scanner::scan_other(Token& token) {
  const auto [point, end] = code_point(text_, offset_);
  if (point == 0xfffd && text_.substr(offset_, end - offset_) != "\xef\xbf\xbd") {
    token.problem = TokenProblem::InvalidUtf8;
    finish(token, offset_ + 1);
  } else if (is_name_start(point)) {
    scan_word(token);
  } else {
    token.problem = TokenProblem::UnknownCharacter;
    finish(token, end);
  }
}

void Scanner::scan_punctuation(Token& token) {
  using enum TokenKind;
  const char second = at(offset_ + 1);
  TokenKind kind = kEndOfText;
  std::uint32_t length = 1;
  const auto choose = [&](TokenKind one) { kind = one; };
  const auto with = [&](char expected, TokenKind two) {
    if (length == 1 && second == expected) {
      kind = two;
      length = 2;
    }
  };
  switch (text_[offset_]) {
    case '(':
      choose(kParenOpen);
      break;
    case ')':
      choose(kParenClose);
      break;
    case '[':
      choose(kBracketOpen);
      break;
    case ']':
      choose(kBracketClose);
      break;
    case '{':
      choose(kBraceOpen);
      break;
    case '}':
      choose(kBraceClose);
      break;
    case ',':
      choose(kComma);
      break;
    case ';':
      choose(kSemicolon);
      break;
    case ':':
      choose(kColon);
      with(':', kTypeOf);
      break;
    case '.':
      choose(kDot);
      with('.', kRange);
      break;
    case '|':
      choose(kBar);
      with('|', kConcatenate);
      break;
    case '=':
      choose(kEqual);
      with('~', kMatches);
      with('=', kCEqual);
      break;
    case '<':
      choose(kLess);
      with('>', kNotEqual);
      with('=', kLessOrEqual);
      break;
    case '>':
      choose(kGreater);
      with('=', kGreaterOrEqual);
      break;
    case '+':
      choose(kPlus);
      with('=', kAddAssign);
      break;
    case '-':
      choose(kMinus);
      break;
    case '*':
      choose(kStar);
      break;
    case '/':
      choose(kSlash);
      break;
    case '%':
      choose(kPercent);
      break;
    case '^':
      choose(kPower);
      break;
    case '&':
      choose(kAmpersand);
      with('&', kCAnd);
      break;
    case '!':
      choose(kExclamation);
      with('=', kCNotEqual);
      break;
    default:
      token.problem = TokenProblem::UnknownCharacter;
      break;
  }
  token.kind = kind;
  finish(token, offset_ + length);
}

void Scanner::finish(Token& token, std::uint32_t end) {
  token.length = end - token.offset;
  advance_to(end);
}

/// Moves on and counts the lines and code points on the way.
void Scanner::advance_to(std::uint32_t end) {
  for (; offset_ < end; ++offset_) {
    const auto byte = static_cast<unsigned char>(text_[offset_]);
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else if ((byte & 0xc0) != 0x80) {
      ++column_;
    }
  }
}

}  // namespace agora::syntax
