#include "execution/count_product.h"

#include <algorithm>

#include "execution/intersect.h"

namespace agora::execution {

CountProduct::CountProduct(const std::vector<plan::CountBranch>& branches,
                           const std::vector<plan::CountBranch::Pair>& pairs, const Site& site)
    : pairs_(pairs), paired_(branches.size()) {
  for (const plan::CountBranch& branch : branches) {
    branches_.push_back(std::make_unique<RunningBranch>(branch, site));
  }
  for (const auto& pair : pairs) {
    paired_[pair.first] = paired_[pair.second] = true;
    compared_.push_back(pair.comparison ? std::make_unique<ComparedPairs>(pair, site) : nullptr);
  }
}

void CountProduct::prepare() {
  for (const auto& branch : branches_) branch->prepare();
  for (const auto& compared : compared_) {
    if (compared) compared->prepare();
  }
  single_.clear();
  for (const bool plain : {true, false}) {
    for (std::uint32_t i = 0; i < branches_.size(); ++i) {
      if (!paired_[i] && branches_[i]->plain() == plain) single_.push_back(i);
    }
  }
}

void CountProduct::multiply(std::span<const std::uint64_t> roots, std::span<std::int64_t> weights) {
  for (const std::uint32_t i : single_) branches_[i]->multiply(roots, weights);
  for (const auto& pair : pairs_) {
    branches_[pair.first]->learn(roots, weights);
    branches_[pair.second]->learn(roots, weights);
    for (std::size_t i = 0; i < roots.size(); ++i) {
      if (weights[i] == 0) continue;
      weights[i] = checked_product(weights[i], count_pair(pair, NodeId{roots[i]}, NodeId{roots[i]}));
    }
  }
}

std::int64_t CountProduct::count_pair(const plan::CountBranch::Pair& pair, NodeId first, NodeId second) {
  RunningBranch& a = *branches_[pair.first];
  RunningBranch& b = *branches_[pair.second];
  auto all = static_cast<WideCount>(a.count(first));
  if (all != 0) all *= static_cast<WideCount>(b.count(second));
  if (all == 0) return 0;
  if (pair.comparison) {
    a.entries(first, first_entries_);
    b.entries(second, second_entries_);
    return checked_count(compared_[static_cast<std::size_t>(&pair - pairs_.data())]->count(first_entries_, second_entries_));
  }
  const bool relationships = pair.differ == plan::CountBranch::Pair::Differ::Relationships;
  return checked_count(
      all - (relationships ? same_relationship(a, b, first, second) : same_node(a, b, first, second)));
}

RunningBranch* CountProduct::other_than_plain(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second) {
  if (first != second || !a.same_relationships(b)) return nullptr;
  if (a.plain()) return &b;
  return b.plain() ? &a : nullptr;
}

WideCount CountProduct::same_node(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second) {
  if (RunningBranch* other = other_than_plain(a, b, first, second)) {
    // A node that k relationships lead to is met k * k times, k of them by way of the same relationship twice.
    auto total = static_cast<WideCount>(other->count(first));
    const bool told = other->for_each_repeated(first, [&](NodeId node, std::uint64_t k) {
      total += static_cast<WideCount>(k * k - k) * static_cast<WideCount>(other->weight_from(node, first));
    });
    if (told) return total;
  } else if (a.plain() && b.plain()) {
    const auto left = a.single_list(first);
    const auto right = b.single_list(second);
    if (left && right && std::adjacent_find(left->begin(), left->end()) == left->end()) {
      positions_.clear();
      intersect(*left, *right, positions_);
      return positions_.size();
    }
  }
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
  if (RunningBranch* other = other_than_plain(a, b, first, second)) {
    return static_cast<WideCount>(other->count(first));
  }
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
