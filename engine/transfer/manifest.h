// transfer/manifest.h
//
// What the files of an import hold: read from a folder's manifest.json, or made from single files'
// headers. docs/dataset-format.md describes the format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/schema.h"
#include "transfer/import_schema.h"

namespace agora::transfer {

/// What a column's cells are read as.
struct ColumnSpec {
  std::string name;
  catalog::PropertyType type;
  bool required = false;  ///< No cell may be empty.
  bool unique = false;    ///< No value may come twice.
  bool json = false;      ///< Cells are JSON, values of any type; `type` means nothing.
};

struct NodeFileSpec {
  std::vector<std::string> labels;  ///< The first one, if any, is what merging goes by.
  std::filesystem::path file;
  std::string key = "id";           ///< The column that identifies a node.
  /// If not, the column joins the files and is no property; such nodes do not merge.
  bool key_is_property = true;
  std::vector<ColumnSpec> columns;  ///< Empty: taken from the header, types inferred.
  std::optional<std::uint64_t> count;
};

struct RelationshipFileSpec {
  std::string type;
  std::vector<std::string> from;  ///< Labels of which a start must have one; empty: any node.
  std::vector<std::string> to;
  std::filesystem::path file;
  std::string key;  ///< The column that identifies a relationship of the type, or empty.
  std::vector<ColumnSpec>
      columns;  ///< With src and dst if it came from a dataset's manifest; empty: inferred.
  std::optional<std::uint64_t> count;
};

struct Manifest {
  std::filesystem::path folder{};  ///< That its files may not lead out of; empty: they lie anywhere.
  /// Whether it describes a dataset, whose schema is declared in the database and enforced from
  /// then on. Else only the nodes' key becomes unique.
  bool dataset = false;
  std::string name;
  std::string text;  ///< As it stands in manifest.json; empty if there is none.
  std::vector<catalog::Enumeration> enumerations;
  std::vector<NodeFileSpec> nodes;
  std::vector<RelationshipFileSpec> relationships;
  /// What it declares in so many words; else a dataset's schema is that of its columns.
  std::optional<ImportSchema> schema;

  const catalog::Enumeration* find_enumeration(std::string_view enumeration) const;
};

/// The name of the document that keeps a dataset's manifest.
std::string manifest_document(std::string_view name);

/// Reads `folder/manifest.json`; the files' paths are `folder` and what it names, checked to lie
/// within. Throws Error: ImportError (what is wrong with it), Io.
Manifest read_manifest(const std::filesystem::path& folder);

/// The same with the files' names as they are written, relative to the folder; they need not exist.
Manifest parse_manifest_file(const std::filesystem::path& folder);
/// From a manifest's text; `where` names it in errors.
Manifest parse_manifest(std::string_view text, const std::string& where);

/// Whether the name says that it is a file of JSON Lines: .jsonl, .ndjson.
bool is_json_lines(const std::filesystem::path& file);

}  // namespace agora::transfer
