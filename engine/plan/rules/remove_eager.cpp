#include "plan/rules/remove_eager.h"

#include "plan/operator_expressions.h"

namespace agora::plan {

namespace {

/// True if the rows of `op` come from parameters and literals alone.
bool reads_no_graph(const Operator& op) {
  if (const auto* argument = std::get_if<Argument>(&op.node)) return !argument->inner;
  // Without an element in the row, only a subquery can read the graph.
  std::vector<const semantic::Subquery*> subqueries;
  collect_subqueries(op, subqueries);
  const bool makes_rows = std::holds_alternative<Unwind>(op.node) || std::holds_alternative<LoadCsv>(op.node);
  return makes_rows && subqueries.empty() &&
         reads_no_graph(*op.inputs.front());
}

void rewrite(OperatorPtr& op) {
  for (OperatorPtr& input : op->inputs) rewrite(input);
  if (std::holds_alternative<Eager>(op->node) && reads_no_graph(*op->inputs.front())) {
    op = op->inputs.front();
  }
}

}  // namespace

void remove_eager(Plan& plan) {
  rewrite(plan.root);
}

}  // namespace agora::plan
