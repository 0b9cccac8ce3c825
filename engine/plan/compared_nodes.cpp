#include "plan/compared_nodes.h"

namespace agora::plan {

namespace {

using semantic::Operator;

bool compares(Operator op) {
  return op == Operator::Equal || op == Operator::NotEqual || op == Operator::Less || op == Operator::LessOrEqual ||
         op == Operator::Greater || op == Operator::GreaterOrEqual;
}

Operator mirror(Operator op) {
  switch (op) {
    case Operator::Less: return Operator::Greater;
    case Operator::LessOrEqual: return Operator::GreaterOrEqual;
    case Operator::Greater: return Operator::Less;
    case Operator::GreaterOrEqual: return Operator::LessOrEqual;
    default: return op;
  }
}

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

ComparedNodes ComparedNodes::mirrored() const { return {second_node, first_node, mirror(op), second, first}; }

bool ComparedNodes::implies_different() const {
  // Not NotEqual: a value need not equal itself.
  return (op == Operator::Less || op == Operator::Greater) && same_key(*first, *second);
}

std::optional<ComparedNodes> compared_nodes(const Expression& predicate) {
  const auto* operation = std::get_if<semantic::Operation>(&predicate.node);
  if (!operation || !compares(operation->op)) return std::nullopt;
  const auto first = key_owner(*operation->operands[0]);
  const auto second = key_owner(*operation->operands[1]);
  if (!first || !second || *first == *second) return std::nullopt;
  return ComparedNodes{*first, *second, operation->op, operation->operands[0], operation->operands[1]};
}

}  // namespace agora::plan
