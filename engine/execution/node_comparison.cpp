#include "execution/node_comparison.h"

#include <algorithm>

namespace agora::execution {

using semantic::Operator;
using Kind = NodeKeys::Kind;

NodeComparison::NodeComparison(const plan::NodeComparison& node, NodeKeyring& keyring, const Site& site)
    : node_(node), context_(site.context), own_(keyring.keys(node.own, node.own_node, site)),
      other_(keyring.keys(node.other, node.other_node, site)), texts_(keyring.texts()),
      predicate_(compile(*node.predicate, site.context, site.scope)) {}

void NodeComparison::prepare() {
  own_.prepare();
  other_.prepare();
}

/// Requires: neither is of a kind without keys.
bool NodeComparison::hold(const NodeKeys::Key& own, const NodeKeys::Key& other) const {
  if (own.kind == Kind::Null || other.kind == Kind::Null) return false;
  // A number and a text do not compare, but differ.
  if (own.kind != other.kind) return node_.op == Operator::NotEqual;
  switch (node_.op) {
    case Operator::Equal: return own.number == other.number;
    case Operator::NotEqual: return own.number != other.number;
    case Operator::Less: return before(own, other);
    case Operator::LessOrEqual: return !before(other, own);
    case Operator::Greater: return before(other, own);
    default: return !before(own, other);
  }
}

bool NodeComparison::holds(NodeId own, NodeId other) {
  const NodeKeys::Key first = own_.find(own);
  const NodeKeys::Key second = other_.find(other);
  if (first.kind != Kind::Other && second.kind != Kind::Other) return hold(first, second);
  one_.resize(1);
  evaluate({&own, 1}, other, one_);
  return one_[0] != 0;
}

void NodeComparison::test(std::span<const NodeId> own, NodeId other, std::vector<std::uint8_t>& mask) {
  mask.assign(own.size(), 0);
  own_.learn(own);
  const NodeKeys::Key key = other_.find(other);
  bool keys = key.kind != Kind::Other;
  for (std::size_t i = 0; keys && i < own.size(); ++i) {
    const NodeKeys::Key mine = own_.get(own[i]);
    keys = mine.kind != Kind::Other;
    mask[i] = keys && hold(mine, key);
  }
  if (!keys) evaluate(own, other, mask);
}

void NodeComparison::evaluate(std::span<const NodeId> own, NodeId other, std::vector<std::uint8_t>& mask) {
  for (std::size_t from = 0; from < own.size(); from += value::kBatchRows) {
    context_.check();
    const std::size_t rows = std::min(value::kBatchRows, own.size() - from);
    batch_.clear();
    batch_.set_slot_count(context_.slot_count());
    const auto first = batch_.column(node_.own_node).fill_nodes(rows);
    for (std::size_t i = 0; i < rows; ++i) first[i] = own[from + i].value;
    const auto second = batch_.column(node_.other_node).fill_nodes(rows);
    std::fill(second.begin(), second.end(), other.value);
    batch_.set_row_count(rows);
    const Column& truth = predicate_->evaluate(batch_, scratch_);
    for (std::size_t i = 0; i < rows; ++i) {
      const Value holds = truth.value(i);
      mask[from + i] = holds.is(ValueType::Boolean) && holds.as_bool();
    }
  }
}

}  // namespace agora::execution
