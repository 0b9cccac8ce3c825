// agora/connection.h
//
// Connection: where statements run. It holds at most one transaction and the settings that apply to
// its statements; a program has as many connections to a database as it has threads that ask.
//
// Outside a transaction every statement is one of its own: when query() returns, what it wrote is
// committed and on disk (as OpenOptions::durability says). A statement that fails leaves nothing,
// also inside a transaction, which stays usable. Reading never blocks and never waits for a writer.
//
// Lifetime: a Connection keeps its database open. Results, transactions and prepared queries that
// came from it must be gone before it is. Threads: a Connection belongs to one thread at a time;
// only cancel() may be called from anywhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agora/query_result.h"
#include "agora/statements.h"
#include "agora/value.h"

namespace agora {

/// Values for `$name` in a query, by name without the `$`.
using Parameters = Map;

/// How a plan is written: lines for people, or JSON (an object with `plan`, a tree by `inputs`, and
/// `subqueries`).
enum class PlanFormat : std::uint8_t { Text, Json };

/// A statement that was parsed and planned once and may run many times.
/// It plans itself anew when the schema changed meanwhile.
class PreparedQuery {
 public:
  PreparedQuery(PreparedQuery&&) noexcept;
  PreparedQuery& operator=(PreparedQuery&&) noexcept;
  ~PreparedQuery();

  /// Runs the statement; see Connection::query().
  QueryResult run(const Parameters& parameters = {});

  /// The names of the columns it returns.
  const std::vector<std::string>& columns() const noexcept;
  /// The names of the parameters it uses, in the order of their first use.
  const std::vector<std::string>& parameters() const noexcept;
  StatementKind kind() const noexcept;

  class Impl;  ///< The engine's side.
  explicit PreparedQuery(std::unique_ptr<Impl> impl) noexcept;

 private:
  std::unique_ptr<Impl> impl_;
};

/// A transaction that is open on a Connection: all statements of that connection run in it until
/// commit() or rollback(). Rolled back when it goes out of scope uncommitted.
class Transaction {
 public:
  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) noexcept;
  ~Transaction();

  /// Makes everything durable and visible, at once. Throws Error: TransactionError if it is no
  /// longer open, ConstraintValidationFailed if the whole breaks the schema, Io. After an error
  /// nothing was committed.
  void commit();
  /// Undoes everything. Does nothing if the transaction is no longer open.
  void rollback() noexcept;
  /// True until commit() or rollback(), or until COMMIT or ROLLBACK was run as a statement.
  bool open() const noexcept;

  class Impl;  ///< The engine's side.
  explicit Transaction(std::unique_ptr<Impl> impl) noexcept;

 private:
  std::unique_ptr<Impl> impl_;
};

class Connection {
 public:
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  /// Rolls back a transaction that is still open.
  ~Connection();

  /// Runs one statement (a `;` at its end is let through). Reading statements run while their rows
  /// are read, on the state of the moment of this call; writing ones have written when this
  /// returns. BEGIN [READ ONLY], COMMIT and ROLLBACK are statements too. Throws Error with the
  /// phase CompileTime for what the text itself shows to be wrong, Runtime otherwise; Locked if
  /// another writer did not finish within the wait of OpenOptions::lock_wait; TransactionError for
  /// a write in something read-only.
  QueryResult query(std::string_view text, const Parameters& parameters = {});

  /// Parses and plans one statement without running it. Throws what query() throws at compile time.
  PreparedQuery prepare(std::string_view text);

  /// The plan of a statement with the planner's estimates, one operator a line, as EXPLAIN shows
  /// it. Runs nothing.
  std::string explain(std::string_view text, const Parameters& parameters = {},
                      PlanFormat format = PlanFormat::Text);
  /// Runs a query to its end, drops its rows, and gives the plan with what each operator did: rows, time without
  /// its inputs, blocks asked for. What the query writes is written. Throws what query() throws.
  std::string profile(std::string_view text, const Parameters& parameters = {},
                      PlanFormat format = PlanFormat::Text);

  /// Begins a transaction. Unless `read_only`, it takes the write lock now, so no update can be
  /// lost, and a second writer waits. Throws Error: TransactionError if one is open already or the
  /// database is read-only, Locked.
  Transaction begin(bool read_only = false);
  /// True while a transaction is open, begun by begin() or by BEGIN.
  bool in_transaction() const noexcept;

  /// Ends the statement that runs now, and results that are still being read, with an Error of
  /// category Cancelled. Without one it does nothing; a statement begun later is not affected. It
  /// returns at once. May be called from another thread and from a signal handler (it only sets an
  /// atomic flag).
  void cancel() noexcept;

  /// How long a statement may take from its start to its last row, the pauses between rows not
  /// counted. 0, the default, means no limit. Applies to statements begun later.
  void set_timeout(std::chrono::milliseconds timeout) noexcept;
  /// Bytes a statement may hold; 0 means OpenOptions::memory_limit. Applies to statements begun
  /// later.
  void set_memory_limit(std::size_t bytes) noexcept;
  /// How many rows a statement may give; one with more ends with an Error (LimitExceeded), and if it
  /// writes, leaves nothing. 0, the default, means no limit. Applies to statements begun later.
  void set_row_limit(std::uint64_t rows) noexcept;

  class Impl;  ///< The engine's side.
  explicit Connection(std::unique_ptr<Impl> impl) noexcept;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace agora
