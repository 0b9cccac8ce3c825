// transfer/absent_elements.h
//
// What a database has of a dataset although the dataset's files have it no longer.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <string>
#include <vector>

#include "agora/import.h"
#include "base/ids.h"
#include "graph/graph_fork.h"
#include "transfer/manifest.h"

namespace agora::transfer {

/// The elements that an import's rows made or updated.
struct SeenElements {
  absl::flat_hash_set<NodeId> nodes;
  absl::flat_hash_set<RelationshipId> relationships;
};

class AbsentElements {
 public:
  /// Looks through the elements with the first label of a file of nodes, or the type of a file of
  /// relationships, that have the key property of that file.
  AbsentElements(const graph::GraphView& graph, const Manifest& manifest, const SeenElements& seen);

  /// Writes counts and the first of them into the report.
  void tell(ImportReport& report) const;
  /// Deletes them. Throws Error ConstraintValidationFailed if one of the nodes has a relationship
  /// that is none of them: it is not the dataset's to delete.
  void remove(graph::GraphFork& graph) const;

 private:
  template <typename Id>
  struct Element {
    Id id;
    const std::string* kind;
    Value key;
  };
  std::vector<Element<NodeId>> nodes_;
  std::vector<Element<RelationshipId>> relationships_;
};

}  // namespace agora::transfer
