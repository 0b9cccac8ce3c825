#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "language/script.h"

namespace agora::test {

namespace {

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("every language script holds", "[language]") {
  std::set<std::filesystem::path> scripts;
  for (const auto& entry : std::filesystem::directory_iterator(AGORA_LANGUAGE_SCRIPTS)) {
    if (entry.path().extension() == ".test") scripts.insert(entry.path());
  }
  REQUIRE_FALSE(scripts.empty());
  // AGORA_SCRIPT=match.test runs one alone; with a path it may lie elsewhere.
  const char* only = std::getenv("AGORA_SCRIPT");
  if (only && std::filesystem::exists(only)) {
    for (const std::string& failure : run_script(parse_script(contents(only)))) FAIL_CHECK(failure);
    return;
  }
  std::size_t count = 0;
  for (const std::filesystem::path& script : scripts) {
    count += count_cases(parse_script(contents(script)));
    if (only && script.filename() != only) continue;
    DYNAMIC_SECTION(script.filename().string()) {
      for (const std::string& failure : run_script(parse_script(contents(script)))) {
        FAIL_CHECK(script.filename().string() << ':' << failure);
      }
    }
  }
  INFO(count << " cases in " << scripts.size() << " scripts");
  CHECK(count >= 2000);
}

TEST_CASE("a script that does not hold is told", "[language]") {
  struct {
    const char* script;
    const char* says;
  } const wrong[] = {
      {"query\nRETURN 1 AS a\n----\n2\n", "expected"},
      {"query\nRETURN 1 AS a\n----\n", "expected"},
      {"columns\nRETURN 1 AS a\n----\nb\n", "expected"},
      {"updates\nCREATE (:A)\n----\nnodes_created 2\n", "expected"},
      {"error UndefinedVariable\nRETURN 1 AS a\n", "but it ran"},
      {"error InvalidSyntax\nRETURN a\n", "UndefinedVariable"},
      {"error UndefinedVariable at 1:1\nRETURN a\n", "1:8"},
      {"setup\nRETURN a\n", "it failed"},
      {"values\n1 + 1 => 3\n", "found 2"},
      {"values\n1 + a => 3\n", "it failed"},
      {"values\n1 => error\n", "but it ran"},
      {"values UNWIND [1] AS x\nx / 0 => error TypeError\n", "ArithmeticError"},
  };
  for (const auto& [script, says] : wrong) {
    const std::vector<std::string> failures = run_script(parse_script(script));
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].find(says) != std::string::npos);
  }
  CHECK_THROWS(parse_script("qurey\nRETURN 1\n----\n1\n"));
  CHECK_THROWS(parse_script("query\nRETURN 1\n"));
  CHECK_THROWS(parse_script("values\n1 = 1\n"));
}

}  // namespace agora::test
