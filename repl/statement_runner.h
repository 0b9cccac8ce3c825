// repl/statement_runner.h
//
// Runs the statements of a text one after another and prints what they give: the common part of
// `agora query`, the shell and its .read.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "agora/connection.h"
#include "agora/database.h"
#include "printer.h"

namespace agora::repl {

struct Presentation {
  Mode mode = Mode::Table;
  std::size_t width = 0;  ///< Columns of the terminal, 0 without one.
  bool summary = false;   ///< After each result, a line with rows or changes and the time.
  /// After a statement that deleted more elements than this, a line that `.undo` brings them back.
  std::uint64_t undo_above = 0;
};

class StatementRunner {
 public:
  /// Results go to `out`; notifications and errors to `messages`. All three must outlive the
  /// runner.
  StatementRunner(Connection& connection, std::ostream& out, std::ostream& messages)
      : connection_(connection), out_(out), messages_(messages) {}

  /// Runs one statement of `whole`. False if it failed; the error was printed with its place in
  /// `whole`, behind `origin` ("file.cypher") unless that is empty.
  bool run(const Statement& statement, std::string_view whole, std::string_view origin = {});
  /// Runs all statements up to the first that fails. False if one did.
  bool run_all(std::string_view text, std::string_view origin = {});

  Presentation presentation;
  Parameters parameters;

 private:
  void print(QueryResult& result, const Statement& statement);
  void print_notifications(const QueryResult& result, const Statement& statement);
  void print_summary(const QueryResult& result, std::uint64_t rows);
  void print_deletions(const UpdateCounts& updates);

  Connection& connection_;
  std::ostream& out_;
  std::ostream& messages_;
  bool printed_ = false;  ///< A result stands above; the next is set off by an empty line.
};

/// True if every statement of the text runs on a database that is open for reading only. A
/// statement that does not parse counts as one that does: running it reports the mistake.
bool writes_nothing(std::string_view text);

/// The error with its place moved from the statement to the text that the statement stands in.
Error relocated(Error error, const Statement& statement);

/// "2 nodes created, 3 properties set", or empty.
std::string describe_updates(const UpdateCounts& updates);

/// "1.24 ms"
std::string describe_time(std::chrono::microseconds time);

/// Opens a database; an error is printed to standard error and gives nothing.
std::optional<Database> open_database(const std::filesystem::path& path,
                                      const OpenOptions& options);

/// The contents of a file ("-": of standard input). Throws Error (Io).
std::string read_file(const std::filesystem::path& path);

/// Replaces the file by one with this text, or leaves it as it is. Throws Error (Io).
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace agora::repl
