#include "plan/count_constraints.h"

#include <algorithm>
#include <utility>

#include "plan/asked_relationship.h"
#include "plan/compared_nodes.h"
#include "plan/pattern_order.h"

namespace agora::plan {

using semantic::Operation;
using semantic::Pattern;
using semantic::RelationshipPattern;

semantic::Direction reverse(semantic::Direction direction) {
  using semantic::Direction;
  if (direction == Direction::Both) return direction;
  return direction == Direction::Out ? Direction::In : Direction::Out;
}

CountConstraints::CountConstraints(const Pattern& pattern, const SlotSet& bound, const ExpressionPtr& predicate,
                                   const SlotSet& listed)
    : pattern_(pattern), bound_(bound), node_predicates_(pattern.nodes.size()), pinned_(pattern.nodes.size()) {
  pin(listed);
  read_predicates(predicate);
  add_relationship_rule();
  drop_implied();
}

std::vector<ExpressionPtr> CountConstraints::of_node(Index node) const {
  std::vector<ExpressionPtr> result = node_predicates_[node];
  for (const auto& [at, predicate] : own_predicates_) {
    if (at == node) result.push_back(predicate);
  }
  return result;
}

std::optional<CountConstraints::Index> CountConstraints::node_at(Slot slot) const {
  for (Index i = 0; i < pattern_.nodes.size(); ++i) {
    if (pattern_.nodes[i].slot == slot) return i;
  }
  return std::nullopt;
}

void CountConstraints::pin(const SlotSet& slots) {
  for (Index i = 0; i < pattern_.nodes.size(); ++i) {
    const auto& node = pattern_.nodes[i];
    if (slots.contains(node.slot) || bound_.contains(node.slot)) pinned_[i] = true;
    if (node.label_formula) pinned_[i] = true;
  }
  for (const auto& relationship : pattern_.relationships) {
    const bool read = slots.contains(relationship.slot) || !relationship.properties.empty();
    if (read) pinned_[relationship.left] = pinned_[relationship.right] = true;
  }
}

void CountConstraints::read_predicates(const ExpressionPtr& predicate) {
  for (Index i = 0; i < pattern_.nodes.size(); ++i) {
    const auto& node = pattern_.nodes[i];
    for (const auto& entry : node.properties) {
      ExpressionPtr equals = make_property_equals(make_slot(node.slot, node.name), entry);
      if (slots_of(equals) == SlotSet{node.slot}) {
        node_predicates_[i].push_back(equals);
      } else {
        pin(slots_of(equals));
      }
    }
  }
  std::vector<ExpressionPtr> conjuncts;
  split_conjuncts(predicate, conjuncts);
  for (const ExpressionPtr& conjunct : conjuncts) read_conjunct(conjunct);
}

void CountConstraints::read_conjunct(const ExpressionPtr& conjunct) {
  const SlotSet slots = slots_of(conjunct);
  if (slots.size() == 1) {
    if (const auto node = node_at(*slots.begin())) {
      own_predicates_.push_back({*node, conjunct});
      return;
    }
  }
  if (read_different(conjunct) || read_absent(conjunct) || read_comparison(conjunct)) return;
  pin(slots);
  rest_.push_back(conjunct);
}

bool CountConstraints::read_different(const ExpressionPtr& conjunct) {
  const auto slots = different_elements(*conjunct);
  if (!slots) return false;
  const auto first = node_at(slots->first);
  const auto second = node_at(slots->second);
  if (!first || !second || *first == *second) return false;
  constraints_.push_back({CountConstraint::Kind::DifferentNodes, *first, *second, conjunct});
  return true;
}

bool CountConstraints::read_absent(const ExpressionPtr& conjunct) {
  const auto* negation = std::get_if<Operation>(&conjunct->node);
  if (!negation || negation->op != semantic::Operator::Not) return false;
  const auto asked = asked_relationship(*negation->operands[0], pattern_);
  if (!asked) return false;
  constraints_.push_back({CountConstraint::Kind::NoRelationship, asked->first, asked->second, conjunct, asked->types,
                          asked->direction});
  return true;
}

bool CountConstraints::read_comparison(const ExpressionPtr& conjunct) {
  const auto compared = compared_nodes(conjunct);
  if (!compared) return false;
  const auto first = node_at(compared->own_node);
  const auto second = node_at(compared->other_node);
  if (!first || !second) return false;
  CountConstraint constraint{CountConstraint::Kind::Comparison, *first, *second, conjunct};
  constraint.comparison = *compared;
  constraints_.push_back(std::move(constraint));
  return true;
}

void CountConstraints::add_relationship_rule() {
  const auto& all = pattern_.relationships;
  for (Index i = 0; i < all.size(); ++i) {
    for (Index j = i + 1; j < all.size(); ++j) {
      if (must_differ(all[i], all[j])) {
        constraints_.push_back({CountConstraint::Kind::DifferentRelationships, i, j, nullptr});
      }
    }
  }
}

bool CountConstraints::different_nodes(Index a, Index b) const {
  return std::any_of(constraints_.begin(), constraints_.end(), [&](const CountConstraint& c) {
    const bool differ = c.kind == CountConstraint::Kind::DifferentNodes ||
                        (c.comparison && implies_different(*c.comparison));
    return differ && ((c.first == a && c.second == b) || (c.first == b && c.second == a));
  });
}

/// One relationship for both would make two nodes the same that must differ.
bool CountConstraints::relationships_differ(const RelationshipPattern& r, const RelationshipPattern& s) const {
  const auto shared = [&](Index a, Index b, Index c, Index d) {
    return a == c && different_nodes(b, d);
  };
  if (shared(r.left, r.right, s.left, s.right) || shared(r.left, r.right, s.right, s.left) ||
      shared(r.right, r.left, s.left, s.right) || shared(r.right, r.left, s.right, s.left)) {
    return true;
  }
  using semantic::Direction;
  if (r.direction == Direction::Both || s.direction == Direction::Both) return false;
  const auto start = [](const RelationshipPattern& x) {
    return x.direction == Direction::Out ? x.left : x.right;
  };
  const auto end = [](const RelationshipPattern& x) {
    return x.direction == Direction::Out ? x.right : x.left;
  };
  return different_nodes(start(r), start(s)) || different_nodes(end(r), end(s));
}

/// `x <> z` follows if x is no neighbour of u by the relationships that lead from u to z.
bool CountConstraints::differ_by_absence(Index x, Index z) const {
  for (const CountConstraint& c : constraints_) {
    if (c.kind != CountConstraint::Kind::NoRelationship) continue;
    if (c.first != x && c.second != x) continue;
    const Index u = c.first == x ? c.second : c.first;
    const semantic::Direction from_u = c.first == u ? c.direction : reverse(c.direction);
    for (const RelationshipPattern& r : pattern_.relationships) {
      const bool leads = (r.left == u && r.right == z) || (r.right == u && r.left == z);
      if (leads && r.types == c.types && seen_from(r, r.left == u) == from_u) return true;
    }
  }
  return false;
}

void CountConstraints::drop_implied() {
  for (CountConstraint& c : constraints_) {
    if (c.kind != CountConstraint::Kind::DifferentRelationships) continue;
    c.implied = relationships_differ(pattern_.relationships[c.first], pattern_.relationships[c.second]);
  }
  for (CountConstraint& c : constraints_) {
    if (c.kind != CountConstraint::Kind::DifferentNodes) continue;
    const bool compared = std::any_of(constraints_.begin(), constraints_.end(), [&](const CountConstraint& other) {
      const bool same = (other.first == c.first && other.second == c.second) ||
                        (other.first == c.second && other.second == c.first);
      return same && other.comparison && implies_different(*other.comparison);
    });
    c.implied = compared || differ_by_absence(c.first, c.second) || differ_by_absence(c.second, c.first);
  }
}

}  // namespace agora::plan
