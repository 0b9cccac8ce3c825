// syntax/build_pattern.cpp
//
// Patterns: paths, nodes, relationships and label expressions.

#include <algorithm>

#include "syntax/ast_builder.h"
#include "syntax/literal.h"

namespace agora::syntax {
namespace {

using enum TokenKind;

/// An empty place right behind another one.
SourceSpan behind(const SourceSpan& span) {
  return {span.offset + span.length, 0, span.line, span.column + span.length};
}

std::optional<PathMode> mode_called(TokenKind word) {
  switch (word) {
    case kWalk: return PathMode::Walk;
    case kTrail: return PathMode::Trail;
    case kAcyclic: return PathMode::Acyclic;
    case kSimple: return PathMode::Simple;
    default: return std::nullopt;
  }
}

NodePattern implicit_node(const SourceSpan& place) {
  NodePattern node;
  node.implicit = true;
  node.span = place;
  return node;
}

}  // namespace

std::vector<PathPattern> AstBuilder::pattern(P::PatternContext* context) {
  std::vector<PathPattern> paths;
  paths.reserve(context->paths.size());
  for (P::PathPatternContext* each : context->paths) paths.push_back(path(each));
  return paths;
}

PathPattern AstBuilder::path(P::PathPatternContext* context) {
  PathPattern path;
  if (P::ShortestPathContext* shortest = context->shortestPath()) {
    path = shortest_path(shortest);
  } else {
    if (P::PathSearchContext* search = context->pathSearch()) path_search(search, path);
    path.mode = path_mode(context->pathMode());
    path_elements(context->elements, path);
  }
  if (context->variable != nullptr) path.variable = name(context->variable);
  path.span = span(context);
  return path;
}

PathMode AstBuilder::path_mode(P::PathModeContext* context) {
  if (context == nullptr) return PathMode::Default;
  for (antlr4::Token* extra : context->words) {
    if (!is_word(extra, "PATH") && !is_word(extra, "PATHS")) {
      throw unexpected_syntax("expected a pattern after " + std::string(text_of(context->start)),
                              span(extra));
    }
  }
  return *mode_called(kind(context->start));
}

PathPattern AstBuilder::shortest_path(P::ShortestPathContext* context) {
  P::PathPatternContext* const inner = context->pathPattern();
  PathPattern path = this->path(inner);
  if (path.selector != PathSelector::None || path.variable.has_value()) {
    throw unexpected_syntax("shortestPath takes a pattern alone", path.span)
        .with_hint("name the path before: p = shortestPath((a)-[*]-(b))");
  }
  path.selector = is_word(context->start, "SHORTESTPATH") ? PathSelector::ShortestPathFunction
                                                          : PathSelector::AllShortestPathsFunction;
  path.span = span(context);
  return path;
}

/// A chain of at least one relationship, as expressions have it.
PathPattern AstBuilder::relationships(P::RelationshipsPatternContext* context) {
  PathPattern path;
  antlr4::Token* close =
      nullptr;  // Of the first node, whose parentheses are tokens of this rule itself.
  for (antlr4::tree::ParseTree* child : context->children) {
    if (auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(child))
      close = terminal->getSymbol();
  }
  path.nodes.push_back(node(context->first->name(), context->first->nodeRest(), context->start, close));
  for (std::size_t i = 0; i < context->relationships.size(); ++i) {
    path.steps.emplace_back(relationship(context->relationships[i]));
    P::NodePatternContext* const next = context->nodes[i];
    P::NodeBodyContext* const body = next->nodeBody();
    path.nodes.push_back(node(body->name(), body->nodeRest(), next->start, next->stop));
  }
  path.span = span(context);
  return path;
}

/// Nodes and steps in turn. A group stands between two nodes; those not written are put in.
void AstBuilder::path_elements(const std::vector<P::PathElementContext*>& elements,
                               PathPattern& path) {
  const SourceSpan* last_relationship = nullptr;
  SourceSpan last;
  bool after_group = false;
  for (P::PathElementContext* element : elements) {
    const SourceSpan place = span(element);
    const bool open_end = path.nodes.size() == path.steps.size();  // A node must come now.
    if (P::RelationshipContext* step = element->relationship()) {
      if (open_end) {
        throw unexpected_syntax(path.nodes.empty()
                                    ? "a path begins with a node, not with a relationship"
                                    : "a node is missing between two relationships",
                                place)
            .with_hint("write () for a node that does not matter");
      }
      path.steps.emplace_back(relationship(step));
      last = place;
      last_relationship = &last;
      after_group = false;
    } else if (element->group.empty()) {
      if (P::QuantifierContext* quantifier = element->quantifier()) {
        throw unexpected_syntax(
            "a quantifier follows a relationship or a path in parentheses, not a node",
            span(quantifier));
      }
      NodePattern built = node(element->name(), element->nodeRest(), element->start, element->stop);
      if (open_end) {
        path.nodes.push_back(std::move(built));
      } else if (after_group) {
        path.nodes.back() =
            std::move(built);  // It takes the place of the one put in behind the group.
      } else {
        throw unexpected_syntax("a relationship is missing between two nodes", place)
            .with_hint("write (a)-->(b), or a comma between two patterns");
      }
      last_relationship = nullptr;
      after_group = false;
    } else {
      if (open_end)
        path.nodes.push_back(implicit_node({place.offset, 0, place.line, place.column}));
      path.steps.emplace_back(group(element));
      path.nodes.push_back(implicit_node(behind(place)));
      last_relationship = nullptr;
      after_group = true;
    }
  }
  if (last_relationship != nullptr) {
    throw unexpected_syntax("a relationship leads to a node, and here none follows",
                            *last_relationship)
        .with_hint("write () for a node that does not matter");
  }
}

QuantifiedPath AstBuilder::group(P::PathElementContext* context) {
  QuantifiedPath group;
  group.path = std::make_unique<PathPattern>();
  group.path->mode = path_mode(context->pathMode());
  if (P::NameContext* word = context->variable) {
    const bool names = std::any_of(context->children.begin(), context->children.end(),
                                   [](auto* child) { return child->getText() == "="; });
    const auto mode = mode_called(kind(word->start));
    if (!names && !mode) {
      throw unexpected_syntax("a node ends with `)` or goes on with a label or properties, and here a path begins",
                              span(context->group.front()))
          .with_hint("write a comma between two patterns; a path in parentheses gets a name as in (p = (a)-->(b))");
    }
    if (names) {
      group.path->variable = name(word);
    } else {
      group.path->mode = *mode;
    }
  }
  path_elements(context->group, *group.path);
  group.path->span = span(context->group.front()->start, context->group.back()->stop);
  group.where = where(context->whereClause());
  if (P::QuantifierContext* quantifier = context->quantifier())
    group.repetition = this->quantifier(quantifier);
  group.span = span(context);
  return group;
}

void AstBuilder::path_search(P::PathSearchContext* context, PathPattern& path) {
  bool groups = false;
  for (antlr4::Token* word : context->words) {
    const bool is_groups = is_word(word, "GROUP") || is_word(word, "GROUPS");
    if (!is_groups && !is_word(word, "PATH") && !is_word(word, "PATHS")) {
      throw unexpected_syntax("expected a pattern before `" + std::string(text_of(word)) + "`",
                              span(word));
    }
    groups = groups || is_groups;
  }
  const bool all = context->all != nullptr;
  if (context->shortest == nullptr) {
    if (all && context->count != nullptr) {
      throw unexpected_syntax("ALL takes no number of paths", span(context->count))
          .with_hint("write ANY or SHORTEST");
    }
    path.selector = all ? PathSelector::None : PathSelector::Any;
  } else if (groups) {
    path.selector = PathSelector::ShortestGroups;
  } else {
    path.selector = all ? PathSelector::AllShortest : PathSelector::Shortest;
  }
  if (groups && (context->shortest == nullptr || all)) {
    throw unexpected_syntax("only SHORTEST k takes GROUPS", span(context));
  }
  if (antlr4::Token* count = context->count) {
    const SourceSpan place = span(count);
    path.selector_count = kind(count) == kInteger
                              ? make(Literal{integer_value(text_of(count), false, place)}, place)
                              : make(Parameter{name_value(text_of(count).substr(1))}, place);
  }
}

NodePattern AstBuilder::node(P::NameContext* variable, P::NodeRestContext* context,
                             antlr4::Token* open, antlr4::Token* close) {
  NodePattern node;
  if (variable != nullptr) node.variable = name(variable);
  if (P::LabelsContext* labels = context->labels()) node.labels = this->labels(labels);
  node.properties = properties(context->properties());
  node.where = where(context->whereClause());
  node.span = span(open, close);
  return node;
}

RelationshipPattern AstBuilder::relationship(P::RelationshipContext* context) {
  RelationshipPattern step;
  if (P::NameContext* variable = context->name()) step.variable = name(variable);
  if (P::LabelsContext* types = context->labels()) {
    if (types->terms.size() > 1) {
      throw unexpected_syntax("a relationship has one type, and several are written here",
                              span(types->terms[1]->start, types->stop))
          .with_hint("write :A|B for a relationship of either type");
    }
    step.types = labels(types);
  }
  if (P::RepetitionContext* repetition = context->repetition())
    step.repetition = this->repetition(repetition);
  step.properties = properties(context->properties());
  step.where = where(context->whereClause());
  if (P::QuantifierContext* quantifier = context->quantifier()) {
    if (step.repetition.has_value()) {
      throw syntax_error("InvalidRelationshipPattern",
                         "a relationship is repeated once: in its brackets or behind it",
                         span(quantifier));
    }
    step.repetition = this->quantifier(quantifier);
  }
  const bool left = context->left != nullptr;
  const bool right = context->right != nullptr;
  step.direction = left == right ? Direction::Both : left ? Direction::Left : Direction::Right;
  step.span = span(context);
  return step;
}

Repetition AstBuilder::repetition(P::RepetitionContext* context) {
  Repetition times;
  times.span = span(context);
  times.least = bound(context->least);
  times.most = context->range == nullptr ? times.least : bound(context->most);
  return times;
}

Repetition AstBuilder::quantifier(P::QuantifierContext* context) {
  Repetition times;
  times.span = span(context);
  times.postfix = true;
  const TokenKind first = kind(context->start);
  if (first == kPlus) {
    times.least = 1;
  } else if (first == kBraceOpen) {
    if (context->least == nullptr && context->comma == nullptr) {
      throw unexpected_syntax("a quantifier says how often: {2}, {1,3}, {1,} or {,3}", times.span);
    }
    times.least = bound(context->least);
    times.most = context->comma == nullptr ? times.least : bound(context->most);
  }
  return times;
}

std::optional<std::int64_t> AstBuilder::bound(antlr4::Token* token) {
  if (token == nullptr) return std::nullopt;
  return integer_value(text_of(token), false, span(token));
}

ExpressionPtr AstBuilder::properties(P::PropertiesContext* context) {
  if (context == nullptr) return nullptr;
  if (P::MapLiteralContext* map = context->mapLiteral()) return map_literal(map);
  const SourceSpan place = span(context);
  return make(Parameter{name_value(text_of(context->start).substr(1))}, place);
}

LabelExpression AstBuilder::labels(P::LabelsContext* context) {
  if (context->terms.size() == 1) return label_expression(context->terms.front());
  LabelExpression all;
  all.kind = LabelExpression::Kind::And;
  all.span = span(context->terms.front()->start, context->stop);
  for (P::LabelExpressionContext* term : context->terms)
    all.operands.push_back(label_expression(term));
  return all;
}

/// `&` binds tighter than `|`: alternatives of conjunctions.
LabelExpression AstBuilder::label_expression(P::LabelExpressionContext* context) {
  using Kind = LabelExpression::Kind;
  if (context->terms.size() == 1) return label_term(context->terms.front());
  LabelExpression alternatives;
  alternatives.kind = Kind::Or;
  alternatives.span = span(context);
  for (std::size_t i = 0; i < context->terms.size(); ++i) {
    LabelExpression term = label_term(context->terms[i]);
    const bool joined = i > 0 && kind(context->operators[i - 1]->start) == kAmpersand;
    if (!joined) {
      alternatives.operands.push_back(std::move(term));
      continue;
    }
    LabelExpression& last = alternatives.operands.back();
    const bool begins = i == 1 || kind(context->operators[i - 2]->start) != kAmpersand;
    if (begins) {
      LabelExpression both;
      both.kind = Kind::And;
      both.span = last.span;
      both.operands.push_back(std::move(last));
      last = std::move(both);
    }
    last.span.length = term.span.offset + term.span.length - last.span.offset;
    last.operands.push_back(std::move(term));
  }
  if (alternatives.operands.size() == 1) {
    LabelExpression only = std::move(alternatives.operands.front());
    return only;
  }
  return alternatives;
}

LabelExpression AstBuilder::label_term(P::LabelTermContext* context) {
  using Kind = LabelExpression::Kind;
  LabelExpression term;
  term.span = span(context);
  if (P::AnyNameContext* label = context->anyName()) {
    term.kind = Kind::Name;
    term.name = name(label);
  } else if (P::LabelExpressionContext* inner = context->labelExpression()) {
    term = label_expression(inner);
  } else if (P::ExpressionContext* dynamic = context->expression()) {
    term.kind = Kind::Dynamic;
    if (antlr4::Token* word = context->quantity) {
      const std::string_view which = text_of(word);
      if (which != "$all" && which != "$any") {
        throw unexpected_syntax("a computed name is written $(…), $all(…) or $any(…)", span(word));
      }
      term.any = which == "$any";
    }
    term.dynamic = expression(dynamic);
  } else {
    term.kind = Kind::Any;
  }
  if (context->negations.size() % 2 == 1) {  // !!A is A.
    LabelExpression negated;
    negated.kind = Kind::Not;
    negated.span = span(context);
    negated.operands.push_back(std::move(term));
    return negated;
  }
  return term;
}

}  // namespace agora::syntax
