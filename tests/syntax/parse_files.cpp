// tests/syntax/parse_files.cpp
//
// Parses every query of the files given on the command line, of folders all files, and says which
// are refused. Where one is missing nothing is tested (77). A file that ends in .feature is read as
// a conformance scenario file (queries stand between lines of three quotes, examples of an outline
// are filled in); any other is split at its semicolons. With --print the ASTs are printed, with
// --time each query's parse is measured.
//
// Ends with 1 if a query was refused that no scenario expects to be refused with that detail.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "syntax/parser.h"
#include "syntax/print_ast.h"

namespace {

struct Query {
  std::string where;
  std::string text;
  std::string expected_detail;  ///< Of an error at compile time, or empty.
};

std::string trim(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> cells(const std::string& row) {
  std::vector<std::string> all;
  std::string cell;
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (row[i] == '\\' && i + 1 < row.size()) {
      cell += row[i + 1] == 'n' ? '\n' : row[i + 1];
      ++i;
    } else if (row[i] == '|') {
      all.push_back(trim(cell));
      cell.clear();
    } else {
      cell += row[i];
    }
  }
  return all;
}

/// One scenario, before the examples of an outline are filled in.
struct Scenario {
  std::vector<std::pair<std::string, bool>>
      queries;  ///< Text, and whether the scenario's error is about it.
  std::string name;
  std::string detail;
  std::vector<std::vector<std::string>> examples;
};

std::string fill(std::string text, const std::vector<std::string>& names,
                 const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    const std::string mark = "<" + names[i] + ">";
    for (std::size_t at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + values[i].size())) {
      text.replace(at, mark.size(), values[i]);
    }
  }
  return text;
}

void add(const Scenario& scenario, const std::string& file, std::vector<Query>& queries) {
  const auto add_one = [&](const std::vector<std::string>& values) {
    for (const auto& [text, tested] : scenario.queries) {
      const std::vector<std::string> none;
      const auto& names = scenario.examples.empty() ? none : scenario.examples.front();
      queries.push_back(
          {file + " " + scenario.name, fill(text, names, values), tested ? scenario.detail : ""});
    }
  };
  if (scenario.examples.empty()) add_one({});
  for (std::size_t i = 1; i < scenario.examples.size(); ++i) add_one(scenario.examples[i]);
}

void read_feature(const std::string& path, std::vector<Query>& queries) {
  std::ifstream file(path);
  std::string line;
  Scenario scenario;
  bool tested = false;
  bool in_examples = false;
  while (std::getline(file, line)) {
    const std::string step = trim(line);
    if (step.rfind("Scenario", 0) == 0 || step.rfind("Background", 0) == 0) {
      add(scenario, path, queries);
      scenario = Scenario();
      scenario.name = step;
      in_examples = false;
    } else if (step == "\"\"\"") {
      std::string text;
      while (std::getline(file, line) && trim(line) != "\"\"\"") text += line + "\n";
      scenario.queries.emplace_back(text, tested);
    } else if (step.rfind("When executing query", 0) == 0) {
      tested = true;
    } else if (step.rfind("And having executed", 0) == 0 ||
               step.rfind("When executing control", 0) == 0) {
      tested = false;
    } else if (const std::size_t at = step.find("should be raised at compile time: ");
               at != std::string::npos) {
      scenario.detail = trim(step.substr(at + 34));
    } else if (step.rfind("Examples", 0) == 0) {
      in_examples = true;
    } else if (in_examples && !step.empty() && step[0] == '|') {
      scenario.examples.push_back(cells(step));
    }
  }
  add(scenario, path, queries);
}

void read_text(const std::string& path, std::vector<Query>& queries) {
  std::ifstream file(path);
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  for (const auto& statement : agora::syntax::split_statements(text).statements) {
    queries.push_back({path, text.substr(statement.span.offset, statement.span.length), ""});
  }
}

/// The file itself, or the files of a folder in a fixed order.
std::vector<std::string> files(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) all.push_back(entry.path().string());
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<Query> queries;
  bool print = false;
  bool time = false;
  for (int i = 1; i < count; ++i) {
    const std::string path = arguments[i];
    if (path == "--print") {
      print = true;
    } else if (path == "--time") {
      time = true;
    } else if (!std::filesystem::exists(path)) {
      std::cout << "skipped: there is no " << path << "\n";
      return 77;
    } else {
      for (const std::string& file : files(path)) {
        if (file.size() > 8 && file.substr(file.size() - 8) == ".feature") {
          read_feature(file, queries);
        } else {
          read_text(file, queries);
        }
      }
    }
  }
  std::size_t refused = 0;
  std::size_t as_expected = 0;
  for (const Query& query : queries) {
    const auto begin = std::chrono::steady_clock::now();
    try {
      const agora::syntax::Statement statement = agora::syntax::parse(query.text);
      if (print) std::cout << agora::syntax::print(statement) << "\n";
    } catch (const agora::Error& error) {
      if (!query.expected_detail.empty() && error.detail() == query.expected_detail) {
        ++as_expected;
        if (print) std::cout << error.detail() << ": " << error.what() << "\n";
      } else {
        ++refused;
        std::cout << query.where << "\n" << agora::describe(error, query.text) << "\n\n";
      }
    }
    if (time) {
      const std::chrono::duration<double, std::micro> micros =
          std::chrono::steady_clock::now() - begin;
      std::cout << micros.count() << " us for " << query.text.size() << " bytes\n";
    }
  }
  std::cout << queries.size() << " queries, " << as_expected << " refused as expected, " << refused
            << " refused otherwise\n";
  return refused == 0 ? 0 : 1;
}
