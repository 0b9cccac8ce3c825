#include "plan/rules/cite.h"

#include <cassert>
#include <optional>
#include <utility>

#include "plan/expression_slots.h"
#include "plan/plan_pattern.h"

namespace agora::plan {

namespace {

/// Where the elements of a tree's rows stand; empty if its rows have none.
using Origin = std::optional<Slot>;

class Citer {
 public:
  explicit Citer(Plan& plan) : plan_(plan) {}

  /// Rewrites the tree so that its rows carry their elements.
  Origin carry(OperatorPtr& op) {
    return std::visit([&](auto& node) { return carry(node, op); }, op->node);
  }

  Slot fresh_slot() {
    plan_.slot_names.emplace_back();
    return plan_.slot_count++;
  }

  /// Puts a Project on top of `op`.
  Slot project(OperatorPtr& op, ExpressionPtr value) {
    const Slot slot = fresh_slot();
    const double rows = op->rows;
    const SourceSpan where = op->where;
    op = make_operator(Project{{{slot, "", std::move(value)}}}, {std::move(op)}, rows, where);
    return slot;
  }

 private:
  static ExpressionPtr list_of(std::vector<ExpressionPtr> elements) {
    return std::make_shared<Expression>(
        Expression{semantic::ListLiteral{std::move(elements)}, ValueType::List, {}});
  }

  /// What came in and what `op` adds, as one slot. Lists nest; citations() does not mind.
  Origin together(OperatorPtr& op, std::vector<Origin> origins, const std::vector<Slot>& added) {
    std::vector<ExpressionPtr> parts;
    for (const Origin& origin : origins) {
      if (origin) parts.push_back(make_slot(*origin, ""));
    }
    if (parts.size() == 1 && added.empty()) return std::get<semantic::SlotRef>(parts[0]->node).slot;
    for (const Slot slot : added) parts.push_back(make_slot(slot, ""));
    if (parts.empty()) return std::nullopt;
    return project(op, list_of(std::move(parts)));
  }

  Origin below(OperatorPtr& op) { return op->inputs.empty() ? Origin() : carry(op->inputs.front()); }
  Origin adding(OperatorPtr& op, const std::vector<Slot>& added) {
    const Origin before = below(op);
    return together(op, {before}, added);
  }

  // --- matching
  Origin carry(AllNodesScan& n, OperatorPtr& op) { return adding(op, {n.node}); }
  Origin carry(NodesByLabel& n, OperatorPtr& op) { return adding(op, {n.node}); }
  Origin carry(IndexSeek& n, OperatorPtr& op) { return adding(op, {n.node}); }
  Origin carry(IndexRange& n, OperatorPtr& op) { return adding(op, {n.node}); }
  Origin carry(NodeById& n, OperatorPtr& op) { return adding(op, {n.node}); }
  Origin carry(Expand& n, OperatorPtr& op) { return adding(op, {n.relationship, n.to}); }
  Origin carry(BindEnds& n, OperatorPtr& op) { return adding(op, {n.relationship, n.from, n.to}); }
  Origin carry(ExpandVariable& n, OperatorPtr& op) { return adding_way(op, n); }
  Origin carry(ShortestPath& n, OperatorPtr& op) { return adding_way(op, n.expand); }
  Origin carry(BindEndsVariable& n, OperatorPtr& op) { return adding_way(op, n.expand); }
  Origin carry(Repeat& n, OperatorPtr& op) { return adding_way(op, n.steps); }
  Origin carry(SelectPaths& n, OperatorPtr& op) { return adding_way(op, n.steps); }

  /// The nodes on the way count as well.
  template <typename Way>
  Origin adding_way(OperatorPtr& op, const Way& way) {
    std::vector<Slot> elements{way.from, way.relationships, way.to};
    if (way.reversed) std::swap(elements.front(), elements.back());
    const Origin before = below(op);
    const Slot path = project(op, std::make_shared<Expression>(Expression{
                                      semantic::MakePath{std::move(elements)}, ValueType::Path, {}}));
    return together(op, {before}, {path});
  }

  // --- rows of several
  Origin carry(Aggregate& n, OperatorPtr& op) {
    const Origin before = below(op);
    if (!before) return before;
    return gather(n, *before);
  }
  Origin carry(Distinct& n, OperatorPtr& op) {
    const Origin before = below(op);
    if (!before) return before;
    Aggregate groups;
    for (const Slot slot : n.slots) groups.keys.push_back({slot, plan_.slot_names[slot], make_slot(slot, "")});
    const Slot slot = gather(groups, *before);
    op->node = std::move(groups);
    return slot;
  }
  Slot gather(Aggregate& groups, Slot before) {
    semantic::AggregateItem item;
    item.slot = fresh_slot();
    item.function = function::Registry::builtin().find("collect");
    item.arguments = {make_slot(before, "")};
    groups.aggregates.push_back(item);
    return item.slot;
  }
  Origin carry(Union& n, OperatorPtr& op) {
    std::vector<Origin> origins;
    bool any = false;
    for (OperatorPtr& input : op->inputs) {
      origins.push_back(carry(input));
      any = any || origins.back();
    }
    if (!any) return std::nullopt;
    const Slot slot = fresh_slot();
    n.columns.push_back(slot);
    for (std::size_t i = 0; i < op->inputs.size(); ++i) {
      if (!origins[i]) origins[i] = project(op->inputs[i], list_of({}));
      n.sources[i].push_back(*origins[i]);
    }
    return slot;
  }

  // --- rows put together
  Origin both(OperatorPtr& op) {
    const Origin left = carry(op->inputs[0]);
    const Origin right = carry(op->inputs[1]);
    return together(op, {left, right}, {});
  }
  Origin carry(CartesianProduct&, OperatorPtr& op) { return both(op); }
  Origin carry(HashJoin&, OperatorPtr& op) { return both(op); }
  Origin carry(Apply& n, OperatorPtr& op) {
    const Origin left = carry(op->inputs[0]);
    if (n.kind != Apply::Kind::Inner && n.kind != Apply::Kind::Optional) return left;
    const Origin right = carry(op->inputs[1]);
    if (right && n.kind == Apply::Kind::Optional) n.nullable.push_back(*right);
    return together(op, {left, right}, {});
  }

  // --- the rest lets rows through
  Origin carry(Retain& n, OperatorPtr& op) {
    const Origin before = below(op);
    if (before) n.slots.push_back(*before);
    return before;
  }
  template <typename Other>
  Origin carry(Other&, OperatorPtr& op) {
    return below(op);
  }

  Plan& plan_;
};

}  // namespace

void cite(Plan& plan) {
  Citer citer(plan);
  const Origin origin = citer.carry(plan.root);
  const function::Function* citations = function::Registry::builtin().find("citations");
  assert(citations != nullptr);
  ExpressionPtr elements = origin ? make_slot(*origin, "")
                                  : std::make_shared<Expression>(
                                        Expression{semantic::ListLiteral{}, ValueType::List, {}});
  ExpressionPtr keys = std::make_shared<Expression>(
      Expression{semantic::Call{citations, {std::move(elements)}}, ValueType::List, {}});
  const Slot slot = citer.project(plan.root, std::move(keys));
  plan.slot_names[slot] = kCitationsColumn;
  plan.columns.emplace_back(kCitationsColumn);
  plan.outputs.push_back(slot);
}

}  // namespace agora::plan
