#include "plan/plan_walk.h"

#include <algorithm>
#include <utility>

namespace agora::plan {

using semantic::PathSegment;
using semantic::PathWalk;

namespace {

SlotSet slots_of_segment(const PathSegment& segment) {
  SlotSet slots = slots_of(segment.predicate);
  const auto add = [&](const ExpressionPtr& expression) {
    if (expression) collect_slots(*expression, slots);
  };
  for (const auto& node : segment.pattern.nodes) {
    for (const auto& entry : node.properties) add(entry.value);
  }
  for (const auto& relationship : segment.pattern.relationships) {
    for (const auto& entry : relationship.properties) add(entry.value);
  }
  for (const auto& node : segment.pattern.nodes) slots.erase(node.slot);
  for (const auto& relationship : segment.pattern.relationships) slots.erase(relationship.slot);
  for (const auto& path : segment.pattern.paths) {
    if (path.slot) slots.erase(*path.slot);
  }
  return slots;
}

PathPart part_of(const PathSegment& segment, bool from_left) {
  PathPart part;
  part.enter = from_left ? segment.first : segment.last;
  part.leave = from_left ? segment.last : segment.first;
  part.relationships = segment.relationships;
  if (!from_left) std::reverse(part.relationships.begin(), part.relationships.end());
  part.variables = segment.variables;
  part.quantified = segment.quantified;
  const auto& inner = segment.pattern.relationships;
  part.both_ways = std::any_of(inner.begin(), inner.end(), [](const auto& relationship) {
    return relationship.direction == Direction::Both;
  });
  part.min = segment.times.min;
  part.max = segment.times.max;
  return part;
}

}  // namespace

SlotSet slots_of_walk(const PathWalk& walk) {
  SlotSet slots;
  for (const PathSegment& segment : walk.segments) slots.merge(slots_of_segment(segment));
  return slots;
}

void name_walk(const PathWalk& walk, PlanningState& state) {
  for (const PathSegment& segment : walk.segments) {
    for (const auto& node : segment.pattern.nodes) state.name(node.slot, node.name);
    for (const auto& each : segment.pattern.relationships) state.name(each.slot, each.name);
    for (const auto& variable : segment.variables) state.name(variable.outside, variable.name);
  }
}

PlannedWalk plan_walk(const PathWalk& walk, bool from_left, PlanningState& state,
                      const SourceSpan& where) {
  PlannedWalk planned;
  PathSteps& steps = planned.steps;
  steps.mode = walk.mode;
  steps.reversed = !from_left;
  const SlotSet read = slots_of_walk(walk);
  steps.arguments.assign(read.begin(), read.end());
  for (const PathSegment& segment : walk.segments) {
    steps.parts.push_back(part_of(segment, from_left));
    SlotSet bound = read;
    bound.insert(steps.parts.back().enter);
    OperatorPtr argument =
        make_operator(Argument{{bound.begin(), bound.end()}, true}, {}, 1, where);
    planned.inputs.push_back(plan_pattern(segment.pattern, segment.predicate, std::move(argument),
                                          bound, state, where));
  }
  if (!from_left) {
    std::reverse(steps.parts.begin(), steps.parts.end());
    std::reverse(planned.inputs.begin(), planned.inputs.end());
  }
  return planned;
}

}  // namespace agora::plan
