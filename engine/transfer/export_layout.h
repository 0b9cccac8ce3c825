// transfer/export_layout.h
//
// Which element goes into which file, and with which columns.
//
// A node goes into the file of exactly its labels, a relationship into the first file of its type
// whose ends it has. For others files are added. Files of a key sort by it; others by their rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "graph/graph_view.h"
#include "transfer/manifest.h"

namespace agora::transfer {

inline constexpr std::uint32_t kNoEntry = UINT32_MAX;

struct NodeEntry {
  NodeFileSpec spec;
  bool added = false;              ///< Not in the manifest.
  std::vector<ColumnSpec> extra;   ///< Columns that the spec lacks.
  std::vector<NodeId> nodes;       ///< In the order of their keys.
};

struct RelationshipEntry {
  RelationshipFileSpec spec;
  bool added = false;
  std::vector<ColumnSpec> extra;
  std::vector<RelationshipId> relationships;
};

struct ExportLayout {
  std::vector<NodeEntry> nodes;
  std::vector<RelationshipEntry> relationships;
  /// By node id: the text that src and dst name it by. Empty for a node that is not exported.
  std::vector<std::string> names;
  std::uint64_t skipped_nodes = 0;  ///< They belong to another dataset of this database.
  std::uint64_t skipped_relationships = 0;
};

/// `others` are the manifests of the database's other datasets: what has their labels and types and not
/// this manifest's is left out. Throws Error ConstraintValidationFailed if two nodes have the same key.
ExportLayout plan_export(const graph::GraphView& graph, const Manifest& manifest,
                         const std::vector<Manifest>& others);

/// The type that fits all values of a property, those that are null aside.
class ColumnGuess {
 public:
  void see(const Value& value);
  ColumnSpec column(std::string name, const Manifest& manifest) const;

 private:
  bool any_ = false;
  bool mixed_ = false;
  catalog::PropertyType type_;
};

}  // namespace agora::transfer
