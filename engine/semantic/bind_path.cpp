// Paths beyond a chain of nodes and relationships: parentheses and parts that repeat.
#include <algorithm>

#include "semantic/expression_walk.h"
#include "semantic/pattern_binder.h"

namespace agora::semantic {
namespace {

/// The relationships of one repetition, as many as it has.
std::uint64_t times(std::uint64_t count, std::uint64_t each) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (each != 0 && count > kMost / each) return kMost;
  return count * each;
}

}  // namespace

bool says_nothing(const syntax::NodePattern& node) {
  return !node.variable && !node.labels && !node.properties && !node.where;
}

std::vector<Slot> path_elements(const Pattern& pattern, const PathPattern& path) {
  std::uint32_t node = path.first_node;
  std::vector<Slot> elements{pattern.nodes[node].slot};
  for (std::uint32_t index : path.relationships) {
    const RelationshipPattern& relationship = pattern.relationships[index];
    node = relationship.left == node ? relationship.right : relationship.left;
    elements.push_back(relationship.slot);
    elements.push_back(pattern.nodes[node].slot);
  }
  return elements;
}

VariableLength PatternBinder::length_of(const syntax::Repetition& ast) {
  VariableLength length;
  length.min = ast.least ? static_cast<std::uint64_t>(*ast.least) : (ast.postfix ? 0u : 1u);
  if (ast.most) length.max = static_cast<std::uint64_t>(*ast.most);
  if (!ast.postfix) return length;
  if (length.max == 0u) {
    throw syntax_error("InvalidQuantifier", "a part that repeats at most 0 times matches nothing",
                       ast.span)
        .with_hint("give a greatest number of 1 or more");
  }
  if (length.max && *length.max < length.min) {
    throw syntax_error("InvalidQuantifier",
                       "the least number of repetitions is " + std::to_string(length.min) +
                           ", more than the greatest, " + std::to_string(*length.max),
                       ast.span)
        .with_hint("write the smaller number first");
  }
  return length;
}

// --- first pass ---------------------------------------------------------------------------------

/// One node, however often it is written side by side.
std::uint32_t PatternBinder::declare_joined(const std::vector<const syntax::NodePattern*>& nodes,
                                            bool alone) {
  const auto named = std::find_if(nodes.begin(), nodes.end(),
                                  [](const auto* node) { return node->variable.has_value(); });
  const syntax::NodePattern* main = named == nodes.end() ? nodes.front() : *named;
  const std::uint32_t index = declare_node(*main, alone);
  for (const syntax::NodePattern* node : nodes) {
    if (node == main || says_nothing(*node)) continue;
    if (!node->variable || (main->variable && node->variable->text == main->variable->text)) {
      node_asts_.emplace_back(index, node);
    } else {
      same_nodes_.emplace_back(index, declare_node(*node, false));
    }
  }
  return index;
}

std::uint32_t PatternBinder::declare_walk(const std::shared_ptr<PathWalk>& walk,
                                          const SourceSpan& where) {
  RelationshipPattern out;
  out.left = out.right = 0;
  out.slot = binder_.new_slot();
  out.where = where;
  out.walk = walk;
  out.repeatable = walk->mode == PathMode::Walk;
  out.length = VariableLength{0, std::nullopt};
  pattern_.relationships.push_back(std::move(out));
  return static_cast<std::uint32_t>(pattern_.relationships.size() - 1);
}

PatternBinder::Part& PatternBinder::open_segment(const std::shared_ptr<PathWalk>& walk,
                                                 Inside inside) {
  parts_.push_back(std::make_unique<Part>(binder_.scope_));
  Part& part = *parts_.back();
  part.walk = walk;
  part.segment = walk->segments.size();
  part.binder = std::make_unique<PatternBinder>(binder_, use_, part.predicates, clause_);
  part.binder->inside_ = inside;
  walk->segments.emplace_back();
  walk->segments.back().times = {1, 1};
  return part;
}

void PatternBinder::add_segment(const std::shared_ptr<PathWalk>& walk, const syntax::PathStep& step,
                                Inside inside) {
  const auto& repetition =
      std::visit([](const auto& each) -> const auto& { return each.repetition; }, step);
  if (repetition) inside = Inside::Repetition;
  Part& part = open_segment(walk, inside);
  PathSegment& segment = walk->segments.back();
  if (repetition) segment.times = length_of(*repetition);
  segment.quantified = repetition.has_value();
  {
    EnterScope enter(binder_.scope_, part.scope);
    if (const auto* group = std::get_if<syntax::QuantifiedPath>(&step)) {
      part.binder->declare_path(*group->path);
      part.where = group->where.get();
    } else {
      part.binder->declare_single(std::get<syntax::RelationshipPattern>(step));
    }
  }
  close_segment(part);
}

void PatternBinder::add_node_segment(const std::shared_ptr<PathWalk>& walk,
                                     const std::vector<const syntax::NodePattern*>& nodes) {
  Part& part = open_segment(walk, Inside::SelectedPath);
  {
    EnterScope enter(binder_.scope_, part.scope);
    PathPattern path;
    path.first_node = part.binder->declare_joined(nodes, false);
    part.binder->pattern_.paths.push_back(std::move(path));
  }
  close_segment(part);
}

/// A relationship between two nodes of which nothing is said.
void PatternBinder::declare_single(const syntax::RelationshipPattern& ast) {
  for (int side = 0; side < 2; ++side) {
    NodePattern node;
    node.slot = binder_.new_slot();
    node.where = ast.span;
    pattern_.nodes.push_back(std::move(node));
  }
  PathPattern path;
  path.first_node = 0;
  path.relationships.push_back(declare_relationship(ast));
  pattern_.relationships.back().left = 0;
  pattern_.relationships.back().right = 1;
  pattern_.paths.push_back(std::move(path));
}

void PatternBinder::close_segment(Part& part) {
  PathSegment& segment = part.walk->segments[part.segment];
  const Pattern& inner = part.binder->pattern_;
  const std::vector<Slot> elements = path_elements(inner, inner.paths.back());
  segment.first = elements.front();
  segment.last = elements.back();
  for (std::size_t i = 1; i < elements.size(); i += 2) segment.relationships.push_back(elements[i]);
  for (const Variable& variable : part.scope.variables()) {
    StaticType type =
        segment.quantified ? StaticType::list_of(variable.type) : StaticType(variable.type);
    const Slot outside = binder_.declare(variable.name, std::move(type)).slot;
    segment.variables.push_back({variable.slot, outside, variable.name});
  }
}

/// Inside a part that repeats, or within a path of which some are chosen, no variable is taken up
/// from outside.
void PatternBinder::check_inside(const syntax::Name& name) const {
  if (inside_ == Inside::Nothing || binder_.scope_->find_own(name.text) != nullptr) return;
  if (binder_.scope_->find(name.text) == nullptr) return;
  if (inside_ == Inside::SelectedPath) {
    throw syntax_error("VariableAlreadyBound",
                       "variable " + quoted(name.text) +
                           " stands within a path of which the shortest or any are chosen, and is "
                           "already defined outside",
                       name.span)
        .with_hint("only the two ends of such a path may be known already; compare in WHERE");
  }
  throw syntax_error("VariableAlreadyBound",
                     "variable " + quoted(name.text) +
                         " is defined both inside and outside a part that repeats",
                     name.span)
      .with_hint("choose another name inside; outside it stands for a list");
}

void PatternBinder::check_not_grouped(const syntax::Name& name) const {
  for (const std::unique_ptr<Part>& part : parts_) {
    const PathSegment& segment = part->walk->segments[part->segment];
    for (const PathSegment::Variable& variable : segment.variables) {
      if (variable.name != name.text) continue;
      if (segment.quantified) {
        throw syntax_error("VariableTypeConflict",
                           "variable " + quoted(name.text) +
                               " belongs to a part that repeats and stands for a list here",
                           name.span)
            .with_hint("choose another name here");
      }
      throw syntax_error("VariableAlreadyBound",
                         "variable " + quoted(name.text) +
                             " stands within a path of which the shortest or any are chosen",
                         name.span)
          .with_hint("only the two ends of such a path may stand elsewhere in the pattern");
    }
  }
}

// --- second pass ----------------------------------------------------------------------------------

void PatternBinder::add_same_nodes() {
  for (const auto& [one, other] : same_nodes_) {
    const auto slot = [&](std::uint32_t index) {
      const NodePattern& node = pattern_.nodes[index];
      return Binder::make(SlotRef{node.slot, node.name}, ValueType::Node, node.where).expression;
    };
    predicates_.push_back(Binder::make(Operation{Operator::Equal, {slot(one), slot(other)}},
                                       ValueType::Boolean, pattern_.nodes[other].where)
                              .expression);
  }
}

void PatternBinder::bind_part(Part& part) {
  {
    EnterScope enter(binder_.scope_, part.scope);
    part.binder->bind_contents();
    if (part.where != nullptr) {
      Place place = inside();
      place.clause = "WHERE";
      part.predicates.push_back(binder_.predicate(*part.where, place));
    }
  }
  PathSegment& segment = part.walk->segments[part.segment];
  segment.pattern = std::move(part.binder->pattern_);
  for (RelationshipPattern& each : segment.pattern.relationships) {
    each.repeatable = part.walk->mode == PathMode::Walk;
  }
  if (part.walk->selection && !segment.quantified) lift_conditions(part);
  segment.predicate = conjunction(std::move(part.predicates));
  check_readings(segment);

  // What the planner asks of the whole as of one relationship of variable length.
  RelationshipPattern& whole = pattern_.relationships[part.relationship];
  const std::uint64_t hops = segment.relationships.size();
  if (part.segment == 0) {
    whole.length = VariableLength{0, 0};
    whole.types.clear();
  }
  whole.length->min += times(segment.times.min, hops);
  if (segment.times.max && whole.length->max) {
    whole.length->max = *whole.length->max + times(*segment.times.max, hops);
  } else if (hops > 0) {
    whole.length->max.reset();
  }
  bool any_type = part.segment > 0 && whole.types.empty();
  for (std::size_t i = 0; i < part.segment && any_type; ++i)
    any_type = !part.walk->segments[i].relationships.empty();
  for (const RelationshipPattern& each : segment.pattern.relationships) {
    any_type = any_type || each.types.empty();
    whole.types.insert(whole.types.end(), each.types.begin(), each.types.end());
  }
  if (any_type) whole.types.clear();
  if (segment.pattern.relationships.size() == 1 && part.walk->segments.size() == 1)
    whole.direction = segment.pattern.relationships[0].direction;
}

bool PatternBinder::is_own(Slot slot) const {
  const auto own = [slot](const auto& each) { return each.slot == slot && !each.bound; };
  if (std::any_of(pattern_.nodes.begin(), pattern_.nodes.end(), own)) return true;
  if (std::any_of(pattern_.relationships.begin(), pattern_.relationships.end(), own)) return true;
  for (const PathPattern& path : pattern_.paths) {
    if (path.slot == slot) return true;
  }
  for (const std::unique_ptr<Part>& part : parts_) {
    for (const auto& variable : part->walk->segments[part->segment].variables) {
      if (variable.outside == slot) return true;
    }
  }
  return false;
}

void PatternBinder::check_readings(const PathSegment& segment) const {
  const auto check = [&](const ExpressionPtr& each) {
    if (each) check_reading(each, segment);
  };
  check(segment.predicate);
  for (const NodePattern& node : segment.pattern.nodes) {
    for (const PropertyEntry& entry : node.properties) check(entry.value);
  }
  for (const RelationshipPattern& relationship : segment.pattern.relationships) {
    for (const PropertyEntry& entry : relationship.properties) check(entry.value);
  }
}

/// A part that repeats is matched by itself: its conditions may read its own variables and those of
/// clauses before.
void PatternBinder::check_reading(const ExpressionPtr& expression, const PathSegment& segment) const {
  for (const Reading& reading : readings(*expression)) {
    if (!is_own(reading.slot) || is_inside(segment, reading.slot)) continue;
    const std::string name = reading.name.empty() ? "a variable" : "variable " + quoted(reading.name);
    if (segment.quantified) {
      throw syntax_error("UndefinedVariable",
                         name + " belongs to the same clause outside of the part that repeats, and "
                                "is not known inside",
                         reading.where)
          .with_hint("move the condition behind the pattern, into WHERE");
    }
    throw not_supported("a condition within a selected path that reads " + name + " elsewhere in it",
                        reading.where)
        .with_hint("put the path in parentheses with a WHERE of its own: SHORTEST 1 ((a)-->+(b) "
                   "WHERE …)");
  }
}

}  // namespace agora::semantic
