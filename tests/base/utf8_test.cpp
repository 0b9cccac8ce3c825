#include "base/utf8.h"

#include <catch2/catch.hpp>

using namespace agora::base;

TEST_CASE("UTF-8 is checked strictly", "[utf8]") {
  struct Case {
    const char* what;
    std::string text;
    std::size_t first_invalid;
  };
  constexpr std::size_t valid = std::string_view::npos;
  const Case cases[] = {
      {"nothing", "", valid},
      {"ASCII", "abc", valid},
      {"two, three and four bytes", "é€😀", valid},
      {"the last code point", "\xF4\x8F\xBF\xBF", valid},
      {"above the last", "a\xF4\x90\x80\x80", 1},
      {"a stray continuation", "ab\x80", 2},
      {"an overlong slash", "\xC0\xAF", 0},
      {"an overlong three-byte form", "\xE0\x80\x80", 0},
      {"a surrogate", "x\xED\xA0\x80", 1},
      {"a cut sequence", "x\xE2\x82", 1},
      {"Latin-1", "caf\xE9", 3},
  };
  for (const Case& c : cases) {
    DYNAMIC_SECTION(c.what) { CHECK(first_invalid_utf8(c.text) == c.first_invalid); }
  }
}

TEST_CASE("text is counted and cut by code points", "[utf8]") {
  const std::string text = "aé€😀z";
  CHECK(count_code_points(text) == 5);
  CHECK(code_point_offset(text, 2) == 3);
  CHECK(code_point_offset(text, 99) == text.size());
  CHECK(code_point_substring(text, 1, 3) == "é€😀");
  CHECK(code_point_substring(text, 3) == "😀z");
  CHECK(code_point_substring(text, 7, 2).empty());
  CHECK(count_code_points("caf\xE9") == 4);
}

TEST_CASE("every code point survives encoding and decoding", "[utf8]") {
  for (char32_t c = 1; c <= 0x10FFFF; c += 13) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_code_point(text, c);
    std::size_t offset = 0;
    REQUIRE(is_valid_utf8(text));
    REQUIRE(next_code_point(text, offset) == c);
    REQUIRE(offset == text.size());
  }
  std::string text;
  append_code_point(text, 0xD800);
  CHECK(text == "\xEF\xBF\xBD");
}
