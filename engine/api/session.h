// api/session.h
//
// The engine's side of Database and Connection: what is open, and what a connection has to remember between
// two statements. Only this layer knows a session; the layers below are handed what they need.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agora/connection.h"
#include "agora/database.h"
#include "api/plan_cache.h"
#include "execution/memory_budget.h"
#include "execution/worker_pool.h"
#include "function/procedure.h"
#include "graph/graph_store.h"

namespace agora {

/// The transactions that are open on all connections of a database, for SHOW TRANSACTIONS. Threads: any.
class OpenTransactions {
 public:
  struct Entry {
    std::uint64_t number = 0;  ///< Counts the transactions of the database.
    bool read_only = false;
    std::chrono::system_clock::time_point begun;
  };
  /// Gives the number to end it with.
  std::uint64_t begin(bool read_only);
  void end(std::uint64_t number) noexcept;
  std::vector<Entry> all() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Entry> open_;
  std::uint64_t last_ = 0;
};

/// One open database. Threads: shared by its connections; every member is safe to share.
class Database::Impl {
 public:
  Impl(std::filesystem::path path, const OpenOptions& options);

  std::filesystem::path path;
  OpenOptions options;
  std::unique_ptr<graph::GraphStore> store;  ///< With write_on_demand, for reading alone.
  function::ProcedureRegistry procedures;
  function::ProcedureRegistry shows;  ///< What SHOW lists.
  OpenTransactions transactions;
  api::PlanCache plans;
  execution::MemoryBudget memory;  ///< Of all statements together.
  execution::WorkerPool workers;   ///< Threads that help statements.

  /// The graph as committed now.
  std::shared_ptr<const graph::GraphView> reading_view() const;
  /// Where to write; with write_on_demand the write lock is held as long as this is. Throws Error: Locked.
  std::shared_ptr<graph::GraphStore> writing_store();
  bool on_demand() const { return options.write_on_demand && !store->folder().empty(); }

  /// Commits, and keeps the state before if that deleted much (OpenOptions::undo_above).
  void commit(graph::GraphStore& into, graph::WriteTransaction& transaction) const;
  bool deletes_much(const graph::SideEffects& effects) const;

  /// Only the built-in procedures from here on.
  void reset_procedures();
  void add_shows();
  std::size_t memory_limit() const;
};

/// One connection. Threads: one, but for `cancelled`.
class Connection::Impl {
 public:
  explicit Impl(std::shared_ptr<Database::Impl> database);

  std::shared_ptr<Database::Impl> database;
  std::shared_ptr<graph::GraphStore> writing;                   ///< Whose transaction it is: outlives it.
  std::unique_ptr<graph::WriteTransaction> write_transaction;   ///< BEGIN
  std::shared_ptr<const graph::GraphView> read_transaction;     ///< BEGIN READ ONLY
  std::chrono::system_clock::time_point transaction_begin;
  /// Counts transactions, so that a Transaction object can tell whether its own is still the open one.
  std::uint64_t transaction_number = 0;
  std::uint64_t listed_transaction = 0;  ///< Its number in Database::Impl::transactions; 0: none.
  std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);
  std::chrono::milliseconds timeout{0};
  std::size_t memory_limit = 0;
  std::uint64_t row_limit = 0;
  std::uint64_t random_state;

  bool in_transaction() const { return write_transaction != nullptr || read_transaction != nullptr; }
  /// What a statement that reads now sees.
  std::shared_ptr<const graph::GraphView> committed_view() const;

  void begin(bool read_only);
  void commit();
  void rollback() noexcept;
};

}  // namespace agora
