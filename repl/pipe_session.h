// repl/pipe_session.h
//
// What one user of `agora pipe` says to a database, line by line. docs/pipe.md describes requests,
// replies and values.
//
// Threads: one.
#pragma once

#include <string>
#include <string_view>

#include "agora/connection.h"
#include "agora/database.h"
#include "statement_limits.h"

namespace agora::repl {

class PipeSession {
 public:
  /// `allow_reset` lets lines empty the database and register procedures. The database outlives the session.
  PipeSession(Database& database, const StatementLimits& limits, bool allow_reset);

  /// Appends the reply to one line, whatever is in it: one line of JSON with its end.
  void answer(const std::string& line, std::string& out);

 private:
  void handle(const Map& request, std::string& out);
  void require_reset() const;
  void run(std::string_view text, const Map& parameters, std::string& out);

  bool allow_reset_;
  Database& database_;
  Connection connection_;
};

}  // namespace agora::repl
