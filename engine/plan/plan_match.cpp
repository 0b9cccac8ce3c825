#include "plan/plan_match.h"

#include <algorithm>
#include <utility>

namespace agora::plan {

bool can_batch(const Operator& op) {
  const bool whole = std::holds_alternative<Aggregate>(op.node) ||
                     std::holds_alternative<Distinct>(op.node) ||
                     std::holds_alternative<Sort>(op.node) || std::holds_alternative<Skip>(op.node) ||
                     std::holds_alternative<Limit>(op.node) || std::holds_alternative<Eager>(op.node) ||
                     std::holds_alternative<Union>(op.node) || std::holds_alternative<Create>(op.node) ||
                     std::holds_alternative<Update>(op.node) || std::holds_alternative<Delete>(op.node) ||
                     std::holds_alternative<Merge>(op.node) || std::holds_alternative<Foreach>(op.node) ||
                     std::holds_alternative<ApplyInTransactions>(op.node);
  if (whole) return false;
  if (const auto* apply = std::get_if<Apply>(&op.node); apply && !apply->batched) return false;
  return std::all_of(op.inputs.begin(), op.inputs.end(),
                     [](const OperatorPtr& input) { return can_batch(*input); });
}

OperatorPtr argument_of(const SlotSet& slots) {
  return make_operator(Argument{{slots.begin(), slots.end()}, true}, {}, 1, {});
}

OperatorPtr plan_match(const semantic::Match& match, OperatorPtr root, SlotSet& bound, PlanningState& state,
                       const SourceSpan& where) {
  if (!match.optional) {
    return plan_pattern(match.pattern, match.predicate, std::move(root), bound, state, where);
  }
  Apply apply{Apply::Kind::Optional, {bound.begin(), bound.end()}, {}, false};
  SlotSet inner = bound;
  OperatorPtr right = plan_pattern(match.pattern, match.predicate, argument_of(bound), inner, state, where);
  for (Slot slot : inner) {
    if (!bound.contains(slot)) apply.nullable.push_back(slot);
  }
  apply.batched = can_batch(*right);
  bound = inner;
  // Labels learnt inside do not hold for the rows that found nothing, but null passes no test either way.
  const double rows = root->rows * std::max(1.0, right->rows);
  return make_operator(std::move(apply), {std::move(root), std::move(right)}, rows, where);
}

void name_pattern(const semantic::Pattern& pattern, PlanningState& state) {
  for (const auto& node : pattern.nodes) state.name(node.slot, node.name);
  for (const auto& relationship : pattern.relationships) state.name(relationship.slot, relationship.name);
}

}  // namespace agora::plan
