// graph/graph_store.h
//
// A graph that is kept: gives out views to read and transactions to write. Readers never wait; writers are
// one at a time.
//
// Threads: a GraphStore may be shared. Lifetime: transactions must be gone before it is closed; views may
// outlive it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "graph/graph_fork.h"
#include "graph/graph_view.h"
#include "storage/kv_store.h"

namespace agora::graph {

class BulkWriter;
class GraphStore;

struct GraphStoreOptions {
  bool read_only = false;
  bool create = true;                      ///< If missing; not with read_only.
  std::size_t cache_bytes = 256u << 20;    ///< For decoded data, shared by all views.
  storage::Durability durability = storage::Durability::Synced;
  std::chrono::milliseconds lock_wait{0};  ///< For another process's write lock, at open.
  std::string program = "agora";           ///< Names this process to others that find it locked.
  bool accept_loss = false;                ///< As in storage::StoreOptions.
  std::shared_ptr<storage::FileFaults> faults{};  ///< For tests.
};

/// A state to go back to, from before a transaction that deleted much.
struct UndoPoint {
  std::uint64_t nodes = 0;  ///< Deleted by that transaction …
  std::uint64_t relationships = 0;
  std::int64_t seconds = 0;    ///< … at this time, since 1970.
  bool written_since = false;  ///< Something was committed after it, or it is not known whether.
};

/// The one write transaction of its time. One thread at a time.
class WriteTransaction {
 public:
  /// Rolls back unless committed.
  ~WriteTransaction();
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  /// What the transaction sees and changes; the same object all its life.
  GraphFork& graph() noexcept { return *fork_; }

  /// From here on changes belong to a statement. Requires: none is running.
  void begin_statement();
  /// Checks constraints and makes the statement's changes the transaction's. If a check throws, the statement
  /// still runs: undo it.
  void accept_statement();
  /// Leaves nothing of the running statement. Requires: one is running.
  void undo_statement();

  /// Makes everything durable and visible, all at once; commits of several threads share a sync. Requires: no
  /// statement is running. If it throws, the transaction is rolled back – but if the disk refused the sync, only
  /// opening the database again tells what it has; until then nothing more is written.
  void commit();
  /// As commit(), but the transaction goes on, over the graph as it then is. What was committed stays so.
  /// Requires: no statement is running. If it throws, the transaction is rolled back.
  void commit_part();
  void rollback() noexcept;
  /// False after commit and rollback.
  bool active() const noexcept { return fork_ != nullptr; }
  /// Of all accepted statements, those of parts that are committed already included.
  const SideEffects& side_effects() const noexcept { return side_effects_; }

 private:
  friend class GraphStore;
  WriteTransaction(GraphStore& store, std::unique_ptr<GraphFork> fork);
  GraphStore& store_;
  std::unique_ptr<GraphFork> fork_;
  SideEffects side_effects_;
  SideEffects committed_;  ///< Of the parts before.
};

class GraphStore {
 public:
  /// The database in `folder`; an empty path or ":memory:" gives a new one in memory.
  /// Throws Error: Locked, FormatTooNew, Corrupt, Io, Usage (not a database).
  static std::unique_ptr<GraphStore> open(const std::filesystem::path& folder,
                                          const GraphStoreOptions& options = {});
  ~GraphStore();

  bool read_only() const noexcept;
  /// Empty for one in memory.
  const std::filesystem::path& folder() const noexcept;

  /// The graph as last committed.
  std::shared_ptr<const GraphView> view() const;

  /// Waits up to `lock_wait` for the transaction before, then throws Locked. TransactionError if read-only.
  std::unique_ptr<WriteTransaction> begin_write(std::chrono::milliseconds lock_wait);

  /// Read-only stores: moves view() on to what was committed since; true if there was something.
  bool refresh();
  /// Loads an empty database without the transaction machinery. Takes the write lock.
  std::unique_ptr<BulkWriter> begin_bulk(std::chrono::milliseconds lock_wait);
  /// Writes every block without deltas and has the store below rewritten in its smallest form: nothing that was
  /// overwritten or deleted is left, once no view from before is held.
  void compact(std::chrono::milliseconds lock_wait = std::chrono::seconds(10));
  /// Empties the database, schema included. Ids start again at 0.
  void reset();
  /// Keeps what is committed now as the state to go back to, in place of the one kept earlier: to be called
  /// by who holds the write lock, before it commits deletions. Throws Error: Io.
  void keep_undo_point();
  /// Says what was deleted, once it is committed.
  void seal_undo_point(const SideEffects& deletions);
  /// The state to go back to, if one is kept. Throws Error: Io.
  std::optional<UndoPoint> undo_point() const;
  /// Makes the graph what it was at the undo point, in one commit, and forgets the point. Nothing happens
  /// without one.
  void go_back(std::chrono::milliseconds lock_wait);
  /// Lets go of the files that an undo point holds.
  void forget_undo_point();
  /// Flushes and lets go of the folder. Views stay readable as long as they are held.
  void close();

  storage::KvStore& storage() noexcept;
  /// Waits until what commits left to be done in the background is done. For tests.
  void finish_housekeeping();

 private:
  friend class WriteTransaction;
  friend class BulkWriter;
  GraphStore();
  /// Reads the catalog and publishes a view of what is stored.
  void load();
  /// Writes what the fork changed, and makes the next writer start from it. Gives the number to wait
  /// for.
  std::uint64_t append(GraphFork& fork);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace agora::graph
