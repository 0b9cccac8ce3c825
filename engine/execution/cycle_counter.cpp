#include "execution/cycle_counter.h"

#include <algorithm>
#include <limits>

namespace agora::execution {

namespace {

constexpr NodeId kNobody{~std::uint64_t{0}};

/// A product that stays at the largest integer: more cannot be counted anyway, if anything comes of it.
std::int64_t saturated(std::int64_t a, std::int64_t b) {
  std::int64_t product;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::int64_t>::max() : product;
}

}  // namespace

// ---- building --------------------------------------------------------------------------------------------------

CycleCounter::CycleCounter(const plan::CountCycle& node, const Site& site)
    : node_(node), context_(site.context), keyring_(site.context), bits_(site.context) {
  for (const plan::CycleNode& each : node.nodes) add_target(each, site);
  const std::size_t positions = node.known.size() + node.nodes.size();
  values_.assign(positions, kNobody);
  for (std::uint32_t position = 0; position < positions; ++position) {
    stages_begin_.push_back(stages_at_.size());
    for (std::uint32_t t = 0; t < targets_.size(); ++t) {
      for (std::uint32_t s = 0; s < targets_[t]->stages.size(); ++s) {
        if (targets_[t]->stages[s].from == position) stages_at_.emplace_back(t, s);
      }
    }
  }
  stages_begin_.push_back(stages_at_.size());
  Target& last = *targets_.back();
  counts_last_ = last.stages.size() > 1 && last.stages.back().legs.size() == 1 &&
                 last.stages.back().comparisons.empty() &&
                 last.legs[last.stages.back().legs.front()]->single() &&
                 !last.legs[last.stages.back().legs.front()]->leg().exists;
  for (const auto& each : node.different) different_.emplace_back(end_of(each.first), end_of(each.second));
  for (std::uint32_t t = 0; t < targets_.size(); ++t) {
    for (std::uint32_t l = 0; l < targets_[t]->legs.size(); ++l) {
      const auto is_this = [&](const End& end) { return end.target == t && end.leg == l; };
      const bool bound = std::any_of(different_.begin(), different_.end(), [&](const auto& pair) {
        return is_this(pair.first) || is_this(pair.second);
      });
      if (bound || !targets_[t]->node.legs[l].not_relationships.empty()) bound_legs_.push_back(end_of({t, l}));
    }
  }
  differs_from_.resize(bound_legs_.size());
  choices_.resize(bound_legs_.size());
  chosen_.resize(bound_legs_.size());
  const auto same = [](const End& a, const End& b) { return a.target == b.target && a.leg == b.leg; };
  for (std::size_t i = 0; i < bound_legs_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool differ = std::any_of(different_.begin(), different_.end(), [&](const auto& pair) {
        return (same(pair.first, bound_legs_[i]) && same(pair.second, bound_legs_[j])) ||
               (same(pair.first, bound_legs_[j]) && same(pair.second, bound_legs_[i]));
      });
      if (differ) differs_from_[i].push_back(j);
    }
  }
}

void CycleCounter::add_target(const plan::CycleNode& node, const Site& site) {
  static const std::vector<plan::CountBranch::Pair> kNoPairs;
  const auto position = static_cast<std::uint32_t>(node_.known.size() + targets_.size());
  auto target = std::unique_ptr<Target>(new Target{
      node, position, {node.node, node.predicates, node.branches, kNoPairs, site}, {}, {}, {}});
  for (const plan::CycleLeg& leg : node.legs) target->legs.push_back(std::make_unique<RunningLeg>(leg, site));
  for (std::uint32_t from = 0; from < position; ++from) {
    Stage stage{from, {}, {}, {}};
    for (std::uint32_t i = 0; i < node.legs.size(); ++i) {
      if (node.legs[i].from == from) stage.legs.push_back(i);
    }
    if (!stage.legs.empty()) target->stages.push_back(std::move(stage));
  }
  for (const plan::CycleComparison& comparison : node.comparisons) add_comparison(*target, comparison, site);
  targets_.push_back(std::move(target));
}

/// It is made as soon as the other node is known.
void CycleCounter::add_comparison(Target& target, const plan::CycleComparison& comparison, const Site& site) {
  auto stage = std::find_if(target.stages.begin(), target.stages.end(),
                            [&](const Stage& each) { return each.from >= comparison.position; });
  if (stage == target.stages.end()) {
    target.stages.push_back({comparison.position, {}, {}, {}});
    stage = target.stages.end() - 1;
  }
  stage->comparisons.push_back(
      {comparison.position, std::make_unique<NodeComparison>(comparison.nodes, keyring_, site)});
}

CycleCounter::End CycleCounter::end_of(const plan::CountCycle::LegRef& ref) const {
  return {ref.node, ref.leg, node_.nodes[ref.node].legs[ref.leg].from, targets_[ref.node]->position};
}

// ---- running -----------------------------------------------------------------------------------------------------

void CycleCounter::prepare() {
  bool changed = false;
  for (const auto& target : targets_) {
    std::vector<WeighedNode::Access> access;
    for (const auto& leg : target->legs) {
      leg->prepare();
      access.push_back(leg->last_access());
    }
    changed |= target->weight.prepare(access);
    for (const Stage& stage : target->stages) {
      for (const auto& comparison : stage.comparisons) comparison.nodes->prepare();
    }
  }
  if (!changed) return;
  bits_.reset(context_.view.node_id_bound());
  bits_stand_ = false;
  assigned_ = 0;
  dead_ = false;
  std::fill(values_.begin(), values_.end(), kNobody);
}

std::int64_t CycleCounter::count(const Batch& batch, std::size_t row, std::span<const NodeId> known) {
  std::size_t same = 0;
  while (same < assigned_ && values_[same] == known[same]) ++same;
  if (dead_ && same == assigned_) return 0;
  dead_ = false;
  assigned_ = same;
  while (assigned_ < known.size()) {
    const auto position = static_cast<std::uint32_t>(assigned_++);
    if (!assign(position, known[position])) {
      dead_ = true;
      return 0;
    }
  }
  batch_ = &batch;
  row_ = row;
  total_ = 0;
  exactly_ = 0;
  descend(0, 1);
  return checked_count(total_);
}

/// False if some node has no candidate left.
bool CycleCounter::assign(std::uint32_t position, NodeId node) {
  values_[position] = node;
  for (std::size_t i = stages_begin_[position]; i < stages_begin_[position + 1]; ++i) {
    const auto [t, s] = stages_at_[i];
    Target& target = *targets_[t];
    const bool last = t + 1 == targets_.size();
    if (last && counts_last_ && s + 1u == target.stages.size()) continue;
    // The bits are those of the last set that is applied at all.
    if (last && bits_stand_) {
      bits_.erase(target.stages[target.stages.size() - 2].set.nodes);
      bits_stand_ = false;
    }
    if (!apply(target, s)) return false;
  }
  return true;
}

bool CycleCounter::apply(Target& target, std::size_t index) {
  Stage& stage = target.stages[index];
  const NodeId root = values_[stage.from];
  const NodeSet* set = index > 0 ? &target.stages[index - 1].set : nullptr;
  for (const std::uint32_t l : stage.legs) {
    RunningLeg& leg = *target.legs[l];
    if (!set) {
      leg.reach(root, stage.set);
      weigh(target.weight, stage.set);
    } else if (set == &stage.set) {
      leg.narrow(*set, root, spare_);
      std::swap(spare_, stage.set);
    } else {
      leg.narrow(*set, root, stage.set);
    }
    set = &stage.set;
    if (stage.set.nodes.empty()) return false;
  }
  if (stage.legs.empty()) stage.set = *set;
  for (const auto& comparison : stage.comparisons) {
    comparison.nodes->test(stage.set.nodes, values_[comparison.position], mask_);
    stage.set.keep_where(mask_);
    if (stage.set.nodes.empty()) return false;
  }
  return true;
}

void CycleCounter::add(WideCount ways) { total_ = static_cast<WideCount>(checked_count(total_ + ways)); }

bool CycleCounter::is_excluded(const Target& target, NodeId node) const {
  return std::any_of(target.node.not_nodes.begin(), target.node.not_nodes.end(),
                     [&](std::uint32_t position) { return values_[position] == node; });
}

void CycleCounter::descend(std::size_t index, std::int64_t factor) {
  Target& target = *targets_[index];
  const bool all = find_special(target);
  exactly_ += all;
  if (index + 1 == targets_.size()) {
    exactly_ > 0 ? count_exactly(target) : count_last(target, factor);
    exactly_ -= all;
    return;
  }
  // Deeper levels change the sets of later nodes only.
  const NodeSet& set = target.set();
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (++steps_ % 256 == 0) context_.check();
    const NodeId node = set.nodes[i];
    if (is_excluded(target, node) || !assign(target.position, node)) continue;
    const bool special = std::find(target.special.begin(), target.special.end(), node) != target.special.end();
    exactly_ += special;
    descend(index + 1, saturated(factor, set.weight(i)));
    exactly_ -= special;
  }
  exactly_ -= all;
}

void CycleCounter::count_last(Target& target, std::int64_t factor) {
  WideCount ways;
  if (counts_last_) {
    const NodeSet& set = target.stages[target.stages.size() - 2].set;
    if (!bits_stand_ && set.weights.empty()) {
      bits_.insert(set.nodes);
      bits_stand_ = true;
    }
    const Stage& stage = target.stages.back();
    ways = target.legs[stage.legs.front()]->count(set, bits_, values_[stage.from]);
  } else {
    ways = target.set().total();
  }
  if (ways == 0) return;
  const auto& excluded = target.node.not_nodes;
  for (auto at = excluded.begin(); at != excluded.end(); ++at) {
    const NodeId node = values_[*at];
    const bool again = std::any_of(excluded.begin(), at, [&](std::uint32_t p) { return values_[p] == node; });
    if (!again) ways -= fast_share(target, node);
  }
  for (const NodeId node : target.special) {
    if (is_excluded(target, node)) continue;
    const WideCount share = fast_share(target, node);
    if (share == 0) continue;
    ways -= share;
    values_[target.position] = node;
    add(exact());
  }
  if (ways > 0) add(static_cast<WideCount>(factor) * static_cast<WideCount>(checked_count(ways)));
}

/// What `node` contributes to the last node's count.
WideCount CycleCounter::fast_share(Target& target, NodeId node) {
  if (!counts_last_) return static_cast<WideCount>(target.set().weight_of(node));
  if (bits_stand_ && !bits_.contains(node)) return 0;
  const Stage& stage = target.stages.back();
  const std::int64_t ways = target.legs[stage.legs.front()]->ways(values_[stage.from], node);
  if (ways == 0) return 0;
  const std::int64_t weight = target.stages[target.stages.size() - 2].set.weight_of(node);
  return static_cast<WideCount>(weight) * static_cast<WideCount>(ways);
}

void CycleCounter::count_exactly(Target& target) {
  if (counts_last_ && !apply(target, target.stages.size() - 1)) return;
  for (const NodeId node : target.set().nodes) {
    if (is_excluded(target, node)) continue;
    values_[target.position] = node;
    add(exact());
  }
}

// ---- where relationships may coincide ------------------------------------------------------------------------------

bool CycleCounter::find_special(Target& target) {
  target.special.clear();
  bool all = false;
  const auto add_special = [&](NodeId node) {
    const bool known = std::find(target.special.begin(), target.special.end(), node) != target.special.end();
    if (!known) target.special.push_back(node);
  };
  for (const auto& [x, y] : different_) {
    const End& early = x.to <= y.to ? x : y;
    const End& late = x.to <= y.to ? y : x;
    if (late.to != target.position) continue;
    if (early.to == late.to) {
      all |= values_[early.from] == values_[late.from];
      continue;
    }
    if (values_[early.from] == values_[late.from]) add_special(values_[early.to]);
    if (values_[early.to] == values_[late.from]) add_special(values_[early.from]);
  }
  for (const plan::CycleLeg& leg : target.node.legs) {
    for (const Slot slot : leg.not_relationships) {
      const Column& column = batch_->column(slot);
      if (column.empty() || column.is_null(row_)) continue;
      const auto record = context_.view.record(RelationshipId{column.id(row_)});
      if (!record) continue;
      if (record->start == values_[leg.from]) add_special(record->end);
      if (record->end == values_[leg.from]) add_special(record->start);
    }
  }
  return all;
}

WideCount CycleCounter::exact() {
  WideCount product = 1;
  const auto multiply = [&](std::int64_t factor) {
    product = static_cast<WideCount>(checked_count(product * static_cast<WideCount>(factor)));
  };
  std::size_t bound = 0;
  for (std::uint32_t t = 0; t < targets_.size() && product > 0; ++t) {
    Target& target = *targets_[t];
    const NodeId node = values_[target.position];
    if (!target.weight.plain()) multiply(target.weight.known(node));
    for (std::uint32_t l = 0; l < target.legs.size() && product > 0; ++l) {
      const NodeId from = values_[target.node.legs[l].from];
      if (bound < bound_legs_.size() && bound_legs_[bound].target == t && bound_legs_[bound].leg == l) {
        choices_[bound].clear();
        target.legs[l]->relationships(from, node, choices_[bound]);
        ++bound;
      } else {
        multiply(target.legs[l]->ways(from, node));
      }
    }
  }
  return product == 0 ? 0 : product * choose(0);
}

/// The ways to choose for the legs from `leg` on.
std::uint64_t CycleCounter::choose(std::size_t leg) {
  if (leg == bound_legs_.size()) return 1;
  std::uint64_t ways = 0;
  for (const RelationshipId relationship : choices_[leg]) {
    if (!allowed(leg, relationship)) continue;
    chosen_[leg] = relationship;
    ways += choose(leg + 1);
  }
  return ways;
}

bool CycleCounter::allowed(std::size_t leg, RelationshipId relationship) const {
  for (const std::size_t other : differs_from_[leg]) {
    if (chosen_[other] == relationship) return false;
  }
  const End& end = bound_legs_[leg];
  for (const Slot slot : node_.nodes[end.target].legs[end.leg].not_relationships) {
    const Column& column = batch_->column(slot);
    if (!column.empty() && !column.is_null(row_) && column.id(row_) == relationship.value) return false;
  }
  return true;
}

}  // namespace agora::execution
