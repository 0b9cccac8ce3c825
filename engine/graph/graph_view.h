// graph/graph_view.h
//
// The only door from execution to data: the graph at one moment. A view that was published is an immutable
// snapshot; the fork of a write transaction (graph_fork.h) is a view too and shows its own writes. What is read
// is decoded once and kept in the cache that all views of a store share.
//
// Ids: node and relationship ids are dense but may have holes; what does not exist has no labels, no
// properties and no neighbours, and asking is no error. What this transaction itself deleted is: it throws
// EntityNotFound/DeletedEntityAccess where the language says so.
//
// Errors: Corrupt (the message names what is damaged) and Io from whatever has to be read first.
// Threads: a published view may be shared. A fork may be read by several threads while nobody writes to it.
// The readers (AdjacencyReader, ColumnReader, LabelReader) belong to one thread each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"
#include "base/ids.h"
#include "catalog/catalog.h"
#include "catalog/statistics.h"
#include "function/graph_access.h"
#include "graph/adjacency_run.h"
#include "graph/run.h"
#include "storage/kv_store.h"
#include "value/batch.h"

namespace agora::graph {

using catalog::Direction;
class ColumnRun;
class EndsRun;
class LabelRun;
class OlderRuns;
class RunCache;
class ShapeRun;
struct ForkLayer;

/// The neighbours of one node, held: valid as long as this is.
class Neighbours : public NeighbourList {
 public:
  Neighbours(std::shared_ptr<const AdjacencyRun> run, std::uint16_t slot)
      : NeighbourList(run->list(slot)), run_(std::move(run)) {}

 private:
  std::shared_ptr<const AdjacencyRun> run_;
};

struct RelationshipRecord {
  TypeId type;
  NodeId start;
  NodeId end;
  bool operator==(const RelationshipRecord&) const = default;
};

/// One end of a range of values.
struct Bound {
  Value value;
  bool inclusive = true;
};

class GraphView : public function::GraphAccess {
 public:
  ~GraphView() override;

  // --- The whole -------------------------------------------------------------------------------------------
  const catalog::Catalog& catalog() const noexcept { return *catalog_; }
  std::shared_ptr<const catalog::Catalog> shared_catalog() const noexcept { return catalog_; }
  const catalog::Statistics& statistics() const noexcept { return *statistics_; }
  std::uint64_t node_count() const noexcept { return statistics_->node_count(); }
  std::uint64_t node_count(LabelId label) const noexcept { return statistics_->node_count(label); }
  std::uint64_t relationship_count() const noexcept { return statistics_->relationship_count(); }
  std::uint64_t relationship_count(TypeId type) const noexcept {
    return statistics_->relationship_count(type);
  }
  /// Every id is below these; arrays indexed by id have this size.
  std::uint64_t node_id_bound() const noexcept { return node_bound_; }
  std::uint64_t relationship_id_bound() const noexcept { return relationship_bound_; }
  /// Rises with every commit; equal numbers of one store mean equal contents.
  std::uint64_t version() const noexcept { return version_; }
  /// Rises with every write to a fork; readers drop what they hold when it does.
  std::uint64_t change_stamp() const noexcept { return change_stamp_; }

  // --- Scans: replace `out` by at most `max` ids from `from` on, ascending; go on from the last id + 1. ------
  void scan_nodes(NodeId from, std::size_t max, std::vector<NodeId>& out) const;
  void scan_nodes(LabelId label, NodeId from, std::size_t max, std::vector<NodeId>& out) const;
  void scan_relationships(RelationshipId from, std::size_t max, std::vector<RelationshipId>& out) const;
  void scan_relationships(TypeId type, RelationshipId from, std::size_t max,
                          std::vector<RelationshipId>& out) const;

  // --- Elements ----------------------------------------------------------------------------------------------
  bool exists(NodeId node) const;
  bool exists(RelationshipId relationship) const;
  /// Whether this transaction has deleted it (always false for a published view).
  bool is_deleted(NodeId node) const noexcept;
  bool is_deleted(RelationshipId relationship) const noexcept;

  /// Whether this transaction has deleted anything at all.
  bool has_deletions() const noexcept;
  /// Throws EntityNotFound/DeletedEntityAccess if this transaction has deleted it.
  void require_not_deleted(NodeId node) const;
  void require_not_deleted(RelationshipId relationship) const;

  bool has_label(NodeId node, LabelId label) const;
  /// In the order of their ids.
  std::vector<LabelId> label_ids(NodeId node) const;

  /// Type, start and end; also of a relationship this transaction deleted. Nothing if there never was one.
  std::optional<RelationshipRecord> record(RelationshipId relationship) const;

  Value property(NodeId node, PropertyKeyId key) const;
  Value property(RelationshipId relationship, PropertyKeyId key) const;
  /// In the order of their ids, that is, of the keys' first use in the database.
  std::vector<PropertyKeyId> property_keys(NodeId node) const;
  std::vector<PropertyKeyId> property_keys(RelationshipId relationship) const;

  /// Replaces `out` by the property of each id, null where there is none. For many calls use a ColumnReader.
  void gather(std::span<const NodeId> nodes, PropertyKeyId key, value::Column& out) const;
  void gather(std::span<const RelationshipId> relationships, PropertyKeyId key, value::Column& out) const;

  // --- Adjacency ---------------------------------------------------------------------------------------------
  /// For many calls use an AdjacencyReader. A relationship from a node to itself is in both its directions.
  Neighbours neighbours(NodeId node, TypeId type, Direction direction) const;
  std::size_t degree(NodeId node, TypeId type, Direction direction) const;
  /// Appends the relationships of `type` from `start` to `end`. Looks into the shorter of the two lists.
  void relationships_between(NodeId start, NodeId end, TypeId type, std::vector<RelationshipId>& out) const;

  // --- Indexes: append the ids of elements whose value equals, is in the range, begins with ------------------
  // Equality and order are the language's (1 = 1.0); values of different types never match. Null finds
  // nothing. Ids come in the order of the values, equal values by id. Nothing is appended if the index is
  // not online.
  void index_seek(IndexId index, const Value& value, std::vector<NodeId>& out) const;
  void index_seek(IndexId index, const Value& value, std::vector<RelationshipId>& out) const;
  /// One value for each of the index's properties.
  void index_seek(IndexId index, std::span<const Value> values, std::vector<NodeId>& out) const;
  void index_range(IndexId index, const std::optional<Bound>& from, const std::optional<Bound>& to,
                   std::vector<NodeId>& out) const;
  void index_prefix(IndexId index, std::string_view prefix, std::vector<NodeId>& out) const;

  // --- GraphAccess: by name, for functions -------------------------------------------------------------------
  std::vector<std::string> labels(NodeId node) const override;
  bool has_label(NodeId node, std::string_view label) const override;
  Value property(NodeId node, std::string_view key) const override;
  Value property(RelationshipId relationship, std::string_view key) const override;
  Map properties(NodeId node) const override;
  Map properties(RelationshipId relationship) const override;
  std::string type(RelationshipId relationship) const override;
  Ends ends(RelationshipId relationship) const override;

  // --- Documents: named texts beside the graph (document.h) ---------------------------------------------------
  /// The document of that name, or nothing.
  std::optional<std::string> document(std::string_view name) const;
  /// The names that begin with `prefix`, in byte order.
  std::vector<std::string> document_names(std::string_view prefix) const;

  /// Decoded data, shared and immutable; never null. For the readers and for code inside this folder.
  RunPtr run(const RunKey& key) const;
  template <typename T>
  std::shared_ptr<const T> run_as(RunKind kind, std::uint32_t id, std::uint64_t number) const {
    return std::static_pointer_cast<const T>(run(RunKey{kind, id, number}));
  }

 protected:
  friend class GraphStore;
  /// What a view is made of. All of it is shared and immutable.
  struct Contents {
    std::shared_ptr<RunCache> cache;
    storage::SnapshotPtr snapshot;
    std::shared_ptr<const catalog::Catalog> catalog;
    std::shared_ptr<const catalog::Statistics> statistics;
    std::uint64_t node_bound = 0;
    std::uint64_t relationship_bound = 0;
    std::uint64_t version = 0;
  };
  explicit GraphView(Contents contents);
  GraphView(const GraphView& other);
  GraphView& operator=(const GraphView&) = delete;
  /// Goes on with what `now` shows.
  void move_to(const GraphView& now);

  Value indexed_value(const catalog::Index& index, std::size_t i, std::uint64_t id) const;
  void seek(IndexId index, std::span<const Value> values, std::vector<std::uint64_t>& out) const;
  void enumerated_range(const catalog::Index& index, const catalog::Enumeration& enumeration,
                        const std::optional<Bound>& from, const std::optional<Bound>& to,
                        std::vector<NodeId>& out) const;

  /// What this transaction changed, the newest layer; null for a published view.
  ForkLayer* layer_ = nullptr;

  std::shared_ptr<RunCache> cache_;
  std::unique_ptr<OlderRuns> older_;
  storage::SnapshotPtr snapshot_;
  std::shared_ptr<const catalog::Catalog> catalog_;
  std::shared_ptr<const catalog::Statistics> statistics_;
  std::uint64_t node_bound_ = 0;
  std::uint64_t relationship_bound_ = 0;
  std::uint64_t version_ = 0;
  std::uint64_t change_stamp_ = 0;
};

/// How often this thread has asked a view for a block (a decoded run), for PROFILE.
std::uint64_t blocks_touched() noexcept;

}  // namespace agora::graph
