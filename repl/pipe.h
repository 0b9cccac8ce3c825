// repl/pipe.h
//
// `agora pipe DB`: one JSON object a line in, one a line out, in order, flushed. docs/pipe.md
// describes requests, replies and values.
#pragma once

#include <filesystem>

#include "agora/database.h"
#include "statement_limits.h"

namespace agora::repl {

struct PipeOptions {
  std::filesystem::path database;
  OpenOptions open;
  bool allow_reset = false;              ///< Lets lines empty the database and register procedures.
  StatementLimits limits;  ///< Of each statement.
};

/// Serves standard input until it ends. Returns the exit code. A database that cannot be opened is
/// reported to standard error.
int run_pipe(const PipeOptions& options);

}  // namespace agora::repl
