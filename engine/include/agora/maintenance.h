// agora/maintenance.h
//
// What keeps a database trustworthy: checks, backups, dumps, compaction. The program's commands of
// the same names are made of these. Threads: all of these may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "agora/database.h"

namespace agora {

struct CheckReport {
  std::uint64_t bytes = 0;  ///< On disk.
  std::uint64_t blocks = 0;
  std::uint64_t index_entries = 0;
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  std::vector<std::string> problems;  ///< A sentence each, at most 100; empty if all is well.
};
/// Reads all of the database and verifies the checksum of every block. `deep`: besides, whether the
/// parts agree: adjacency in both directions, dangling ends, labels, property lists and columns,
/// indexes, constraints, counts, and whether citations point at passages. Writes nothing and may run
/// beside a writer. Throws Error: Io (there is no database), FormatTooNew.
CheckReport check_database(const std::filesystem::path& path, bool deep = false);

struct BackupReport {
  std::uint64_t files_copied = 0;
  std::uint64_t bytes_copied = 0;
  std::uint64_t files_kept = 0;  ///< Taken over from the backup before.
};
/// Makes `target` a copy of the database with everything that was committed before the call, also
/// while another process writes. If `target` is an earlier backup of the same database, only what is
/// new is copied, and the backup is replaced at one stroke. Verified and durable when it returns. A
/// backup is a database like any other. Throws Error: Io, Corrupt; then `target` is as it was.
BackupReport backup_database(const std::filesystem::path& path, const std::filesystem::path& target);
/// The way back: as backup_database, but `target` must not exist.
BackupReport restore_database(const std::filesystem::path& backup, const std::filesystem::path& target);

enum class DumpFormat : std::uint8_t {
  Script,     ///< Statements in Cypher.
  JsonLines,  ///< A JSON object per schema element, node and relationship.
};
/// Writes the whole graph, as it is now, as text that load_dump() and people can read. Throws Error: Io.
void dump_database(Database& database, std::ostream& out, DumpFormat format);

struct LoadReport {
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
};
/// Adds what a dump of either format has, in one transaction: all or nothing. Throws Error:
/// ImportError (the line is named), ConstraintValidationFailed, Locked.
LoadReport load_dump(Database& database, std::istream& in);

struct CompactReport {
  std::uint64_t bytes_before = 0;
  std::uint64_t bytes_after = 0;
};
/// Rewrites the database in its smallest form. `erase`: nothing that was deleted or overwritten is
/// left in its files afterwards, names of labels, types and property keys excepted. Takes the write
/// lock. Throws Error: Locked, Io, Corrupt.
CompactReport compact_database(const std::filesystem::path& path, bool erase = false,
                               std::chrono::milliseconds lock_wait = std::chrono::seconds(5));

struct RepairReport {
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  std::vector<std::string> losses;  ///< A sentence each; empty if nothing was lost.
};
/// Makes a new database `target` of what can be read of a damaged one; what is derived (lists of
/// neighbours, counts, indexes) is made anew. Writes nothing to `path`. Throws Error: Corrupt if the
/// table of contents or the catalog itself is unreadable, Io (`target` exists).
RepairReport repair_database(const std::filesystem::path& path, const std::filesystem::path& target);

/// The state before a transaction that deleted more than OpenOptions::undo_above elements.
struct UndoPoint {
  std::uint64_t nodes = 0;  ///< Deleted by that transaction …
  std::uint64_t relationships = 0;
  std::chrono::system_clock::time_point when{};  ///< … at this time.
  bool written_since = false;  ///< Something was committed after it, by whomever: going back loses it.
};
/// The latest such state; empty if there is none, because nothing much was deleted, or because the
/// database went back to it or was compacted since.
std::optional<UndoPoint> undo_point(Database& database);
/// Makes the graph what it was at the undo point, all at once, and says what that brought back. Throws
/// Error: Usage (there is none; or something was written since, unless that may be lost), Locked, Io.
UndoPoint undo_deletion(Database& database, bool lose_later_writes = false);

struct DatabaseInfo {
  std::uint32_t format = 0;
  std::uint64_t bytes = 0;
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  std::vector<std::pair<std::string, std::uint64_t>> labels;  ///< With their counts.
  std::vector<std::pair<std::string, std::uint64_t>> types;
  std::uint64_t indexes = 0;
  std::uint64_t constraints = 0;
  std::string writer;  ///< Who has it open for writing now, or empty.
};
/// Throws Error: Io, FormatTooNew, Corrupt.
DatabaseInfo database_info(const std::filesystem::path& path);

}  // namespace agora
