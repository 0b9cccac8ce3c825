#include "plan/plan_projection.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plan/plan_pattern.h"

namespace agora::plan {

using semantic::Projection;
using semantic::ProjectionItem;

namespace {

/// Items that would copy a slot onto itself need no operator.
std::vector<ProjectionItem> computed(const std::vector<ProjectionItem>& items) {
  std::vector<ProjectionItem> result;
  for (const ProjectionItem& item : items) {
    const auto* ref = std::get_if<semantic::SlotRef>(&item.expression->node);
    if (!ref || ref->slot != item.slot) result.push_back(item);
  }
  return result;
}

std::vector<Slot> slots_of(const std::vector<ProjectionItem>& items) {
  std::vector<Slot> slots;
  for (const ProjectionItem& item : items) slots.push_back(item.slot);
  return slots;
}

double estimated_count(const ExpressionPtr& count, double otherwise) {
  const auto* literal = count ? std::get_if<semantic::Literal>(&count->node) : nullptr;
  if (!literal || !literal->value.is(ValueType::Integer)) return otherwise;
  return std::min(otherwise, static_cast<double>(literal->value.as_int()));
}

}  // namespace

OperatorPtr plan_projection(const Projection& projection, OperatorPtr input, SlotSet& bound,
                            const SourceSpan& where, const ExpressionPtr& weight) {
  OperatorPtr root = std::move(input);
  const auto add = [&](Node node, double rows) {
    root = make_operator(std::move(node), {std::move(root)}, rows, where);
  };
  if (projection.aggregating) {
    // Groups grow slower than rows; without keys there is exactly one.
    const double groups = projection.group_keys.empty() ? 1 : std::sqrt(std::max(1.0, root->rows));
    add(Aggregate{projection.group_keys, projection.aggregates, weight}, groups);
  }
  if (auto items = computed(projection.items); !items.empty()) {
    add(Project{std::move(items)}, root->rows);
  }
  if (projection.distinct) {
    add(Distinct{slots_of(projection.items)}, root->rows);
  }
  if (!projection.order_by.empty()) {
    ExpressionPtr limit = projection.limit;
    if (limit && projection.skip) {
      limit = make_operation(semantic::Operator::Add, {projection.skip, limit});
    }
    add(Sort{projection.order_by, limit}, estimated_count(limit, root->rows));
  }
  if (projection.skip) add(Skip{projection.skip}, root->rows);
  if (projection.limit) {
    add(Limit{projection.limit}, estimated_count(projection.limit, root->rows));
  }
  if (projection.predicate) add(Filter{projection.predicate}, root->rows * 0.5);
  std::vector<Slot> kept = slots_of(projection.items);
  bound = SlotSet(kept.begin(), kept.end());
  add(Retain{{bound.begin(), bound.end()}}, root->rows);
  return root;
}

}  // namespace agora::plan
