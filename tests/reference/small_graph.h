// reference/small_graph.h
//
// A graph of a few nodes as plain vectors: what the reference evaluator reads, and as one CREATE
// statement what the engine is given. Every element has a unique property `uid`, by which results
// of both are compared, since ids are the engine's own.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "agora/value.h"
#include "function/graph_access.h"

namespace agora::reference {

using Random = std::mt19937_64;

struct SmallNode {
  std::vector<std::string> labels;
  Map properties;
};

struct SmallRelationship {
  std::string type;
  std::size_t start = 0;
  std::size_t end = 0;
  Map properties;
};

/// Ids are positions in the vectors.
class SmallGraph : public function::GraphAccess {
 public:
  std::vector<SmallNode> nodes;
  std::vector<SmallRelationship> relationships;

  /// CREATE statement that makes this graph, or an empty text for an empty graph.
  std::string create_text() const;

  std::vector<std::string> labels(NodeId node) const override;
  bool has_label(NodeId node, std::string_view label) const override;
  Value property(NodeId node, std::string_view key) const override;
  Value property(RelationshipId relationship, std::string_view key) const override;
  Map properties(NodeId node) const override;
  Map properties(RelationshipId relationship) const override;
  std::string type(RelationshipId relationship) const override;
  Ends ends(RelationshipId relationship) const override;
};

/// At most 5 nodes with labels A, B, C and 8 relationships of types R, S, T, loops and parallel
/// ones among them. Properties, each on about half of the elements: x (integer), y (float, never
/// whole), s (string), b (boolean), l (list of integers), d (date), m (of several types).
SmallGraph random_graph(Random& random);

/// The same, but with up to 20 relationships, most of them of type R.
SmallGraph random_dense_graph(Random& random);

/// A few nodes of the benchmark's schema: people, places, forums, messages, tags.
SmallGraph random_social_graph(Random& random);

}  // namespace agora::reference
