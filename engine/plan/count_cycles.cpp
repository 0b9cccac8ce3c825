#include "plan/count_cycles.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "plan/cardinality.h"
#include "plan/compared_nodes.h"
#include "plan/pattern_order.h"

namespace agora::plan {

using semantic::Pattern;
using semantic::RelationshipPattern;

namespace {

using Index = std::uint32_t;  ///< Of a node or relationship of the core.

/// So few that a step to them and on costs no more than one step.
constexpr double kAboutOne = 1.5;

/// A relationship, or a chain of them whose inner nodes are counted with it.
struct Edge {
  Index from, to;
  std::vector<Index> relationships;  ///< In order, from `from`.
  std::vector<Index> inner;          ///< The nodes between them.
};

/// In which order the nodes that are not listed are found, and what that costs.
struct Order {
  std::vector<bool> listed;
  std::vector<Index> nodes;
  double cost = std::numeric_limits<double>::infinity();
  double work = 0;  ///< As rows that would be listed instead.
};

// In listed rows: what finding the nodes that all legs of one lead to costs for each row, and for each relationship.
constexpr double kIntersected = 0.75;
constexpr double kPassed = 0.0125;
/// Listing everything is taken only if its estimate is so much lower: estimates are rough.
constexpr double kClearlyLess = 0.5;

class CycleCutter {
 public:
  CycleCutter(FactorisedPattern& cut, const SlotSet& bound, const Cardinality& cardinality)
      : cut_(cut), core_(cut.core), bound_(bound), cardinality_(cardinality), pinned_(core_.nodes.size()),
        predicates_(core_.nodes.size()) {}

  std::optional<CountCycle> run(const SlotSet& listed) {
    if (!suitable()) return std::nullopt;
    pin(listed);
    pin_read_relationships();
    read_predicates();
    read_branches();
    for (Index i = 0; i < core_.relationships.size(); ++i) {
      const auto& r = core_.relationships[i];
      edges_.push_back({r.left, r.right, {i}, {}});
      if (r.left == r.right) pinned_[r.left] = true;
    }
    contract();
    const Order order = best_order();
    if (order.nodes.empty()) return std::nullopt;
    const std::vector<bool> all(core_.nodes.size(), true);
    if (listed_cost(all) < kClearlyLess * order.work) return std::nullopt;
    return build(order);
  }

 private:
  // ---- reading the core -------------------------------------------------------------------------------------

  bool suitable() const {
    if (core_.relationships.size() < core_.nodes.size()) return false;
    for (const auto& path : core_.paths) {
      if (path.slot || path.kind != semantic::PathPattern::Kind::Walk) return false;
    }
    for (const auto& relationship : core_.relationships) {
      if (bound_.contains(relationship.slot) || relationship.length) return false;
    }
    return is_connected();
  }

  bool is_connected() const {
    std::vector<bool> met(core_.nodes.size());
    met[0] = true;
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& r : core_.relationships) {
        if (met[r.left] == met[r.right]) continue;
        met[r.left] = met[r.right] = changed = true;
      }
    }
    return std::find(met.begin(), met.end(), false) == met.end();
  }

  std::optional<Index> node_at(Slot slot) const {
    for (Index i = 0; i < core_.nodes.size(); ++i) {
      if (core_.nodes[i].slot == slot) return i;
    }
    return std::nullopt;
  }

  void pin(const SlotSet& slots) {
    for (Index i = 0; i < core_.nodes.size(); ++i) {
      const auto& node = core_.nodes[i];
      if (slots.contains(node.slot) || bound_.contains(node.slot) || node.label_formula) pinned_[i] = true;
    }
    for (const auto& r : core_.relationships) {
      if (slots.contains(r.slot)) pinned_[r.left] = pinned_[r.right] = true;
    }
  }

  void pin_read_relationships() {
    for (const auto& r : core_.relationships) {
      if (r.properties.empty()) continue;
      SlotSet ends = {r.slot};
      for (const auto& entry : r.properties) ends.merge(slots_of(entry.value));
      pin(ends);
    }
  }

  void read_predicates() {
    for (Index i = 0; i < core_.nodes.size(); ++i) {
      const auto& node = core_.nodes[i];
      for (const std::string& label : node.labels) {
        predicates_[i].push_back(make_has_label(make_slot(node.slot, node.name), label));
      }
      for (const auto& entry : node.properties) {
        const ExpressionPtr equals = make_property_equals(make_slot(node.slot, node.name), entry);
        const SlotSet slots = slots_of(equals);
        slots == SlotSet{node.slot} ? predicates_[i].push_back(equals) : pin(slots);
      }
    }
    for (const ExpressionPtr& predicate : cut_.predicates) {
      const SlotSet slots = slots_of(predicate);
      if (slots.empty() || read_different(predicate) || read_comparison(predicate)) continue;
      const std::optional<Index> node = slots.size() == 1 ? node_at(*slots.begin()) : std::nullopt;
      if (node) {
        predicates_[*node].push_back(predicate);
      } else {
        pin(slots);
      }
    }
  }

  bool read_different(const ExpressionPtr& predicate) {
    const auto different = different_elements(*predicate);
    if (!different) return false;
    const auto first = node_at(different->first);
    const auto second = node_at(different->second);
    if (!first || !second || *first == *second) return false;
    different_nodes_.push_back({*first, *second});
    return true;
  }

  bool read_comparison(const ExpressionPtr& predicate) {
    const auto compared = compared_nodes(predicate);
    if (!compared) return false;
    const auto first = node_at(compared->own_node);
    const auto second = node_at(compared->other_node);
    if (!first || !second) return false;
    comparisons_.push_back({*first, *second, *compared});
    return true;
  }

  bool is_compared(Index node) const {
    const auto concerns = [&](const auto& each) { return each.first == node || each.second == node; };
    return std::any_of(different_nodes_.begin(), different_nodes_.end(), concerns) ||
           std::any_of(comparisons_.begin(), comparisons_.end(), concerns);
  }

  /// A branch moves along with the node it hangs on, unless the row says something about it.
  void read_branches() {
    std::vector<bool> paired(cut_.count.branches.size());
    for (const auto& pair : cut_.count.pairs) paired[pair.first] = paired[pair.second] = true;
    for (std::size_t i = 0; i < paired.size(); ++i) {
      const CountBranch& branch = cut_.count.branches[i];
      const bool free = !paired[i] && branch.not_nodes.empty() && branch.not_relationships.empty() &&
                        branch.excluded.empty() && !branch.found;
      if (free) continue;
      SlotSet slots{branch.root};
      slots.insert(branch.not_nodes.begin(), branch.not_nodes.end());
      slots.insert(branch.not_relationships.begin(), branch.not_relationships.end());
      for (const auto& excluded : branch.excluded) slots.insert(excluded.from);
      pin(slots);
    }
  }

  // ---- chains -------------------------------------------------------------------------------------------------

  bool constrained(Index relationship) const {
    if (cut_.existing.contains(core_.relationships[relationship].slot)) return true;
    for (Index i = 0; i < core_.relationships.size(); ++i) {
      if (i != relationship && must_differ(core_.relationships[i], core_.relationships[relationship])) return true;
    }
    return false;
  }

  double degree_towards(Index from, Index relationship) const {
    const RelationshipPattern& r = core_.relationships[relationship];
    return cardinality_.degree(core_.nodes[from].labels, r.types, seen_from(r, r.left == from));
  }

  void contract() {
    for (Index node = 0; node < core_.nodes.size(); ++node) {
      if (pinned_[node] || is_compared(node)) continue;
      std::vector<std::size_t> touching;
      for (std::size_t i = 0; i < edges_.size(); ++i) {
        if (edges_[i].from == node || edges_[i].to == node) touching.push_back(i);
      }
      if (touching.size() != 2) continue;
      Edge first = edges_[touching[0]];
      Edge second = edges_[touching[1]];
      if (first.from == node) reverse(first);
      if (second.to == node) reverse(second);
      if (first.from == second.to || first.from == node || second.to == node) continue;
      const Index inward = first.relationships.back();
      const Index outward = second.relationships.front();
      if (constrained(inward) || constrained(outward)) continue;
      const Index before = first.inner.empty() ? first.from : first.inner.back();
      const Index after = second.inner.empty() ? second.to : second.inner.front();
      if (degree_towards(before, inward) > kAboutOne && degree_towards(after, outward) > kAboutOne) continue;
      first.to = second.to;
      first.inner.push_back(node);
      first.inner.insert(first.inner.end(), second.inner.begin(), second.inner.end());
      first.relationships.insert(first.relationships.end(), second.relationships.begin(), second.relationships.end());
      edges_.erase(edges_.begin() + static_cast<std::ptrdiff_t>(touching[1]));
      edges_[touching[0]] = std::move(first);
      node = static_cast<Index>(-1);  // Again from the first: a chain may be longer.
    }
  }

  static void reverse(Edge& edge) {
    std::swap(edge.from, edge.to);
    std::reverse(edge.relationships.begin(), edge.relationships.end());
    std::reverse(edge.inner.begin(), edge.inner.end());
  }

  bool is_inner(Index node) const {
    return std::any_of(edges_.begin(), edges_.end(), [&](const Edge& edge) {
      return std::find(edge.inner.begin(), edge.inner.end(), node) != edge.inner.end();
    });
  }

  // ---- order --------------------------------------------------------------------------------------------------

  double selectivity(Index node) const {
    double result = 1;
    for (const auto& predicate : predicates_[node]) {
      if (!std::holds_alternative<semantic::HasLabels>(predicate->node)) {
        result *= cardinality_.selectivity(*predicate, core_.nodes[node].labels);
      }
    }
    return result;
  }

  double node_rows(Index node) const { return std::max(1.0, cardinality_.nodes(core_.nodes[node].labels)); }

  /// Nodes that the edge leads to from its end `from`, on average.
  double width(const Edge& edge, Index from) const {
    Edge way = edge;
    if (way.from != from) reverse(way);
    double result = 1;
    Index at = from;
    for (std::size_t i = 0; i < way.relationships.size(); ++i) {
      const RelationshipPattern& r = core_.relationships[way.relationships[i]];
      const Index next = r.left == at ? r.right : r.left;
      result *= cardinality_.degree(core_.nodes[at].labels, r.types, seen_from(r, r.left == at),
                                    core_.nodes[next].labels);
      at = next;
    }
    return result;
  }

  Order best_order() {
    const bool given = std::find(pinned_.begin(), pinned_.end(), true) != pinned_.end();
    if (given) return complete(connect(pinned_));
    Order best;
    for (Index start = 0; start < core_.nodes.size(); ++start) {
      if (is_inner(start)) continue;
      std::vector<bool> listed(core_.nodes.size());
      listed[start] = true;
      Order order = complete(std::move(listed));
      if (order.cost < best.cost) best = std::move(order);
    }
    return best;
  }

  /// Adds to `listed` what joins its nodes.
  std::vector<bool> connect(std::vector<bool> listed) const {
    const auto first = static_cast<Index>(std::find(listed.begin(), listed.end(), true) - listed.begin());
    while (true) {
      // What can be reached inside, then the shortest way from there to a listed node outside.
      constexpr Index kNone = ~Index{0};
      std::vector<Index> before(listed.size(), kNone);
      std::vector<Index> queue{first};
      before[first] = first;
      for (std::size_t i = 0; i < queue.size(); ++i) spread(queue[i], before, queue, [&](Index n) { return listed[n]; });
      const std::size_t inside = queue.size();
      for (std::size_t i = 0; i < queue.size(); ++i) spread(queue[i], before, queue, [](Index) { return true; });
      const auto outside = std::find_if(queue.begin() + static_cast<std::ptrdiff_t>(inside), queue.end(),
                                        [&](Index node) { return listed[node]; });
      if (outside == queue.end()) return listed;
      for (Index node = *outside; before[node] != node; node = before[node]) listed[node] = true;
    }
  }

  template <typename Allowed>
  void spread(Index node, std::vector<Index>& before, std::vector<Index>& queue, Allowed&& allowed) const {
    for (const Edge& edge : edges_) {
      if (edge.from != node && edge.to != node) continue;
      const Index other = edge.from == node ? edge.to : edge.from;
      if (before[other] != ~Index{0} || !allowed(other)) continue;
      before[other] = node;
      queue.push_back(other);
    }
  }

  Order complete(std::vector<bool> listed) const {
    Order order;
    order.listed = listed;
    double rows = listed_cost(listed);
    order.cost = order.work = rows;
    std::vector<bool> found = std::move(listed);
    while (true) {
      double fewest = std::numeric_limits<double>::infinity();
      Index chosen = 0;
      for (Index node = 0; node < found.size(); ++node) {
        if (found[node] || is_inner(node)) continue;
        const double factor = rows_found(node, found);
        if (factor < fewest) fewest = factor, chosen = node;
      }
      if (fewest == std::numeric_limits<double>::infinity()) return order;
      order.cost += rows * looked_at(chosen, found);
      order.work += rows * (kIntersected + kPassed * looked_at(chosen, found));
      rows *= fewest;
      found[chosen] = true;
      order.nodes.push_back(chosen);
    }
  }

  double listed_cost(const std::vector<bool>& listed) const {
    std::vector<NodeEstimate> estimates;
    std::vector<Index> nodes, relationships;
    for (Index i = 0; i < core_.nodes.size(); ++i) {
      NodeEstimate estimate;
      estimate.bound = bound_.contains(core_.nodes[i].slot);
      estimate.labels = core_.nodes[i].labels;
      estimate.selectivity = selectivity(i);
      estimate.start_rows = std::max(1.0, node_rows(i) * estimate.selectivity);
      if (found_by_index(i)) estimate.start_rows = 1;
      estimates.push_back(std::move(estimate));
      if (listed[i]) nodes.push_back(i);
    }
    for (Index i = 0; i < core_.relationships.size(); ++i) {
      const auto& r = core_.relationships[i];
      if (listed[r.left] && listed[r.right]) relationships.push_back(i);
    }
    const std::vector<bool> none(core_.relationships.size());
    return std::max(1.0, order_pattern(core_, nodes, relationships, estimates, none, 1, cardinality_).cost);
  }

  bool found_by_index(Index node) const {
    const auto& predicates = predicates_[node];
    return std::any_of(predicates.begin(), predicates.end(), [&](const ExpressionPtr& predicate) {
      return cardinality_.found_by_index(core_.nodes[node].labels, *predicate);
    });
  }

  /// By which factor finding `node` from those found multiplies rows; infinite if nothing leads there.
  double rows_found(Index node, const std::vector<bool>& found) const {
    double least = std::numeric_limits<double>::infinity();
    double product = 1;
    int legs = 0;
    for_each_leg(node, found, [&](const Edge& edge, Index from) {
      const double each = width(edge, from);
      least = std::min(least, each);
      product *= legs++ == 0 ? each : each / node_rows(node);
    });
    return legs > 0 ? std::min(product, least) * selectivity(node) : least;
  }

  double looked_at(Index node, const std::vector<bool>& found) const {
    double all = 0;
    for_each_leg(node, found, [&](const Edge& edge, Index from) { all += width(edge, from); });
    return all;
  }

  template <typename F>
  void for_each_leg(Index node, const std::vector<bool>& found, F&& f) const {
    for (const Edge& edge : edges_) {
      if (edge.from == node && found[edge.to]) f(edge, edge.to);
      if (edge.to == node && found[edge.from]) f(edge, edge.from);
    }
  }

  // ---- the result -----------------------------------------------------------------------------------------------

  CountCycle build(const Order& order) {
    std::vector<bool> listed = order.listed;
    std::vector<Index> position(core_.nodes.size());
    CountCycle result;
    for (const Edge& edge : edges_) {
      // A chain between two nodes that are listed is listed too.
      if (!listed[edge.from] || !listed[edge.to]) continue;
      for (Index inner : edge.inner) listed[inner] = true;
    }
    for (Index i = 0; i < core_.nodes.size(); ++i) {
      if (!listed[i]) continue;
      position[i] = static_cast<Index>(result.known.size());
      result.known.push_back(core_.nodes[i].slot);
    }
    std::vector<bool> found = listed;
    std::vector<std::pair<CountCycle::LegRef, Index>> single;  // Legs of one relationship.
    for (Index index : order.nodes) {
      const auto at = static_cast<Index>(result.nodes.size());
      position[index] = static_cast<Index>(result.known.size()) + at;
      CycleNode node{core_.nodes[index].slot, predicates_[index], branches_at(index), {}, {}};
      for_each_leg(index, found, [&](const Edge& edge, Index from) {
        if (edge.relationships.size() == 1) {
          single.push_back({{at, static_cast<Index>(node.legs.size())}, edge.relationships[0]});
        }
        node.legs.push_back(leg(edge, from, position, listed));
      });
      for (const auto& [first, second] : different_nodes_) {
        if (first == index && found[second]) node.not_nodes.push_back(position[second]);
        if (second == index && found[first]) node.not_nodes.push_back(position[first]);
      }
      node.comparisons = comparisons_with(index, found, position);
      found[index] = true;
      result.nodes.push_back(std::move(node));
    }
    for (std::size_t i = 0; i < single.size(); ++i) {
      for (std::size_t j = i + 1; j < single.size(); ++j) {
        if (must_differ(core_.relationships[single[i].second], core_.relationships[single[j].second])) {
          result.different.push_back({single[i].first, single[j].first});
        }
      }
    }
    keep_listed(listed);
    return result;
  }

  std::vector<CycleComparison> comparisons_with(Index node, const std::vector<bool>& found,
                                                const std::vector<Index>& position) const {
    std::vector<CycleComparison> result;
    for (const Comparison& each : comparisons_) {
      const bool first = each.first == node && found[each.second];
      if (!first && !(each.second == node && found[each.first])) continue;
      result.push_back({position[first ? each.second : each.first], first ? each.nodes : mirrored(each.nodes)});
    }
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.position < b.position; });
    return result;
  }

  CycleLeg leg(const Edge& edge, Index from, const std::vector<Index>& position,
               const std::vector<bool>& listed) const {
    Edge way = edge;
    if (way.from != from) reverse(way);
    CycleLeg result{position[from], {}, {}};
    result.exists = cut_.existing.contains(core_.relationships[way.relationships[0]].slot);
    Index at = from;
    for (std::size_t i = 0; i < way.relationships.size(); ++i) {
      const RelationshipPattern& r = core_.relationships[way.relationships[i]];
      const bool last = i + 1 == way.relationships.size();
      const Index next = last ? way.to : way.inner[i];
      CycleHop hop{r.types, seen_from(r, r.left == at), r.slot, core_.nodes[next].slot, {}, {}};
      if (!last) {
        hop.predicates = predicates_[next];
        hop.branches = branches_at(next);
      }
      result.hops.push_back(std::move(hop));
      at = next;
    }
    if (way.relationships.size() > 1) return result;
    for (const RelationshipPattern& other : core_.relationships) {
      const bool row = listed[other.left] && listed[other.right];
      if (row && must_differ(other, core_.relationships[way.relationships[0]])) {
        result.not_relationships.push_back(other.slot);
      }
    }
    return result;
  }

  std::vector<CountBranch> branches_at(Index node) const {
    std::vector<CountBranch> result;
    for (const CountBranch& branch : cut_.count.branches) {
      if (branch.root == core_.nodes[node].slot) result.push_back(branch);
    }
    return result;
  }

  /// Leaves in the cut what is listed.
  void keep_listed(const std::vector<bool>& listed) {
    SlotSet counted;
    for (Index i = 0; i < listed.size(); ++i) {
      if (!listed[i]) counted.insert(core_.nodes[i].slot);
    }
    const auto reads_counted = [&](const SlotSet& slots) {
      return std::any_of(slots.begin(), slots.end(), [&](Slot slot) { return counted.contains(slot); });
    };
    std::erase_if(cut_.predicates, [&](const auto& predicate) { return reads_counted(slots_of(predicate)); });
    keep_branches(counted);
    Pattern rest;
    std::vector<Index> new_index(listed.size());
    for (Index i = 0; i < listed.size(); ++i) {
      if (!listed[i]) continue;
      new_index[i] = static_cast<Index>(rest.nodes.size());
      rest.nodes.push_back(core_.nodes[i]);
    }
    for (RelationshipPattern r : core_.relationships) {
      if (!listed[r.left] || !listed[r.right]) continue;
      r.left = new_index[r.left];
      r.right = new_index[r.right];
      rest.relationships.push_back(std::move(r));
    }
    core_ = std::move(rest);
  }

  void keep_branches(const SlotSet& counted) {
    std::vector<Index> new_index;
    std::vector<CountBranch> kept;
    for (CountBranch& branch : cut_.count.branches) {
      new_index.push_back(static_cast<Index>(kept.size()));
      if (!counted.contains(branch.root)) kept.push_back(std::move(branch));
    }
    for (auto& pair : cut_.count.pairs) {
      pair.first = new_index[pair.first];
      pair.second = new_index[pair.second];
    }
    cut_.count.branches = std::move(kept);
  }

  FactorisedPattern& cut_;
  Pattern& core_;
  const SlotSet& bound_;
  const Cardinality& cardinality_;
  std::vector<bool> pinned_;                            ///< Must be listed.
  std::vector<std::vector<ExpressionPtr>> predicates_;  ///< On one node alone.
  std::vector<std::pair<Index, Index>> different_nodes_;
  struct Comparison {
    Index first, second;
    NodeComparison nodes;
  };
  std::vector<Comparison> comparisons_;
  std::vector<Edge> edges_;
};

}  // namespace

std::optional<CountCycle> cut_cycles(FactorisedPattern& cut, const SlotSet& bound, const SlotSet& listed,
                                     const Cardinality& cardinality) {
  return CycleCutter(cut, bound, cardinality).run(listed);
}

}  // namespace agora::plan
