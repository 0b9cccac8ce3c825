#include "plan/rules/work_estimate.h"

#include <algorithm>

namespace agora::plan {

namespace {

using Labels = std::vector<std::string>;

/// Nodes, and the labels that all of them (nearly) carry.
struct Ends {
  double count;
  Labels labels;
};

/// Adds the label if the predicate is `slot:Label`.
void learn_label(const semantic::Expression& predicate, Slot slot, Labels& labels) {
  const auto* test = std::get_if<semantic::HasLabels>(&predicate.node);
  if (!test || test->labels.kind != semantic::LabelExpression::Kind::Name) return;
  const auto* ref = std::get_if<semantic::SlotRef>(&test->subject->node);
  if (ref && ref->slot == slot) labels.push_back(test->labels.name);
}

class WorkEstimate {
 public:
  WorkEstimate(const Operator& op, const Cardinality& cardinality) : input_(*op.inputs[0]), cardinality_(cardinality) {}

  double operator()(const CountBranches& count) const {
    double work = input_.rows;
    for (const CountBranch& branch : count.branches) work += work_of(branch, root(branch.root));
    return work;
  }

  double operator()(const CountCycle& cycle) const {
    std::vector<Ends> places;
    for (const Slot slot : cycle.known) places.push_back(root(slot));
    double work = input_.rows;
    for (const CycleNode& node : cycle.nodes) {
      Ends found{cardinality_.nodes({}), {}};
      for (const CycleLeg& leg : node.legs) {
        Ends ends = places[leg.from];
        for (const CycleHop& hop : leg.hops) {
          const bool last = &hop == &leg.hops.back();
          ends = reached(ends, hop.types, hop.direction, hop.node, last ? node.predicates : hop.predicates, work);
          for (const CountBranch& branch : hop.branches) work += work_of(branch, ends);
        }
        if (ends.count < found.count) found = ends;
      }
      for (const CountBranch& branch : node.branches) work += work_of(branch, found);
      places.push_back(std::move(found));
    }
    return work;
  }

 private:
  Ends root(Slot slot) const {
    Labels labels;
    for (const Operator* at = &input_;; at = at->inputs[0].get()) {
      if (const auto* scan = std::get_if<NodesByLabel>(&at->node); scan && scan->node == slot) {
        labels.push_back(scan->label);
      } else if (const auto* seek = std::get_if<IndexSeek>(&at->node); seek && seek->node == slot) {
        labels.push_back(seek->label);
      } else if (const auto* range = std::get_if<IndexRange>(&at->node); range && range->node == slot) {
        labels.push_back(range->label);
      } else if (const auto* filter = std::get_if<Filter>(&at->node)) {
        learn_label(*filter->predicate, slot, labels);
      } else if (const auto* expand = std::get_if<Expand>(&at->node); expand && expand->to == slot) {
        add_end_labels(expand->types, expand->direction, labels);
      }
      if (at->inputs.empty()) break;
    }
    return {std::min(input_.rows, cardinality_.nodes(labels)), labels};
  }

  void add_end_labels(const std::vector<std::string>& types, Direction direction, Labels& labels) const {
    for (std::string& label : cardinality_.end_labels(types, direction)) labels.push_back(std::move(label));
  }

  /// What relationships lead to from these nodes; adds their number to `work`.
  Ends reached(const Ends& from, const std::vector<std::string>& types, Direction direction, Slot node,
               const std::vector<ExpressionPtr>& predicates, double& work) const {
    Labels labels;
    for (const ExpressionPtr& predicate : predicates) learn_label(*predicate, node, labels);
    add_end_labels(types, direction, labels);
    const double relationships = from.count * cardinality_.degree(from.labels, types, direction, labels);
    work += relationships;
    return {std::min(relationships, cardinality_.nodes(labels)), std::move(labels)};
  }

  double work_of(const CountBranch& branch, const Ends& roots) const {
    double work = 0;
    const Ends ends = reached(roots, branch.types, branch.direction, branch.node, branch.predicates, work);
    for (const CountBranch& further : branch.branches) work += work_of(further, ends);
    return work;
  }

  const Operator& input_;
  const Cardinality& cardinality_;
};

}  // namespace

double estimate_work(const Operator& op, const Cardinality& cardinality) {
  const WorkEstimate estimate(op, cardinality);
  if (const auto* count = std::get_if<CountBranches>(&op.node)) return estimate(*count);
  if (const auto* cycle = std::get_if<CountCycle>(&op.node)) return estimate(*cycle);
  return op.inputs[0]->rows + op.rows;
}

}  // namespace agora::plan
