#include "plan/plan_weighed.h"

#include <algorithm>
#include <map>
#include <utility>

#include "plan/count_branches.h"
#include "plan/count_cycles.h"
#include "plan/count_existing.h"
#include "plan/plan_match.h"
#include "plan/plan_walk.h"

namespace agora::plan {

using semantic::AggregateItem;
using semantic::Clause;
using semantic::Match;
using semantic::Pattern;
using semantic::Projection;

namespace {

/// The clauses, taken apart.
struct Form {
  const Match* match = nullptr;  ///< Null where an OPTIONAL MATCH comes first.
  std::vector<const Match*> optional;
  const Projection* projection = nullptr;
  std::size_t clauses = 0;
};

std::optional<Form> read_form(const std::vector<Clause>& clauses, std::size_t first) {
  Form form;
  for (std::size_t i = first; i < clauses.size(); ++i) {
    if (const auto* match = std::get_if<Match>(&clauses[i].node)) {
      if (!match->optional && i > first) return std::nullopt;
      if (match->optional) {
        form.optional.push_back(match);
      } else {
        form.match = match;
      }
      continue;
    }
    form.projection = std::get_if<Projection>(&clauses[i].node);
    form.clauses = i - first + 1;
    return form.projection && i > first ? std::optional(form) : std::nullopt;
  }
  return std::nullopt;
}

bool has_chance(const Expression& expression) {
  const auto* call = std::get_if<semantic::Call>(&expression.node);
  bool result = call && !call->function->stable;
  // What a query inside calls is not looked through.
  result = result || std::holds_alternative<semantic::Subquery>(expression.node);
  for_each_operand(expression, [&](const ExpressionPtr& operand) { result = result || has_chance(*operand); });
  return result;
}

/// Whether it is the same for equal rows, however many there are.
bool takes_weight(const AggregateItem& item) {
  const bool ordered = !item.order_by.empty();
  if (!item.distinct && (!item.function->weighs || ordered)) return false;
  return std::none_of(item.arguments.begin(), item.arguments.end(), [](const auto& a) { return has_chance(*a); });
}

bool only_gathers(const Projection& projection) {
  if (!projection.aggregating) {
    // Rows that nobody sorts may not all be asked for.
    const bool all = !projection.limit || !projection.order_by.empty();
    return projection.distinct && all &&
           std::none_of(projection.items.begin(), projection.items.end(),
                        [](const auto& item) { return has_chance(*item.expression); });
  }
  return std::all_of(projection.aggregates.begin(), projection.aggregates.end(), takes_weight) &&
         std::none_of(projection.group_keys.begin(), projection.group_keys.end(),
                      [](const auto& key) { return has_chance(*key.expression); });
}

/// Whether the pattern sets the slot.
bool introduces(const Pattern& pattern, Slot slot, const SlotSet& bound) {
  if (bound.contains(slot)) return false;
  const auto is_it = [&](const auto& element) { return element.slot == slot; };
  return std::any_of(pattern.nodes.begin(), pattern.nodes.end(), is_it) ||
         std::any_of(pattern.relationships.begin(), pattern.relationships.end(), is_it);
}

void add_slots(const Pattern& pattern, SlotSet& slots) {
  for (const auto& node : pattern.nodes) slots.insert(node.slot);
  for (const auto& relationship : pattern.relationships) slots.insert(relationship.slot);
  for (const auto& path : pattern.paths) {
    if (path.slot) slots.insert(*path.slot);
  }
}

class WeighedPlanner {
 public:
  WeighedPlanner(const Form& form, const SlotSet& bound, PlanningState& state)
      : form_(form), before_(bound), state_(state), projection_(*form.projection) {}

  std::optional<WeighedRows> run(const std::vector<Clause>& clauses, std::size_t first, OperatorPtr& root,
                                 SlotSet& bound) {
    read_projection();
    read_optional();
    cut_match();
    std::optional<CountCycle> cycle;
    if (form_.match) cycle = cut_cycles(cut_, before_, listed_, state_.cardinality);
    part_existing(cut_);
    if (!cycle && cut_.count.branches.empty()) return std::nullopt;

    const SourceSpan& where = clauses[first].where;
    name_all();
    if (form_.match) root = plan_pattern(cut_.core, predicate(), std::move(root), bound, state_, where);
    for (std::size_t i = 0; i < form_.optional.size(); ++i) {
      const std::size_t at = first + i + (form_.match ? 1 : 0);
      if (!counted_[i]) root = plan_match(*form_.optional[i], std::move(root), bound, state_, clauses[at].where);
    }
    if (cycle) {
      cycle->weight = fresh_weight();
      add(std::move(*cycle), root, where);
    }
    if (!cut_.count.branches.empty()) {
      cut_.count.weight = fresh_weight();
      add(std::move(cut_.count), root, where);
    }
    return WeighedRows{form_.clauses, std::move(projection_), projection_.aggregating ? weight() : nullptr};
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  /// What is read of the rows. Counting an element that MATCH has bound is counting rows: it is never null. One of an
  /// OPTIONAL MATCH is null where that found nothing, which needs no listing either.
  void read_projection() {
    const auto read = [&](const ExpressionPtr& expression) { listed_.merge(slots_of(expression)); };
    for (const auto& key : projection_.group_keys) read(key.expression);
    if (!projection_.aggregating) {
      for (const auto& item : projection_.items) read(item.expression);
    }
    found_by_.assign(projection_.aggregates.size(), kNone);
    for (std::size_t i = 0; i < projection_.aggregates.size(); ++i) {
      AggregateItem& item = projection_.aggregates[i];
      if (counts_element(item, i)) continue;
      for (const auto& argument : item.arguments) read(argument);
      for (const auto& key : item.order_by) read(key.expression);
    }
  }

  bool counts_element(AggregateItem& item, std::size_t index) {
    if (item.function->name != "count" || item.distinct || item.arguments.size() != 1) return false;
    const auto* ref = std::get_if<semantic::SlotRef>(&item.arguments[0]->node);
    if (!ref) return false;
    SlotSet known = before_;
    if (form_.match) {
      if (introduces(form_.match->pattern, ref->slot, known)) {
        item.arguments.clear();
        return true;
      }
      add_slots(form_.match->pattern, known);
    }
    for (std::size_t i = 0; i < form_.optional.size(); ++i) {
      if (introduces(form_.optional[i]->pattern, ref->slot, known)) {
        found_by_[index] = i;
        return true;
      }
      add_slots(form_.optional[i]->pattern, known);
    }
    return false;
  }

  /// From the last on, as what one reads of those before it must be listed.
  void read_optional() {
    std::vector<SlotSet> known;  // What each may build on.
    SlotSet slots = before_;
    if (form_.match) add_slots(form_.match->pattern, slots);
    for (const Match* match : form_.optional) {
      known.push_back(slots);
      add_slots(match->pattern, slots);
    }
    counted_.assign(form_.optional.size(), false);
    branches_.resize(form_.optional.size());
    for (std::size_t i = form_.optional.size(); i-- > 0;) {
      const Match& match = *form_.optional[i];
      branches_[i] = optional_branch(match, known[i], listed_, state_.cardinality);
      counted_[i] = branches_[i].has_value();
      if (counted_[i]) {
        listed_.insert(branches_[i]->root);
        continue;
      }
      // All that it may read.
      SlotSet read;
      add_slots(match.pattern, read);
      if (match.predicate) read.merge(slots_of(match.predicate));
      collect_properties(match.pattern, read);
      listed_.merge(read);
    }
  }

  static void collect_properties(const Pattern& pattern, SlotSet& slots) {
    const auto add = [&](const auto& element) {
      for (const auto& entry : element.properties) slots.merge(slots_of(entry.value));
    };
    for (const auto& node : pattern.nodes) add(node);
    for (const auto& relationship : pattern.relationships) {
      add(relationship);
      for (const auto& predicate : relationship.each) slots.merge(slots_of(predicate));
      if (relationship.walk) slots.merge(slots_of_walk(*relationship.walk));
    }
  }

  void cut_match() {
    if (form_.match) {
      auto with = join_existing(form_.match->pattern, form_.match->predicate);
      if (!with) with = {form_.match->pattern, form_.match->predicate, {}};
      if (auto cut = factorise_count(with->pattern, with->predicate, before_, listed_, state_.cardinality)) {
        cut_ = std::move(*cut);
      } else {
        cut_.core = std::move(with->pattern);
        split_conjuncts(with->predicate, cut_.predicates);
      }
      cut_.existing = std::move(with->existing);
    }
    for (std::size_t i = 0; i < branches_.size(); ++i) {
      if (!branches_[i]) continue;
      count_found(i, *branches_[i]);
      cut_.count.branches.push_back(std::move(*branches_[i]));
    }
  }

  /// Counts what optional part `i` has found by a slot that is null where that is nothing.
  void count_found(std::size_t i, CountBranch& branch) {
    for (std::size_t k = 0; k < found_by_.size(); ++k) {
      if (found_by_[k] != i) continue;
      if (!branch.found) branch.found = state_.fresh_slot();
      projection_.aggregates[k].arguments = {make_slot(*branch.found, "")};
    }
  }

  void name_all() {
    if (form_.match) name_pattern(form_.match->pattern, state_);
    for (const Match* match : form_.optional) name_pattern(match->pattern, state_);
  }

  ExpressionPtr predicate() const {
    if (cut_.predicates.empty()) return nullptr;
    if (cut_.predicates.size() == 1) return cut_.predicates.front();
    return make_operation(semantic::Operator::And, cut_.predicates);
  }

  Slot fresh_weight() {
    const Slot slot = state_.fresh_slot();
    weights_.push_back(make_slot(slot, ""));
    return slot;
  }

  ExpressionPtr weight() const {
    return weights_.size() == 1 ? weights_[0] : make_operation(semantic::Operator::Multiply, weights_);
  }

  static void add(Node node, OperatorPtr& root, const SourceSpan& where) {
    const double rows = root->rows;
    root = make_operator(std::move(node), {std::move(root)}, rows, where);
  }

  const Form& form_;
  const SlotSet before_;
  PlanningState& state_;
  Projection projection_;
  SlotSet listed_;
  std::vector<std::size_t> found_by_;  ///< For each aggregate the optional part whose matches it counts.
  std::vector<bool> counted_;
  std::vector<std::optional<CountBranch>> branches_;
  FactorisedPattern cut_;
  std::vector<ExpressionPtr> weights_;
};

}  // namespace

std::optional<WeighedRows> plan_weighed(const std::vector<Clause>& clauses, std::size_t first, OperatorPtr& root,
                                        SlotSet& bound, PlanningState& state) {
  const std::optional<Form> form = read_form(clauses, first);
  if (!form || !only_gathers(*form->projection)) return std::nullopt;
  return WeighedPlanner(*form, bound, state).run(clauses, first, root, bound);
}

}  // namespace agora::plan
