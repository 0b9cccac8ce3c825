#include "execution/compared_pairs.h"

#include <algorithm>
#include <tuple>

namespace agora::execution {

using semantic::Operator;
using Kind = NodeKeys::Kind;
using Differ = plan::CountBranch::Pair::Differ;

namespace {

WideCount product(std::int64_t a, std::int64_t b) { return static_cast<WideCount>(a) * static_cast<WideCount>(b); }

}  // namespace

ComparedPairs::ComparedPairs(const plan::CountBranch::Pair& pair, const Site& site)
    : pair_(pair), keyring_(site.context), comparison_(*pair.comparison, keyring_, site) {}

WideCount ComparedPairs::count(Entries& first, Entries& second) {
  const WideCount all = count_all(first, second);
  if (all == 0 || pair_.differ == Differ::Nothing) return all;
  return all - (pair_.differ == Differ::Nodes ? same_node(first, second) : same_relationship(first, second));
}

WideCount ComparedPairs::count_all(const Entries& first, const Entries& second) {
  const auto learn = [&](const Entries& entries, bool own) {
    nodes_.clear();
    for (const auto& entry : entries) nodes_.push_back(entry.node);
    own ? comparison_.learn_own(nodes_) : comparison_.learn_other(nodes_);
  };
  learn(first, true);
  learn(second, false);
  first_.clear();
  second_.clear();
  bool keys = true;
  const auto add = [&](const NodeKeys::Key& key, std::int64_t weight, std::vector<Keyed>& to) {
    keys &= key.kind != Kind::Other;
    if (key.kind != Kind::Null) to.push_back({key, weight});
  };
  for (const auto& entry : first) add(comparison_.own_key(entry.node), entry.weight, first_);
  for (const auto& entry : second) add(comparison_.other_key(entry.node), entry.weight, second_);
  if (!keys) return count_one_by_one(first, second);
  sort(first_);
  sort(second_);
  switch (comparison_.op()) {
    case Operator::Equal: return equal();
    case Operator::NotEqual: {
      WideCount left = 0;
      WideCount right = 0;
      for (const Keyed& each : first_) left += static_cast<WideCount>(each.weight);
      for (const Keyed& each : second_) right += static_cast<WideCount>(each.weight);
      return left * right - equal();
    }
    case Operator::Less: return ordered(first_, second_, false);
    case Operator::LessOrEqual: return ordered(first_, second_, true);
    case Operator::Greater: return ordered(second_, first_, false);
    default: return ordered(second_, first_, true);
  }
}

WideCount ComparedPairs::count_one_by_one(const Entries& first, const Entries& second) {
  WideCount total = 0;
  for (const auto& a : first) {
    for (const auto& b : second) {
      if (comparison_.holds(a.node, b.node)) total += product(a.weight, b.weight);
    }
  }
  return total;
}

void ComparedPairs::sort(std::vector<Keyed>& entries) const {
  const bool equality = comparison_.op() == Operator::Equal || comparison_.op() == Operator::NotEqual;
  std::sort(entries.begin(), entries.end(), [&](const Keyed& a, const Keyed& b) {
    if (a.key.kind != b.key.kind) return a.key.kind < b.key.kind;
    return equality ? a.key.number < b.key.number : comparison_.before(a.key, b.key);
  });
}

WideCount ComparedPairs::equal() const {
  const auto key = [](const Keyed& each) { return std::tuple(each.key.kind, each.key.number); };
  WideCount total = 0;
  auto j = second_.begin();
  for (auto i = first_.begin(); i != first_.end();) {
    const auto at = key(*i);
    WideCount left = 0;
    WideCount right = 0;
    for (; i != first_.end() && key(*i) == at; ++i) left += static_cast<WideCount>(i->weight);
    while (j != second_.end() && key(*j) < at) ++j;
    for (; j != second_.end() && key(*j) == at; ++j) right += static_cast<WideCount>(j->weight);
    total += left * right;
  }
  return total;
}

/// Pairs of one of `low` that is before one of `high`, or equal to it.
WideCount ComparedPairs::ordered(const std::vector<Keyed>& low, const std::vector<Keyed>& high, bool or_equal) const {
  WideCount total = 0;
  WideCount below = 0;  // Of the kind at hand.
  Kind kind = Kind::Null;
  auto i = low.begin();
  for (const Keyed& each : high) {
    if (each.key.kind != kind) {
      kind = each.key.kind;
      below = 0;
      while (i != low.end() && i->key.kind < kind) ++i;
    }
    const auto counts = [&](const Keyed& other) {
      return or_equal ? !comparison_.before(each.key, other.key) : comparison_.before(other.key, each.key);
    };
    for (; i != low.end() && i->key.kind == kind && counts(*i); ++i) below += static_cast<WideCount>(i->weight);
    total += below * static_cast<WideCount>(each.weight);
  }
  return total;
}

WideCount ComparedPairs::same_node(const Entries& first, const Entries& second) {
  WideCount total = 0;
  auto j = second.begin();
  for (auto i = first.begin(); i != first.end();) {
    const NodeId node = i->node;
    WideCount left = 0;
    WideCount right = 0;
    for (; i != first.end() && i->node == node; ++i) left += static_cast<WideCount>(i->weight);
    while (j != second.end() && j->node < node) ++j;
    for (; j != second.end() && j->node == node; ++j) right += static_cast<WideCount>(j->weight);
    if (right != 0 && comparison_.holds(node, node)) total += left * right;
  }
  return total;
}

WideCount ComparedPairs::same_relationship(Entries& first, Entries& second) {
  const auto by_relationship = [](const RunningBranch::Entry& a, const RunningBranch::Entry& b) {
    return a.relationship < b.relationship;
  };
  std::sort(first.begin(), first.end(), by_relationship);
  std::sort(second.begin(), second.end(), by_relationship);
  WideCount total = 0;
  auto j = second.begin();
  for (const RunningBranch::Entry& entry : first) {
    while (j != second.end() && j->relationship < entry.relationship) ++j;
    if (j == second.end()) break;
    if (j->relationship == entry.relationship && comparison_.holds(entry.node, j->node)) {
      total += product(entry.weight, j->weight);
    }
  }
  return total;
}

}  // namespace agora::execution
