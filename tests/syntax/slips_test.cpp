// What people get wrong and what they are told: slips.txt is the expected text.
// AGORA_UPDATE_GOLDEN=1 writes it anew; read the difference before you commit it.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "parse_test.h"

namespace {

std::filesystem::path golden_file() {
  return std::filesystem::path(AGORA_TESTS_FOLDER) / "syntax" / "slips.txt";
}

struct Slip {
  std::string query;
  std::string told;
};

/// Blocks of lines: those of the query begin with `> `, what is told follows; # begins a comment.
std::vector<Slip> read_slips() {
  std::ifstream file(golden_file());
  std::vector<Slip> slips;
  std::string line;
  bool in_query = false;
  while (std::getline(file, line)) {
    if (line.rfind("> ", 0) == 0) {
      if (!in_query) slips.emplace_back();
      slips.back().query += (in_query ? "\n" : "") + line.substr(2);
      in_query = true;
      continue;
    }
    in_query = false;
    if (line.empty() || line[0] == '#' || slips.empty()) continue;
    slips.back().told += line + "\n";
  }
  return slips;
}

std::string told(const std::string& query) {
  try {
    return "fine: " + print(agora::syntax::parse(query)) + "\n";
  } catch (const agora::Error& error) {
    std::string text = error.detail() + " " + agora::describe(error, query);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text + "\n";
  }
}

}  // namespace

TEST_CASE("each slip is told in the language's words", "[syntax]") {
  const std::vector<Slip> slips = read_slips();
  CHECK(slips.size() >= 150);
  if (std::getenv("AGORA_UPDATE_GOLDEN") != nullptr) {
    std::ofstream file(golden_file());
    file << "# What people get wrong and what they are told. A query's lines begin with `> `.\n";
    for (const Slip& slip : slips) {
      std::istringstream lines(slip.query);
      file << "\n";
      for (std::string line; std::getline(lines, line);) file << "> " << line << "\n";
      file << told(slip.query);
    }
    return;
  }
  for (const Slip& slip : slips) {
    INFO(slip.query);
    CHECK(told(slip.query) == slip.told);
  }
}

TEST_CASE("an error never speaks of the parser's inside", "[syntax]") {
  for (const Slip& slip : read_slips()) {
    const std::string text = told(slip.query);
    INFO(text);
    for (const char* inside :
         {"token", "ANTLR", "extraneous", "mismatched", "viable", "EOF", "<", "Context", "rule"}) {
      const std::string message = text.substr(0, text.find('\n'));
      if (std::string(inside) == "<" && slip.query.find('<') != std::string::npos) continue;
      if (std::string(inside) == "<" && message.find("`<>`") != std::string::npos) continue;
      if (std::string(inside) == "<" && message.find("`=<`") != std::string::npos) continue;
      CHECK(message.find(inside) == std::string::npos);
    }
  }
}
