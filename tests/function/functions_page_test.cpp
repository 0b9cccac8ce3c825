// docs/functions.md is made from the registry, so that it cannot say anything else than SHOW FUNCTIONS.
// AGORA_UPDATE_GOLDEN=1 writes it anew.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "function/registry.h"

namespace {

using agora::function::Function;
using agora::function::Registry;

/// For a table's cell.
std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string row(const Function& function) {
  std::string out = "| `" + escaped(agora::function::signature(function)) + "` | " +
                    escaped(function.description) + " | `" + escaped(function.example) + "` | ";
  if (!function.example_result.empty()) out += "`" + escaped(function.example_result) + "`";
  return out + " |\n";
}

std::string page() {
  std::map<std::string, std::vector<const Function*>> families;
  for (const Function* function : Registry::builtin().all())
    families[std::string(function->category)].push_back(function);
  std::string out =
      "# Functions\n\n"
      "All built-in functions, by family. Names ignore case. What stands in square brackets may be left out; `…` "
      "says that\nmore of the last may follow. A null argument gives null unless the description says otherwise; "
      "aggregates leave nulls\nout. Every example runs as a test.\n\n"
      "This page is made from the registry that the engine itself reads "
      "(`tests/function/functions_page_test.cpp`); `SHOW FUNCTIONS`\nsays the same.\n";
  for (const auto& [family, functions] : families) {
    out += "\n## " + family + "\n\n| function | gives | example | result |\n| --- | --- | --- | --- |\n";
    for (const Function* function : functions) out += row(*function);
  }
  return out;
}

}  // namespace

TEST_CASE("the page of functions is that of the registry", "[function]") {
  const std::filesystem::path file =
      std::filesystem::path(AGORA_TESTS_FOLDER).parent_path() / "docs" / "functions.md";
  if (std::getenv("AGORA_UPDATE_GOLDEN") != nullptr) std::ofstream(file) << page();
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  CHECK(text.str() == page());
}
