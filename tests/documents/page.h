// documents/page.h
//
// The examples of a page of the documentation, and whether they hold.
//
//   ```cypher          statements, separated by semicolons
//   ```result          behind it: the rows of the last statement, cells separated by ` | `
//   ```error WHAT      behind it: the last statement fails; WHAT is a detail, a category or a code.
//                      What stands inside is for the reader
//   | example | gives |  a table with these columns: expressions, and what each gives
//   | Agora |            a column with this name: statements that run
//
// All of a page runs on one database in memory, from top to bottom.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agora::test {

struct Example {
  enum class Kind { Statements, Expression };
  Kind kind = Kind::Statements;
  std::size_t line = 0;  ///< Where it stands, from 1.
  std::string text;
  bool compared = false;
  std::vector<std::string> rows;  ///< If compared.
  bool fails = false;
  std::string error;  ///< If it fails: empty for any error.
};

/// The examples of a page in Markdown.
std::vector<Example> examples_of(std::string_view page);

/// Runs them; returns what does not hold, as "LINE: message".
std::vector<std::string> run_examples(const std::vector<Example>& examples);

}  // namespace agora::test
