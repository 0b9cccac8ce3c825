// storage/contents_record.h
//
// What the table of contents (data/MANIFEST-…) of a database must have at least. The table only grows
// at its end, and an end that is missing looks like that of a process that was killed: only somebody
// else can tell that more was there. So the file agora.contents has the table's name, how many of its
// bytes were durable, and their checksum:
//
//   agora-contents MANIFEST-000012 1873 89b4c1f0e2d3a567 5f0a11c2908877de
//
// (the last word is a checksum of the line before it). It is written in place, without a sync, after
// the table's own sync: it is never ahead of what is durable, and after a loss of power at worst
// behind. A database without it, or with one that is behind, opens; it is only less well guarded.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "agora/error.h"

namespace agora::storage {

struct ContentsRecord {
  std::string table;        ///< The file's name.
  std::uint64_t bytes = 0;  ///< Of its beginning …
  std::uint64_t hash = 0;   ///< … and their XXH3.
};

std::filesystem::path contents_file(const std::filesystem::path& folder);

/// Nothing if there is no record, or none that can be read.
std::optional<ContentsRecord> read_contents_record(const std::filesystem::path& folder);

/// True if there is a record that is damaged itself; nothing else is known to be wrong then.
bool contents_record_damaged(const std::filesystem::path& folder);

/// Writes down what the table of contents has now. Requires: nobody changes it, and it is durable.
/// Failures are passed over: no record is better than no database.
void write_contents_record(const std::filesystem::path& folder);

/// Nothing if the table of contents has what `record` says, else what is wrong with it. Also beside a
/// writer, if the record was read before.
std::optional<Error> contradiction(const std::filesystem::path& folder, const ContentsRecord& record);

/// Keeps the record while a database is open for writing. Threads: any.
class ContentsKeeper {
 public:
  explicit ContentsKeeper(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The first `bytes` of the file `table` are durable now, and have this hash.
  void synced(const std::string& table, std::uint64_t bytes, std::uint64_t hash);
  /// From now on what is synced is written down: the table is in use. Before, a new one is being
  /// made, and a crash would leave the old one in use.
  void start();

 private:
  void write_down();

  const std::filesystem::path folder_;
  std::mutex mutex_;
  ContentsRecord last_;
  bool started_ = false;
};

}  // namespace agora::storage
