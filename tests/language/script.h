// tests/language/script.h
//
// Scripts in the language: README.md beside this file says how they are written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agora::test {

struct Case {
  std::string kind;         ///< setup, query, columns, updates, error or values
  std::string expectation;  ///< What stands behind the kind, for errors.
  std::string statement;
  std::string parameters;          ///< A map literal, or empty.
  std::vector<std::string> lines;  ///< What is expected, behind ----
  std::string what;                ///< The comment above.
  std::size_t line = 0;            ///< Where it begins, from 1.
};

/// The cases of a script. Throws std::runtime_error with the line for what is no case.
std::vector<Case> parse_script(std::string_view text);

/// How many things the cases check: each line of `values` is one, `setup` is none.
std::size_t count_cases(const std::vector<Case>& cases);

/// Runs the cases one after another on a new database in memory; returns what failed, as "LINE:
/// message".
std::vector<std::string> run_script(const std::vector<Case>& cases);

}  // namespace agora::test
