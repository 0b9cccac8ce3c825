// plan/count_constraints.h
//
// What the predicate of a counted pattern asks for, taken apart: conditions on one node, what must differ or be
// absent between two parts, and the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/expression_slots.h"
#include "plan/operator.h"

namespace agora::plan {

/// What must differ, be absent or hold between two parts of a pattern.
struct CountConstraint {
  enum class Kind { DifferentNodes, DifferentRelationships, NoRelationship, Comparison } kind;
  std::uint32_t first, second;  ///< Nodes of the pattern; for DifferentRelationships relationships.
  ExpressionPtr predicate;      ///< As it stands in the text; null for the rule about relationships.
  std::vector<std::string> types = {};  ///< NoRelationship: from `first` …
  semantic::Direction direction = semantic::Direction::Both;
  bool implied = false;  ///< It follows from another.
  std::optional<NodeComparison> comparison = std::nullopt;  ///< `own` is the first one's.
};

semantic::Direction reverse(semantic::Direction direction);

class CountConstraints {
 public:
  using Index = std::uint32_t;  ///< Of a node or relationship of the pattern.

  /// `bound` are slots known before the pattern, `listed` those read after it. Both references must outlive this.
  CountConstraints(const semantic::Pattern& pattern, const SlotSet& bound, const ExpressionPtr& predicate,
                   const SlotSet& listed);

  /// The rule that no relationship is used twice among them.
  const std::vector<CountConstraint>& all() const noexcept { return constraints_; }
  /// Nodes that must be listed whatever it costs.
  const std::vector<bool>& pinned() const noexcept { return pinned_; }
  /// What must hold for one node alone.
  std::vector<ExpressionPtr> of_node(Index node) const;
  /// The part of the predicate that is about one node each, in its order.
  const std::vector<std::pair<Index, ExpressionPtr>>& own() const noexcept { return own_predicates_; }
  /// What is left to hold for what is listed.
  const std::vector<ExpressionPtr>& rest() const noexcept { return rest_; }

 private:
  std::optional<Index> node_at(Slot slot) const;
  void pin(const SlotSet& slots);
  void read_predicates(const ExpressionPtr& predicate);
  void read_conjunct(const ExpressionPtr& conjunct);
  bool read_different(const ExpressionPtr& conjunct);
  bool read_absent(const ExpressionPtr& conjunct);
  bool read_comparison(const ExpressionPtr& conjunct);
  void add_relationship_rule();
  bool different_nodes(Index a, Index b) const;
  bool relationships_differ(const semantic::RelationshipPattern& r, const semantic::RelationshipPattern& s) const;
  bool differ_by_absence(Index x, Index z) const;
  void drop_implied();

  const semantic::Pattern& pattern_;
  const SlotSet& bound_;
  std::vector<std::vector<ExpressionPtr>> node_predicates_;      ///< From the pattern's maps.
  std::vector<std::pair<Index, ExpressionPtr>> own_predicates_;  ///< From WHERE, on one node.
  std::vector<ExpressionPtr> rest_;
  std::vector<CountConstraint> constraints_;
  std::vector<bool> pinned_;
};

}  // namespace agora::plan
