// What follows the items of WITH and RETURN. ORDER BY and WHERE see the items and, unless DISTINCT
// or grouping has merged rows, what the items were computed from. An expression that was projected
// may be repeated in ORDER BY and WHERE: it is then read, not computed again.
#include <algorithm>

#include "semantic/projection_binder.h"

namespace agora::semantic {
namespace {

bool is_constant(const Expression& expression) {
  return std::holds_alternative<Literal>(expression.node) ||
         std::holds_alternative<Parameter>(expression.node);
}

}  // namespace

// Null is the greatest value, so it comes last, or first with DESC. Where it shall be otherwise, whether the key
// is null is sorted by before.
void add_sort_item(const syntax::SortItem& ast, const ExpressionPtr& key,
                   std::vector<SortItem>& out) {
  if (ast.nulls_first && *ast.nulls_first != ast.descending) {
    Expression null{Operation{Operator::IsNull, {key}}, ValueType::Boolean, key->where};
    out.push_back({std::make_shared<const Expression>(std::move(null)), *ast.nulls_first});
  }
  out.push_back({key, ast.descending});
}

// The items' names, in front of the scope that is current. Without `aliases_hide` those are left
// out whose name means something else before the clause.
Scope ProjectionBinder::item_scope(bool aliases_hide) const {
  Scope scope(binder_.scope_);
  for (const Item& item : items_) {
    if (!item.named) continue;
    const Variable* other = binder_.scope_->find(item.name);
    if (!aliases_hide && other != nullptr && other->slot != item.slot) continue;
    scope.add(Variable{item.name, item.slot, item.type, binder_.frame()});
  }
  return scope;
}

void ProjectionBinder::bind_order() {
  Place place;
  place.clause = "ORDER BY of a clause without aggregates";
  if (out_.aggregating) place.aggregates = &sink_;
  for (const syntax::SortItem& item : ast_.order_by) {
    add_sort_item(item, after_items(*item.expression, place).expression, out_.order_by);
  }
}

void ProjectionBinder::bind_predicate(const syntax::Expression& ast) {
  Place place;
  place.clause = "WHERE";
  const Typed predicate = after_items(ast, place.truth());
  binder_.require(predicate, ValueType::Boolean, "WHERE");
  out_.predicate = predicate.expression;
}

// `WITH a.name AS a ORDER BY a.name` means the a before the clause, as the same expression was
// projected; `ORDER BY a` means the new one. So the old meaning is tried first, and counts if all
// of it is part of projected expressions.
Typed ProjectionBinder::after_items(const syntax::Expression& ast, const Place& place) {
  std::vector<Slot> shadowed;
  for (const Item& item : items_) {
    const Variable* other = item.named ? binder_.scope_->find(item.name) : nullptr;
    if (other != nullptr && other->slot != item.slot) shadowed.push_back(other->slot);
  }
  if (shadowed.empty()) return after_items(ast, place, true);
  const std::size_t aggregates = sink_.items.size();
  try {
    Typed old_meaning = after_items(ast, place, false);
    const std::vector<Reading> read = readings(*old_meaning.expression);
    const bool complete = std::none_of(read.begin(), read.end(), [&](const Reading& reading) {
      return std::find(shadowed.begin(), shadowed.end(), reading.slot) != shadowed.end();
    });
    if (complete) return old_meaning;
  } catch (const Error&) {
    // The other meaning decides, and gives the error if that is none either.
  }
  sink_.items.resize(aggregates);
  return after_items(ast, place, true);
}

Typed ProjectionBinder::after_items(const syntax::Expression& ast, const Place& place,
                                    bool aliases_hide) {
  Scope scope = item_scope(aliases_hide);
  EnterScope enter(binder_.scope_, scope);
  const std::size_t uses = sink_.uses;
  const std::size_t known = sink_.items.size();
  Typed typed = binder_.expression(ast, place);
  typed.expression = with_items(typed.expression, sink_.uses != uses, aliases_hide);
  check_added_aggregates(known, ast.span);
  check_visible(*typed.expression);
  return typed;
}

ExpressionPtr ProjectionBinder::with_items(const ExpressionPtr& expression, bool has_aggregate,
                                           bool variables_too) const {
  return replace(expression, [&](const ExpressionPtr& part) -> ExpressionPtr {
    if (is_constant(*part)) return nullptr;
    if (!variables_too && std::holds_alternative<SlotRef>(part->node)) return nullptr;
    for (const Item& item : items_) {
      if (!same(*item.input, *part)) continue;
      if (has_aggregate && !item.aggregating && !is_plain(*item.input)) {
        throw syntax_error(
            "AmbiguousAggregationExpression",
            "beside an aggregate, only variables and their properties can be sorted by",
            part->where)
            .with_hint("give " + quoted(item.name) + " a name with AS and use that");
      }
      return Binder::make(SlotRef{item.slot, item.name}, item.type, part->where).expression;
    }
    return nullptr;
  });
}

// An aggregate that only ORDER BY has runs over the rows of each group, and may speak of group keys
// alone.
void ProjectionBinder::check_added_aggregates(std::size_t first_added,
                                              const SourceSpan& where) const {
  for (std::size_t i = first_added; i < sink_.items.size(); ++i) {
    std::vector<ExpressionPtr> read = sink_.items[i].arguments;
    for (const SortItem& item : sink_.items[i].order_by) read.push_back(item.expression);
    for (const ExpressionPtr& argument : read) {
      for (const Reading& reading : readings(*argument)) {
        const bool key = std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
          const auto* ref = std::get_if<SlotRef>(&item.input->node);
          return !item.aggregating && ref != nullptr && ref->slot == reading.slot;
        });
        if (!key && !from_outside(reading.slot)) hidden(reading, where);
      }
    }
  }
}

void ProjectionBinder::hidden(const Reading& reading, const SourceSpan& where) const {
  const std::string what = reading.name.empty() ? "a variable" : "variable " + quoted(reading.name);
  throw syntax_error("UndefinedVariable",
                     what + " is no longer defined here: after " +
                         (out_.aggregating ? "aggregation" : "DISTINCT") + " only the items of " +
                         (options_.is_return ? "RETURN" : "WITH") + " are",
                     reading.where.known() ? reading.where : where)
      .with_hint("add it to the items");
}

void ProjectionBinder::check_visible(const Expression& expression) const {
  if (!hides_input()) return;
  for (const Reading& reading : readings(expression)) {
    const bool item = std::any_of(items_.begin(), items_.end(),
                                  [&](const Item& each) { return each.slot == reading.slot; });
    const bool aggregate =
        std::any_of(sink_.items.begin(), sink_.items.end(),
                    [&](const AggregateItem& each) { return each.slot == reading.slot; });
    if (item || (aggregate && !out_.distinct) || from_outside(reading.slot)) continue;
    hidden(reading, expression.where);
  }
}

ExpressionPtr ProjectionBinder::row_count(const syntax::ExpressionPtr& ast,
                                          std::string_view clause) {
  if (!ast) return nullptr;
  Place place;
  place.clause = clause;
  place.constant = true;
  const Typed count = binder_.expression(*ast, place);
  if (!count.type.may_be(ValueType::Integer)) {
    throw syntax_error(
        "InvalidArgumentType",
        std::string(clause) + " needs a whole number, but this is " + describe(count.type.set),
        ast->span);
  }
  const auto* literal = std::get_if<Literal>(&count.expression->node);
  if (literal != nullptr && literal->value.is(ValueType::Integer) && literal->value.as_int() < 0) {
    throw syntax_error("NegativeIntegerArgument",
                       std::string(clause) + " needs a number that is not negative", ast->span);
  }
  return count.expression;
}

}  // namespace agora::semantic
