// graph/bulk_writer.h
//
// Loads an empty database: takes columns, sorts, writes blocks as sorted files and adds them at once. Nothing is
// visible, or left behind, unless finish() returns.
//
// Nodes first: add_nodes gives ids in the order of the calls. Relationships are numbered at finish() in the order
// of (type, start, end). Schema declared with declare() is enforced at finish(), and its indexes are built then.
// Threads: one calls; finish() takes one more to help where there is much to do.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"
#include "catalog/catalog.h"
#include "graph/graph_store.h"

namespace agora::graph {

/// One property of a batch: a value for each element, null where it has none. Strings must be UTF-8.
struct BulkColumn {
  PropertyKeyId key;
  std::vector<Value> values;
};

class BulkWriter {
 public:
  /// Drops everything unless finish() returned.
  ~BulkWriter();

  LabelId label(std::string_view name);
  TypeId type(std::string_view name);
  PropertyKeyId property_key(std::string_view name);

  /// Names and schema that finish() will store; add to it before finish().
  catalog::Catalog& catalog();

  /// Adds `count` nodes that all carry `labels`; gives the first id, the others follow. Each column has
  /// `count` values.
  NodeId add_nodes(std::size_t count, std::span<const LabelId> labels, std::vector<BulkColumn> columns);
  /// `starts` and `ends` are of equal length; each column has a value for each.
  void add_relationships(TypeId type, std::span<const NodeId> starts, std::span<const NodeId> ends,
                         std::vector<BulkColumn> columns);

  /// Keeps a document with the graph (document.h).
  void set_document(std::string_view name, std::string_view bytes);

  std::uint64_t node_count() const noexcept;
  std::uint64_t relationship_count() const noexcept;

  /// Checks the schema, writes and publishes. Throws ConstraintValidationFailed, TypeError, Io.
  void finish();

 private:
  friend class GraphStore;
  explicit BulkWriter(GraphStore& store);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace agora::graph
