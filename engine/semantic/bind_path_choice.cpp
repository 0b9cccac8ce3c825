// The choice among the paths between two nodes: which are considered, and what their parts may say of each other.
#include <algorithm>

#include "semantic/expression_walk.h"
#include "semantic/pattern_binder.h"

namespace agora::semantic {

PathSelection PatternBinder::selection_of(const syntax::PathPattern& ast) {
  using Selector = syntax::PathSelector;
  PathSelection selection;
  selection.kind = ast.selector == Selector::Any           ? PathSelection::Kind::Any
                   : ast.selector == Selector::AllShortest ? PathSelection::Kind::AllShortest
                   : ast.selector == Selector::ShortestGroups
                       ? PathSelection::Kind::ShortestGroups
                       : PathSelection::Kind::Shortest;
  if (!ast.selector_count) return selection;
  if (const auto* literal = std::get_if<syntax::Literal>(&ast.selector_count->node)) {
    const auto* count = std::get_if<std::int64_t>(&literal->value);
    if (count != nullptr && *count < 1) {
      throw syntax_error("InvalidPathCount", "the number of paths must be 1 or more",
                         ast.selector_count->span);
    }
  }
  Place place = inside();
  place.constant = true;
  selection.count = binder_.value(*ast.selector_count, place);
  return selection;
}

void PatternBinder::declare_selected(const syntax::PathPattern& ast, const FlatPath& flat, PathPattern& path) {
  auto walk = std::make_shared<PathWalk>();
  walk->mode = flat.mode;
  walk->selection = selection_of(ast);
  const std::uint32_t left = declare_joined(flat.nodes.front(), false);
  const std::uint32_t right = declare_joined(flat.nodes.back(), false);
  const std::uint32_t index = declare_walk(walk, ast.span);
  pattern_.relationships[index].left = left;
  pattern_.relationships[index].right = right;
  for (std::size_t i = 0; i < flat.steps.size(); ++i) {
    add_segment(walk, *flat.steps[i], Inside::SelectedPath);
    parts_.back()->relationship = index;
    if (i + 1 == flat.steps.size()) break;
    const auto& between = flat.nodes[i + 1];
    if (std::all_of(between.begin(), between.end(), [](auto* node) { return says_nothing(*node); }))
      continue;
    add_node_segment(walk, between);
    parts_.back()->relationship = index;
  }
  path.first_node = left;
  path.relationships.push_back(index);
  selected_.push_back(
      {walk, flat.conditions, pattern_.nodes[left].slot, pattern_.nodes[right].slot});
}

/// What one part asks of another is asked of the whole path: of the values that its variables have outside.
void PatternBinder::lift_conditions(Part& part) {
  PathSegment& segment = part.walk->segments[part.segment];
  std::vector<PathSegment::Variable>& variables = segment.variables;
  const auto reads_others = [&](const ExpressionPtr& expression) {
    const std::vector<Reading> all = readings(*expression);
    return std::any_of(all.begin(), all.end(),
                       [&](const Reading& each) { return is_own(each.slot) && !is_inside(segment, each.slot); });
  };
  const auto from_outside = [&](const ExpressionPtr& element) -> ExpressionPtr {
    const auto* ref = std::get_if<SlotRef>(&element->node);
    if (ref == nullptr) return nullptr;
    for (const PathSegment::Variable& each : variables) {
      if (each.inside == ref->slot && each.outside != each.inside)
        return Binder::make(SlotRef{each.outside, each.name}, StaticType(), element->where).expression;
    }
    return nullptr;
  };

  for (NodePattern& node : segment.pattern.nodes) as_conditions(node, ValueType::Node, reads_others, part);
  for (RelationshipPattern& each : segment.pattern.relationships)
    as_conditions(each, ValueType::Relationship, reads_others, part);
  std::erase_if(part.predicates, [&](const ExpressionPtr& predicate) {
    if (!reads_others(predicate)) return false;
    ExpressionPtr whole = replace(predicate, from_outside);
    // A subquery reads what it reads; and an element without a name has no variable outside.
    for (const Reading& each : readings(*whole)) {
      const auto known = [&](const auto& variable) { return variable.outside == each.slot; };
      if (is_inside(segment, each.slot) && std::none_of(variables.begin(), variables.end(), known))
        variables.push_back({each.slot, each.slot, each.name});
    }
    lifted_.emplace_back(part.walk, std::move(whole));
    return true;
  });
}

/// Takes out the properties whose values `wanted` holds for, and asks for them in conditions.
template <typename Element, typename Wanted>
void PatternBinder::as_conditions(Element& element, ValueType type, const Wanted& wanted, Part& part) {
  std::erase_if(element.properties, [&](PropertyEntry& entry) {
    if (!wanted(entry.value)) return false;
    const SourceSpan where = entry.value->where;
    ExpressionPtr subject = Binder::make(SlotRef{element.slot, element.name}, type, where).expression;
    ExpressionPtr value =
        Binder::make(PropertyAccess{std::move(subject), entry.key}, StaticType(), where).expression;
    part.predicates.push_back(
        Binder::make(Operation{Operator::Equal, {std::move(value), entry.value}}, ValueType::Boolean, where)
            .expression);
    return true;
  });
}

bool PatternBinder::is_inside(const PathSegment& segment, Slot slot) {
  const auto is_it = [slot](const auto& each) { return each.slot == slot; };
  const Pattern& pattern = segment.pattern;
  return std::any_of(pattern.nodes.begin(), pattern.nodes.end(), is_it) ||
         std::any_of(pattern.relationships.begin(), pattern.relationships.end(), is_it);
}

void PatternBinder::bind_selection(Selected& selected) {
  std::vector<ExpressionPtr> predicates;
  for (const syntax::Expression* condition : selected.conditions) {
    Place place = inside();
    place.clause = "WHERE";
    add_condition(binder_.predicate(*condition, place), selected, predicates);
  }
  for (const auto& [walk, condition] : lifted_) {
    if (walk == selected.walk) add_condition(condition, selected, predicates);
  }
  selected.walk->selection->predicate = conjunction(std::move(predicates));
}

/// What asks of the two ends alone holds for all paths between them or for none.
void PatternBinder::add_condition(ExpressionPtr condition, const Selected& selected,
                                  std::vector<ExpressionPtr>& conditions) {
  check_selecting(condition, selected);
  const std::vector<Reading> all = readings(*condition);
  const bool of_ends = std::all_of(all.begin(), all.end(), [&](const Reading& each) {
    return each.slot == selected.first || each.slot == selected.last || !is_own(each.slot);
  });
  if (of_ends) {
    predicates_.push_back(std::move(condition));
    return;
  }
  if (selected.walk->mode == PathMode::Walk) check_ends_somewhere(all, selected);
  conditions.push_back(std::move(condition));
}

/// There are always longer walks in a circle, and what is asked of all their elements may hold for none of them.
void PatternBinder::check_ends_somewhere(const std::vector<Reading>& all, const Selected& selected) {
  for (const PathSegment& segment : selected.walk->segments) {
    if (!segment.quantified || segment.times.max) continue;
    for (const Reading& reading : all) {
      const auto is_it = [&](const auto& variable) { return variable.outside == reading.slot; };
      if (std::none_of(segment.variables.begin(), segment.variables.end(), is_it)) continue;
      throw syntax_error("UnboundedWalk",
                         "the search might never end: the condition asks for something of all of " +
                             quoted(reading.name) + " on a WALK that has no greatest length",
                         reading.where)
          .with_hint("give a greatest length as in {1,5}, leave WALK out, or move the condition into a WHERE "
                     "behind the pattern");
    }
  }
}

/// What decides which paths are considered may read the path itself and what was known before.
void PatternBinder::check_selecting(const ExpressionPtr& predicate, const Selected& selected) const {
  for (const Reading& reading : readings(*predicate)) {
    bool its_own = reading.slot == selected.first || reading.slot == selected.last;
    for (const PathSegment& segment : selected.walk->segments) {
      for (const auto& variable : segment.variables) its_own |= variable.outside == reading.slot;
    }
    if (its_own || !is_own(reading.slot)) continue;
    throw syntax_error("UndefinedVariable",
                       "the condition of a selected path reads " +
                           (reading.name.empty() ? "a variable" : quoted(reading.name)) +
                           ", which is not among its nodes and relationships",
                       reading.where)
        .with_hint("move the condition behind the pattern, into WHERE");
  }
}

}  // namespace agora::semantic
