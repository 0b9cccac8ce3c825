#include "plan/rules/each_end_once.h"

#include <algorithm>

namespace agora::plan {

namespace {

/// True if the aggregate gives the same for rows that come twice.
bool ignores_repetition(const semantic::AggregateItem& item) {
  return item.distinct || item.function->name == "min" || item.function->name == "max";
}

bool ignores_repetition(const Operator& op) {
  if (const auto* aggregate = std::get_if<Aggregate>(&op.node)) {
    return std::all_of(aggregate->aggregates.begin(), aggregate->aggregates.end(),
                       [](const auto& item) { return ignores_repetition(item); });
  }
  return std::holds_alternative<Distinct>(op.node);
}

/// True if repeated rows of its input lead to nothing but repeated rows.
bool passes_repetition(const Operator& op) {
  return std::holds_alternative<Filter>(op.node) || std::holds_alternative<Project>(op.node) ||
         std::holds_alternative<Retain>(op.node) || std::holds_alternative<Expand>(op.node) ||
         std::holds_alternative<ExpandVariable>(op.node) || std::holds_alternative<Intersect>(op.node) ||
         std::holds_alternative<Repeat>(op.node) || std::holds_alternative<SelectPaths>(op.node);
}

/// True if some operator above reads which way the parts went, and not only where it ended.
bool reads_way(const Operator& op, const PathSteps& steps) {
  const auto read = [&](Slot slot) { return std::binary_search(op.needed.begin(), op.needed.end(), slot); };
  if (read(steps.relationships)) return true;
  return std::any_of(steps.parts.begin(), steps.parts.end(), [&](const PathPart& part) {
    return std::any_of(part.variables.begin(), part.variables.end(),
                       [&](const auto& variable) { return read(variable.outside); });
  });
}

/// Any one path to each end does then.
void choose_any(Operator& op) {
  const auto* repeat = std::get_if<Repeat>(&op.node);
  if (repeat == nullptr || reads_way(op, repeat->steps)) return;
  op.node = SelectPaths{repeat->steps, {semantic::PathSelection::Kind::Any, nullptr, nullptr}};
}

void mark(Operator& op, bool ignored) {
  if (auto* expand = std::get_if<ExpandVariable>(&op.node)) {
    const bool read = std::binary_search(op.needed.begin(), op.needed.end(), expand->relationships);
    expand->each_end_once = ignored && !read;
  }
  if (ignored) choose_any(op);
  const bool below = ignores_repetition(op) || (ignored && passes_repetition(op));
  const auto* apply = std::get_if<Apply>(&op.node);
  const bool asks_existence =
      apply && (apply->kind == Apply::Kind::Semi || apply->kind == Apply::Kind::AntiSemi);
  // The inputs behind the first are inner plans.
  for (std::size_t i = 0; i < op.inputs.size(); ++i) mark(*op.inputs[i], i == 0 ? below : asks_existence);
}

}  // namespace

void each_end_once(Plan& plan) {
  mark(*plan.root, false);
  for (SubqueryPlan& subquery : plan.subqueries) mark(*subquery.root, subquery.exists);
}

}  // namespace agora::plan
