#include "plan/count_branches.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "plan/cardinality.h"
#include "plan/compared_nodes.h"
#include "plan/count_constraints.h"
#include "plan/count_cut.h"
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
        constraints_(pattern, bound, predicate, listed), cut_(pattern, constraints_) {}

  /// `least`: lists what must be, else what makes it cheap.
  std::optional<FactorisedPattern> run(bool least) {
    least ? cut_.settle(constraints_.pinned()) : choose_core();
    const bool anything = cut_.counts_anything();
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
      cut_.settle(best);
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
    cut_.settle(best);
  }

  /// `base` and the node that makes the cheapest plan with it, if that costs less than `cost`, which is then set.
  std::vector<bool> list_one_more(const std::vector<bool>& base, double& cost) {
    std::vector<bool> best = base;
    for (Index node = 0; node < base.size(); ++node) {
      if (base[node]) continue;
      std::vector<bool> required = base;
      required[node] = true;
      cut_.settle(std::move(required));
      const double with = core_cost();
      // Parts that share no node have no order as one, and so no cost: any node does for a beginning.
      const bool none = std::find(best.begin(), best.end(), true) == best.end();
      if (!none && !(with < cost)) continue;
      cost = with;
      best = cut_.required();
    }
    return best;
  }

  // ---- cost ------------------------------------------------------------------------------------------------

  NodeEstimate estimate(Index index) const {
    const auto& node = pattern_.nodes[index];
    NodeEstimate result;
    result.bound = bound_.contains(node.slot);
    result.labels = node.labels;
    const auto use = [&](const Expression& predicate) {
      result.selectivity *= cardinality_.selectivity(predicate, node.labels);
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
      if (cut_.listed(i)) nodes.push_back(i);
    }
    for (Index i = 0; i < pattern_.relationships.size(); ++i) {
      const auto& r = pattern_.relationships[i];
      if (cut_.listed(r.left) && cut_.listed(r.right)) relationships.push_back(i);
    }
    const std::vector<bool> none(pattern_.relationships.size());
    const PatternOrder order = order_pattern(pattern_, nodes, relationships, estimates, none, 1, cardinality_);
    double cost = order.cost;
    const double rows = cost;
    const auto start = order.steps.empty() ? static_cast<Index>(pattern_.nodes.size()) : order.steps.front().node;
    // The nodes of a label come in whole runs.
    if (relationships.empty() && nodes.size() == 1) cost *= kScanned;
    for (Index i = 0; i < pattern_.nodes.size(); ++i) {
      if (!cut_.direct(i)) continue;
      const double roots = std::min(rows, cardinality_.nodes(estimates[cut_.parent(i)].labels));
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
  static constexpr double kExcluded = 6;    ///< Marking what a root excludes, and weighing anew what is left.

  /// What each row pays for what the branch to `node` must differ from. Rows with the same `start` follow each other.
  double restriction_cost(Index node, Index start, const std::vector<NodeEstimate>& estimates) const {
    const auto& r = pattern_.relationships[cut_.edge(node)];
    const double degree = cardinality_.degree(estimates[cut_.parent(node)].labels, r.types,
                                              seen_from(r, r.left == cut_.parent(node)));
    double cost = 0;
    for (const CountConstraint& c : constraints_.all()) {
      if (c.implied || cut_.return_place(c)) continue;
      const bool relationships = c.kind == CountConstraint::Kind::DifferentRelationships;
      const Index own = relationships ? cut_.edge(node) : node;
      if (c.first != own && c.second != own) continue;
      const Index other = c.first == own ? c.second : c.first;
      const bool pair = relationships ? cut_.counted_end(other).has_value() : !cut_.listed(other);
      if (c.kind == CountConstraint::Kind::NoRelationship && other != start) {
        // The excluded nodes are marked anew for each row.
        const auto direction = other == c.first ? c.direction : reverse(c.direction);
        cost += 2 * cardinality_.degree(estimates[other].labels, c.types, direction);
      }
      const bool each = pair || c.comparison || c.kind == CountConstraint::Kind::NoRelationship;
      cost += each ? degree * kCompared : kTakenOff;
    }
    return cost;
  }

  /// What counting the branch to `node` costs from `roots` nodes: its relationships once, however many rows ask. If
  /// all ends count as one, the lengths of the lists do.
  double branch_cost(Index node, double roots, const std::vector<NodeEstimate>& estimates) const {
    const auto& r = pattern_.relationships[cut_.edge(node)];
    const auto direction = seen_from(r, r.left == cut_.parent(node));
    const double reached = roots * cardinality_.degree(estimates[cut_.parent(node)].labels, r.types, direction);
    const double ends = std::min(reached, cardinality_.nodes(estimates[node].labels));
    bool plain = constraints_.of_node(node).empty() && comparisons(node).empty() &&
                 cardinality_.end_selectivity(estimates[node].labels, r.types, direction) >= 1;
    double cost = roots * kLookup;
    for (Index i = 0; i < pattern_.nodes.size(); ++i) {
      if (cut_.listed(i) || cut_.parent(i) != node) continue;
      plain = false;
      cost += branch_cost(i, ends, estimates);
    }
    if (cut_.returning(node)) {
      // What comes back is found once, and what is excluded makes the next ones be looked at again from each root.
      const Index inner = cut_.returning(node)->inner;
      const auto& next = pattern_.relationships[cut_.edge(inner)];
      const double degree = cardinality_.degree(estimates[node].labels, next.types, seen_from(next, next.left == node));
      cost += cut_.returning(node)->absent ? roots * kExcluded + reached * degree * kCompared : reached * kWeighed;
    }
    return plain ? cost : cost + reached * kWeighed;
  }

  // ---- the result --------------------------------------------------------------------------------------------

  FactorisedPattern build() {
    FactorisedPattern result;
    std::vector<Index> new_index(pattern_.nodes.size());
    for (Index i = 0; i < pattern_.nodes.size(); ++i) {
      if (!cut_.listed(i)) continue;
      new_index[i] = static_cast<Index>(result.core.nodes.size());
      result.core.nodes.push_back(pattern_.nodes[i]);
    }
    for (const auto& relationship : pattern_.relationships) {
      if (!cut_.listed(relationship.left) || !cut_.listed(relationship.right)) continue;
      result.core.relationships.push_back(relationship);
      result.core.relationships.back().left = new_index[relationship.left];
      result.core.relationships.back().right = new_index[relationship.right];
    }
    result.predicates = constraints_.rest();
    for (const auto& [node, predicate] : constraints_.own()) {
      if (cut_.listed(node)) result.predicates.push_back(predicate);
    }
    for (const CountConstraint& c : constraints_.all()) {
      if (c.kind != CountConstraint::Kind::DifferentRelationships && cut_.listed(c.first) && cut_.listed(c.second)) {
        result.predicates.push_back(c.predicate);
      }
    }
    for (Index i = 0; i < pattern_.nodes.size(); ++i) {
      if (!cut_.direct(i)) continue;
      position_.push_back(i);
      result.count.branches.push_back(branch(i));
    }
    result.count.pairs = pairs(position_);
    for (std::size_t k = 0; k < position_.size(); ++k) restrict(position_[k], result.count.branches[k]);
    return result;
  }

  CountBranch branch(Index index) const {
    const auto& node = pattern_.nodes[index];
    const auto& relationship = pattern_.relationships[cut_.edge(index)];
    CountBranch result;
    result.root = pattern_.nodes[cut_.parent(index)].slot;
    result.node = node.slot;
    result.relationship = relationship.slot;
    result.types = relationship.types;
    result.direction = seen_from(relationship, relationship.left == cut_.parent(index));
    for (const std::string& label : node.labels) {
      result.predicates.push_back(make_has_label(make_slot(node.slot, node.name), label));
    }
    for (const auto& predicate : constraints_.of_node(index)) result.predicates.push_back(predicate);
    result.comparisons = comparisons(index);
    std::vector<Index> children;
    for (Index i = 0; i < pattern_.nodes.size(); ++i) {
      if (cut_.listed(i) || cut_.parent(i) != index) continue;
      children.push_back(i);
      result.branches.push_back(branch(i));
      if (cut_.returning(index) && cut_.returning(index)->inner == i) forbid_return(index, result.branches.back());
    }
    result.pairs = pairs(children);
    return result;
  }

  std::vector<CountBranch::Pair> pairs(const std::vector<Index>& branches) const {
    using Differ = CountBranch::Pair::Differ;
    std::vector<CountBranch::Pair> result;
    for (const CountConstraint& c : constraints_.all()) {
      if (c.implied || c.kind == CountConstraint::Kind::NoRelationship) continue;
      const bool relationships = c.kind == CountConstraint::Kind::DifferentRelationships;
      const auto at = [&](Index element) {
        return static_cast<Index>(std::find_if(branches.begin(), branches.end(), [&](Index node) {
                 return (relationships ? cut_.edge(node) : node) == element;
               }) - branches.begin());
      };
      const Index first = at(c.first);
      const Index second = at(c.second);
      if (first >= branches.size() || second >= branches.size()) continue;
      CountBranch::Pair& pair = pair_of(result, first, second);
      if (!c.comparison) {
        pair.differ = relationships ? Differ::Relationships : Differ::Nodes;
      } else {
        pair.comparison = pair.first == first ? *c.comparison : mirrored(*c.comparison);
      }
    }
    return result;
  }

  static CountBranch::Pair& pair_of(std::vector<CountBranch::Pair>& pairs, Index first, Index second) {
    for (CountBranch::Pair& pair : pairs) {
      if (std::minmax(pair.first, pair.second) == std::minmax(first, second)) return pair;
    }
    pairs.push_back({first, second, CountBranch::Pair::Differ::Nothing});
    return pairs.back();
  }

  /// What the node of a branch must satisfy with the node that it hangs on.
  std::vector<NodeComparison> comparisons(Index node) const {
    std::vector<NodeComparison> result;
    for (const CountConstraint& c : constraints_.all()) {
      if (!c.comparison) continue;
      if (c.first == node && c.second == cut_.parent(node)) result.push_back(*c.comparison);
      if (c.second == node && c.first == cut_.parent(node)) result.push_back(mirrored(*c.comparison));
    }
    return result;
  }

  /// What the branch to `inner` on the node `outer` must not come back to.
  void forbid_return(Index outer, CountBranch& inner) const {
    inner.not_outer_node = cut_.returning(outer)->nodes;
    inner.not_outer_relationship = cut_.returning(outer)->relationships;
    for (const CountConstraint& c : constraints_.all()) {
      if (c.implied || c.kind != CountConstraint::Kind::NoRelationship) continue;
      const auto place = cut_.return_place(c);
      if (!place || place->outer != outer) continue;
      const Index start = cut_.parent(outer);
      inner.outer_excluded.push_back(
          {pattern_.nodes[start].slot, c.types, start == c.first ? c.direction : reverse(c.direction)});
    }
  }

  /// What the core forbids the branch to `node`.
  void restrict(Index node, CountBranch& branch) const {
    for (const CountConstraint& c : constraints_.all()) {
      if (c.implied || c.comparison) continue;
      if (c.kind == CountConstraint::Kind::DifferentRelationships) {
        if (c.first != cut_.edge(node) && c.second != cut_.edge(node)) continue;
        const Index other = c.first == cut_.edge(node) ? c.second : c.first;
        if (!cut_.counted_end(other)) branch.not_relationships.push_back(pattern_.relationships[other].slot);
        continue;
      }
      if (c.first != node && c.second != node) continue;
      const Index other = c.first == node ? c.second : c.first;
      if (!cut_.listed(other)) continue;
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
  CountCut cut_;
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
