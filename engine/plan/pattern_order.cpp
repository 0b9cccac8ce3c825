#include "plan/pattern_order.h"

#include <algorithm>
#include <limits>

namespace agora::plan {

using semantic::Direction;
using semantic::Pattern;
using semantic::RelationshipPattern;

namespace {

/// How far an unbounded path is followed for its estimate; degrees multiply, and more only says "very many".
constexpr std::uint64_t kEstimatedLength = 4;
constexpr double kLeastSelectivity = 1e-6;

class Ordering {
 public:
  Ordering(const Pattern& pattern, const std::vector<std::uint32_t>& relationships,
           const std::vector<NodeEstimate>& estimates, const std::vector<bool>& relationship_bound,
           double rows, const Cardinality& cardinality)
      : pattern_(pattern), estimates_(estimates), relationship_bound_(relationship_bound),
        cardinality_(cardinality), open_(relationships), rows_(rows) {
    for (const NodeEstimate& estimate : estimates) known_.push_back(estimate.bound);
  }

  void start(std::uint32_t node) {
    rows_ *= std::max(estimates_[node].start_rows, 0.01);
    order_.cost += rows_;
    order_.steps.push_back({PatternStep::Kind::Start, node, 0});
    known_[node] = true;
  }

  PatternOrder complete() {
    while (!open_.empty()) follow_best();
    return std::move(order_);
  }

 private:
  struct Choice {
    std::size_t position = 0;
    std::uint32_t from = 0;
    double factor = std::numeric_limits<double>::infinity();
  };

  void follow_best() {
    Choice best;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const RelationshipPattern& relationship = pattern_.relationships[open_[i]];
      consider(best, i, relationship.left, relationship.right);
      consider(best, i, relationship.right, relationship.left);
    }
    const std::uint32_t chosen = open_[best.position];
    const RelationshipPattern& relationship = pattern_.relationships[chosen];
    const std::uint32_t to = relationship.left == best.from ? relationship.right : relationship.left;
    // What the predicates on the new node turn away has been looked at all the same.
    const double passed = known_[to] ? 1 : std::max(estimates_[to].selectivity, kLeastSelectivity);
    order_.cost += rows_ * best.factor / passed;
    rows_ *= best.factor;
    order_.steps.push_back({PatternStep::Kind::Follow, best.from, chosen});
    known_[relationship.left] = known_[relationship.right] = true;
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(best.position));
  }

  void consider(Choice& best, std::size_t position, std::uint32_t from, std::uint32_t to) const {
    const std::uint32_t index = open_[position];
    const RelationshipPattern& relationship = pattern_.relationships[index];
    double factor;
    if (relationship_bound_[index]) {
      factor = 0.5;  // It only checks or names the ends.
    } else if (known_[from]) {
      factor = follow_factor(relationship, from == relationship.left, estimates_[from],
                             estimates_[to], known_[to], cardinality_);
    } else {
      return;
    }
    if (factor < best.factor) best = {position, from, factor};
  }

  const Pattern& pattern_;
  const std::vector<NodeEstimate>& estimates_;
  const std::vector<bool>& relationship_bound_;
  const Cardinality& cardinality_;
  std::vector<std::uint32_t> open_;
  std::vector<bool> known_;
  double rows_;
  PatternOrder order_;
};

}  // namespace

bool must_differ(const RelationshipPattern& a, const RelationshipPattern& b) {
  if (a.clause != b.clause || a.repeatable || b.repeatable) return false;
  if (a.types.empty() || b.types.empty()) return true;
  return std::find_first_of(a.types.begin(), a.types.end(), b.types.begin(), b.types.end()) != a.types.end();
}

Direction seen_from(const RelationshipPattern& relationship, bool from_left) {
  if (from_left || relationship.direction == Direction::Both) return relationship.direction;
  return relationship.direction == Direction::Out ? Direction::In : Direction::Out;
}

double follow_factor(const RelationshipPattern& relationship, bool from_left,
                     const NodeEstimate& from, const NodeEstimate& to, bool to_bound,
                     const Cardinality& cardinality) {
  const Direction direction = seen_from(relationship, from_left);
  double factor = cardinality.degree(from.labels, relationship.types, direction, to.labels);
  if (relationship.length) {
    const double degree = cardinality.degree(from.labels, relationship.types, direction);
    const double ends = cardinality.end_selectivity(to.labels, relationship.types, direction);
    const double onward = cardinality.degree({}, relationship.types, direction);
    const std::uint64_t longest =
        std::min(relationship.length->max.value_or(kEstimatedLength), kEstimatedLength);
    double paths = relationship.length->min == 0 ? 1 : 0;
    double reached = degree;
    for (std::uint64_t length = 1; length <= longest; ++length, reached *= std::max(1.0, onward)) {
      if (length >= relationship.length->min) paths += reached;
    }
    factor = std::max(paths, degree) * ends;
  }
  if (to_bound) return factor / std::max(1.0, cardinality.nodes(to.labels));
  return factor * to.selectivity;
}

PatternOrder order_pattern(const Pattern& pattern, const std::vector<std::uint32_t>& nodes,
                           const std::vector<std::uint32_t>& relationships,
                           const std::vector<NodeEstimate>& estimates,
                           const std::vector<bool>& relationship_bound, double rows,
                           const Cardinality& cardinality) {
  const auto ordering = [&] {
    return Ordering(pattern, relationships, estimates, relationship_bound, rows, cardinality);
  };
  const bool anchored =
      std::any_of(nodes.begin(), nodes.end(), [&](auto node) { return estimates[node].bound; }) ||
      std::any_of(relationships.begin(), relationships.end(),
                  [&](auto index) { return relationship_bound[index]; });
  if (anchored) return ordering().complete();
  PatternOrder best;
  best.cost = std::numeric_limits<double>::infinity();
  for (std::uint32_t node : nodes) {
    Ordering attempt = ordering();
    attempt.start(node);
    PatternOrder order = attempt.complete();
    if (order.cost < best.cost) best = std::move(order);
  }
  return best;
}

}  // namespace agora::plan
