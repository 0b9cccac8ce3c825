#include "plan/rules/share_out.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "plan/expression_slots.h"
#include "plan/operator_expressions.h"
#include "plan/rules/work_estimate.h"

namespace agora::plan {

namespace {

/// Below so many rows it does not matter who makes them; they are dealt out further up.
constexpr double kFewRows = 64;

/// Many, so that all threads end together; but groups are merged once for each, and operators like many rows.
constexpr double kShares = 32;
constexpr double kLeastShare = 16, kLargestShare = 65'536;

bool random(const Expression& expression) {
  const auto* call = std::get_if<semantic::Call>(&expression.node);
  bool result = call && !call->function->stable;
  for_each_operand(expression, [&](const ExpressionPtr& operand) { result = result || random(*operand); });
  return result;
}

/// True if several threads may run the tree: a procedure may not be made for it, and random numbers come in a row.
bool any_thread(const Operator& op) {
  if (std::holds_alternative<CallProcedure>(op.node)) return false;
  bool result = true;
  for_each_expression(op, [&](const ExpressionPtr& expression) { result = result && !random(*expression); });
  return result && std::all_of(op.inputs.begin(), op.inputs.end(),
                               [](const OperatorPtr& input) { return any_thread(*input); });
}

template <typename... Nodes>
bool is_any_of(const Node& node) {
  return (std::holds_alternative<Nodes>(node) || ...);
}

/// True if what it makes of a row of its first input depends on no other row.
bool row_by_row(const Operator& op) {
  if (op.inputs.empty()) return false;
  if (const auto* apply = std::get_if<Apply>(&op.node)) return apply->kind != Apply::Kind::Unit;
  return is_any_of<AllNodesScan, NodesByLabel, IndexSeek, IndexRange, NodeById, Expand, ExpandVariable, Repeat,
                   SelectPaths, ShortestPath, BindEnds, BindEndsVariable, Filter, Project, Retain, Unwind,
                   CountBranches, CountCycle, Intersect>(op.node);
}

/// How many inputs, from the first on, run in the same place as the operator itself; others run for one row each.
std::size_t outer_inputs(const Operator& op) {
  const bool all = is_any_of<Union, CartesianProduct, HashJoin>(op.node);
  return all ? op.inputs.size() : std::min<std::size_t>(op.inputs.size(), 1);
}

class Sharing {
 public:
  Sharing(const Cardinality& cardinality, double above) : cardinality_(cardinality), above_(above) {}

  void visit(Operator& op) {
    auto* aggregate = std::get_if<Aggregate>(&op.node);
    if (aggregate && share(*aggregate, op)) return;
    for (std::size_t i = 0; i < outer_inputs(op); ++i) visit(*op.inputs[i]);
  }

 private:
  bool share(Aggregate& aggregate, Operator& op) {
    // From the top down, the places where the rows could be dealt out.
    std::vector<OperatorPtr*> places = {&op.inputs[0]};
    while (row_by_row(**places.back())) places.push_back(&(*places.back())->inputs[0]);
    const double few = std::max(2.0, std::min(kFewRows, above_));
    while (places.size() > 1 && (*places.back())->rows < few) places.pop_back();
    OperatorPtr& place = *places.back();
    double work = place->rows;
    for (std::size_t i = 0; i + 1 < places.size(); ++i) work += estimate_work(**places[i], cardinality_);
    if (work < above_ || place->rows <= 1) return false;

    const double each = std::clamp(place->rows / kShares, std::min(kLeastShare, above_ + 1), kLargestShare);
    auto distribute = std::make_shared<Operator>();
    distribute->node = Distribute{static_cast<std::uint64_t>(each)};
    distribute->rows = place->rows;
    distribute->needed = place->needed;
    distribute->where = place->where;
    distribute->inputs = {place};
    place = std::move(distribute);
    aggregate.shared = true;
    return true;
  }

  const Cardinality& cardinality_;
  const double above_;
};

}  // namespace

void share_out(Plan& plan, const Cardinality& cardinality, double above) {
  if (plan.writes || !any_thread(*plan.root)) return;
  for (const SubqueryPlan& subquery : plan.subqueries) {
    if (!any_thread(*subquery.root)) return;
  }
  Sharing(cardinality, above).visit(*plan.root);
}

}  // namespace agora::plan
