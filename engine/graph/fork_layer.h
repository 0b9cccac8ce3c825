// graph/fork_layer.h
//
// What a transaction, or the statement running in it, has changed. Reading asks the statement's
// layer, then the transaction's, then the view below.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "catalog/catalog.h"
#include "catalog/statistics.h"
#include "graph/graph_fork.h"
#include "graph/run.h"

namespace agora::graph {

/// A run of the layer's own. Whoever reads it may hold it; then the next write makes a copy.
struct ForkRun {
  std::shared_ptr<Run> run;
  RunBits touched;    ///< Slots changed since the transaction began (not for adjacency).
  std::string delta;  ///< Adjacency: the changes since then.
};

struct ForkLayer {
  ForkLayer* below = nullptr;

  absl::flat_hash_map<RunKey, ForkRun> runs;
  absl::flat_hash_set<NodeId> deleted_nodes;
  absl::flat_hash_set<RelationshipId> deleted_relationships;

  /// Index entries, by key as stored, with the id at its end: true is added, false is removed.
  absl::btree_map<std::string, bool> entries;
  /// Unique index entries, by key as stored: all that have the value now. More than one fails the
  /// statement.
  absl::btree_map<std::string, std::vector<std::uint64_t>> owners;
  std::vector<IndexId> dropped_indexes;
  /// Documents written, by name; nothing for one that was removed.
  std::map<std::string, std::optional<std::string>, std::less<>> documents;

  // To be checked at the end of the statement.
  absl::flat_hash_set<NodeId> unchecked_nodes;  ///< Of a label with mandatory properties.
  absl::flat_hash_set<RelationshipId> unchecked_relationships;
  std::vector<NodeId> unchecked_deletions;
  /// Elements whose value in a unique index is too long to be its own key.
  std::vector<std::pair<IndexId, std::uint64_t>> unchecked_hashed;
  bool unchecked_owners = false;
  absl::flat_hash_set<TypeId> unchecked_rules;  ///< Types that got an endpoint rule.

  // How things were when the layer began.
  std::shared_ptr<const catalog::Catalog> catalog;
  std::shared_ptr<const catalog::Statistics> statistics;
  std::uint64_t node_bound = 0;
  std::uint64_t relationship_bound = 0;

  SideEffects effects;

  /// Makes what the layer above did part of this one.
  void take_over(ForkLayer&& above);
  /// True if a commit has anything to write.
  bool changed() const noexcept {
    return !runs.empty() || !entries.empty() || !owners.empty() || !dropped_indexes.empty() ||
           !documents.empty();
  }

  const ForkRun* find(const RunKey& key) const {
    const auto found = runs.find(key);
    return found == runs.end() ? nullptr : &found->second;
  }
};

}  // namespace agora::graph
