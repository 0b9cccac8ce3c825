#include "plan/rules/needed_slots.h"

#include <algorithm>

#include "plan/expression_slots.h"
#include "plan/operator_expressions.h"

namespace agora::plan {

namespace {

/// Adds the slots that an operator's fields name, besides those in its expressions.
class FieldSlots {
 public:
  explicit FieldSlots(SlotSet& slots) : slots_(slots) {}

  void operator()(const Expand& n) {
    slots_.insert(n.from);
    if (n.into) slots_.insert(n.to);
  }
  void operator()(const ExpandVariable& n) { add(n, true, n.into); }
  void operator()(const Repeat& n) { add(n.steps); }
  void operator()(const SelectPaths& n) { add(n.steps); }
  void operator()(const ShortestPath& n) { add(n.expand, true, true); }
  void operator()(const BindEnds& n) {
    slots_.insert(n.relationship);
    if (n.from_bound) slots_.insert(n.from);
    if (n.to_bound) slots_.insert(n.to);
  }
  void operator()(const BindEndsVariable& n) {
    slots_.insert(n.expand.relationships);
    add(n.expand, n.from_bound, n.to_bound);
  }
  void operator()(const Create& n) { add(n.pattern); }
  void operator()(const Merge& n) {
    add(n.arguments);
    add(n.merge.pattern);
  }
  void operator()(const CountBranches& n) {
    erase_nodes(n.branches);
    for (const CountBranch& branch : n.branches) {
      slots_.insert(branch.root);
      add(branch.not_nodes);
      add(branch.not_relationships);
      for (const auto& excluded : branch.excluded) slots_.insert(excluded.from);
    }
  }
  void operator()(const CountCycle& n) {
    for (const CycleNode& node : n.nodes) {
      slots_.erase(node.node);
      erase_nodes(node.branches);
      for (const CycleLeg& leg : node.legs) {
        for (const CycleHop& hop : leg.hops) {
          slots_.erase(hop.node);
          erase_nodes(hop.branches);
        }
      }
    }
    add(n.known);
    for (const CycleNode& node : n.nodes) {
      for (const CycleLeg& leg : node.legs) add(leg.not_relationships);
    }
  }
  void operator()(const Intersect& n) { add(n.roots); }
  void operator()(const Distinct& n) { add(n.slots); }
  void operator()(const Apply& n) { add(n.arguments); }
  void operator()(const ApplyInTransactions& n) { add(n.apply.arguments); }
  void operator()(const HashJoin& n) { add(n.keys); }
  template <typename Other>
  void operator()(const Other&) {}

 private:
  /// Set by the operator itself, for its predicates.
  void erase_nodes(const std::vector<CountBranch>& branches) {
    for (const CountBranch& branch : branches) {
      slots_.erase(branch.node);
      erase_nodes(branch.branches);
    }
  }
  void add(const std::vector<Slot>& more) { slots_.insert(more.begin(), more.end()); }
  void add(const PathSteps& steps) {
    // The condition of a selection also reads what the operator itself sets.
    for (const PathPart& part : steps.parts) {
      for (const auto& variable : part.variables) slots_.erase(variable.outside);
    }
    if (!steps.into) slots_.erase(steps.to);
    slots_.insert(steps.from);
    if (steps.into) slots_.insert(steps.to);
    add(steps.arguments);
  }
  void add(const semantic::Pattern& pattern) {
    for (const auto& node : pattern.nodes) slots_.insert(node.slot);
    for (const auto& relationship : pattern.relationships) slots_.insert(relationship.slot);
  }
  void add(const ExpandVariable& expand, bool from_bound, bool to_bound) {
    if (from_bound) slots_.insert(expand.from);
    if (to_bound) slots_.insert(expand.to);
    slots_.erase(expand.element);  // Set by the operator itself, for its predicate.
  }

  SlotSet& slots_;
};

/// What the first leaf of an inner tree hands in.
SlotSet slots_of_argument(const Operator& op) {
  const Operator* leaf = &op;
  while (!leaf->inputs.empty()) leaf = leaf->inputs.front().get();
  const auto* argument = std::get_if<Argument>(&leaf->node);
  return argument ? SlotSet(argument->slots.begin(), argument->slots.end()) : SlotSet();
}

const PathSteps* path_steps(const Operator& op) {
  if (const auto* repeat = std::get_if<Repeat>(&op.node)) return &repeat->steps;
  const auto* select = std::get_if<SelectPaths>(&op.node);
  return select ? &select->steps : nullptr;
}

void mark(Operator& op, const SlotSet& needed) {
  op.needed.assign(needed.begin(), needed.end());
  SlotSet below = needed;
  for (Slot slot : slots_read(op)) below.insert(slot);
  if (const auto* retain = std::get_if<Retain>(&op.node)) {
    std::erase_if(below, [&](Slot slot) {
      return std::find(retain->slots.begin(), retain->slots.end(), slot) == retain->slots.end();
    });
  }
  if (const auto* all = std::get_if<Union>(&op.node)) {
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
      mark(*op.inputs[i], SlotSet(all->sources[i].begin(), all->sources[i].end()));
    }
    return;
  }
  if (const auto* loop = std::get_if<Foreach>(&op.node)) {
    // Its updates may read all that was bound before, besides the variable that the loop sets.
    mark(*op.inputs[1], {});
    SlotSet inner = slots_of_argument(*op.inputs[1]);
    inner.erase(loop->variable);
    below.merge(inner);
    mark(*op.inputs[0], below);
    return;
  }
  if (const PathSteps* steps = path_steps(op)) {
    for (std::size_t i = 0; i < steps->parts.size(); ++i) {
      const PathPart& part = steps->parts[i];
      SlotSet inner(part.relationships.begin(), part.relationships.end());
      inner.insert(part.leave);
      for (const auto& variable : part.variables) inner.insert(variable.inside);
      mark(*op.inputs[i + 1], inner);
    }
    mark(*op.inputs[0], below);
    return;
  }
  for (const OperatorPtr& input : op.inputs) mark(*input, below);
}

}  // namespace

std::vector<Slot> slots_read(const Operator& op) {
  SlotSet slots;
  for_each_expression(op, [&](const ExpressionPtr& e) { collect_slots(*e, slots); });
  std::visit(FieldSlots(slots), op.node);
  return {slots.begin(), slots.end()};
}

void needed_slots(Plan& plan) {
  mark(*plan.root, SlotSet(plan.outputs.begin(), plan.outputs.end()));
  for (SubqueryPlan& subquery : plan.subqueries) {
    SlotSet outputs(subquery.query->output_slots.begin(), subquery.query->output_slots.end());
    mark(*subquery.root, outputs);
  }
}

}  // namespace agora::plan
