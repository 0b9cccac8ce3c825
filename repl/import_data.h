// repl/import_data.h
//
// Import as a person sees it: progress on a terminal, bad rows by name, a summary.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "agora/import.h"

namespace agora::repl {

/// Reads `Label[:Label]=FILE` and `TYPE=FILE` texts. Throws Error (Usage).
ImportFiles parse_import_files(const std::vector<std::string>& nodes,
                               const std::vector<std::string>& relationships);

/// 1234567 as 1,234,567.
std::string with_commas(std::uint64_t number);

/// How an import is done.
struct ImportWish {
  bool prune = false;              ///< What a folder's files no longer have is deleted.
  std::filesystem::path bad_rows;  ///< A CSV file for bad rows, which are left out; or empty.
};

/// Imports a folder with a manifest, or single files. The summary goes to `out`, the rest to
/// `messages`. False if nothing was imported; the reason was printed.
bool import_data(Database& database, const std::filesystem::path& folder, const ImportWish& wish,
                 std::ostream& out, std::ostream& messages);
bool import_data(Database& database, const ImportFiles& files, const ImportWish& wish,
                 std::ostream& out, std::ostream& messages);

}  // namespace agora::repl
