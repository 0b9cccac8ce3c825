// plan/expression_slots.h
//
// What an expression reads, and how a predicate falls into parts that can be placed on their own.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "semantic/bound_query.h"

namespace agora::plan {

using semantic::Expression;
using semantic::ExpressionPtr;
using semantic::Slot;
using SlotSet = std::set<Slot>;

/// Adds the slots of the row that `expression` reads. Variables of comprehensions and the like are their own.
void collect_slots(const Expression& expression, SlotSet& slots);
SlotSet slots_of(const ExpressionPtr& expression);

/// Calls `visit` for each direct operand. Null operands (an open slice bound) are left out.
void for_each_operand(const Expression& expression,
                      const std::function<void(const ExpressionPtr&)>& visit);

/// Appends the predicates that must all hold for `predicate` to hold. Null adds none.
void split_conjuncts(const ExpressionPtr& predicate, std::vector<ExpressionPtr>& conjuncts);

/// The two slots whose elements `predicate` says are not the same, in any of the ways to say it: `a <> b`,
/// `NOT a = b`, `id(a) <> id(b)`, `NOT id(a) = id(b)`.
std::optional<std::pair<Slot, Slot>> different_elements(const Expression& predicate);

// Makers, for predicates that stand in a pattern and not in the text.
ExpressionPtr make_slot(Slot slot, const std::string& name);
ExpressionPtr make_operation(semantic::Operator op, std::vector<ExpressionPtr> operands);
ExpressionPtr make_property_equals(ExpressionPtr subject, const semantic::PropertyEntry& entry);
ExpressionPtr make_has_label(ExpressionPtr subject, const std::string& label);

}  // namespace agora::plan
