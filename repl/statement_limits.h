// repl/statement_limits.h
//
// What the command line allows each statement.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "agora/connection.h"

namespace agora::repl {

/// 0 means no limit, for `memory` the engine's own.
struct StatementLimits {
  std::chrono::milliseconds timeout{0};
  std::size_t memory = 0;  ///< Bytes.
  std::uint64_t rows = 0;
  unsigned threads = 0;  ///< For OpenOptions; 0: as many as there are cores.

  void apply(Connection& connection) const {
    connection.set_timeout(timeout);
    connection.set_memory_limit(memory);
    connection.set_row_limit(rows);
  }
};

}  // namespace agora::repl
