#include "execution/count_branch.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

namespace {

/// The sum of the weights of `list`, or of those that are not `skipped`.
template <typename Total>
Total sum_of(const WeighedNode& weights, std::span<const NodeId> list) {
  // Two sums side by side: neither waits for the other.
  Total even = 0;
  Total odd = 0;
  std::size_t i = 0;
  for (; i + 1 < list.size(); i += 2) {
    even += static_cast<Total>(weights.known(list[i]));
    odd += static_cast<Total>(weights.known(list[i + 1]));
  }
  if (i < list.size()) even += static_cast<Total>(weights.known(list[i]));
  return even + odd;
}

/// Multiplies each weight by the factor beside it.
void multiply_all(std::span<std::int64_t> weights, std::span<const std::int64_t> factors) {
  std::int64_t bits = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) bits |= weights[i] | factors[i];
  if (bits >> 31 != 0) {
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = checked_product(weights[i], factors[i]);
    return;
  }
  // Products of 32 bits need no check, and processors have many at a time.
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<std::int64_t>(std::uint64_t{static_cast<std::uint32_t>(weights[i])} *
                                           static_cast<std::uint32_t>(factors[i]));
  }
}

/// Weights below this can be added up in 64 bits, as no list has 2^32 entries.
constexpr std::int64_t kSmallWeight = std::int64_t{1} << 31;

}  // namespace

RunningBranch::RunningBranch(const plan::CountBranch& node, const Site& site)
    : node_(node), context_(site.context), adjacency_(site.context, node.types, node.direction),
      end_(node.node, node.predicates, node.branches, node.pairs, site), counts_(site.context),
      keyring_(site.context) {
  for (const plan::NodeComparison& comparison : node.comparisons) {
    comparisons_.push_back(std::make_unique<NodeComparison>(comparison, keyring_, site));
  }
  for (std::size_t i = 0; i < node.branches.size(); ++i) {
    const plan::CountBranch& inner = node.branches[i];
    if (!inner.not_outer_node && !inner.not_outer_relationship && inner.outer_excluded.empty()) continue;
    returning_ = std::make_unique<ReturningBranch>(*this, i, site);
  }
}

RunningBranch::~RunningBranch() = default;

void RunningBranch::prepare() {
  for (const auto& comparison : comparisons_) comparison->prepare();
  const WeighedNode::Access access{&node_.types, node_.direction};
  if (!end_.prepare({&access, 1})) return;
  adjacency_.refresh();
  if (returning_) returning_->prepare();
  excluded_.clear();
  counts_.reset(context_.view.node_id_bound());
}

void RunningBranch::learn(std::span<const std::uint64_t> roots, std::span<const std::int64_t> weights) {
  if (plain()) return;
  for (Adjacency::Side& side : adjacency_.sides()) {
    for (std::size_t i = 0; i < roots.size(); ++i) {
      const NodeId root{roots[i]};
      if (weights[i] == 0 || counts_.get(root) != NodeWeights::kUnknown) continue;
      const graph::NeighbourList list = side.reader.neighbours(root);
      if (list.flat()) {
        for (const NodeId node : list.nodes()) end_.want(node);
      } else {
        list.for_each([&](NodeId node, RelationshipId) { end_.want(node); });
      }
      if (returning_) list.for_each([&](NodeId node, RelationshipId) { returning_->want(node); });
    }
  }
  end_.learn();
  if (returning_) returning_->learn();
  if (!excludes()) return;
  // Counted while nothing is excluded: it tells which roots are learnt, and which lead nowhere.
  for (std::size_t i = 0; i < roots.size(); ++i) {
    const NodeId root{roots[i]};
    if (weights[i] != 0 && counts_.get(root) == NodeWeights::kUnknown) counts_.set(root, sum(root));
  }
}

void RunningBranch::multiply(std::span<const std::uint64_t> roots, std::span<std::int64_t> weights) {
  if (!node_.optional) return multiply_matches(roots, weights);
  matches_.assign(weights.size(), 0);
  for (std::size_t i = 0; i < weights.size(); ++i) matches_[i] = weights[i] != 0;
  multiply_matches(roots, matches_);
  for (std::int64_t& matches : matches_) matches += matches == 0;
  multiply_all(weights, matches_);
}

void RunningBranch::multiply_matches(std::span<const std::uint64_t> roots, std::span<std::int64_t> weights) {
  if (!plain()) {
    learn(roots, weights);
    for (std::size_t i = 0; i < roots.size(); ++i) {
      if (weights[i] != 0) weights[i] = checked_product(weights[i], matches(NodeId{roots[i]}));
    }
    return;
  }
  degrees_.assign(roots.size(), 0);
  adjacency_.add_degrees(roots, degrees_);
  multiply_all(weights, degrees_);
}

std::int64_t RunningBranch::count(NodeId root) {
  const std::int64_t result = matches(root);
  return node_.optional ? std::max<std::int64_t>(result, 1) : result;
}

std::int64_t RunningBranch::matches(NodeId root) {
  std::int64_t result = 0;
  if (plain()) {
    adjacency_.add_degrees({&root.value, 1}, {&result, 1});
  } else if (!excluded_.empty()) {
    result = counts_.get(root) == 0 ? 0 : sum(root);
  } else if (result = counts_.get(root); result == NodeWeights::kUnknown) {
    result = sum(root);
    counts_.set(root, result);
  }
  return result;
}

bool RunningBranch::compares(NodeId node, NodeId root) {
  return std::all_of(comparisons_.begin(), comparisons_.end(),
                     [&](const auto& comparison) { return comparison->holds(node, root); });
}

void RunningBranch::learn_keys(NodeId root) {
  if (comparisons_.empty()) return;
  nodes_.clear();
  adjacency_.for_each(root, [&](NodeId node, RelationshipId) { nodes_.push_back(node); });
  for (const auto& comparison : comparisons_) comparison->learn_own(nodes_);
}

std::int64_t RunningBranch::sum(NodeId root) {
  if (!comparisons_.empty()) {
    learn_keys(root);
    WideCount total = 0;
    for (const NodeId node : nodes_) total += static_cast<WideCount>(weight_from(node, root));
    return checked_count(total);
  }
  const bool small = end_.most() < kSmallWeight;
  WideCount total = 0;
  for (Adjacency::Side& side : adjacency_.sides()) {
    const graph::NeighbourList list = side.reader.neighbours(root);
    if (!list.flat()) {
      list.for_each([&](NodeId node, RelationshipId) { total += static_cast<WideCount>(end_.known(node)); });
    } else if (small) {
      total += sum_of<std::uint64_t>(end_, list.nodes());
    } else {
      total += sum_of<WideCount>(end_, list.nodes());
    }
    if (side.skips_loops) {
      list.for_each_to(root, [&](RelationshipId) { total -= static_cast<WideCount>(end_.known(root)); });
    }
  }
  return checked_count(returning_ ? returning_->count(root, total) : total);
}

void RunningBranch::entries(NodeId root, std::vector<Entry>& out) {
  out.clear();
  learn_keys(root);
  const bool plain = this->plain();
  std::size_t sorted = 0;
  for (Adjacency::Side& side : adjacency_.sides()) {
    side.reader.neighbours(root).for_each([&](NodeId node, RelationshipId relationship) {
      if (side.skips_loops && node == root) return;
      const std::int64_t weight = plain ? 1 : weight_from(node, root);
      if (weight > 0) out.push_back({node, relationship, weight});
    });
    const auto before = [](const Entry& a, const Entry& b) { return a.node < b.node; };
    const auto middle = out.begin() + static_cast<std::ptrdiff_t>(sorted);
    if (sorted > 0) std::inplace_merge(out.begin(), middle, out.end(), before);
    sorted = out.size();
  }
}

WideCount RunningBranch::share(NodeId root, NodeId node) {
  WideCount relationships = 0;
  adjacency_.for_each_between(root, node, [&](RelationshipId) { ++relationships; });
  return relationships == 0 ? 0 : relationships * static_cast<WideCount>(weight_from(node, root));
}

std::int64_t RunningBranch::share(NodeId root, RelationshipId relationship) {
  const auto record = context_.view.record(relationship);
  if (!record) return 0;
  const NodeId other = record->start == root ? record->end : record->start;
  return adjacency_.admits(*record, root, other) ? weight_from(other, root) : 0;
}

void RunningBranch::exclude(NodeId node) {
  // What is unknown is no neighbour of any root that was learnt.
  const std::int64_t before = end_.known(node);
  if (before <= 0) return;
  excluded_.emplace_back(node, before);
  end_.set(node, 0);
}

void RunningBranch::admit_all() {
  for (const auto& [node, weight] : excluded_) end_.set(node, weight);
  excluded_.clear();
}

bool RunningBranch::same_relationships(const RunningBranch& other) const {
  return node_.types == other.node_.types && node_.direction == other.node_.direction;
}

bool RunningBranch::no_duplicates(std::span<const NodeId> list) const {
  return std::adjacent_find(list.begin(), list.end()) == list.end();
}

std::optional<std::span<const NodeId>> RunningBranch::single_list(NodeId root) {
  auto& sides = adjacency_.sides();
  if (sides.size() != 1) return std::nullopt;
  const graph::NeighbourList list = sides[0].reader.neighbours(root);
  return list.flat() ? std::optional(list.nodes()) : std::nullopt;
}

}  // namespace agora::execution
