// repl/shell.h
//
// The shell: statements that end with `;`, commands that begin with a dot.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agora/connection.h"
#include "agora/database.h"
#include "line_editor.h"
#include "statement_limits.h"
#include "statement_runner.h"

namespace agora::repl {

class Shell {
 public:
  struct Settings {
    std::filesystem::path questions;  ///< A folder of saved questions, or empty.
    bool interactive = true;          ///< A person types: prompts, and an error ends nothing.
  };

  Shell(Database& database, Settings settings, const StatementLimits& limits);

  /// Reads and runs until the end of input or .exit. False if a statement failed that nobody was
  /// there to see (input from a file).
  bool run();

  StatementRunner& runner() { return runner_; }

 private:
  struct Command {
    const char* name;
    const char* argument;  ///< As .help shows it.
    const char* help;
    bool (Shell::*run)(std::string_view argument);
  };
  static const std::vector<Command>& commands();

  bool run_line(const std::string& line);
  bool run_statements();
  /// Runs ".name argument". False if it failed.
  bool run_command(std::string_view line);

  bool help(std::string_view argument);
  bool schema(std::string_view argument);
  bool mode(std::string_view argument);
  bool read(std::string_view argument);
  bool import(std::string_view argument);
  bool export_(std::string_view argument);
  bool attach(std::string_view argument);
  bool detach(std::string_view argument);
  bool passage(std::string_view argument);
  bool find(std::string_view argument);
  bool questions(std::string_view argument);
  bool timeout(std::string_view argument);
  bool memory(std::string_view argument);
  bool rows(std::string_view argument);
  bool undo(std::string_view argument);
  bool parameter(std::string_view argument);
  bool exit(std::string_view argument);

  /// True, with a word to the user, if a transaction is open: `what` would not see or change it.
  bool refuse_in_transaction(const char* what);
  /// Runs a query of the shell's own and prints it under a heading, unless it gives no rows.
  void show(const char* heading, const char* query);

  Database& database_;
  Connection connection_;
  StatementRunner runner_;
  Settings settings_;
  std::unique_ptr<LineEditor> editor_;
  std::string pending_;  ///< What was typed of a statement so far.
  bool done_ = false;
};

}  // namespace agora::repl
