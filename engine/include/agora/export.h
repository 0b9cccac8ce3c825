// agora/export.h
//
// Export: a database as the folder of a dataset, the way back of agora/import.h. `agora export` is
// this header on the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "agora/database.h"

namespace agora {

struct ExportOptions {
  /// Which dataset to write, by its name; needed if the database has several and the folder has no
  /// manifest.json.
  std::string dataset;
};

struct ExportReport {
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  std::uint64_t files_written = 0;
  std::uint64_t files_unchanged = 0;  ///< They had these very bytes before.
  std::vector<std::string>
      remarks;  ///< What was decided for the user, one sentence each: new files, new columns.
};

/// Writes the state of this moment to `folder`, so that import_folder() gives an equal graph. Where
/// what goes is said by the folder's manifest.json if it has one, else by the one that was imported,
/// else a manifest is made. A dataset whose rows are sorted by key and that was not changed comes
/// out byte by byte as it was. Texts of sources are not exported.
/// No file is ever half written, and none outside of the folder. Throws Error: Usage (another
/// dataset is in the folder, several are in the database), ConstraintValidationFailed (two nodes
/// have one key, a value does not fit its column), ImportError (the manifest cannot be read), Io.
/// After an error nothing was written, unless a file could not be moved to its place.
ExportReport export_folder(const Database& database, const std::filesystem::path& folder,
                           const ExportOptions& options = {});

}  // namespace agora
