#include "execution/count_branch.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

// ---- RunningBranch -------------------------------------------------------------------------------------------

RunningBranch::RunningBranch(const plan::CountBranch& node, const Site& site)
    : node_(node), context_(site.context), adjacency_(site.context, node.types, node.direction),
      end_(node.node, node.predicates, node.branches, node.pairs, site), counts_(site.context) {}

RunningBranch::~RunningBranch() = default;

void RunningBranch::prepare() {
  const WeighedNode::Access access{&node_.types, node_.direction};
  if (!end_.prepare({&access, 1})) return;
  adjacency_.refresh();
  excluded_.clear();
  counts_.reset(context_.view.node_id_bound());
}

std::size_t RunningBranch::degree(NodeId root) {
  std::size_t total = 0;
  for (Adjacency::Side& side : adjacency_.sides()) {
    const graph::NeighbourList list = side.reader.neighbours(root);
    total += list.size();
    if (side.skips_loops) list.for_each_to(root, [&](RelationshipId) { --total; });
  }
  return total;
}

std::int64_t RunningBranch::count(NodeId root) {
  std::int64_t result;
  if (plain() && excluded_.empty()) {
    result = static_cast<std::int64_t>(degree(root));
  } else {
    const bool remember = node_.excluded.empty();
    result = remember ? counts_.get(root) : NodeWeights::kUnknown;
    if (result == NodeWeights::kUnknown) {
      WideCount total = 0;
      if (!sum(root, total)) {
        learn(root);
        sum(root, total);
      }
      result = checked_count(total);
      if (remember) counts_.set(root, result);
    }
  }
  return node_.optional ? std::max<std::int64_t>(result, 1) : result;
}

bool RunningBranch::sum(NodeId root, WideCount& total) {
  total = 0;
  for (Adjacency::Side& side : adjacency_.sides()) {
    const graph::NeighbourList list = side.reader.neighbours(root);
    std::int64_t lowest = 0;
    const auto add = [&](NodeId node) {
      const std::int64_t weight = end_.known(node);
      lowest = std::min(lowest, weight);
      total += static_cast<WideCount>(weight);
    };
    if (list.flat() && !side.skips_loops) {
      for (const NodeId node : list.nodes()) add(node);
    } else if (list.flat()) {
      for (const NodeId node : list.nodes()) {
        if (node != root) add(node);
      }
    } else {
      list.for_each([&](NodeId node, RelationshipId) {
        if (!side.skips_loops || node != root) add(node);
      });
    }
    if (lowest == NodeWeights::kUnknown) return false;
  }
  return true;
}

void RunningBranch::learn(NodeId root) {
  unknown_.clear();
  adjacency_.for_each(root, [&](NodeId node, RelationshipId) { unknown_.push_back(node.value); });
  end_.learn(unknown_);
}

void RunningBranch::entries(NodeId root, std::vector<Entry>& out) {
  if (!plain()) learn(root);
  out.clear();
  std::size_t sorted = 0;
  for (Adjacency::Side& side : adjacency_.sides()) {
    side.reader.neighbours(root).for_each([&](NodeId node, RelationshipId relationship) {
      if (side.skips_loops && node == root) return;
      const std::int64_t weight = plain() ? 1 : end_.known(node);
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
  return relationships == 0 ? 0 : relationships * static_cast<WideCount>(weight(node));
}

std::int64_t RunningBranch::share(NodeId root, RelationshipId relationship) {
  const auto record = context_.view.record(relationship);
  if (!record) return 0;
  const NodeId other = record->start == root ? record->end : record->start;
  return adjacency_.admits(*record, root, other) ? weight(other) : 0;
}

void RunningBranch::exclude(NodeId node) {
  const std::int64_t before = end_.known(node);
  if (before == 0) return;
  excluded_.emplace_back(node, before);
  end_.set(node, 0);
}

void RunningBranch::restore() {
  for (const auto& [node, weight] : excluded_) end_.set(node, weight);
  excluded_.clear();
}

bool RunningBranch::same_relationships(const RunningBranch& other) const {
  return node_.types == other.node_.types && node_.direction == other.node_.direction;
}

// ---- CountProduct --------------------------------------------------------------------------------------------

CountProduct::CountProduct(const std::vector<plan::CountBranch>& branches,
                           const std::vector<plan::CountBranch::Pair>& pairs, const Site& site)
    : pairs_(pairs), paired_(branches.size()) {
  for (const plan::CountBranch& branch : branches) {
    branches_.push_back(std::make_unique<RunningBranch>(branch, site));
  }
  for (const auto& pair : pairs) paired_[pair.first] = paired_[pair.second] = true;
}

void CountProduct::prepare() {
  for (const auto& branch : branches_) branch->prepare();
}

std::int64_t CountProduct::count(NodeId root) {
  roots_.assign(branches_.size(), root);
  return count(roots_, [&](std::size_t i) { return branches_[i]->count(root); });
}

WideCount CountProduct::count_pair(const plan::CountBranch::Pair& pair, NodeId first, NodeId second) {
  RunningBranch& a = *branches_[pair.first];
  RunningBranch& b = *branches_[pair.second];
  const auto all = static_cast<WideCount>(a.count(first)) * static_cast<WideCount>(b.count(second));
  if (all == 0) return 0;
  return all - (pair.relationships ? same_relationship(a, b, first, second) : same_node(a, b, first, second));
}

WideCount CountProduct::same_node(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second) {
  a.entries(first, first_entries_);
  b.entries(second, second_entries_);
  WideCount total = 0;
  auto i = first_entries_.begin();
  auto j = second_entries_.begin();
  while (i != first_entries_.end() && j != second_entries_.end()) {
    if (i->node < j->node) {
      ++i;
    } else if (j->node < i->node) {
      ++j;
    } else {
      // Several relationships may lead to one node.
      const NodeId node = i->node;
      WideCount left = 0;
      WideCount right = 0;
      for (; i != first_entries_.end() && i->node == node; ++i) left += static_cast<WideCount>(i->weight);
      for (; j != second_entries_.end() && j->node == node; ++j) right += static_cast<WideCount>(j->weight);
      total += left * right;
    }
  }
  return total;
}

WideCount CountProduct::same_relationship(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second) {
  a.entries(first, first_entries_);
  b.entries(second, second_entries_);
  const auto by_relationship = [](const RunningBranch::Entry& x, const RunningBranch::Entry& y) {
    return x.relationship < y.relationship;
  };
  std::sort(first_entries_.begin(), first_entries_.end(), by_relationship);
  std::sort(second_entries_.begin(), second_entries_.end(), by_relationship);
  WideCount total = 0;
  auto j = second_entries_.begin();
  for (const RunningBranch::Entry& entry : first_entries_) {
    while (j != second_entries_.end() && j->relationship < entry.relationship) ++j;
    if (j == second_entries_.end()) break;
    if (j->relationship == entry.relationship) {
      total += static_cast<WideCount>(entry.weight) * static_cast<WideCount>(j->weight);
    }
  }
  return total;
}

}  // namespace agora::execution
