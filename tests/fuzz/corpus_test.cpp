// What the fuzzer has kept, and every statement of the language scripts cut and mixed: none crashes
// or takes more than a second. Needs no fuzzer. AGORA_FUZZ_ROUNDS says how many mixed texts are run
// (1,500 unless set), AGORA_SEED which.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz/statement.h"
#include "language/script.h"

namespace agora::fuzz {
namespace {

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> script_statements() {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(AGORA_TESTS_FOLDER "/language")) {
    if (entry.path().extension() != ".test") continue;
    for (const test::Case& each : test::parse_script(contents(entry.path())))
      if (!each.statement.empty()) all.push_back(each.statement);
  }
  return all;
}

}  // namespace

TEST_CASE("what the fuzzer has kept runs without a crash", "[fuzz]") {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(AGORA_TESTS_FOLDER "/fuzz/corpus")) {
    INFO(entry.path().filename().string());
    run_statement(contents(entry.path()));
    ++count;
  }
  CHECK(count > 0);
}

TEST_CASE("statements cut in two and joined with others run without a crash", "[fuzz]") {
  const std::vector<std::string> statements = script_statements();
  REQUIRE(statements.size() > 100);
  const char* const wanted = std::getenv("AGORA_FUZZ_ROUNDS");
  const char* const seed = std::getenv("AGORA_SEED");
  const long rounds = wanted ? std::atol(wanted) : 1500;
  std::mt19937 random(seed ? static_cast<unsigned>(std::atol(seed)) : 11);
  for (long round = 0; round < rounds; ++round) {
    const std::string& first = statements[random() % statements.size()];
    const std::string& second = statements[random() % statements.size()];
    const std::string text = first.substr(0, random() % (first.size() + 1)) + ' ' +
                             second.substr(random() % second.size());
    INFO(text);
    run_statement(text);
  }
}

}  // namespace agora::fuzz
