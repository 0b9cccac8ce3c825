// plan/pattern_order.h
//
// In which order the parts of a pattern are found: from which node to start and which relationship to follow
// next. Every start is tried; from there the step that leaves the fewest rows comes next. That is greedy, but
// a pattern that a person writes has few parts, and the start is what matters most.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/cardinality.h"
#include "semantic/bound_query.h"

namespace agora::plan {

/// What the ordering must know of one node of the pattern.
struct NodeEstimate {
  bool bound = false;                ///< Known before the pattern.
  std::vector<std::string> labels;   ///< From the pattern and from clauses before.
  double start_rows = 0;             ///< Rows if the pattern starts here: what a seek or scan gives.
  double selectivity = 1;            ///< Of the predicates on this node alone, labels apart.
};

struct PatternStep {
  enum class Kind : std::uint8_t { Start, Follow } kind;
  std::uint32_t node;          ///< Start: the node. Follow: the node it starts from.
  std::uint32_t relationship;  ///< Follow: index into the pattern's relationships.
};

struct PatternOrder {
  std::vector<PatternStep> steps;
  double cost = 0;  ///< Rows that all steps look at, added up.
};

/// The order for the relationships `members` and the nodes they touch (or the single node `lone`). `rows`: how
/// many rows come in. With an anchored component (a node or relationship bound) no start is needed.
PatternOrder order_pattern(const semantic::Pattern& pattern,
                           const std::vector<std::uint32_t>& nodes,
                           const std::vector<std::uint32_t>& relationships,
                           const std::vector<NodeEstimate>& estimates,
                           const std::vector<bool>& relationship_bound, double rows,
                           const Cardinality& cardinality);

/// The factor by which following `relationship` from `from` multiplies rows; `to_bound`: both ends are known.
double follow_factor(const semantic::RelationshipPattern& relationship, bool from_left,
                     const NodeEstimate& from, const NodeEstimate& to, bool to_bound,
                     const Cardinality& cardinality);

/// True if no match may use one relationship for both, and their types do not rule that out by themselves.
bool must_differ(const semantic::RelationshipPattern& a, const semantic::RelationshipPattern& b);

/// The direction as seen from the left (as written) or from the right node.
semantic::Direction seen_from(const semantic::RelationshipPattern& relationship, bool from_left);

}  // namespace agora::plan
