#include "terminal.h"

#include <catch2/catch.hpp>

namespace agora::repl {

TEST_CASE("display_width counts the columns of a terminal", "[repl]") {
  const struct {
    const char* what;
    const char* text;
    std::size_t width;
  } cases[] = {
      {"letters", "abc", 3},          {"nothing", "", 0},
      {"accents", "é", 1},            {"a combining accent takes none", "e\u0301", 1},
      {"wide characters", "日本", 4}, {"an emoji", "😀", 2},
      {"no UTF-8", "a\xff", 2},       {"box drawing", "│", 1},
  };
  for (const auto& [what, text, width] : cases) {
    DYNAMIC_SECTION(what) { CHECK(display_width(text) == width); }
  }
}

TEST_CASE("wrap cuts at white space, and words only where it must", "[repl]") {
  using Lines = std::vector<std::string>;
  const struct {
    const char* what;
    const char* text;
    std::size_t width;
    Lines lines;
  } cases[] = {
      {"what fits stays", "one two", 7, {"one two"}},
      {"at a space", "one two three", 8, {"one two", "three"}},
      {"a space at the edge begins no line", "one two", 3, {"one", "two"}},
      {"a long word is cut", "abcdefgh", 3, {"abc", "def", "gh"}},
      {"a word after a long one", "abcdefgh ij", 3, {"abc", "def", "gh", "ij"}},
      {"line ends stay", "a\n\nb", 9, {"a", "", "b"}},
      {"nothing is one empty line", "", 5, {""}},
      {"wide characters are not split", "日本語", 5, {"日本", "語"}},
      {"no width is no limit", "a b c", 0, {"a b c"}},
      {"narrower than a character", "日本", 1, {"日", "本"}},
  };
  for (const auto& [what, text, width, lines] : cases) {
    DYNAMIC_SECTION(what) { CHECK(wrap(text, width) == lines); }
  }
}

TEST_CASE("harmless leaves nothing that steers a terminal", "[repl]") {
  CHECK(harmless("a\x1b[31m\x07") == "a\\u001b[31m\\u0007");
  CHECK(harmless("a\nb\tc") == "a\\nb\\tc");
  CHECK(harmless("a\nb", true) == "a\nb");
  CHECK(harmless("a\u202e" "b") == "a\\u202eb");
  CHECK(harmless("a\xff\xfe") == "a\uFFFD\uFFFD");
  CHECK(harmless("Größe 日本 😀") == "Größe 日本 😀");
}

}  // namespace agora::repl
