// repl/statement_limits.h
//
// What the command line allows each statement, and how it opens a database for them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "agora/connection.h"
#include "agora/database.h"

namespace agora::repl {

/// 0 means no limit, for `memory`, `threads` and `cache` what the engine takes by itself.
struct StatementLimits {
  std::chrono::milliseconds timeout{0};
  std::size_t memory = 0;  ///< Bytes.
  std::uint64_t rows = 0;
  unsigned threads = 0;
  std::size_t cache = 0;  ///< Bytes.
  Durability durability = Durability::Sync;

  void apply(Connection& connection) const {
    connection.set_timeout(timeout);
    connection.set_memory_limit(memory);
    connection.set_row_limit(rows);
  }
  void apply(OpenOptions& options) const {
    options.threads = threads;
    if (cache > 0) options.cache_bytes = cache;
    options.durability = durability;
  }
};

}  // namespace agora::repl
