#include "execution/returning_branch.h"

#include <algorithm>

#include "execution/count_branch.h"
#include "execution/count_product.h"

namespace agora::execution {

namespace {

plan::Direction turned(plan::Direction direction) {
  if (direction == plan::Direction::Both) return direction;
  return direction == plan::Direction::Out ? plan::Direction::In : plan::Direction::Out;
}

std::vector<plan::CountBranch> without(const std::vector<plan::CountBranch>& branches, std::size_t one) {
  std::vector<plan::CountBranch> rest = branches;
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(one));
  return rest;
}

/// The inner branch is in no pair.
std::vector<plan::CountBranch::Pair> without(std::vector<plan::CountBranch::Pair> pairs, std::size_t one) {
  for (auto& pair : pairs) {
    pair.first -= pair.first > one;
    pair.second -= pair.second > one;
  }
  return pairs;
}

}  // namespace

ReturningBranch::ReturningBranch(RunningBranch& outer, std::size_t inner, const Site& site)
    : outer_(outer), inner_(outer.end().branch(inner)), others_(without(outer.node().branches, inner)),
      pairs_(without(outer.node().pairs, inner)),
      back_(site.context, plan().types, turned(plan().direction)),
      same_way_(plan().types == outer.node().types && turned(plan().direction) == outer.node().direction) {
  if (!others_.empty() || !outer.node().predicates.empty()) {
    rest_ = std::make_unique<WeighedNode>(outer.node().node, outer.node().predicates, others_, pairs_, site);
  }
  for (const plan::ExcludedEnds& each : plan().outer_excluded) {
    excluded_.emplace_back(site.context, each.types, each.direction);
  }
}

ReturningBranch::~ReturningBranch() = default;

const plan::CountBranch& ReturningBranch::plan() const { return inner_.node(); }

void ReturningBranch::prepare() {
  const WeighedNode::Access access{&outer_.node().types, outer_.node().direction};
  if (rest_) rest_->prepare({&access, 1});
  back_.refresh();
  for (Adjacency& each : excluded_) each.refresh();
}

void ReturningBranch::want(NodeId node) {
  if (rest_) rest_->want(node);
}

void ReturningBranch::learn() {
  if (rest_) rest_->learn();
}

WideCount ReturningBranch::count(NodeId root, WideCount all) {
  if (all == 0) return 0;
  if (!excluded_.empty()) return count_excluding(root);
  for_each_return(root, [&](NodeId node, std::uint64_t ways) {
    // A node that weighs nothing leads nowhere, whatever else hangs on it.
    if (ways == 0 || outer_.end().known(node) <= 0) return;
    all -= static_cast<WideCount>(rest(node)) * ways * static_cast<WideCount>(inner_.weight_from(root, node));
  });
  return all;
}

WideCount ReturningBranch::count_excluding(NodeId root) {
  if (plan().not_outer_node) inner_.exclude(root);
  for (Adjacency& each : excluded_) {
    each.for_each(root, [&](NodeId node, RelationshipId) { inner_.exclude(node); });
  }
  WideCount total = 0;
  outer_.adjacency().for_each(root, [&](NodeId node, RelationshipId) {
    if (outer_.end().known(node) <= 0) return;
    total += static_cast<WideCount>(rest(node)) * static_cast<WideCount>(inner_.count(node));
  });
  inner_.admit_all();
  return total;
}

std::int64_t ReturningBranch::weight_from(NodeId node, NodeId root, std::int64_t all) {
  return checked_count(static_cast<WideCount>(all) - static_cast<WideCount>(rest(node)) * inner_.share(node, root));
}

void ReturningBranch::gather(Adjacency& adjacency, NodeId root, std::vector<Entry>& out) {
  out.clear();
  adjacency.for_each(root, [&](NodeId node, RelationshipId relationship) { out.push_back({node, relationship}); });
  std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
    return a.node != b.node ? a.node < b.node : a.relationship < b.relationship;
  });
}

template <typename F>
void ReturningBranch::for_each_return(NodeId root, F&& f) {
  const bool by_node = plan().not_outer_node;
  if (same_way_) {
    // By k relationships there and back there are k * k ways, k of them with one relationship.
    const bool told = !by_node || outer_.for_each_repeated(root, [&](NodeId node, std::uint64_t k) { f(node, k * k - k); });
    if (told) {
      outer_.adjacency().for_each(root, [&](NodeId node, RelationshipId) { f(node, std::uint64_t{1}); });
      return;
    }
  }
  gather(outer_.adjacency(), root, there_);
  gather(back_, root, back_again_);
  auto j = back_again_.begin();
  for (auto i = there_.begin(); i != there_.end();) {
    const NodeId node = i->node;
    auto to = i;
    while (to != there_.end() && to->node == node) ++to;
    while (j != back_again_.end() && j->node < node) ++j;
    auto until = j;
    while (until != back_again_.end() && until->node == node) ++until;
    std::uint64_t ways = static_cast<std::uint64_t>((to - i) * (until - j));
    if (!by_node) {
      ways = 0;
      for (; i != to; ++i) {
        ways += static_cast<std::uint64_t>(std::count_if(
            j, until, [&](const Entry& entry) { return entry.relationship == i->relationship; }));
      }
    }
    f(node, ways);
    i = to;
    j = until;
  }
}

}  // namespace agora::execution
