// syntax/build_atom.cpp
//
// Operands: literals, names, calls, comprehensions, subqueries and the rest of what stands between
// operators.

#include <algorithm>
#include <utility>

#include "syntax/ast_builder.h"
#include "syntax/clause_order.h"
#include "syntax/literal.h"

namespace agora::syntax {
namespace {

using enum TokenKind;

std::uint32_t height(const ExpressionPtr& expression) {
  return expression == nullptr ? 0 : expression->height;
}

std::uint32_t height(const std::vector<ExpressionPtr>& expressions) {
  std::uint32_t highest = 0;
  for (const ExpressionPtr& each : expressions) highest = std::max(highest, each->height);
  return highest;
}

}  // namespace

ExpressionPtr AstBuilder::atom(P::AtomContext* context) {
  antlr4::Token* const first = context->start;
  const SourceSpan place = span(first);
  switch (kind(first)) {
    case kInteger:
      return make(Literal{integer_value(text_of(first), false, place)}, place);
    case kFloat:
      return make(Literal{float_value(text_of(first), place)}, place);
    case kMalformedNumber:
      refuse_number(text_of(first), place);
    case kString:
      return make(Literal{string_value(text_of(first), place)}, place);
    case kTrueValue:
      return make(Literal{true}, place);
    case kFalseValue:
      return make(Literal{false}, place);
    case kNullValue:
      return make(Literal{}, place);
    case kParameter:
      return make(Parameter{name_value(text_of(first).substr(1))}, place);
    case kParenOpen: {
      ExpressionPtr inner = expression(context->expression());
      inner->parenthesised = true;
      inner->span = span(context);
      return inner;
    }
    case kBracketOpen: {
      std::vector<ExpressionPtr> items = expressions(context->listLiteral()->items);
      const std::uint32_t child = height(items);
      return make(ListLiteral{std::move(items)}, span(context), child);
    }
    case kBraceOpen:
      return map_literal(context->mapLiteral());
    case kCase:
      return case_expression(context->caseExpression());
    case kComprehensionBracket:
      return list_comprehension(context->listComprehension());
    case kPatternBracket:
      return pattern_comprehension(context->patternComprehension());
    case kPatternParen: {
      HeightScope scope(*this);
      PathPattern path = relationships(context->patternExpression()->relationshipsPattern());
      return make(PatternExpression{std::move(path)}, span(context), scope.height());
    }
    case kQuantifier:
      return quantified(context->quantified());
    case kReduce:
      return reduction(context->reduction());
    case kShortestPath: {
      HeightScope scope(*this);
      PathPattern path = shortest_path(context->shortestPath());
      return make(PatternExpression{std::move(path)}, span(context), scope.height());
    }
    case kSubquery:
      return subquery(context->subquery());
    default:
      return named_atom(context);
  }
}

/// What a name begins: a variable, a call or a map projection.
ExpressionPtr AstBuilder::named_atom(P::AtomContext* context) {
  P::NameContext* const first = context->name();
  if (P::ArgumentsContext* arguments = context->arguments()) {
    ExpressionPtr call = function_call({}, name(first).text, span(first), arguments);
    call->span = span(context);
    return call;
  }
  if (P::MapProjectionContext* projection = context->mapProjection())
    return map_projection(first, projection);
  return make(Variable{name(first).text}, span(first));
}

ExpressionPtr AstBuilder::function_call(std::vector<std::string> space, std::string name,
                                        const SourceSpan& name_span,
                                        P::ArgumentsContext* arguments) {
  FunctionCall call;
  call.space = std::move(space);
  call.name = std::move(name);
  call.name_span = name_span;
  call.distinct = arguments->distinct != nullptr;
  call.star = arguments->star != nullptr;
  call.arguments = expressions(arguments->items);
  if (arguments->source != nullptr) trim_of(arguments, call);
  name_normal_form(call);
  if (call.distinct && (call.star || call.arguments.empty())) {
    throw unexpected_syntax("DISTINCT needs an expression behind it", span(arguments))
        .with_hint("write " + call.name + "(DISTINCT n.key)");
  }
  std::uint32_t child = height(call.arguments);
  if (P::OrderByContext* order = arguments->orderBy()) {
    call.order_by = order_by(order);
    for (const SortItem& item : call.order_by) child = std::max(child, item.expression->height);
  }
  return make(std::move(call), name_span, child);
}

/// trim(BOTH 'x' FROM text) is trim(text, 'x').
void AstBuilder::trim_of(P::ArgumentsContext* context, FunctionCall& call) {
  if (antlr4::Token* side = context->side) {
    if (is_word(side, "LEADING")) call.name = "ltrim";
    if (is_word(side, "TRAILING")) call.name = "rtrim";
  }
  call.arguments.insert(call.arguments.begin(), expression(context->source));
}

/// In normalize(text, NFC) the form is a word, not a variable.
void AstBuilder::name_normal_form(FunctionCall& call) {
  if (call.arguments.size() != 2 || capitals(call.name) != "NORMALIZE" || !call.space.empty()) return;
  Expression& form = *call.arguments[1];
  const auto* word = std::get_if<Variable>(&form.node);
  if (word == nullptr) return;
  const std::string name = capitals(word->name);
  if (name == "NFC" || name == "NFD" || name == "NFKC" || name == "NFKD") form.node = Literal{name};
}

ExpressionPtr AstBuilder::map_literal(P::MapLiteralContext* context) {
  MapLiteral map;
  std::uint32_t child = 0;
  map.entries.reserve(context->entries.size());
  for (P::MapEntryContext* entry : context->entries) {
    ExpressionPtr value = expression(entry->expression());
    child = std::max(child, value->height);
    map.entries.push_back({name(entry->anyName()), std::move(value)});
  }
  return make(std::move(map), span(context), child);
}

ExpressionPtr AstBuilder::map_projection(P::NameContext* variable,
                                         P::MapProjectionContext* context) {
  using Kind = MapProjectionItem::Kind;
  MapProjection projection;
  projection.variable = name(variable);
  std::uint32_t child = 0;
  for (P::ProjectedEntryContext* entry : context->items) {
    MapProjectionItem item;
    item.span = span(entry);
    P::AnyNameContext* const key = entry->anyName();
    if (key != nullptr) item.name = name(key);
    if (P::ExpressionContext* value = entry->expression()) {
      item.kind = Kind::Entry;
      item.value = expression(value);
      child = std::max(child, item.value->height);
    } else if (key == nullptr) {
      item.kind = Kind::AllProperties;
    } else {
      item.kind = kind(entry->start) == kDot ? Kind::Property : Kind::Variable;
      if (item.kind == Kind::Variable && is_reserved(kind(entry->start))) {
        throw unexpected_syntax("`" + item.name.text + "` is a keyword and cannot name a variable",
                                item.span);
      }
    }
    projection.items.push_back(std::move(item));
  }
  return make(std::move(projection), span(variable->start, context->stop), child);
}

ExpressionPtr AstBuilder::case_expression(P::CaseExpressionContext* context) {
  Case node;
  if (context->subject != nullptr) node.subject = expression(context->subject);
  std::uint32_t child = height(node.subject);
  for (P::CaseBranchContext* branch : context->branches) {
    CaseBranch built;
    for (P::CaseTestContext* test : branch->tests) {
      built.tests.push_back(case_test(test));
      child = std::max(child, built.tests.back().expression->height);
    }
    if (node.subject == nullptr) {
      if (built.tests.size() > 1) {
        throw unexpected_syntax("a list of values needs what they are compared with",
                                built.tests[1].expression->span)
            .with_hint("write CASE n.key WHEN 1, 2 THEN …, or WHEN a OR b THEN …");
      }
      if (built.tests[0].asks) {
        throw unexpected_syntax("this condition has nothing on its left",
                                built.tests[0].expression->span)
            .with_hint("write CASE n.key WHEN > 3 THEN …, or CASE WHEN n.key > 3 THEN …");
      }
    }
    built.then = expression(branch->then);
    child = std::max(child, built.then->height);
    node.branches.push_back(std::move(built));
  }
  if (context->otherwise != nullptr) node.otherwise = expression(context->otherwise);
  child = std::max(child, height(node.otherwise));
  return make(std::move(node), span(context), child);
}

ExpressionPtr AstBuilder::list_comprehension(P::ListComprehensionContext* context) {
  ListComprehension node{name(context->name()), expression(context->list),
                         where(context->whereClause()),
                         context->body != nullptr ? expression(context->body) : nullptr};
  const std::uint32_t child =
      std::max({node.list->height, height(node.where), height(node.projection)});
  return make(std::move(node), span(context), child);
}

ExpressionPtr AstBuilder::pattern_comprehension(P::PatternComprehensionContext* context) {
  HeightScope scope(*this);
  PatternComprehension node;
  path_elements(context->elements, node.pattern);
  node.pattern.span = span(context->elements.front()->start, context->elements.back()->stop);
  if (P::NameContext* variable = context->name()) node.pattern.variable = name(variable);
  node.where = where(context->whereClause());
  node.projection = expression(context->expression());
  return make(std::move(node), span(context), scope.height());
}

ExpressionPtr AstBuilder::quantified(P::QuantifiedContext* context) {
  Quantifier node;
  antlr4::Token* const word = context->start;
  node.kind = is_word(word, "ALL")    ? QuantifierKind::All
              : is_word(word, "ANY")  ? QuantifierKind::Any
              : is_word(word, "NONE") ? QuantifierKind::None
                                      : QuantifierKind::Single;
  node.variable = name(context->name());
  node.list = expression(context->expression());
  node.where = where(context->whereClause());
  const std::uint32_t child = std::max(node.list->height, height(node.where));
  return make(std::move(node), span(context), child);
}

ExpressionPtr AstBuilder::reduction(P::ReductionContext* context) {
  Reduce node{name(context->accumulator), expression(context->initial), name(context->variable),
              expression(context->list), expression(context->body)};
  const std::uint32_t child =
      std::max({node.initial->height, node.list->height, node.expression->height});
  return make(std::move(node), span(context), child);
}

ExpressionPtr AstBuilder::subquery(P::SubqueryContext* context) {
  HeightScope scope(*this);
  Subquery node;
  antlr4::Token* const word = context->start;
  node.kind = is_word(word, "EXISTS")  ? SubqueryKind::Exists
              : is_word(word, "COUNT") ? SubqueryKind::Count
              : is_word(word, "VALUE") ? SubqueryKind::Value
                                       : SubqueryKind::Collect;
  if (P::QueryContext* full = context->query()) {
    node.query = std::make_unique<Query>(query(full));
    check_clause_order(*node.query,
                       node.kind == SubqueryKind::Collect ? QueryRole::Collect
                       : node.kind == SubqueryKind::Value ? QueryRole::Value
                                                          : QueryRole::Test);
  } else {
    if (node.kind == SubqueryKind::Collect || node.kind == SubqueryKind::Value) {
      const std::string name = node.kind == SubqueryKind::Collect ? "COLLECT" : "VALUE";
      throw unexpected_syntax(name + " needs a query that ends with RETURN",
                              span(context->pattern()))
          .with_hint("write " + name + " { MATCH … RETURN … }");
    }
    node.pattern_form = true;
    P::WhereClauseContext* const filter = context->whereClause();
    Match match{false, pattern(context->pattern()), where(filter)};
    const SourceSpan place = span(context->pattern()->start,
                                  filter != nullptr ? filter->stop : context->pattern()->stop);
    SingleQuery single;
    single.clauses.push_back(Clause{std::move(match), place, span(word)});
    single.span = place;
    node.query = std::make_unique<Query>();
    node.query->parts.push_back(std::move(single));
    node.query->span = place;
  }
  return make(std::move(node), span(context), scope.height());
}

}  // namespace agora::syntax
