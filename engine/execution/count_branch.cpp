#include "execution/count_branch.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace agora::execution {

std::int64_t checked_count(WideCount count) {
  if (count > static_cast<WideCount>(std::numeric_limits<std::int64_t>::max())) {
    throw Error(ErrorCategory::ArithmeticError, "NumberOutOfRange",
                "there are more matches than an integer can count (2^63)");
  }
  return static_cast<std::int64_t>(count);
}

// ---- NodeWeights ---------------------------------------------------------------------------------------------

const NodeWeights::Page& NodeWeights::unknown_page() {
  static const Page page = [] {
    Page unknown;
    unknown.weights.fill(kUnknown);
    return unknown;
  }();
  return page;
}

void NodeWeights::reset(std::uint64_t bound) {
  held_.clear();
  const std::size_t pages = static_cast<std::size_t>((bound >> kBits) + 1);
  held_.add(pages * 2 * sizeof(void*));
  owned_.clear();
  owned_.resize(pages);
  pages_.assign(pages, &unknown_page());
}

void NodeWeights::set(NodeId node, std::int64_t weight) {
  std::unique_ptr<Page>& page = owned_[node.value >> kBits];
  if (!page) {
    held_.add(sizeof(Page));
    page = std::make_unique<Page>(unknown_page());
    pages_[node.value >> kBits] = page.get();
  }
  page->weights[node.value & (page->weights.size() - 1)] = weight;
}

// ---- RunningBranch -------------------------------------------------------------------------------------------

RunningBranch::RunningBranch(const plan::CountBranch& node, const Site& site)
    : node_(node), context_(site.context), adjacency_(site.context, node.types, node.direction),
      weights_(site.context), counts_(site.context) {
  for (const auto& predicate : node.predicates) {
    predicates_.push_back(compile(*predicate, site.context, site.scope));
  }
  if (!node.branches.empty()) children_ = std::make_unique<CountProduct>(node.branches, node.pairs, site);
}

RunningBranch::~RunningBranch() = default;

void RunningBranch::prepare() {
  if (children_) children_->prepare();
  if (prepared_ && stamp_ == context_.view.change_stamp()) return;
  prepared_ = true;
  stamp_ = context_.view.change_stamp();
  adjacency_.refresh();
  choose_predicates();
  excluded_.clear();
  weights_.reset(context_.view.node_id_bound());
  counts_.reset(context_.view.node_id_bound());
}

void RunningBranch::choose_predicates() {
  needed_predicates_.clear();
  for (std::size_t i = 0; i < predicates_.size(); ++i) {
    if (!always_holds(*node_.predicates[i])) needed_predicates_.push_back(predicates_[i].get());
  }
}

/// A label test needs no look at the nodes if the counts say that every relationship of these types ends at a
/// node with the label.
bool RunningBranch::always_holds(const semantic::Expression& predicate) const {
  const auto* test = std::get_if<semantic::HasLabels>(&predicate.node);
  if (!test || test->labels.kind != semantic::LabelExpression::Kind::Name) return false;
  const auto& catalog = context_.view.catalog();
  const auto label = catalog.find_label(test->labels.name);
  if (!label) return false;
  const auto& statistics = context_.view.statistics();
  const auto all_ends = [&](TypeId type, graph::Direction end) {
    return statistics.relationship_count(*label, type, end) == statistics.relationship_count(type);
  };
  for (const std::string& name : node_.types.empty() ? catalog.types() : node_.types) {
    const auto type = catalog.find_type(name);
    if (!type) continue;
    if (node_.direction != plan::Direction::In && !all_ends(*type, graph::Direction::In)) return false;
    if (node_.direction != plan::Direction::Out && !all_ends(*type, graph::Direction::Out)) return false;
  }
  return true;
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
      const std::int64_t weight = weights_.get(node);
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
  adjacency_.for_each(root, [&](NodeId node, RelationshipId) {
    if (weights_.get(node) == NodeWeights::kUnknown) unknown_.push_back(node.value);
  });
  if (unknown_.empty()) return;
  context_.check();
  std::sort(unknown_.begin(), unknown_.end());
  unknown_.erase(std::unique(unknown_.begin(), unknown_.end()), unknown_.end());
  learn_unknown();
}

void RunningBranch::learn_unknown() {
  batch_.clear();
  batch_.set_slot_count(context_.slot_count());
  const auto nodes = batch_.column(node_.node).fill_nodes(unknown_.size());
  std::copy(unknown_.begin(), unknown_.end(), nodes.begin());
  batch_.set_row_count(unknown_.size());
  for (Evaluator* predicate : needed_predicates_) {
    if (!batch_.empty()) batch_.keep_where(predicate->evaluate(batch_, scratch_));
  }
  for (const std::uint64_t node : unknown_) weights_.set(NodeId{node}, 0);
  for (const std::uint64_t id : batch_.column(node_.node).ids()) {
    const NodeId node{id};
    weights_.set(node, children_ ? children_->count(node) : 1);
  }
}

void RunningBranch::entries(NodeId root, std::vector<Entry>& out) {
  if (!plain()) learn(root);
  out.clear();
  std::size_t sorted = 0;
  for (Adjacency::Side& side : adjacency_.sides()) {
    side.reader.neighbours(root).for_each([&](NodeId node, RelationshipId relationship) {
      if (side.skips_loops && node == root) return;
      const std::int64_t weight = plain() ? 1 : weights_.get(node);
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
  const std::int64_t before = weights_.get(node);
  if (before == 0) return;
  excluded_.emplace_back(node, before);
  weights_.set(node, 0);
}

void RunningBranch::restore() {
  for (const auto& [node, weight] : excluded_) weights_.set(node, weight);
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
