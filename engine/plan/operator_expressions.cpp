#include "plan/operator_expressions.h"

#include "plan/expression_slots.h"

namespace agora::plan {

namespace {

template <typename... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

using Visit = std::function<void(const ExpressionPtr&)>;

class ExpressionVisitor {
 public:
  explicit ExpressionVisitor(const Visit& visit) : visit_(visit) {}

  void visit(const Operator& op) {
    std::visit([this](const auto& node) { (*this)(node); }, op.node);
  }

  void operator()(const IndexSeek& n) {
    add(n.value);
    for (const auto& entry : n.also) add(entry.value);
  }
  void operator()(const IndexRange& n) { add(n.lower), add(n.upper), add(n.prefix); }
  void operator()(const NodeById& n) { add(n.ids); }
  void operator()(const ExpandVariable& n) { add(n.each); }
  void operator()(const SelectPaths& n) { add(n.selection.count), add(n.selection.predicate); }
  void operator()(const ShortestPath& n) { add(n.expand.each); }
  void operator()(const BindEndsVariable& n) { add(n.expand.each); }
  void operator()(const Filter& n) { add(n.predicate); }
  void operator()(const Project& n) { add(n.items); }
  void operator()(const Aggregate& n) {
    add(n.keys);
    for (const auto& aggregate : n.aggregates) {
      for (const auto& argument : aggregate.arguments) add(argument);
      for (const auto& item : aggregate.order_by) add(item.expression);
    }
    add(n.weight);
  }
  void operator()(const Sort& n) {
    for (const auto& item : n.items) add(item.expression);
    add(n.limit);
  }
  void operator()(const Skip& n) { add(n.count); }
  void operator()(const Limit& n) { add(n.count); }
  void operator()(const Unwind& n) { add(n.list); }
  void operator()(const CallProcedure& n) {
    for (const auto& argument : n.call.arguments) add(argument);
  }
  void operator()(const CountBranches& n) { add(n.branches); }
  void operator()(const Create& n) { add(n.pattern); }
  void operator()(const Update& n) { add(n.items); }
  void operator()(const Delete& n) {
    for (const auto& target : n.deletion.targets) add(target);
  }
  void operator()(const Foreach& n) { add(n.list); }
  void operator()(const LoadCsv& n) { add(n.load.from); }
  void operator()(const ApplyInTransactions& n) { add(n.batches.rows); }
  void operator()(const Merge& n) {
    add(n.merge.pattern);
    add(n.merge.on_create);
    add(n.merge.on_match);
  }
  void operator()(const CountCycle& n) {
    for (const CycleNode& node : n.nodes) {
      add(node.predicates);
      add(node.branches);
      for (const CycleComparison& comparison : node.comparisons) add(comparison.nodes.predicate);
      for (const CycleLeg& leg : node.legs) {
        for (const CycleHop& hop : leg.hops) {
          add(hop.predicates);
          add(hop.branches);
        }
      }
    }
  }
  template <typename Other>
  void operator()(const Other&) {}

 private:
  void add(const std::vector<ExpressionPtr>& expressions) {
    for (const auto& expression : expressions) add(expression);
  }
  void add(const ExpressionPtr& expression) {
    if (expression) visit_(expression);
  }
  void add(const std::vector<semantic::ProjectionItem>& items) {
    for (const auto& item : items) add(item.expression);
  }
  void add(const std::vector<CountBranch>& branches) {
    for (const CountBranch& branch : branches) {
      add(branch.predicates);
      for (const NodeComparison& comparison : branch.comparisons) add(comparison.predicate);
      add(branch.branches);
    }
  }
  void add(const semantic::Pattern& pattern) {
    for (const auto& node : pattern.nodes) {
      for (const auto& entry : node.properties) add(entry.value);
      add(node.property_map);
      for (const auto& names : node.computed_labels) add(names);
      for (const auto& test : node.computed_tests) add(test);
    }
    for (const auto& relationship : pattern.relationships) {
      for (const auto& entry : relationship.properties) add(entry.value);
      add(relationship.property_map);
      add(relationship.computed_type);
      add(relationship.computed_test);
    }
  }
  void add(const std::vector<semantic::UpdateItem>& items) {
    for (const auto& item : items) {
      std::visit(Overloaded{
                     [&](const semantic::SetProperty& i) { add(i.subject), add(i.key_expression), add(i.value); },
                     [&](const semantic::SetAll& i) { add(i.subject), add(i.value); },
                     [&](const semantic::RemoveProperty& i) { add(i.subject), add(i.key_expression); },
                     [&](const auto& i) {
                       add(i.subject);
                       for (const auto& names : i.computed) add(names);
                     },
                 },
                 item);
    }
  }

  const Visit& visit_;
};

void collect(const Expression& expression, std::vector<const semantic::Subquery*>& found) {
  if (const auto* subquery = std::get_if<semantic::Subquery>(&expression.node)) found.push_back(subquery);
  for_each_operand(expression, [&](const ExpressionPtr& operand) { collect(*operand, found); });
}

}  // namespace

void for_each_expression(const Operator& op, const Visit& visit) {
  ExpressionVisitor(visit).visit(op);
}

void collect_subqueries(const Operator& root, std::vector<const semantic::Subquery*>& found) {
  for_each_expression(root, [&](const ExpressionPtr& expression) { collect(*expression, found); });
  for (const OperatorPtr& input : root.inputs) collect_subqueries(*input, found);
}

}  // namespace agora::plan
