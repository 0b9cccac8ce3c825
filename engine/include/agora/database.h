// agora/database.h
//
// Database: one graph, in a folder or in memory. Where everything begins:
//
//   agora::Database database = agora::Database::open("library.agora");
//   agora::Connection connection = database.connect();
//   connection.query("CREATE (:Paper {title: $title})", {{"title", "On graphs"}});
//
// One process may write a folder at a time; any number of others may have it open read-only
// meanwhile and see a consistent state, which refresh() brings up to date. After fork() the child
// must not use an open database; its calls are refused with an Error.
//
// Lifetime: a Database is a handle; the files are closed when it and all of its connections are
// gone. Threads: all members may be called from several threads at once, except moving and
// destroying.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "agora/connection.h"
#include "agora/procedure.h"

namespace agora {

/// When a commit counts as done.
enum class Durability : std::uint8_t {
  Sync,    ///< After it is on the disk: survives a crash of the machine.
  NoSync,  ///< After it is with the operating system: survives a crash of the program, not of the
           ///< machine.
};

struct OpenOptions {
  bool read_only = false;  ///< Writes nothing, needs no right to write, waits for nobody.
  bool create = true;      ///< Make the database if there is none. Never with read_only.
  /// Hold the write lock only while a statement or transaction that writes is under way, and read
  /// without it otherwise: others may write in between, and each statement sees what they committed.
  /// For a program that waits for a person.
  bool write_on_demand = false;
  std::size_t cache_bytes =
      256u << 20;  ///< For decoded blocks and file contents, shared by all connections.
  std::size_t memory_limit = 0;  ///< Bytes one statement may hold; 0: half of the machine's memory.
  /// Bytes all statements of this database may hold together; 0: half of the machine's memory.
  std::size_t memory_budget = 0;
  /// A transaction that deletes more nodes and relationships than this is preceded by a checkpoint that
  /// undo_deletion() (maintenance.h) goes back to; 0: none is.
  std::uint64_t undo_above = 0;
  std::chrono::milliseconds lock_wait{
      5000};  ///< How long a writer waits for another to finish; 0 fails at once.
  Durability durability = Durability::Sync;
  /// The folder that LOAD CSV may read files from, and from nowhere else; empty: LOAD CSV is refused.
  std::filesystem::path csv_folder;
  /// Threads one statement may use, its caller's among them; 0: as many as there are cores, at most 8. Statements
  /// share the threads beyond their own: one that finds them all at work runs alone and does not wait. The result
  /// is the same with any number.
  unsigned threads = 0;
  /// Statements use several threads where they are estimated to look at more nodes and relationships than this.
  std::uint64_t share_above = 100'000;
};

class Database {
 public:
  /// Opens the database in the folder `path`, or a new one in memory for ":memory:".
  /// Throws Error: Locked (another process, or this one, has it open for writing; the message names
  /// it), FormatTooNew (written by a later Agora), Corrupt (damaged; the message says what), Io (it
  /// is missing and `create` is false or `read_only` is true, is not a database, or cannot be read
  /// or written).
  static Database open(const std::filesystem::path& path, const OpenOptions& options = {});

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  /// A new connection. Cheap: a few hundred bytes.
  Connection connect();

  /// Adds a procedure, or replaces the one of that name that was added before. Not kept in the
  /// database: a program registers its procedures each time it opens it. Throws Error (SyntaxError)
  /// if the signature does not parse.
  void register_procedure(Procedure procedure);
  /// Forgets a registered procedure. True if there was one of that name ("my.lookup").
  bool unregister_procedure(std::string_view name);

  /// Deletes every node, relationship, index, constraint and enumeration, in one transaction, and
  /// forgets all registered procedures. Throws Error: Locked, TransactionError (read-only, or a
  /// transaction is open on any of its connections that has written), Io.
  void clear();

  /// For a read-only database: sees what others have committed meanwhile. Statements that are
  /// running keep the state they began with. Does nothing for one that is open for writing. Throws
  /// Error: Corrupt, Io.
  void refresh();

  bool read_only() const noexcept;
  /// As given to open().
  const std::filesystem::path& path() const noexcept;

  class Impl;  ///< The engine's side.
  explicit Database(std::shared_ptr<Impl> impl) noexcept;
  Impl& impl() const noexcept { return *impl_; }

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace agora
