#include "execution/find_text.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

namespace agora::execution {

TEST_CASE("a part is found in a text where the standard library finds it", "[text]") {
  std::mt19937 random(7);
  const auto some = [&](std::size_t most) {
    std::string text;
    for (std::size_t n = random() % (most + 1); n > 0; --n) text += static_cast<char>('a' + random() % 3);
    return text;
  };
  std::size_t found = 0;
  for (int i = 0; i < 20000; ++i) {
    // On the heap and no longer than needed, so that a look beyond the end is seen by a sanitizer.
    const std::string text = some(80);
    std::string part = some(8);
    if (i % 4 == 0 && !text.empty()) part = text.substr(random() % text.size(), 1 + random() % 30);
    const bool expected = text.find(part) != std::string::npos;
    found += expected;
    if (contains_text(text, part) != expected) FAIL("'" << part << "' in '" << text << "'");
  }
  CHECK(found > 5000);
  CHECK(found < 19000);
}

TEST_CASE("the first and the last place of a text are looked at", "[text]") {
  for (std::size_t size = 1; size < 70; ++size) {
    for (std::size_t length = 1; length <= size; ++length) {
      const std::string part(length, 'x');
      for (std::size_t at = 0; at + length <= size; ++at) {
        std::string text(size, '.');
        text.replace(at, length, part);
        REQUIRE(contains_text(text, part));
        text[at + length - 1] = '.';
        REQUIRE_FALSE(contains_text(text, part));
      }
    }
  }
}

TEST_CASE("an empty part is in every text, and bytes above 127 and zero are bytes", "[text]") {
  CHECK(contains_text("", ""));
  CHECK(contains_text("a", ""));
  CHECK_FALSE(contains_text("", "a"));
  CHECK(contains_text("die Straße nach Köln am Rhein", "Köln"));
  CHECK(contains_text(std::string_view("a text with a \0 zero in it", 26), std::string_view("\0 z", 3)));
}

}  // namespace agora::execution
