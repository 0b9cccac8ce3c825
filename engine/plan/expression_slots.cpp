#include "plan/expression_slots.h"

#include <functional>
#include <utility>

namespace agora::plan {

using namespace semantic;

namespace {

template <typename... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

using Visit = std::function<void(const ExpressionPtr&)>;

void visit_if(const ExpressionPtr& operand, const Visit& visit) {
  if (operand) visit(operand);
}

void visit_all(const std::vector<ExpressionPtr>& operands, const Visit& visit) {
  for (const ExpressionPtr& operand : operands) visit(operand);
}

/// The slots that `expression` sets for its own operands.
std::vector<Slot> local_slots(const Expression& expression) {
  return std::visit(Overloaded{[](const ListComprehension& e) { return std::vector{e.variable}; },
                               [](const Quantifier& e) { return std::vector{e.variable}; },
                               [](const Reduce& e) { return std::vector{e.accumulator, e.variable}; },
                               [](const auto&) { return std::vector<Slot>{}; }},
                    expression.node);
}

}  // namespace

void for_each_operand(const Expression& expression, const Visit& visit) {
  std::visit(Overloaded{
                 [](const Literal&) {},
                 [](const SlotRef&) {},
                 [](const Parameter&) {},
                 [](const Subquery&) {},
                 [](const MakePath&) {},
                 [](const AllDifferent&) {},
                 [](const NodesDiffer&) {},
                 [&](const PropertyAccess& e) { visit(e.subject); },
                 [&](const Index& e) { visit(e.container), visit(e.key); },
                 [&](const Slice& e) {
                   visit(e.list);
                   visit_if(e.from, visit);
                   visit_if(e.to, visit);
                 },
                 [&](const Operation& e) { visit_all(e.operands, visit); },
                 [&](const HasLabels& e) { visit(e.subject); },
                 [&](const IsTyped& e) { visit(e.operand); },
                 [&](const ListLiteral& e) { visit_all(e.elements, visit); },
                 [&](const MapLiteral& e) {
                   for (const auto& entry : e.entries) visit(entry.second);
                 },
                 [&](const Call& e) { visit_all(e.arguments, visit); },
                 [&](const Case& e) {
                   visit_if(e.operand, visit);
                   for (const auto& [when, then] : e.branches) visit(when), visit(then);
                   visit_if(e.otherwise, visit);
                 },
                 [&](const ListComprehension& e) {
                   visit(e.list);
                   visit_if(e.predicate, visit);
                   visit_if(e.projection, visit);
                 },
                 [&](const Quantifier& e) { visit(e.list), visit(e.predicate); },
                 [&](const Reduce& e) { visit(e.initial), visit(e.list), visit(e.step); },
             },
             expression.node);
}

void collect_slots(const Expression& expression, SlotSet& slots) {
  if (const auto* ref = std::get_if<SlotRef>(&expression.node)) {
    slots.insert(ref->slot);
    return;
  }
  if (const auto* subquery = std::get_if<Subquery>(&expression.node)) {
    slots.insert(subquery->imports.begin(), subquery->imports.end());
  } else if (const auto* path = std::get_if<MakePath>(&expression.node)) {
    slots.insert(path->elements.begin(), path->elements.end());
  } else if (const auto* different = std::get_if<AllDifferent>(&expression.node)) {
    slots.insert(different->relationships.begin(), different->relationships.end());
  } else if (const auto* nodes = std::get_if<NodesDiffer>(&expression.node)) {
    slots.insert(nodes->elements.begin(), nodes->elements.end());
  } else {
    // Slots are unique in a statement, so a local variable cannot hide one of the row.
    SlotSet inner;
    for_each_operand(expression, [&](const ExpressionPtr& e) { collect_slots(*e, inner); });
    for (Slot local : local_slots(expression)) inner.erase(local);
    slots.merge(inner);
  }
}

SlotSet slots_of(const ExpressionPtr& expression) {
  SlotSet slots;
  if (expression) collect_slots(*expression, slots);
  return slots;
}

void split_conjuncts(const ExpressionPtr& predicate, std::vector<ExpressionPtr>& conjuncts) {
  if (!predicate) return;
  const auto* operation = std::get_if<Operation>(&predicate->node);
  if (operation && operation->op == semantic::Operator::And) {
    for (const ExpressionPtr& operand : operation->operands) split_conjuncts(operand, conjuncts);
  } else {
    conjuncts.push_back(predicate);
  }
}

namespace {

/// The slot of `a` or of `id(a)`; `by_id` says which.
std::optional<Slot> element_slot(const Expression& expression, bool& by_id) {
  const Expression* subject = &expression;
  const auto* call = std::get_if<semantic::Call>(&expression.node);
  by_id = call && call->function->name == "id" && call->arguments.size() == 1;
  if (by_id) subject = call->arguments[0].get();
  const auto* ref = std::get_if<semantic::SlotRef>(&subject->node);
  return ref ? std::optional(ref->slot) : std::nullopt;
}

}  // namespace

std::optional<std::pair<Slot, Slot>> different_elements(const Expression& predicate) {
  const auto* operation = std::get_if<semantic::Operation>(&predicate.node);
  semantic::Operator wanted = semantic::Operator::NotEqual;
  if (operation && operation->op == semantic::Operator::Not) {
    operation = std::get_if<semantic::Operation>(&operation->operands[0]->node);
    wanted = semantic::Operator::Equal;
  }
  if (!operation || operation->op != wanted) return std::nullopt;
  bool first_by_id, second_by_id;
  const auto first = element_slot(*operation->operands[0], first_by_id);
  const auto second = element_slot(*operation->operands[1], second_by_id);
  if (!first || !second || first_by_id != second_by_id) return std::nullopt;
  return std::pair(*first, *second);
}

ExpressionPtr make_slot(Slot slot, const std::string& name) {
  return std::make_shared<Expression>(Expression{SlotRef{slot, name}, {}, {}});
}

ExpressionPtr make_operation(semantic::Operator op, std::vector<ExpressionPtr> operands) {
  return std::make_shared<Expression>(Expression{Operation{op, std::move(operands)}, {}, {}});
}

ExpressionPtr make_property_equals(ExpressionPtr subject, const PropertyEntry& entry) {
  Expression access{PropertyAccess{std::move(subject), entry.key}, function::TypeSet::any(),
                    entry.value->where};
  return make_operation(semantic::Operator::Equal,
                        {std::make_shared<Expression>(std::move(access)), entry.value});
}

ExpressionPtr make_has_label(ExpressionPtr subject, const std::string& label) {
  LabelExpression name;
  name.name = label;
  return std::make_shared<Expression>(
      Expression{HasLabels{std::move(subject), std::move(name)}, ValueType::Boolean, {}});
}

}  // namespace agora::plan
