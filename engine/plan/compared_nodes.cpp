#include "plan/compared_nodes.h"

#include "plan/comparison_operator.h"

namespace agora::plan {

namespace {

using Compare = semantic::Operator;

/// The slot that the key is of, in `slot.name` and `id(slot)`.
std::optional<Slot> key_owner(const Expression& expression) {
  const Expression* subject = nullptr;
  if (const auto* property = std::get_if<semantic::PropertyAccess>(&expression.node)) {
    subject = property->subject.get();
  } else if (const auto* call = std::get_if<semantic::Call>(&expression.node)) {
    if (call->function->name == "id" && call->arguments.size() == 1) subject = call->arguments[0].get();
  }
  const auto* ref = subject ? std::get_if<semantic::SlotRef>(&subject->node) : nullptr;
  return ref ? std::optional(ref->slot) : std::nullopt;
}

/// Two sides that ask their nodes for the same.
bool same_key(const Expression& a, const Expression& b) {
  const auto* first = std::get_if<semantic::PropertyAccess>(&a.node);
  const auto* second = std::get_if<semantic::PropertyAccess>(&b.node);
  return first && second ? first->key == second->key : !first && !second;
}

}  // namespace

NodeComparison mirrored(const NodeComparison& comparison) {
  return {comparison.other_node, comparison.own_node, mirrored(comparison.op), comparison.other, comparison.own,
          comparison.predicate};
}

bool implies_different(const NodeComparison& comparison) {
  // Not NotEqual: a value need not equal itself.
  const bool strict = comparison.op == Compare::Less || comparison.op == Compare::Greater;
  return strict && same_key(*comparison.own, *comparison.other);
}

std::optional<NodeComparison> compared_nodes(const ExpressionPtr& predicate) {
  const auto* operation = std::get_if<semantic::Operation>(&predicate->node);
  if (!operation || !is_comparison(operation->op)) return std::nullopt;
  const auto first = key_owner(*operation->operands[0]);
  const auto second = key_owner(*operation->operands[1]);
  if (!first || !second || *first == *second) return std::nullopt;
  return NodeComparison{*first, *second, operation->op, operation->operands[0], operation->operands[1], predicate};
}

}  // namespace agora::plan
