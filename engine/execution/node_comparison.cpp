#include "execution/node_comparison.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

using semantic::Operator;

namespace {

template <typename F>
void with_operator(Operator op, F&& f) {
  switch (op) {
    case Operator::Equal: return f([](auto a, auto b) { return a == b; });
    case Operator::NotEqual: return f([](auto a, auto b) { return a != b; });
    case Operator::Less: return f([](auto a, auto b) { return a < b; });
    case Operator::LessOrEqual: return f([](auto a, auto b) { return a <= b; });
    case Operator::Greater: return f([](auto a, auto b) { return a > b; });
    default: return f([](auto a, auto b) { return a >= b; });
  }
}

void keep_where(NodeSet& set, const std::vector<std::uint8_t>& mask) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < set.nodes.size(); ++i) {
    set.nodes[kept] = set.nodes[i];
    if (!set.weights.empty()) set.weights[kept] = set.weights[i];
    kept += mask[i];
  }
  set.nodes.resize(kept);
  if (!set.weights.empty()) set.weights.resize(kept);
}

}  // namespace

NodeComparison::NodeComparison(const plan::CycleComparison& node, std::shared_ptr<NodeKeys> own,
                               std::shared_ptr<NodeKeys> other, const Site& site)
    : node_(node), context_(site.context), own_(std::move(own)), other_(std::move(other)),
      predicate_(compile(*node.predicate, site.context, site.scope)) {}

void NodeComparison::prepare() {
  own_->prepare();
  other_->prepare();
}

void NodeComparison::keep(NodeSet& set, NodeId other) {
  if (!set.nodes.empty() && !keep_by_keys(set, other)) keep_by_predicate(set, other);
}

/// False, and nothing is dropped, if there is a value that the keys cannot answer for.
bool NodeComparison::keep_by_keys(NodeSet& set, NodeId other) {
  using Kind = NodeKeys::Kind;
  own_->learn(set.nodes);
  other_->learn({&other, 1});
  const NodeKeys::Key key = other_->get(other);
  if (key.kind == Kind::Null) {
    set.clear();
    return true;
  }
  const bool equality = node_.op == Operator::Equal || node_.op == Operator::NotEqual;
  if (key.kind == Kind::Other || (key.kind == Kind::Text && !equality)) return false;
  mask_.resize(set.nodes.size());
  bool answered = true;
  with_operator(node_.op, [&](auto holds) {
    for (std::size_t i = 0; i < set.nodes.size(); ++i) {
      const NodeKeys::Key own = own_->get(set.nodes[i]);
      const bool alike = own.kind == key.kind;
      answered &= alike || own.kind == Kind::Null;
      mask_[i] = alike && holds(own.number, key.number);
    }
  });
  if (answered) keep_where(set, mask_);
  return answered;
}

void NodeComparison::keep_by_predicate(NodeSet& set, NodeId other) {
  mask_.assign(set.nodes.size(), 0);
  for (std::size_t from = 0; from < set.nodes.size(); from += value::kBatchRows) {
    context_.check();
    const std::size_t rows = std::min(value::kBatchRows, set.nodes.size() - from);
    batch_.clear();
    batch_.set_slot_count(context_.slot_count());
    const auto own = batch_.column(node_.own_node).fill_nodes(rows);
    const auto others = batch_.column(node_.other_node).fill_nodes(rows);
    for (std::size_t i = 0; i < rows; ++i) own[i] = set.nodes[from + i].value;
    std::fill(others.begin(), others.end(), other.value);
    batch_.set_row_count(rows);
    const Column& truth = predicate_->evaluate(batch_, scratch_);
    for (std::size_t i = 0; i < rows; ++i) {
      const Value holds = truth.value(i);
      mask_[from + i] = holds.is(ValueType::Boolean) && holds.as_bool();
    }
  }
  keep_where(set, mask_);
}

}  // namespace agora::execution
