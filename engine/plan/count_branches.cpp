#include "plan/count_branches.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "plan/cardinality.h"
#include "plan/count_constraints.h"
#include "plan/pattern_order.h"

namespace agora::plan {

using semantic::Pattern;
using semantic::RelationshipPattern;

namespace {

/// A plan that lists more is taken only if its estimate is so much lower: estimates are rough.
constexpr double kClearlyLess = 0.8;

using Index = std::uint32_t;  ///< Of a node or relationship of the pattern.

/// Whether the pattern has the form that can be cut.
bool suitable(const Pattern& pattern, const SlotSet& bound) {
  if (pattern.relationships.empty()) return false;
  for (const auto& path : pattern.paths) {
    if (path.slot || path.kind != semantic::PathPattern::Kind::Walk) return false;
  }
  return std::none_of(pattern.relationships.begin(), pattern.relationships.end(), [&](const auto& relationship) {
    return bound.contains(relationship.slot) || relationship.length;
  });
}

class Factoriser {
 public:
  Factoriser(const Pattern& pattern, const ExpressionPtr& predicate, const SlotSet& bound, const SlotSet& listed,
             const Cardinality& cardinality)
      : pattern_(pattern), bound_(bound), cardinality_(cardinality),
        constraints_(pattern, bound, predicate, listed) {}

  /// `least`: lists what must be, else what makes it cheap.
  std::optional<FactorisedPattern> run(bool least) {
    least ? settle(constraints_.pinned()) : choose_core();
    const bool anything = std::find(core_.begin(), core_.end(), false) != core_.end();
    return anything ? std::optional(build()) : std::nullopt;
  }

 private:
  // ---- which nodes are listed -------------------------------------------------------------------------------

  /// Begins with what must be listed, or the best single node, and lists one node more as long as that is clearly
  /// cheaper: one that an index finds is better listed, and what hangs between it and the others with it.
  void choose_core() {
    const std::vector<bool>& pinned = constraints_.pinned();
    const bool given = std::find(pinned.begin(), pinned.end(), true) != pinned.end();
    std::vector<bool> best = pinned;
    double best_cost = std::numeric_limits<double>::infinity();
    if (given) {
      settle(best);
      best_cost = core_cost();
    } else {
      best = list_one_more(best, best_cost);
    }
    while (true) {
      double cost = kClearlyLess * best_cost;
      std::vector<bool> more = list_one_more(best, cost);
      if (more == best) break;
      best = std::move(more);
      best_cost = cost;
    }
    settle(best);
  }

  /// `base` and the node that makes the cheapest plan with it, if that costs less than `cost`, which is then set.
  std::vector<bool> list_one_more(const std::vector<bool>& base, double& cost) {
    std::vector<bool> best = base;
    for (Index node = 0; node < base.size(); ++node) {
      if (base[node]) continue;
      std::vector<bool> required = base;
      required[node] = true;
      settle(std::move(required));
      const double with = core_cost();
      // Parts that share no node have no order as one, and so no cost: any node does for a beginning.
      const bool none = std::find(best.begin(), best.end(), true) == best.end();
      if (!none && !(with < cost)) continue;
      cost = with;
      best = required_;
    }
    return best;
  }

  /// Grows `required` until every constraint can be kept, and sets core_ and parent_.
  void settle(std::vector<bool> required) {
    required_ = std::move(required);
    do {
      prune();
      taken_.assign(pattern_.relationships.size(), false);
    } while (!keep_constraints());
  }

  /// Takes off leaves until only what is required, what joins it and cycles are left.
  void prune() {
    core_.assign(pattern_.nodes.size(), true);
    parent_.assign(pattern_.nodes.size(), 0);
    edge_.assign(pattern_.nodes.size(), 0);
    std::vector<bool> open(pattern_.relationships.size(), true);
    for (bool changed = true; changed;) {
      changed = false;
      for (Index node = 0; node < pattern_.nodes.size(); ++node) {
        if (!core_[node] || required_[node]) continue;
        Index count = 0;
        Index last = 0;
        for (Index i = 0; i < open.size(); ++i) {
          const auto& r = pattern_.relationships[i];
          if (!open[i] || (r.left != node && r.right != node)) continue;
          count += r.left == r.right ? 2 : 1;
          last = i;
        }
        if (count != 1) continue;
        const auto& r = pattern_.relationships[last];
        core_[node] = false;
        parent_[node] = r.left == node ? r.right : r.left;
        edge_[node] = last;
        open[last] = false;
        changed = true;
      }
    }
  }

  bool direct(Index node) const { return !core_[node] && core_[parent_[node]]; }

  /// The node that a relationship leads to, if it is counted.
  std::optional<Index> counted_end(Index relationship) const {
    for (Index node = 0; node < core_.size(); ++node) {
      if (!core_[node] && edge_[node] == relationship) return node;
    }
    return std::nullopt;
  }

  /// False if a node had to be added to what is required.
  bool keep_constraints() {
    for (const CountConstraint& c : constraints_.all()) {
      if (c.implied) continue;
      const std::optional<Index> added = must_list(c);
      if (!added) continue;
      required_[*added] = true;
      return false;
    }
    return true;
  }

  /// A node that has to be listed for the constraint's sake, if any.
  std::optional<Index> must_list(const CountConstraint& c) {
    std::optional<Index> first = c.first;
    std::optional<Index> second = c.second;
    if (c.kind == CountConstraint::Kind::DifferentRelationships) {
      first = counted_end(c.first);
      second = counted_end(c.second);
    } else {
      if (core_[c.first]) first.reset();
      if (core_[c.second]) second.reset();
    }
    if (!first && !second) return std::nullopt;
    if (!first || !second) {
      const Index counted = first ? *first : *second;
      if (!direct(counted)) return parent_[counted];
      if (taken_[edge_[counted]]) return counted;
      return std::nullopt;
    }
    return must_list(c, *first, *second);
  }

  /// Both are counted: possible for two that hang on the core, or on one counted node.
  std::optional<Index> must_list(const CountConstraint& c, Index first, Index second) {
    const bool siblings = parent_[first] == parent_[second];
    const bool pair = (direct(first) && direct(second)) || siblings;
    if (pair && c.kind != CountConstraint::Kind::NoRelationship && !taken_[edge_[first]] &&
        !taken_[edge_[second]] && !alone_constrained(first) && !alone_constrained(second)) {
      taken_[edge_[first]] = taken_[edge_[second]] = true;
      return std::nullopt;
    }
    return direct(first) ? (direct(second) ? first : parent_[second]) : parent_[first];
  }

  /// Whether some other constraint ties the node or its relationship to the core.
  bool alone_constrained(Index node) const {
    return std::any_of(constraints_.all().begin(), constraints_.all().end(), [&](const CountConstraint& c) {
      if (c.implied) return false;
      if (c.kind == CountConstraint::Kind::DifferentRelationships) {
        if (c.first != edge_[node] && c.second != edge_[node]) return false;
        return !counted_end(c.first == edge_[node] ? c.second : c.first);
      }
      if (c.first != node && c.second != node) return false;
      return static_cast<bool>(core_[c.first == node ? c.second : c.first]);
    });
  }

  // ---- cost ------------------------------------------------------------------------------------------------

  NodeEstimate estimate(Index index) const {
    const auto& node = pattern_.nodes[index];
    NodeEstimate result;
    result.bound = bound_.contains(node.slot);
    result.labels = node.labels;
    const auto use = [&](const Expression& predicate) {
      result.selectivity *= cardinality_.selectivity(predicate);
      if (cardinality_.found_by_index(node.labels, predicate)) {
        result.selectivity = std::min(result.selectivity, 1 / std::max(1.0, cardinality_.nodes(node.labels)));
      }
    };
    for (const auto& predicate : constraints_.of_node(index)) use(*predicate);
    result.start_rows = std::max(1.0, cardinality_.nodes(node.labels) * result.selectivity);
    return result;
  }

  double core_cost() const {
    std::vector<NodeEstimate> estimates;
    std::vector<Index> nodes, relationships;
    for (Index i = 0; i < pattern_.nodes.size(); ++i) {
      estimates.push_back(estimate(i));
      if (core_[i]) nodes.push_back(i);
    }
    for (Index i = 0; i < pattern_.relationships.size(); ++i) {
      const auto& r = pattern_.relationships[i];
      if (core_[r.left] && core_[r.right]) relationships.push_back(i);
    }
    const std::vector<bool> none(pattern_.relationships.size());
    const PatternOrder order = order_pattern(pattern_, nodes, relationships, estimates, none, 1, cardinality_);
    double cost = order.cost;
    const double rows = cost;
    const auto start = order.steps.empty() ? static_cast<Index>(core_.size()) : order.steps.front().node;
    // The nodes of a label come in whole runs.
    if (relationships.empty() && nodes.size() == 1) cost *= kScanned;
    for (Index i = 0; i < core_.size(); ++i) {
      if (!direct(i)) continue;
      const double roots = std::min(rows, cardinality_.nodes(estimates[parent_[i]].labels));
      cost += rows * (kLookup + restriction_cost(i, start, estimates)) + branch_cost(i, roots, estimates);
    }
    return cost;
  }

  // In listed rows: what a scanned one costs, looking up a number, and looking at a relationship whose end has a
  // weight to be learnt.
  static constexpr double kScanned = 0.3;
  static constexpr double kLookup = 0.1;
  static constexpr double kWeighed = 1;
  static constexpr double kCompared = 0.3;  ///< A relationship that is looked at for each row.
  static constexpr double kTakenOff = 2;    ///< Finding what one node or relationship contributes.

  /// What each row pays for what the branch to `node` must differ from. Rows with the same `start` follow each other.
  double restriction_cost(Index node, Index start, const std::vector<NodeEstimate>& estimates) const {
    const auto& r = pattern_.relationships[edge_[node]];
    const double degree = cardinality_.degree(estimates[parent_[node]].labels, r.types,
                                              seen_from(r, r.left == parent_[node]));
    double cost = 0;
    for (const CountConstraint& c : constraints_.all()) {
      if (c.implied) continue;
      const bool relationships = c.kind == CountConstraint::Kind::DifferentRelationships;
      const Index own = relationships ? edge_[node] : node;
      if (c.first != own && c.second != own) continue;
      const Index other = c.first == own ? c.second : c.first;
      const bool pair = relationships ? counted_end(other).has_value() : !core_[other];
      if (c.kind == CountConstraint::Kind::NoRelationship && other != start) {
        // The excluded nodes are marked anew for each row.
        const auto direction = other == c.first ? c.direction : reverse(c.direction);
        cost += 2 * cardinality_.degree(estimates[other].labels, c.types, direction);
      }
      cost += pair || c.kind == CountConstraint::Kind::NoRelationship ? degree * kCompared : kTakenOff;
    }
    return cost;
  }

  /// What counting the branch to `node` costs from `roots` nodes: its relationships once, however many rows ask. If
  /// all ends count as one, the lengths of the lists do.
  double branch_cost(Index node, double roots, const std::vector<NodeEstimate>& estimates) const {
    const auto& r = pattern_.relationships[edge_[node]];
    const auto direction = seen_from(r, r.left == parent_[node]);
    const double reached = roots * cardinality_.degree(estimates[parent_[node]].labels, r.types, direction);
    const double ends = std::min(reached, cardinality_.nodes(estimates[node].labels));
    bool plain = constraints_.of_node(node).empty() &&
                 cardinality_.end_selectivity(estimates[node].labels, r.types, direction) >= 1;
    double cost = roots * kLookup;
    for (Index i = 0; i < core_.size(); ++i) {
      if (core_[i] || parent_[i] != node) continue;
      plain = false;
      cost += branch_cost(i, ends, estimates);
    }
    return plain ? cost : cost + reached * kWeighed;
  }

  // ---- the result --------------------------------------------------------------------------------------------

  FactorisedPattern build() {
    FactorisedPattern result;
    std::vector<Index> new_index(core_.size());
    for (Index i = 0; i < core_.size(); ++i) {
      if (!core_[i]) continue;
      new_index[i] = static_cast<Index>(result.core.nodes.size());
      result.core.nodes.push_back(pattern_.nodes[i]);
    }
    for (const auto& relationship : pattern_.relationships) {
      if (!core_[relationship.left] || !core_[relationship.right]) continue;
      result.core.relationships.push_back(relationship);
      result.core.relationships.back().left = new_index[relationship.left];
      result.core.relationships.back().right = new_index[relationship.right];
    }
    result.predicates = constraints_.rest();
    for (const auto& [node, predicate] : constraints_.own()) {
      if (core_[node]) result.predicates.push_back(predicate);
    }
    for (const CountConstraint& c : constraints_.all()) {
      if (c.kind != CountConstraint::Kind::DifferentRelationships && core_[c.first] && core_[c.second]) {
        result.predicates.push_back(c.predicate);
      }
    }
    for (Index i = 0; i < core_.size(); ++i) {
      if (!direct(i)) continue;
      position_.push_back(i);
      result.count.branches.push_back(branch(i));
    }
    result.count.pairs = pairs(position_);
    for (std::size_t k = 0; k < position_.size(); ++k) restrict(position_[k], result.count.branches[k]);
    return result;
  }

  CountBranch branch(Index index) const {
    const auto& node = pattern_.nodes[index];
    const auto& relationship = pattern_.relationships[edge_[index]];
    CountBranch result;
    result.root = pattern_.nodes[parent_[index]].slot;
    result.node = node.slot;
    result.relationship = relationship.slot;
    result.types = relationship.types;
    result.direction = seen_from(relationship, relationship.left == parent_[index]);
    for (const std::string& label : node.labels) {
      result.predicates.push_back(make_has_label(make_slot(node.slot, node.name), label));
    }
    for (const auto& predicate : constraints_.of_node(index)) result.predicates.push_back(predicate);
    std::vector<Index> children;
    for (Index i = 0; i < core_.size(); ++i) {
      if (core_[i] || parent_[i] != index) continue;
      children.push_back(i);
      result.branches.push_back(branch(i));
    }
    result.pairs = pairs(children);
    return result;
  }

  std::vector<CountBranch::Pair> pairs(const std::vector<Index>& branches) const {
    std::vector<CountBranch::Pair> result;
    for (const CountConstraint& c : constraints_.all()) {
      if (c.implied || c.kind == CountConstraint::Kind::NoRelationship) continue;
      const bool relationships = c.kind == CountConstraint::Kind::DifferentRelationships;
      const auto at = [&](Index element) {
        return static_cast<Index>(std::find_if(branches.begin(), branches.end(), [&](Index node) {
                 return (relationships ? edge_[node] : node) == element;
               }) - branches.begin());
      };
      const Index first = at(c.first);
      const Index second = at(c.second);
      if (first < branches.size() && second < branches.size()) {
        result.push_back({first, second, relationships});
      }
    }
    return result;
  }

  /// What the core forbids the branch to `node`.
  void restrict(Index node, CountBranch& branch) const {
    for (const CountConstraint& c : constraints_.all()) {
      if (c.implied) continue;
      if (c.kind == CountConstraint::Kind::DifferentRelationships) {
        if (c.first != edge_[node] && c.second != edge_[node]) continue;
        const Index other = c.first == edge_[node] ? c.second : c.first;
        if (!counted_end(other)) branch.not_relationships.push_back(pattern_.relationships[other].slot);
        continue;
      }
      if (c.first != node && c.second != node) continue;
      const Index other = c.first == node ? c.second : c.first;
      if (!core_[other]) continue;
      if (c.kind == CountConstraint::Kind::DifferentNodes) {
        branch.not_nodes.push_back(pattern_.nodes[other].slot);
      } else {
        branch.excluded.push_back({pattern_.nodes[other].slot, c.types,
                                   other == c.first ? c.direction : reverse(c.direction)});
      }
    }
  }

  const Pattern& pattern_;
  const SlotSet& bound_;
  const Cardinality& cardinality_;
  const CountConstraints constraints_;
  std::vector<bool> required_, core_;
  std::vector<Index> parent_, edge_;  ///< Of nodes that are counted: what they hang on, and by what.
  std::vector<bool> taken_;           ///< Relationships that are one of a pair.
  std::vector<Index> position_;
};

}  // namespace

std::optional<FactorisedPattern> factorise_count(const Pattern& pattern, const ExpressionPtr& predicate,
                                                 const SlotSet& bound, const SlotSet& listed,
                                                 const Cardinality& cardinality) {
  if (!suitable(pattern, bound)) return std::nullopt;
  return Factoriser(pattern, predicate, bound, listed, cardinality).run(false);
}

std::optional<CountBranch> optional_branch(const semantic::Match& match, const SlotSet& bound,
                                           const SlotSet& listed, const Cardinality& cardinality) {
  if (!suitable(match.pattern, bound)) return std::nullopt;
  auto cut = Factoriser(match.pattern, match.predicate, bound, listed, cardinality).run(true);
  if (!cut || cut->core.nodes.size() != 1 || !cut->core.relationships.empty() || !cut->predicates.empty()) {
    return std::nullopt;
  }
  const auto& root = cut->core.nodes.front();
  if (!bound.contains(root.slot) || !root.labels.empty() || root.label_formula || !root.properties.empty() ||
      cut->count.branches.size() != 1) {
    return std::nullopt;
  }
  CountBranch& branch = cut->count.branches.front();
  if (!branch.not_nodes.empty() || !branch.not_relationships.empty() || !branch.excluded.empty()) return std::nullopt;
  branch.optional = true;
  return std::move(branch);
}

}  // namespace agora::plan
