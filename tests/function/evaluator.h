// function/evaluator.h
//
// A small evaluator of expressions without a graph, so that functions and operators can be tested
// with tables of sentences: literals, lists, maps, calls, operators, `.key`, `[…]`, and `UNWIND
// list AS x RETURN aggregate(…)`.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "function/registry.h"

namespace agora::test {

/// Answers from a graph of one relationship: (:City {name: 'Ghent'})-[:IN {since:
/// 1830}]->(:Country).
class OneRelationship : public function::GraphAccess {
 public:
  std::vector<std::string> labels(NodeId node) const override;
  bool has_label(NodeId node, std::string_view label) const override;
  Value property(NodeId node, std::string_view key) const override;
  Value property(RelationshipId relationship, std::string_view key) const override;
  Map properties(NodeId node) const override;
  Map properties(RelationshipId relationship) const override;
  std::string type(RelationshipId relationship) const override;
  Ends ends(RelationshipId relationship) const override;
};

/// The value of an expression. `n`, `r` and `p` are the node, relationship and path of
/// OneRelationship. Throws what functions throw, and std::runtime_error for a text it cannot read.
Value evaluate(std::string_view text);

/// to_string() of it, or the error as `TypeError: InvalidArgumentValue`.
std::string answer(std::string_view text);

}  // namespace agora::test
