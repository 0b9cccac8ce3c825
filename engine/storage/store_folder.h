// storage/store_folder.h
//
// What a database folder looks like from outside:
//
//   agora.format   one line, "agora-database N": the number of the byte format. Written last when a
//   database
//                  is made, so a folder without it is not (yet) one.
//   agora.contents what the table of contents below data/ must have at least; may be missing
//   agora.lock     held by the process that writes; names it
//   data/          the ordered store's own files
//   load/          runs being written for an ingest; whatever is left there is rubbish
//   undo/          a database as it was before much was deleted, to go back to; may be missing
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "agora/error.h"

namespace agora::storage {

std::filesystem::path format_file(const std::filesystem::path& folder);
std::filesystem::path lock_file(const std::filesystem::path& folder);
std::filesystem::path data_folder(const std::filesystem::path& folder);
std::filesystem::path load_folder(const std::filesystem::path& folder);
std::filesystem::path undo_folder(const std::filesystem::path& folder);

enum class FolderState : std::uint8_t {
  Missing,  ///< Nothing there, or an empty folder.
  Begun,    ///< A database whose making was interrupted before the format was written.
  Database,
};

/// Looks at `folder` without opening anything in it. Throws Error Io (detail NotADatabase) if it is
/// a file or holds something else, or cannot be looked at.
FolderState inspect_folder(const std::filesystem::path& folder);

/// True if no contents were ever written below `data`: no table, no log with anything in it. What is
/// left there of a making that was interrupted may not even open.
bool holds_nothing(const std::filesystem::path& data);

/// Makes the folder, readable by its owner only. Its parent must exist.
void make_folder(const std::filesystem::path& folder);

/// Throws Corrupt if the file is unreadable, FormatTooNew if it names a later format than this code
/// knows.
std::uint32_t read_format(const std::filesystem::path& folder);
/// Replaces the format file at one stroke and makes it durable.
void write_format(const std::filesystem::path& folder, std::uint32_t format);

enum class Notice : std::uint8_t {
  Writes,  ///< Anything written.
  Moves,   ///< Only files that came, went or were rearranged; not a log that grew.
};
/// What tells a reader, without opening anything, that the files of a data folder changed.
std::string fingerprint(const std::filesystem::path& data, Notice notice);

/// Makes a file, or the names in a folder, durable. `flags` as for open(2).
void sync_path(const std::filesystem::path& path, int flags);

/// Bytes of all files below `folder`, one that has several names counted once; files that vanish
/// meanwhile are not counted.
std::uint64_t bytes_below(const std::filesystem::path& folder);

/// An Io error from the operating system's error number: "`attempt` `path`: reason", with a hint
/// where one helps.
Error io_error(std::string_view attempt, const std::filesystem::path& path, int number);
/// The error for a folder in which there is no database.
Error no_database(const std::filesystem::path& folder);

}  // namespace agora::storage
