// agora/import.h
//
// Bulk import: CSV and JSON Lines files into a database, all or nothing. docs/dataset-format.md
// describes the folder format; `agora import` is this header on the command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "agora/database.h"

namespace agora {

/// A file of nodes, CSV (its header begins with `id`) or, called .jsonl, JSON Lines. Every node of it
/// gets all of `labels`.
struct NodeFile {
  std::vector<std::string> labels;
  std::filesystem::path file;
};

/// A file of relationships of one type, CSV (its header begins with `src,dst`) or JSON Lines. `src`
/// and `dst` are ids of nodes of the same import.
struct RelationshipFile {
  std::string type;
  std::filesystem::path file;
};

struct ImportFiles {
  std::vector<NodeFile> nodes;
  std::vector<RelationshipFile> relationships;
};

/// How far an import has come.
struct ImportProgress {
  std::string activity;     ///< What is done now, for a person: "reading Person.csv".
  std::uint64_t done = 0;   ///< Bytes of input worked off …
  std::uint64_t total = 0;  ///< … of so many.
  std::uint64_t nodes = 0;  ///< Read so far.
  std::uint64_t relationships = 0;
};

/// One row that cannot be imported.
struct ImportProblem {
  std::filesystem::path file;
  std::uint64_t line = 0;  ///< From 1, the header counted; 0 if the file as a whole is meant.
  std::string reason;
  std::string row;  ///< With ImportOptions::skip_bad the row as it stands in the file.
};

struct ImportOptions {
  /// Called now and then by the importing thread (some ten times a second). Returning false gives
  /// the import up.
  std::function<bool(const ImportProgress&)> progress;
  /// Called for each bad row, up to `max_problems`. The import then fails as a whole.
  std::function<void(const ImportProblem&)> problem;
  std::uint64_t max_problems = 20;  ///< Reading stops after so many.
  /// Leaves bad rows out instead: `problem` is called for each of them, however many there are, and the
  /// rest is imported. What concerns a file as a whole still fails.
  bool skip_bad = false;
  /// For import_folder() into a database that has data: delete what ImportReport::absent counts.
  bool prune = false;
};

/// A node or relationship by its label or type and its key.
struct ImportedElement {
  bool relationship = false;
  std::string kind;  ///< The label or type.
  std::string key;   ///< As text.
};

struct ImportReport {
  std::uint64_t nodes_created = 0;
  std::uint64_t nodes_merged =
      0;  ///< Already there, known by their key; their properties were updated.
  std::uint64_t relationships_created = 0;
  std::uint64_t relationships_merged = 0;
  std::uint64_t properties_set = 0;
  std::uint64_t rows_skipped = 0;  ///< Bad ones, with ImportOptions::skip_bad.
  /// import_folder(): what the database has of the labels and types of the manifest, with a key,
  /// although no file has it (any more); deleted if options.prune was set. Elements without a key
  /// do not count.
  std::uint64_t nodes_absent = 0;
  std::uint64_t relationships_absent = 0;
  std::vector<ImportedElement> absent;  ///< The first kMaxAbsent of them.
  static constexpr std::size_t kMaxAbsent = 100;
  bool pruned = false;  ///< Whether they were deleted.
  std::uint64_t constraints_added = 0;
  std::uint64_t indexes_added = 0;
  std::vector<std::string>
      remarks;  ///< What was decided for the user, one sentence each: inferred types and the like.
};

/// Imports the folder that `folder/manifest.json` describes, in one transaction.
/// Throws Error: ImportError (a bad row or manifest; the message names file and line of the first,
/// options.problem gets them all), ConstraintValidationFailed, Io (a file cannot be read),
/// Cancelled (progress returned false), Locked, TransactionError (the database is read-only). After
/// an error the database is as it was.
ImportReport import_folder(Database& database, const std::filesystem::path& folder,
                           const ImportOptions& options = {});

/// Imports single CSV files, in one transaction. Columns' types come from a manifest.json that lies
/// beside the files and names them, else they are inferred from the values and reported in
/// `remarks`. `id` becomes the property `id`, unique for each label of its file. Throws what
/// import_folder() throws.
ImportReport import_files(Database& database, const ImportFiles& files,
                          const ImportOptions& options = {});

}  // namespace agora
