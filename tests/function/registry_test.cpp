#include "function/registry.h"

#include <catch2/catch.hpp>
#include <set>

#include "function/evaluator.h"

using namespace agora;
using namespace agora::function;

TEST_CASE("every function's example gives what its entry says", "[registry]") {
  for (const Function* function : Registry::builtin().all()) {
    DYNAMIC_SECTION(function->name) {
      INFO(function->example);
      REQUIRE_FALSE(function->example.empty());
      CHECK(test::answer(function->example) == function->example_result);
    }
  }
}

TEST_CASE("every entry is complete and names are found in any case", "[registry]") {
  std::set<std::string> names;
  for (const Function* function : Registry::builtin().all()) {
    INFO(function->name);
    std::string upper(function->name);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    CHECK(names.insert(upper).second);
    CHECK(Registry::builtin().find(upper) == function);
    CHECK((function->scalar == nullptr) != (function->aggregate == nullptr));
    CHECK(function->required <= function->parameters.size());
    CHECK(function->description.ends_with('.'));
    CHECK_FALSE(function->category.empty());
    CHECK((function->stable || !function->deterministic));
  }
  CHECK(Registry::builtin().find("nosuchfunction") == nullptr);
  CHECK(Registry::builtin().find("") == nullptr);
}

TEST_CASE("a misspelt function has near names", "[registry]") {
  CHECK(Registry::builtin().similar("touper").front() == "toUpper");
  CHECK(Registry::builtin().similar("duration.inmonth").front() == "duration.inMonths");
}

TEST_CASE("functions of one argument give null for null and never crash on other types",
          "[registry]") {
  const char* const values[] = {"1",
                                "-1",
                                "1.5",
                                "'text'",
                                "''",
                                "true",
                                "[1, 'a', null]",
                                "{a: 1}",
                                "n",
                                "r",
                                "p",
                                "date('2020-01-01')",
                                "duration('P1D')",
                                "0.0 / 0.0",
                                "-9223372036854775808"};
  for (const Function* function : Registry::builtin().all()) {
    if (!function->scalar || function->parameters.empty()) continue;
    for (std::size_t count = std::max<std::size_t>(1, function->required);
         count <= function->parameters.size(); ++count) {
      for (const char* value : values) {
        for (const char* other : values) {
          std::string call = std::string(function->name) + "(" + value;
          for (std::size_t i = 1; i < count; ++i) call += std::string(", ") + other;
          INFO(call + ")");
          CHECK_NOTHROW(test::answer(call + ")"));
        }
      }
      if (!function->null_in_null_out) continue;
      std::string call = std::string(function->name) + "(null";
      for (std::size_t i = 1; i < count; ++i) call += ", null";
      CHECK(test::answer(call + ")") == "null");
    }
  }
}
