// What the documentation shows is what happens.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "documents/page.h"

namespace agora::test {
namespace {

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("the examples of the documentation hold", "[documents]") {
  struct {
    const char* page;
    std::size_t least;  ///< So that a page does not lose its examples unnoticed.
  } const pages[] = {{"language.md", 150}, {"quick-reference.md", 60}, {"coming-from.md", 50}};
  // AGORA_DOCS looks at pages in another folder.
  const char* const elsewhere = std::getenv("AGORA_DOCS");
  const std::filesystem::path folder = elsewhere ? elsewhere : AGORA_TESTS_FOLDER "/../docs";
  for (const auto& [page, least] : pages) {
    DYNAMIC_SECTION(page) {
      const std::vector<Example> examples = examples_of(contents(folder / page));
      CHECK(examples.size() >= least);
      for (const std::string& failure : run_examples(examples)) FAIL_CHECK(page << ':' << failure);
    }
  }
}

TEST_CASE("an example that does not hold is told", "[documents]") {
  const char* const wrong[] = {
      "```cypher\nRETURN 1 AS a\n```\n```result\n2\n```\n",
      "```cypher\nRETURN a\n```\n",
      "```cypher\nRETURN 1 AS a\n```\n```error\n```\n",
      "```cypher\nRETURN a\n```\n```error TypeError\n```\n",
      "| example | gives |\n| --- | --- |\n| `1 + 1` | `3` |\n",
      "| Neo4j | Agora |\n| --- | --- |\n| `RETURN 1` | `RETRUN 1` |\n",
  };
  for (const char* page : wrong) {
    INFO(page);
    CHECK(run_examples(examples_of(page)).size() == 1);
  }
  const char* const right =
      "```cypher\nRETURN 1 AS a;\nRETURN [1, 2] AS b\n```\n```result\n[1, 2]\n```\n"
      "| example | gives |\n| --- | --- |\n| `1 + 1`, `true OR 1 / 0 = 1` | `2`, `true` |\n"
      "| `'a' \\|\\| 'b'` | `ab` |\n";
  CHECK(examples_of(right).size() == 4);
  CHECK(run_examples(examples_of(right)).empty());
}

}  // namespace agora::test
