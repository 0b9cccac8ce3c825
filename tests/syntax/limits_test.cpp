// Texts that are too long or too deep: a clear error at once, no crash.

#include <ctime>

#include "parse_test.h"

using namespace agora::syntax;

namespace {

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

constexpr std::size_t kMany = 100000;
constexpr std::size_t kLong = 20000;

/// Seconds that this process has computed: others may use the machine too.
double computed() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

TEST_CASE("what nests too deep is refused at once", "[syntax]") {
  const std::pair<const char*, std::string> kTexts[] = {
      {"parentheses", "RETURN " + repeat("(", kMany) + "1" + repeat(")", kMany)},
      {"open parentheses", "RETURN " + repeat("(", kMany)},
      {"lists", "RETURN " + repeat("[", kMany) + repeat("]", kMany)},
      {"maps", "RETURN " + repeat("{a: ", kMany) + "1" + repeat("}", kMany)},
      {"calls", "RETURN " + repeat("f(", kMany) + "1" + repeat(")", kMany)},
      {"NOT", "RETURN " + repeat("NOT ", kMany) + "true"},
      {"signs", "RETURN " + repeat("- ", kMany) + "1"},
      {"signs and NOT", "RETURN " + repeat("- NOT ", kMany) + "1"},
      {"a sum", "RETURN 1" + repeat(" + 1", kMany)},
      {"a power", "RETURN 1" + repeat(" ^ 1", kMany)},
      {"a comparison", "RETURN 1" + repeat(" < 1", kMany)},
      {"IN", "RETURN 1" + repeat(" IN a", kMany)},
      {"IS NULL", "RETURN 1" + repeat(" IS NULL", kMany)},
      {"properties", "RETURN a" + repeat(".b", kMany)},
      {"elements", "RETURN a" + repeat("[0]", kMany)},
      {"CASE", "RETURN " + repeat("CASE WHEN a THEN ", 40000) + "1" + repeat(" END", 40000)},
      {"CASE with a variable called end", "RETURN " + repeat("CASE WHEN end THEN ", 40000)},
      {"comprehensions", "RETURN " + repeat("[x IN ", kMany) + "a" + repeat("]", kMany)},
      {"subqueries", repeat("CALL { ", kMany) + "RETURN 1"},
      {"EXISTS", "RETURN " + repeat("EXISTS { MATCH (a) WHERE ", 30000)},
      {"FOREACH", repeat("FOREACH (x IN a | ", 40000) + "SET x.a = 1" + repeat(")", 40000)},
      {"labels", "MATCH (a:" + repeat("(", kMany) + "A" + repeat(")", kMany) + ") RETURN a"},
      {"paths", "MATCH " + repeat("(", kMany) + "(a)-->(b)" + repeat(")", kMany) + " RETURN a"},
      {"types", "RETURN 1 IS :: " + repeat("LIST<", kMany)},
      {"predicates in nodes",
       "MATCH " + repeat("(a WHERE ", kMany) + "a" + repeat(")-->(b)", kMany)},
      {"AND in parentheses", "RETURN " + repeat("(a AND ", kMany)},
  };
  ParseLimits limits;
  limits.max_bytes = 10u << 20;
  for (const auto& [what, text] : kTexts) {
    DYNAMIC_SECTION(what) {
      const auto begin = computed();
      CHECK(parsed(text, limits).find("nests deeper than 500 levels") != std::string::npos);
      CHECK(computed() - begin < 5.0);
    }
  }
}

TEST_CASE("up to the limit everything is read", "[syntax]") {
  const std::string deep = "RETURN " + repeat("(", 499) + "1" + repeat(")", 499);
  CHECK(parsed(deep) == "RETURN 1");
  const std::string deeper = "RETURN " + repeat("(", 500) + "1" + repeat(")", 500);
  CHECK(parsed(deeper).find("nests deeper") != std::string::npos);
  CHECK(parsed("RETURN " + repeat("NOT ", 499) + "true").find("nests") == std::string::npos);
  CHECK(parsed("RETURN " + repeat("NOT ", 500) + "true").find("nests") != std::string::npos);
  CHECK(parsed("RETURN " + repeat("[", 499) + repeat("]", 499)).find("nests") == std::string::npos);
  CHECK(parsed("RETURN 1" + repeat(" + 1", 499)).find("nests") == std::string::npos);
  ParseLimits shallow;
  shallow.max_nesting = 3;
  CHECK(parsed("RETURN ((1))", shallow) == "RETURN 1");
  CHECK(parsed("RETURN (((1)))", shallow) ==
        "LimitExceeded at 1:11: the query nests deeper than 3 levels (max_nesting)");
}

TEST_CASE("what is long but flat is read", "[syntax]") {
  CHECK(parsed("RETURN [1" + repeat(", 1", kLong) + "]").size() > 3 * kLong);
  CHECK(parsed("RETURN a" + repeat(" AND a", kLong)).size() > 2 * kLong);
  CHECK(parsed("RETURN NOT a" + repeat(" OR NOT a = 1", 10000)).size() > 2 * 10000);
  CHECK(parsed("MATCH (a)" + repeat("-->(a)", kLong) + " RETURN a").size() > 2 * kLong);
  CHECK(parsed("CREATE (a)" + repeat(", (a)", kLong)).size() > 2 * kLong);
  CHECK(parsed(repeat("CREATE (a) ", 10000)).size() > 10000);
  CHECK(parsed("MATCH (n" + repeat(":A", kLong) + ") RETURN n").size() > kLong);
}

TEST_CASE("a text over the size limit is refused before it is read", "[syntax]") {
  const std::string text = "RETURN '" + std::string(10u << 20, 'x');
  const auto begin = computed();
  CHECK(parsed(text) ==
        "LimitExceeded: the query text has 10485768 bytes and the limit is 1048576");
  CHECK(computed() - begin < 0.2);
  ParseLimits limits;
  limits.max_bytes = 5;
  CHECK(parsed("RETURN 1", limits) ==
        "LimitExceeded: the query text has 8 bytes and the limit is 5");
}
