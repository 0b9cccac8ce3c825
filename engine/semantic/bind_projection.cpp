// WITH and RETURN: items, their names and slots, and grouping.
#include <algorithm>
#include <set>
#include <string_view>

#include "semantic/projection_binder.h"

namespace agora::semantic {
bool is_plain(const Expression& expression) {
  if (std::holds_alternative<SlotRef>(expression.node)) return true;
  const auto* property = std::get_if<PropertyAccess>(&expression.node);
  return property != nullptr && is_plain(*property->subject);
}

Projection ProjectionBinder::bind(const syntax::Expression* predicate) {
  out_.is_return = options_.is_return;
  out_.distinct = ast_.distinct;
  before_ = binder_.scope_->variables();
  bind_items();
  check_names();
  give_slots();
  if (out_.aggregating) group();
  bind_order();
  check_aliases();
  out_.skip = row_count(ast_.skip, "SKIP");
  out_.limit = row_count(ast_.limit, "LIMIT");
  if (predicate != nullptr) bind_predicate(*predicate);
  out_.aggregates = std::move(sink_.items);
  if (!options_.is_return) {
    for (const Item& item : items_) {
      const bool passed_on = std::holds_alternative<SlotRef>(item.input->node) && !item.aggregating;
      if (item.named && !passed_on) binder_.computed(item.name, item.slot, item.where);
    }
  }
  std::vector<Variable> after;
  for (const Item& item : items_) {
    if (item.named) after.push_back(Variable{item.name, item.slot, item.type, frame_of(item.slot)});
  }
  binder_.scope_->replace(std::move(after));
  return std::move(out_);
}

// What is passed on from around a subquery stays known as that.
std::uint32_t ProjectionBinder::frame_of(Slot slot) const {
  const Variable* known = binder_.scope_->find_slot(slot);
  return known == nullptr ? binder_.frame() : known->frame;
}

// ---- items -------------------------------------------------------------------------------------

void ProjectionBinder::bind_items() {
  if (ast_.star) add_star_items();
  for (const syntax::ProjectionItem& item : ast_.items) add_item(item);
  out_.aggregating =
      std::any_of(items_.begin(), items_.end(), [](const Item& item) { return item.aggregating; });
}

void ProjectionBinder::add_star_items() {
  if (before_.empty() && options_.is_return) {
    throw syntax_error("NoVariablesInScope",
                       "RETURN * has nothing to return: no variable is defined here", where_)
        .with_hint("name what the patterns match, as in (n)");
  }
  for (const Variable& variable : before_) {
    binder_.used(variable.slot);
    Typed reference = Binder::variable_reference(variable, where_);
    items_.push_back({variable.name, where_, reference.expression, variable.type, false, true, 0});
  }
  // `*` stands for the variables by name, not in the order in which they were bound.
  std::sort(items_.begin(), items_.end(),
            [](const Item& left, const Item& right) { return left.name < right.name; });
}

void ProjectionBinder::add_item(const syntax::ProjectionItem& ast) {
  Place place;
  place.aggregates = &sink_;
  place.clause = options_.is_return ? "RETURN" : "WITH";
  const std::size_t uses = sink_.uses;
  Typed typed = binder_.expression(*ast.expression, place);
  Item item;
  item.where = ast.alias ? ast.alias->span : ast.expression->span;
  item.input = std::move(typed.expression);
  item.type = std::move(typed.type);
  item.aggregating = sink_.uses != uses;
  const auto* variable = std::get_if<syntax::Variable>(&ast.expression->node);
  item.named = ast.alias || variable != nullptr;
  item.name = ast.alias ? ast.alias->text : variable != nullptr ? variable->name : ast.text;
  items_.push_back(std::move(item));
}

void ProjectionBinder::check_names() const {
  std::set<std::string_view> names;
  for (const Item& item : items_) {
    if (names.insert(item.name).second) continue;
    throw syntax_error("ColumnNameConflict", "two columns are called " + quoted(item.name),
                       item.where)
        .with_hint("give one of them another name with AS");
  }
}

void ProjectionBinder::check_aliases() const {
  if (!options_.aliases_required) return;
  for (const Item& item : items_) {
    if (item.named) continue;
    throw syntax_error("NoExpressionAlias",
                       std::string(options_.is_return ? "RETURN in a subquery" : "WITH") +
                           " needs a name for " + quoted(item.name),
                       item.where)
        .with_hint("add AS and a name");
  }
}

// ---- slots -------------------------------------------------------------------------------------

// A variable that is passed on, also under another name, and an aggregate that is the whole item
// stay where they are; anything else, and a second use of the same slot, gets a place of its own.
void ProjectionBinder::give_slots() {
  std::set<Slot> taken;
  for (Item& item : items_) {
    const auto* ref = std::get_if<SlotRef>(&item.input->node);
    const bool stays = ref != nullptr && !options_.fresh_outputs && taken.insert(ref->slot).second;
    item.slot = stays ? ref->slot : binder_.new_slot();
  }
}

// ---- groups ------------------------------------------------------------------------------------

void ProjectionBinder::group() {
  for (const Item& item : items_) {
    if (!item.aggregating) out_.group_keys.push_back({item.slot, item.name, item.input});
  }
  for (const Item& item : items_) out_.items.push_back({item.slot, item.name, over_groups(item)});
}

ExpressionPtr ProjectionBinder::over_groups(const Item& item) const {
  if (!item.aggregating) {
    return Binder::make(SlotRef{item.slot, item.name}, item.type, item.input->where).expression;
  }
  ExpressionPtr result = replace(item.input, [&](const ExpressionPtr& part) -> ExpressionPtr {
    if (!is_plain(*part)) return nullptr;
    for (const Item& key : items_) {
      if (!key.aggregating && same(*key.input, *part)) {
        return Binder::make(SlotRef{key.slot, key.name}, key.type, part->where).expression;
      }
    }
    return nullptr;
  });
  for (const Reading& reading : readings(*result)) {
    if (is_constant_of_group(reading.slot)) continue;
    const std::string what = reading.name.empty() ? "a variable" : quoted(reading.name);
    throw syntax_error("AmbiguousAggregationExpression",
                       "beside an aggregate, " + what + " is not one value for each group",
                       reading.where)
        .with_hint("return it as an item of its own, or compute it in a WITH before");
  }
  return result;
}

bool ProjectionBinder::is_constant_of_group(Slot slot) const {
  const auto is_key = [&](const Item& item) { return !item.aggregating && item.slot == slot; };
  if (std::any_of(items_.begin(), items_.end(), is_key)) return true;
  const auto is_aggregate = [&](const AggregateItem& item) { return item.slot == slot; };
  return std::any_of(sink_.items.begin(), sink_.items.end(), is_aggregate) || from_outside(slot);
}

// A variable of the query around a subquery is the same for all rows of the subquery.
bool ProjectionBinder::from_outside(Slot slot) const {
  const Variable* known = binder_.scope_->find_slot(slot);
  return known != nullptr && known->frame < binder_.frame();
}

// ---- entry -------------------------------------------------------------------------------------

ClauseNode Binder::projection(const syntax::Projection& ast, bool is_return,
                              const syntax::Expression* where, const syntax::Clause& clause,
                              Part& part, bool fresh_outputs) {
  ProjectionBinder::Options options;
  options.is_return = is_return;
  options.fresh_outputs = is_return && fresh_outputs;
  options.aliases_required = !is_return || fresh_outputs;
  ProjectionBinder projection(*this, ast, options,
                              clause.keyword.known() ? clause.keyword : clause.span);
  Projection out = projection.bind(where);
  if (out.items.empty()) {
    for (const ProjectionBinder::Item& item : projection.items()) {
      out.items.push_back({item.slot, item.name, item.input});
    }
  }
  if (is_return) {
    for (const ProjectionBinder::Item& item : projection.items()) {
      part.columns.push_back(item.name);
      part.single.outputs.push_back(item.slot);
      part.types.push_back(item.type);
      part.places.push_back(item.where);
    }
  }
  return out;
}

}  // namespace agora::semantic
