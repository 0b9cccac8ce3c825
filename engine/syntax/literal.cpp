#include "syntax/literal.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/utf8.h"
#include "syntax/syntax_error.h"

namespace agora::syntax {
namespace {

std::string without_underscores(std::string_view text) {
  std::string digits;
  digits.reserve(text.size());
  for (const char c : text) {
    if (c != '_') digits.push_back(c);
  }
  return digits;
}

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

/// A piece of a token: `length` bytes from byte `start` of it. Only for places on the token's first
/// line; else the token itself is good enough.
SourceSpan part_of(std::string_view token, const SourceSpan& span, std::size_t start,
                   std::size_t length) {
  if (token.substr(0, start).find('\n') != std::string_view::npos) return span;
  return {
      static_cast<std::uint32_t>(span.offset + start), static_cast<std::uint32_t>(length),
      span.line,
      static_cast<std::uint32_t>(span.column + base::count_code_points(token.substr(0, start)))};
}

/// Reads the escapes of one string token.
class StringReader {
 public:
  StringReader(std::string_view token, const SourceSpan& span) : token_(token), span_(span) {}

  std::string read() {
    const std::string_view body = token_.substr(0, token_.size() - 1);
    at_ = 1;
    while (at_ < body.size()) {
      const std::size_t slash = std::min(body.find('\\', at_), body.size());
      value_.append(body.substr(at_, slash - at_));
      at_ = slash;
      if (at_ < body.size()) read_escape();
    }
    return std::move(value_);
  }

 private:
  void read_escape() {
    const char c = token_[at_ + 1];
    switch (c) {
      case '\\':
      case '\'':
      case '"':
      case '`':
        value_.push_back(c);
        break;
      case 'b':
        value_.push_back('\b');
        break;
      case 'f':
        value_.push_back('\f');
        break;
      case 'n':
        value_.push_back('\n');
        break;
      case 'r':
        value_.push_back('\r');
        break;
      case 't':
        value_.push_back('\t');
        break;
      case 'u':
      case 'U':
        read_code_point(c == 'u' ? 4 : 8);
        return;
      default: {
        std::size_t next = at_ + 1;
        base::next_code_point(token_, next);
        const std::string escape(token_.substr(at_, next - at_));
        throw unexpected_syntax("a string has no escape `" + escape + "`",
                                part_of(token_, span_, at_, next - at_))
            .with_hint("write \\" + escape + " for a backslash in the text");
      }
    }
    at_ += 2;
  }

  /// \uXXXX or \UXXXXXXXX; two surrogates in a row make one code point.
  void read_code_point(std::size_t digits) {
    const std::size_t start = at_;
    char32_t point = read_digits(digits);
    if (point >= 0xd800 && point <= 0xdbff && token_.substr(at_, 2) == "\\u") {
      const std::size_t second = at_;
      const char32_t low = read_digits(4);
      if (low >= 0xdc00 && low <= 0xdfff) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
      } else {
        at_ = second;
      }
    }
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      throw syntax_error("InvalidUnicodeLiteral", "this escape is no character of Unicode",
                         part_of(token_, span_, start, at_ - start));
    }
    base::append_code_point(value_, point);
  }

  char32_t read_digits(std::size_t count) {
    char32_t point = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t digit = at_ + 2 + i;
      const int value = digit < token_.size() ? digit_value(token_[digit]) : 99;
      if (value > 15) {
        throw syntax_error("InvalidUnicodeLiteral",
                           "after \\" + std::string(1, token_[at_ + 1]) + " there must be " +
                               std::to_string(count) + " hexadecimal digits",
                           part_of(token_, span_, at_, 2 + i))
            .with_hint("write for instance \\u00e9 for é");
      }
      point = point * 16 + static_cast<char32_t>(value);
      if (point > 0x10ffff) point = 0x110000;  // Too large already; more digits must not wrap it.
    }
    at_ += 2 + count;
    return point;
  }

  std::string_view token_;
  const SourceSpan& span_;
  std::size_t at_ = 0;
  std::string value_;
};

}  // namespace

std::int64_t integer_value(std::string_view text, bool negative, const SourceSpan& span) {
  unsigned base = 10;
  std::string_view digits = text;
  if (text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x') base = 16;
  if (text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'o') base = 8;
  if (base != 10) {
    digits.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    throw syntax_error("InvalidNumberLiteral", "a decimal number does not begin with 0", span)
        .with_hint("write 0o" + std::string(text.substr(1)) +
                   " if it is octal, else leave the zeros out");
  }
  const std::uint64_t most =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c == '_') continue;
    const auto digit = static_cast<std::uint64_t>(digit_value(c));
    if (value > (most - digit) / base) {
      throw syntax_error(
          "IntegerOverflow",
          "the integer is too large: integers go from -9223372036854775808 to 9223372036854775807",
          span)
          .with_hint("write it with a decimal point if an approximate value will do");
    }
    value = value * base + digit;
  }
  return negative ? static_cast<std::int64_t>(0 - value) : static_cast<std::int64_t>(value);
}

double float_value(std::string_view text, const SourceSpan& span) {
  const std::string digits = without_underscores(text);
  double value = 0;
  // from_chars, as it does not ask the locale for the decimal point.
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem == std::errc{}) return value;
  // Out of range, and it does not say on which side. What is too small is 0.
  const std::size_t exponent = digits.find_first_of("eE");
  const bool tiny = exponent != std::string::npos
                        ? digits[exponent + 1] == '-'
                        : digits.find_first_not_of('0') == digits.find('.');
  if (tiny) return 0.0;
  throw syntax_error("FloatingPointOverflow",
                     "the number is too large: floats go up to 1.7976931348623157e308", span);
}

std::string string_value(std::string_view text, const SourceSpan& span) {
  return StringReader(text, span).read();
}

std::string capitals(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

std::string name_value(std::string_view text) {
  if (text.empty() || text.front() != '`') return std::string(text);
  std::string name;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    name.push_back(text[i]);
    if (text[i] == '`') ++i;
  }
  return name;
}

void refuse_number(std::string_view text, const SourceSpan& span) {
  std::string message = "`" + std::string(text) + "` is no number";
  std::string hint =
      "separate a name from a number by a space, or quote it: `" + std::string(text) + "`";
  const char kind = text.size() > 1 && text[0] == '0' ? static_cast<char>(text[1] | 0x20) : '\0';
  if (kind == 'x') hint = "after 0x come hexadecimal digits: 0 to 9, a to f";
  if (kind == 'o') hint = "after 0o come octal digits: 0 to 7";
  if (kind == 'b')
    hint = "there are decimal numbers, hexadecimal ones (0x1f) and octal ones (0o17)";
  throw syntax_error("InvalidNumberLiteral", std::move(message), span).with_hint(std::move(hint));
}

}  // namespace agora::syntax
