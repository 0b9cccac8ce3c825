// graph/bulk_state.h
//
// What a bulk load holds until it is written: runs of nodes that are complete are packed at once,
// relationships wait to be sorted.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "catalog/catalog.h"
#include "catalog/statistics.h"
#include "graph/bulk_writer.h"
#include "graph/run.h"
#include "storage/kv_store.h"

namespace agora::graph {

struct BulkWriter::State {
  explicit State(GraphStore& graph_store) : store(&graph_store) {}

  /// Keys and values for the store.
  using Entries = std::vector<std::pair<std::string, std::string>>;

  /// Relationships of one type as they came.
  struct Relationships {
    std::vector<NodeId> starts;
    std::vector<NodeId> ends;
    std::map<PropertyKeyId, std::vector<Value>>
        columns;           ///< Each as long as starts, once finished.
    RelationshipId first;  ///< Given when they are sorted.
  };

  // Nodes (bulk_writer.cpp).
  Run& open_run(const RunKey& key);
  template <typename T>
  T& open_run_as(RunKind kind, std::uint32_t id, std::uint64_t element) {
    return static_cast<T&>(open_run(RunKey{kind, id, run_number(element)}));
  }
  static bool of_nodes(RunKind kind) noexcept {
    return kind == RunKind::NodeColumn || kind == RunKind::NodeShape || kind == RunKind::Label;
  }
  /// Packs the open runs of numbers below `number` (of all, by default).
  void pack(std::uint64_t number = UINT64_MAX);
  std::uint16_t label_set(std::span<const LabelId> labels);

  // Relationships (bulk_relationships.cpp).
  void sort_relationships();
  void sort_type(TypeId type, Relationships& rows);
  void keep(std::vector<std::pair<RunKey, std::string>> runs);
  void count_ends(TypeId type, const Relationships& rows);
  void check_endpoints(TypeId type, const Relationships& rows) const;

  // Schema (bulk_schema.cpp).
  void declare_types(const catalog::Owner& owner, std::vector<BulkColumn>& columns) const;
  void check_mandatory();
  /// The entries of the indexes over nodes, or over relationships, in order.
  Entries index_entries_of(catalog::ElementKind element) const;
  /// The packed run, decoded; an empty one if there is none.
  std::shared_ptr<Run> packed(const RunKey& key) const;
  template <typename Visit>
  void for_each_of(const catalog::Owner& owner, Visit&& visit) const;

  /// Writes everything and gives it to the store.
  void ingest();

  GraphStore* store;  ///< Null once the write lock was let go.
  catalog::Catalog catalog;
  catalog::Statistics statistics;
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  std::vector<std::vector<LabelId>> label_sets;
  std::vector<std::uint16_t> label_set_of;  ///< By node.
  std::map<TypeId, Relationships> by_type;
  absl::flat_hash_map<RunKey, std::shared_ptr<Run>> open;
  /// Packed runs: those of nodes are complete, and looked at by another thread, while those of relationships are made.
  using Bases = absl::flat_hash_map<RunKey, std::string>;
  Bases node_bases, relationship_bases;
  Entries index_entries;
  Entries document_entries;
};

}  // namespace agora::graph
