// tests/language/tokens.h
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace agora::test {

/// Words, strings and single signs, each with the white space behind it; together they are the text. For changing
/// statements piece by piece: rougher than the language's own tokens, and for any text.
inline std::vector<std::string> tokens(std::string_view text) {
  const auto is = [](int (*kind)(int), char c) { return kind(static_cast<unsigned char>(c)) != 0; };
  const auto is_word = [&](char c) { return is(std::isalnum, c) || c == '_' || c == '$'; };
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '\'') {
      end = std::min(text.find('\'', end), text.size() - 1) + 1;
    } else if (is_word(text[at])) {
      while (end < text.size() && is_word(text[end])) ++end;
    }
    while (end < text.size() && is(std::isspace, text[end])) ++end;
    all.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return all;
}

}  // namespace agora::test
