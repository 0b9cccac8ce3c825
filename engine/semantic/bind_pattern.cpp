// The first pass over a pattern: its elements are declared from left to right.
#include <algorithm>

#include "semantic/pattern_binder.h"

namespace agora::semantic {
namespace {

SourceSpan span_of(const syntax::PathStep& step) {
  return std::visit([](const auto& each) { return each.span; }, step);
}

}  // namespace

Pattern PatternBinder::bind(const std::vector<const syntax::PathPattern*>& parts) {
  const std::size_t known_before = binder_.scope_->variables().size();
  for (const syntax::PathPattern* part : parts) declare_path(*part);
  if (use_ == PatternUse::Merge) {
    const std::vector<Variable> all = binder_.scope_->variables();
    binder_.scope_->replace(
        {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(known_before)});
    bind_contents();
    binder_.scope_->replace(all);
  } else if (use_ != PatternUse::Create) {
    bind_contents();
  }
  return std::move(pattern_);
}

void PatternBinder::already_bound(const syntax::Name& name, const char* hint) const {
  throw syntax_error("VariableAlreadyBound",
                     "variable " + quoted(name.text) + " is already defined", name.span)
      .with_hint(hint);
}
void PatternBinder::conflict(const syntax::Name& name, const StaticType& is,
                           const char* wanted) const {
  throw syntax_error("VariableTypeConflict",
                     "variable " + quoted(name.text) + " is " + describe(is.set) +
                         " and cannot be used as " + wanted,
                     name.span)
      .with_hint("choose another name here");
}

void PatternBinder::declare_path(const syntax::PathPattern& ast) {
  FlatPath flat;
  flatten(ast, false, flat);
  settle_modes(ast, flat);
  check_form(ast, flat);
  PathPattern path;
  path.kind = kind_of(ast);
  const bool selects = ast.selector != syntax::PathSelector::None &&
                       path.kind == PathPattern::Kind::Walk && !flat.steps.empty();
  if (selects) {
    declare_selected(ast, flat, path);
  } else {
    declare_steps(flat, path);
    conditions_.insert(conditions_.end(), flat.conditions.begin(), flat.conditions.end());
  }
  if (ast.variable) {
    if (binder_.scope_->find(ast.variable->text) != nullptr) {
      already_bound(*ast.variable, "a path needs a name of its own");
    }
    path.slot = binder_.declare(ast.variable->text, ValueType::Path).slot;
    path.name = ast.variable->text;
  }
  // A selected path keeps its mode by itself.
  if (!selects) keep_modes(ast, flat, path);
  pattern_.paths.push_back(std::move(path));
}

void PatternBinder::declare_steps(const FlatPath& flat, PathPattern& path) {
  const bool free = flat.mode == PathMode::Walk;
  std::uint32_t left = declare_joined(flat.nodes[0], flat.steps.empty());
  path.first_node = left;
  for (std::size_t i = 0; i < flat.steps.size(); ++i) {
    const auto* step = std::get_if<syntax::RelationshipPattern>(flat.steps[i]);
    const PathMode mode = flat.modes[i];
    const bool walks = step == nullptr || (step->repetition && (free || mode != PathMode::Trail));
    const bool node_first = use_ == PatternUse::Create;
    std::uint32_t right = node_first ? declare_joined(flat.nodes[i + 1], false) : 0;
    std::uint32_t index = 0;
    if (walks) {
      auto walk = std::make_shared<PathWalk>();
      walk->mode = mode;
      index = declare_walk(walk, span_of(*flat.steps[i]));
      add_segment(walk, *flat.steps[i], Inside::Repetition);
      parts_.back()->relationship = index;
    } else {
      index = declare_relationship(*step);
    }
    if (!node_first) right = declare_joined(flat.nodes[i + 1], false);
    pattern_.relationships[index].left = left;
    pattern_.relationships[index].right = right;
    pattern_.relationships[index].repeatable = free || mode == PathMode::Walk;
    path.relationships.push_back(index);
    left = right;
  }
}

/// Of the functions; the other selections are part of what a walk is.
PathPattern::Kind PatternBinder::kind_of(const syntax::PathPattern& ast) const {
  using Selector = syntax::PathSelector;
  if (ast.selector == Selector::ShortestPathFunction) return PathPattern::Kind::Shortest;
  if (ast.selector == Selector::AllShortestPathsFunction) return PathPattern::Kind::AllShortest;
  return PathPattern::Kind::Walk;
}

std::uint32_t PatternBinder::add_node(const syntax::NodePattern& ast, NodePattern node) {
  node.where = ast.span;
  const auto index = static_cast<std::uint32_t>(pattern_.nodes.size());
  if (!node.name.empty()) nodes_[node.name] = index;
  pattern_.nodes.push_back(std::move(node));
  node_asts_.emplace_back(index, &ast);
  return index;
}

std::uint32_t PatternBinder::declare_node(const syntax::NodePattern& ast, bool alone) {
  if (ast.variable) check_inside(*ast.variable);
  const Variable* known = ast.variable ? binder_.find(ast.variable->text) : nullptr;
  NodePattern node;
  if (known == nullptr && use_ == PatternUse::Create) bind_node(node, ast);
  if (!ast.variable) {
    node.slot = binder_.new_slot();
    return add_node(ast, std::move(node));
  }
  const syntax::Name& name = *ast.variable;
  if (known == nullptr) {
    if (use_ == PatternUse::Predicate) binder_.undefined(name.text, name.span);
    node.slot = binder_.declare(name.text, ValueType::Node).slot;
    node.name = name.text;
    if (use_ == PatternUse::Match && !ast.labels && !ast.properties && !ast.where)
      binder_.stands_alone(Binder::NameKind::Label, name, node.slot);
    return add_node(ast, std::move(node));
  }
  if (creates() && (alone || ast.labels || ast.properties)) {
    already_bound(name, alone ? "leave it out here, or choose another name for a new node"
                              : "use SET to change a node that is already there");
  }
  check_not_grouped(name);
  if (!known->type.may_be(ValueType::Node)) conflict(name, known->type, "a node");
  if (const auto here = nodes_.find(name.text); here != nodes_.end()) {
    node_asts_.emplace_back(here->second, &ast);
    return here->second;
  }
  node.slot = known->slot;
  node.name = name.text;
  node.bound = true;
  return add_node(ast, std::move(node));
}

std::uint32_t PatternBinder::declare_relationship(const syntax::RelationshipPattern& ast) {
  RelationshipPattern out;
  out.left = out.right = 0;
  out.where = ast.span;
  out.direction = direction_of(ast.direction);
  const bool repeats = ast.repetition && inside_ == Inside::Nothing;
  if (repeats) out.length = length_of(*ast.repetition);
  if (creates()) {
    if (ast.variable && binder_.scope_->find(ast.variable->text) != nullptr) {
      already_bound(*ast.variable, "a new relationship needs a name of its own");
    }
    check_created(ast);
  }
  if (use_ == PatternUse::Create) bind_relationship(out, ast);
  if (ast.variable) {
    take_relationship_name(ast, out);
    if (use_ == PatternUse::Match && !out.bound && !ast.types && !ast.properties && !ast.where)
      binder_.stands_alone(Binder::NameKind::Type, *ast.variable, out.slot);
  } else {
    out.slot = binder_.new_slot();
  }
  const auto index = static_cast<std::uint32_t>(pattern_.relationships.size());
  pattern_.relationships.push_back(std::move(out));
  relationship_asts_.emplace_back(index, &ast);
  return index;
}

void PatternBinder::take_relationship_name(const syntax::RelationshipPattern& ast, RelationshipPattern& out) {
  const syntax::Name& name = *ast.variable;
  const bool repeats = out.length.has_value();
  check_inside(name);
  check_not_grouped(name);
  out.name = name.text;
  if (!creates() && std::find(relationships_.begin(), relationships_.end(), name.text) !=
                        relationships_.end()) {
    throw syntax_error("RelationshipUniquenessViolation",
                       "relationship " + quoted(name.text) +
                           " stands twice in one pattern, which matches each " +
                           "relationship only once",
                       name.span)
        .with_hint("use two variables");
  }
  relationships_.push_back(name.text);
  const Variable* known = binder_.find(name.text);
  if (known == nullptr) {
    if (use_ == PatternUse::Predicate) binder_.undefined(name.text, name.span);
    StaticType type = repeats ? StaticType::list_of(ValueType::Relationship)
                                     : StaticType(ValueType::Relationship);
    out.slot = binder_.declare(name.text, std::move(type)).slot;
    return;
  }
  if (repeats) {
    const bool fits = known->type.may_be(ValueType::List) &&
                      (!known->type.set.contains(ValueType::List) ||
                       known->type.element_type().may_be(ValueType::Relationship));
    if (!fits) conflict(name, known->type, "a list of relationships");
  } else if (!known->type.may_be(ValueType::Relationship)) {
    conflict(name, known->type, "a relationship");
  }
  out.slot = known->slot;
  out.bound = true;
}

// What CREATE and MERGE ask of a relationship besides.
void PatternBinder::check_created(const syntax::RelationshipPattern& ast) const {
  const std::string clause(clause_);
  if (ast.repetition) {
    throw syntax_error("CreatingVarLength",
                       clause + " cannot make a relationship of variable length", ast.span)
        .with_hint("write out each relationship");
  }
  using Kind = syntax::LabelExpression::Kind;
  const bool one = ast.types && (ast.types->kind == Kind::Name || (ast.types->kind == Kind::Dynamic && !ast.types->any));
  if (!one) {
    throw syntax_error("NoSingleRelationshipType",
                       clause + " needs exactly one type for each relationship", ast.span)
        .with_hint("write -[:TYPE]->");
  }
  if (use_ == PatternUse::Create && ast.direction == syntax::Direction::Both) {
    throw syntax_error("RequiresDirectedRelationship",
                       clause + " needs a direction for each relationship", ast.span)
        .with_hint("write -[:TYPE]-> or <-[:TYPE]-");
  }
}

Direction PatternBinder::direction_of(syntax::Direction direction) {
  switch (direction) {
    case syntax::Direction::Right:
      return Direction::Out;
    case syntax::Direction::Left:
      return Direction::In;
    case syntax::Direction::Both:
      return Direction::Both;
  }
  return Direction::Both;
}

Pattern Binder::pattern(const std::vector<const syntax::PathPattern*>& parts, PatternUse use,
                        std::vector<ExpressionPtr>& predicates, std::string_view clause) {
  return PatternBinder(*this, use, predicates, clause).bind(parts);
}

}  // namespace agora::semantic
