#include "execution/cycle_leg.h"

#include <algorithm>

namespace agora::execution {

namespace {

/// Entries of lists that a leg of several hops keeps at most, before it forgets them all.
constexpr std::size_t kKeptEntries = std::size_t{1} << 22;

std::int64_t times(std::int64_t a, std::int64_t b) {
  return a == 1 ? b : checked_count(static_cast<WideCount>(a) * static_cast<WideCount>(b));
}

/// Puts the ascending runs [0, middle) and [middle, end) in order.
void merge_runs(std::vector<NodeId>& nodes, std::size_t middle) {
  if (middle == 0 || middle == nodes.size() || nodes[middle - 1] <= nodes[middle]) return;
  std::inplace_merge(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(middle), nodes.end());
}

}  // namespace

// ---- NodeSet ---------------------------------------------------------------------------------------------------

std::int64_t NodeSet::weight_of(NodeId node) const {
  const auto at = std::lower_bound(nodes.begin(), nodes.end(), node);
  return at == nodes.end() || *at != node ? 0 : weight(static_cast<std::size_t>(at - nodes.begin()));
}

WideCount NodeSet::total() const {
  if (weights.empty()) return nodes.size();
  WideCount sum = 0;
  for (const std::int64_t weight : weights) sum += static_cast<WideCount>(weight);
  return sum;
}

void NodeSet::append(NodeId node, std::int64_t weight) {
  if (weight != 1 && weights.empty()) weights.assign(nodes.size(), 1);
  nodes.push_back(node);
  if (weight != 1 || !weights.empty()) weights.push_back(weight);
}

void NodeSet::keep_where(const std::vector<std::uint8_t>& mask) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[kept] = nodes[i];
    if (!weights.empty()) weights[kept] = weights[i];
    kept += mask[i] != 0;
  }
  nodes.resize(kept);
  if (!weights.empty()) weights.resize(kept);
}

void weigh(WeighedNode& weights, NodeSet& set) {
  if (weights.plain() || set.nodes.empty()) return;
  for (const NodeId node : set.nodes) weights.want(node);
  weights.learn();
  std::size_t kept = 0;
  bool ones = true;
  if (set.weights.empty()) set.weights.assign(set.nodes.size(), 1);
  for (std::size_t i = 0; i < set.size(); ++i) {
    const std::int64_t weight = weights.known(set.nodes[i]);
    if (weight == 0) continue;
    set.nodes[kept] = set.nodes[i];
    set.weights[kept] = times(weight, set.weights[i]);
    ones &= set.weights[kept++] == 1;
  }
  set.nodes.resize(kept);
  set.weights.resize(ones ? 0 : kept);
}

// ---- RunningLeg ------------------------------------------------------------------------------------------------

RunningLeg::RunningLeg(const plan::CycleLeg& leg, const Site& site)
    : leg_(leg), context_(site.context), held_(site.context), loops_(site.context) {
  static const std::vector<plan::CountBranch::Pair> kNoPairs;
  for (const plan::CycleHop& hop : leg.hops) {
    const bool last = &hop == &leg.hops.back();
    hops_.push_back({hop, Adjacency(site.context, hop.types, hop.direction),
                     last ? nullptr
                          : std::make_unique<WeighedNode>(hop.node, hop.predicates, hop.branches, kNoPairs, site)});
  }
}

WeighedNode::Access RunningLeg::last_access() const {
  return {&hops_.back().node.types, hops_.back().node.direction};
}

void RunningLeg::prepare() {
  for (Hop& hop : hops_) {
    hop.adjacency.refresh();
    const WeighedNode::Access access{&hop.node.types, hop.node.direction};
    if (hop.inner) hop.inner->prepare({&access, 1});
  }
  if (prepared_ && stamp_ == context_.view.change_stamp()) return;
  prepared_ = true;
  stamp_ = context_.view.change_stamp();
  loops_.reset(context_.view.node_id_bound());
  reached_.clear();
  reached_size_ = 0;
  held_.clear();
}

std::span<const NodeId> RunningLeg::nodes_of(Adjacency::Side& side, NodeId root) {
  const graph::NeighbourList list = side.reader.neighbours(root);
  if (list.flat()) return list.nodes();
  scratch_.clear();
  list.for_each([&](NodeId node, RelationshipId) { scratch_.push_back(node); });
  return scratch_;
}

void RunningLeg::reach(NodeId root, NodeSet& out) {
  if (!single()) {
    out = reached(root);
    return;
  }
  out.clear();
  std::vector<NodeId>& nodes = out.nodes;
  for (Adjacency::Side& side : hops_.front().adjacency.sides()) {
    const std::size_t middle = nodes.size();
    const auto list = nodes_of(side, root);
    nodes.insert(nodes.end(), list.begin(), list.end());
    if (side.skips_loops) {
      nodes.erase(std::remove(nodes.begin() + static_cast<std::ptrdiff_t>(middle), nodes.end(), root), nodes.end());
    }
    merge_runs(nodes, middle);
  }
  if (std::adjacent_find(nodes.begin(), nodes.end()) == nodes.end()) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < nodes.size();) {
    const NodeId node = nodes[i];
    std::int64_t weight = 0;
    for (; i < nodes.size() && nodes[i] == node; ++i) ++weight;
    nodes[kept++] = node;
    if (!leg_.exists) out.weights.push_back(weight);
  }
  nodes.resize(kept);
}

void RunningLeg::step(Hop& hop, const NodeSet& from, NodeSet& to) {
  std::vector<std::pair<NodeId, std::int64_t>> found;
  for (std::size_t i = 0; i < from.size(); ++i) {
    hop.adjacency.for_each(from.nodes[i],
                           [&](NodeId node, RelationshipId) { found.emplace_back(node, from.weight(i)); });
  }
  context_.check();
  std::sort(found.begin(), found.end());
  to.clear();
  for (std::size_t i = 0; i < found.size();) {
    const NodeId node = found[i].first;
    WideCount weight = 0;
    for (; i < found.size() && found[i].first == node; ++i) weight += static_cast<WideCount>(found[i].second);
    to.append(node, checked_count(weight));
  }
  if (hop.inner) weigh(*hop.inner, to);
}

const NodeSet& RunningLeg::reached(NodeId root) {
  if (const auto known = reached_.find(root.value); known != reached_.end()) return known->second;
  if (reached_size_ > kKeptEntries) {
    reached_.clear();
    reached_size_ = 0;
    held_.clear();
  }
  NodeSet from, to;
  from.append(root, 1);
  for (Hop& hop : hops_) {
    step(hop, from, to);
    std::swap(from, to);
  }
  reached_size_ += from.size() + 8;
  held_.add((from.size() + 8) * 2 * sizeof(std::uint64_t));
  return reached_.emplace(root.value, std::move(from)).first->second;
}

void RunningLeg::narrow(const NodeSet& set, NodeId root, NodeSet& out) {
  out.clear();
  positions_.clear();
  if (!single()) {
    const NodeSet& other = reached(root);
    intersect(other.nodes, set.nodes, positions_);
    std::size_t i = 0;
    for (const std::uint32_t position : positions_) {
      while (set.nodes[i] != other.nodes[position]) ++i;
      out.append(set.nodes[i], times(set.weight(i), other.weight(position)));
    }
    return;
  }
  for (Adjacency::Side& side : hops_.front().adjacency.sides()) {
    const std::size_t middle = positions_.size();
    intersect(set.nodes, nodes_of(side, root), positions_);
    const auto begin = positions_.begin() + static_cast<std::ptrdiff_t>(middle);
    if (side.skips_loops) {
      positions_.erase(std::remove_if(begin, positions_.end(), [&](auto p) { return set.nodes[p] == root; }),
                       positions_.end());
    }
    if (middle > 0) std::inplace_merge(positions_.begin(), positions_.begin() + static_cast<std::ptrdiff_t>(middle), positions_.end());
  }
  for (std::size_t i = 0; i < positions_.size();) {
    const std::uint32_t position = positions_[i];
    std::int64_t ways = 0;
    for (; i < positions_.size() && positions_[i] == position; ++i) ++ways;
    out.append(set.nodes[position], times(leg_.exists ? 1 : ways, set.weight(position)));
  }
}

std::int64_t RunningLeg::ways(NodeId root, NodeId node) {
  if (!single()) return reached(root).weight_of(node);
  if (root == node && loops_.get(root) != NodeWeights::kUnknown) return loops_.get(root);
  std::int64_t count = 0;
  hops_.front().adjacency.for_each_between(root, node, [&](RelationshipId) { ++count; });
  if (leg_.exists) count = std::min<std::int64_t>(count, 1);
  if (root == node) loops_.set(root, count);
  return count;
}

WideCount RunningLeg::count(const NodeSet& set, const NodeBits& bits, NodeId root) {
  WideCount total = 0;
  for (Adjacency::Side& side : hops_.front().adjacency.sides()) {
    const auto list = nodes_of(side, root);
    // Looking up each entry by its bit is cheap, but not as cheap as searching for a few in many.
    if (set.weights.empty() && list.size() < 16 * set.size()) {
      total += bits.count(list);
    } else {
      positions_.clear();
      intersect(set.nodes, list, positions_);
      for (const std::uint32_t position : positions_) total += static_cast<WideCount>(set.weight(position));
    }
    if (side.skips_loops) {
      const auto loops = static_cast<WideCount>(occurrences(list, root));
      if (loops > 0) total -= loops * static_cast<WideCount>(set.weight_of(root));
    }
  }
  return total;
}

void RunningLeg::relationships(NodeId root, NodeId node, std::vector<RelationshipId>& out) {
  hops_.front().adjacency.for_each_between(root, node, [&](RelationshipId r) { out.push_back(r); });
}

void RunningLeg::begin(NodeId root, Cursor& cursor) {
  cursor.root = root;
  cursor.sides.clear();
  for (Adjacency::Side& side : hops_.front().adjacency.sides()) {
    cursor.sides.push_back({side.reader.neighbours(root), 0, side.skips_loops});
  }
}

void RunningLeg::relationships(Cursor& cursor, NodeId node, std::vector<RelationshipId>& out) {
  for (Cursor::Side& side : cursor.sides) {
    if (side.skips_loops && node == cursor.root) continue;
    if (!side.list.flat()) {
      side.list.for_each_to(node, [&](RelationshipId r) { out.push_back(r); });
      continue;
    }
    const auto nodes = side.list.nodes();
    const NodeId* const at = first_not_before(nodes.data() + side.at, nodes.data() + nodes.size(), node);
    side.at = static_cast<std::size_t>(at - nodes.data());
    for (std::size_t i = side.at; i < nodes.size() && nodes[i] == node; ++i) {
      out.push_back(side.list.relationships()[i]);
    }
  }
}

}  // namespace agora::execution
