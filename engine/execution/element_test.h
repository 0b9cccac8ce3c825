// execution/element_test.h
#pragma once

#include "execution/evaluator.h"
#include "execution/streams.h"
#include "plan/expression_slots.h"

namespace agora::execution {

/// The predicate that each relationship of a variable-length pattern must satisfy.
class ElementTest {
 public:
  ElementTest(const plan::ExpandVariable& node, const Site& site)
      : context_(site.context), element_(node.element),
        predicate_(compile(node.each, site.context, site.scope)) {
    if (!node.each) return;
    plan::SlotSet slots = plan::slots_of(node.each);
    slots.erase(element_);
    outer_.assign(slots.begin(), slots.end());
  }

  /// For the row `row` of `batch`.
  bool holds(const Batch& batch, std::size_t row, RelationshipId relationship) {
    if (!predicate_) return true;
    Batch one(context_.slot_count());
    const std::uint32_t rows[] = {static_cast<std::uint32_t>(row)};
    take_slots(batch, rows, outer_, one);
    one.column(element_).append_relationship(relationship.value);
    one.set_row_count(1);
    const Value truth = predicate_->evaluate(one, scratch_).value(0);
    return truth.is(ValueType::Boolean) && truth.as_bool();
  }

 private:
  Context& context_;
  Slot element_;
  std::vector<Slot> outer_;
  EvaluatorPtr predicate_;
  Column scratch_;
};

}  // namespace agora::execution
