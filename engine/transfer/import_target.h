// transfer/import_target.h
//
// Where an import puts its rows: an empty database is loaded in bulk, another one is changed by one
// ordinary transaction in which nodes and relationships that are there already are updated.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "agora/import.h"
#include "agora/value.h"
#include "base/ids.h"
#include "graph/graph_store.h"
#include "transfer/import_schema.h"
#include "transfer/manifest.h"

namespace agora::transfer {

/// Rows of one file: the property columns of its spec (src and dst left out), and where each row
/// stands.
struct Rows {
  std::vector<const ColumnSpec*> specs;
  std::vector<std::vector<Value>> columns;  ///< As many as specs, each as long as lines.
  std::vector<std::uint64_t> lines;
  std::vector<std::string_view> texts;  ///< Each row as it stands in its file, while that is open.

  std::size_t count() const noexcept { return lines.size(); }
};

/// Nothing is left behind unless finish() returns. Errors name the row where the target knows it.
class ImportTarget {
 public:
  virtual ~ImportTarget() = default;
  virtual void declare(const ImportSchema& schema) = 0;
  /// Gives the node of each row. `rows` is taken.
  virtual void add_nodes(const NodeFileSpec& file, Rows& rows, std::vector<NodeId>& ids) = 0;
  virtual void add_relationships(const RelationshipFileSpec& file, std::span<const NodeId> starts,
                                 std::span<const NodeId> ends, Rows& rows) = 0;
  /// Keeps the text of the manifest with the graph, for an export.
  virtual void keep_manifest(const Manifest& manifest) = 0;
  /// After the last row: notes in the report what is in the graph, known by a key of the manifest's
  /// labels and types, and was in no row; deletes it if `prune` says so.
  virtual void compare(const Manifest& manifest, bool prune) = 0;
  virtual void finish() = 0;
};

/// What was done is counted in `report`, which must outlive the target.
std::unique_ptr<ImportTarget> open_bulk_target(graph::GraphStore& store,
                                               std::chrono::milliseconds lock_wait,
                                               ImportReport& report);
std::unique_ptr<ImportTarget> open_transaction_target(graph::GraphStore& store,
                                                      std::chrono::milliseconds lock_wait,
                                                      ImportReport& report);

}  // namespace agora::transfer
