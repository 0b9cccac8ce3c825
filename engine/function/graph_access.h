// function/graph_access.h
//
// What a function may ask of the graph. The graph view implements it; functions know nothing else
// of a graph.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"
#include "base/ids.h"

namespace agora::function {

class GraphAccess {
 public:
  virtual ~GraphAccess() = default;

  struct Ends {
    NodeId start;
    NodeId end;
  };

  /// Throws Error (EntityNotFound, DeletedEntityAccess) if this transaction has deleted the
  /// element.
  virtual std::vector<std::string> labels(NodeId node) const = 0;
  virtual bool has_label(NodeId node, std::string_view label) const = 0;
  virtual Value property(NodeId node, std::string_view key) const = 0;
  virtual Value property(RelationshipId relationship, std::string_view key) const = 0;
  virtual Map properties(NodeId node) const = 0;
  virtual Map properties(RelationshipId relationship) const = 0;
  // These answer for deleted relationships too: `DELETE r RETURN type(r)` is legal.
  virtual std::string type(RelationshipId relationship) const = 0;
  virtual Ends ends(RelationshipId relationship) const = 0;
};

}  // namespace agora::function
