// transfer/manifest.h
//
// What the files of an import hold: read from a folder's manifest.json, or made from single files'
// headers. docs/dataset.md describes the format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/schema.h"

namespace agora::transfer {

/// What a column's cells are read as.
struct ColumnSpec {
  std::string name;
  catalog::PropertyType type;
  bool required = false;  ///< No cell may be empty.
  bool unique = false;    ///< No value may come twice.
};

struct NodeFileSpec {
  std::vector<std::string> labels;  ///< The first one is what merging goes by.
  std::filesystem::path file;
  std::string key = "id";           ///< The column that identifies a node.
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
  /// Whether it describes a dataset, whose schema is declared in the database and enforced from
  /// then on. Else only the nodes' key becomes unique.
  bool dataset = false;
  std::string name;
  std::string text;  ///< As it stands in manifest.json; empty if there is none.
  std::vector<catalog::Enumeration> enumerations;
  std::vector<NodeFileSpec> nodes;
  std::vector<RelationshipFileSpec> relationships;

  const catalog::Enumeration* find_enumeration(std::string_view enumeration) const;
};

/// The name of the document that keeps a dataset's manifest.
std::string manifest_document(std::string_view name);

/// Reads `folder/manifest.json`; the files' paths are `folder` and what it names, checked to lie
/// within. Throws Error: ImportError (what is wrong with it), Io.
Manifest read_manifest(const std::filesystem::path& folder);

}  // namespace agora::transfer
