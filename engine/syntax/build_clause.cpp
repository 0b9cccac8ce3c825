// syntax/build_clause.cpp
//
// Clauses. FILTER, LET, FOR, INSERT and OFFSET are GQL's words for what openCypher has: they become
// its clauses.

#include "syntax/ast_builder.h"
#include "syntax/clause_order.h"
#include "syntax/literal.h"

namespace agora::syntax {

using enum TokenKind;

Clause AstBuilder::clause(P::ClauseContext* context) {
  const bool optional = kind(context->start) == kOptional;
  Clause built{clause_node(context, optional), span(context), span(context->start)};
  if (optional) {
    antlr4::Token* word = context->matchClause() != nullptr ? context->matchClause()->start
                                                            : context->callClause()->start;
    built.keyword = span(context->start, word);
  } else if (P::DeleteClauseContext* deletion = context->deleteClause()) {
    if (kind(context->start) != kDelete) {
      built.keyword = span(context->start, deletion->DELETE()->getSymbol());
    }
  }
  return built;
}

Unwind AstBuilder::for_each(P::ForClauseContext* context) {
  Unwind each{expression(context->expression()), name(context->variable), {}, 0};
  if (context->place != nullptr) {
    each.place = name(context->place);
    each.first_place = is_word(context->counted, "ORDINALITY") ? 1 : 0;
  }
  return each;
}

Clause::Node AstBuilder::clause_node(P::ClauseContext* context, bool optional) {
  TokenKind word = kind(context->start);
  if (optional) word = context->matchClause() != nullptr ? kMatch : kCall;
  switch (word) {
    case kMatch:
      return match(context->matchClause(), optional);
    case kUnwind: {
      P::UnwindClauseContext* const unwind = context->unwindClause();
      return Unwind{expression(unwind->expression()), name(unwind->name()), {}, 0};
    }
    case kFor:
      return for_each(context->forClause());
    case kWith: {
      P::WithClauseContext* const with = context->withClause();
      Projection body = projection(with->projection());
      return With{std::move(body), where(with->whereClause()), "WITH"};
    }
    case kLet:
      return let(context->letClause());
    case kFilter:
      return filter(context->filterClause());
    case kReturn:
      return Return{projection(context->returnClause()->projection())};
    case kOrder:
    case kSkipRows:
    case kOffset:
    case kLimit:
      return page(context->pageClause());
    case kFinish:
      return Finish{};
    case kCreate:
    case kInsert:
      return Create{pattern(context->createClause()->pattern())};
    case kMerge:
      return merge(context->mergeClause());
    case kSet:
      return Set{set_items(context->setClause())};
    case kRemove: {
      Remove remove;
      for (P::RemoveItemContext* item : context->removeClause()->items)
        remove.items.push_back(remove_item(item));
      return remove;
    }
    case kDelete:
    case kDetach:
    case kNodetach:
      return delete_clause(context->deleteClause());
    case kCall:
      return call(context->callClause(), optional);
    case kForeach: {
      P::ForeachClauseContext* const each = context->foreachClause();
      Foreach built{name(each->name()), expression(each->expression()), {}};
      built.updates = clauses(each->clauses);
      check_foreach_updates(built.updates);
      return built;
    }
    default:
      return load_csv(context->loadCsvClause());
  }
}

Match AstBuilder::match(P::MatchClauseContext* context, bool optional) {
  Match match;
  match.optional = optional;
  match.patterns = pattern(context->pattern());
  match.where = where(context->whereClause());
  return match;
}

/// LET x = e is WITH *, e AS x.
With AstBuilder::let(P::LetClauseContext* context) {
  With with;
  with.word = "LET";
  with.projection.star = true;
  for (P::LetItemContext* item : context->items) {
    ProjectionItem built;
    built.expression = expression(item->expression());
    const SourceSpan place = span(item->expression());
    built.text = text_.substr(place.offset, place.length);
    built.alias = name(item->name());
    with.projection.items.push_back(std::move(built));
  }
  return with;
}

/// FILTER e is WITH * WHERE e.
With AstBuilder::filter(P::FilterClauseContext* context) {
  With with;
  with.word = "FILTER";
  with.projection.star = true;
  with.where = expression(context->expression());
  return with;
}

Projection AstBuilder::projection(P::ProjectionContext* context) {
  Projection built;
  built.distinct = context->distinct != nullptr;
  built.star = context->star != nullptr;
  built.items.reserve(context->items.size());
  for (P::ProjectionItemContext* item : context->items) {
    ProjectionItem column;
    P::ExpressionContext* const value = item->expression();
    column.expression = expression(value);
    const SourceSpan place = span(value);
    column.text = text_.substr(place.offset, place.length);
    if (P::NameContext* alias = item->name()) column.alias = name(alias);
    built.items.push_back(std::move(column));
  }
  return built;
}

/// ORDER BY …, SKIP … or LIMIT … alone is WITH * and that.
With AstBuilder::page(P::PageClauseContext* context) {
  With with;
  switch (kind(context->start)) {
    case kOrder:
      with.word = "ORDER BY";
      break;
    case kLimit:
      with.word = "LIMIT";
      break;
    default:
      with.word = kind(context->start) == kOffset ? "OFFSET" : "SKIP";
      break;
  }
  with.projection.star = true;
  add_page(context, with.projection);
  return with;
}

/// ORDER BY, SKIP and LIMIT follow each other in this order, each once.
void AstBuilder::add_page(P::PageClauseContext* context, Projection& projection) {
  const std::string word =
      kind(context->start) == kOrder ? "ORDER BY" : capitals(text_of(context->start));
  const auto refuse = [&](std::string_view later) -> Error {
    return unexpected_syntax(word + " stands before " + std::string(later) + ", and once",
                             span(context->start))
        .with_hint("write ORDER BY … SKIP … LIMIT …, or WITH * between them if both are meant");
  };
  if (P::OrderByContext* order = context->orderBy()) {
    if (!projection.order_by.empty() || projection.skip || projection.limit)
      throw refuse("SKIP and LIMIT");
    projection.order_by = order_by(order);
  } else if (P::SkipRowsContext* skip = context->skipRows()) {
    if (projection.skip || projection.limit) throw refuse("LIMIT");
    projection.skip = expression(skip->expression());
  } else {
    if (projection.limit) {
      throw unexpected_syntax("LIMIT stands here already", span(context->start))
          .with_hint("write WITH * between them if both are meant");
    }
    projection.limit = expression(context->limitRows()->expression());
  }
}

/// Clauses in a row. ORDER BY, SKIP and LIMIT go to the RETURN or the WITH before them.
std::vector<Clause> AstBuilder::clauses(const std::vector<P::ClauseContext*>& contexts) {
  std::vector<Clause> built;
  built.reserve(contexts.size());
  for (P::ClauseContext* each : contexts) {
    P::PageClauseContext* const page = each->pageClause();
    if (page == nullptr || built.empty() || !take_page(page, built.back()))
      built.push_back(clause(each));
    if (page != nullptr && page->whereClause() != nullptr) {
      auto* with = std::get_if<With>(&built.back().node);
      if (with == nullptr || with->word != "WITH") {
        throw unexpected_syntax(
            "WHERE belongs to MATCH, WITH or YIELD, and stands right behind it",
            span(page->whereClause()->start))
            .with_hint("write MATCH … WHERE … RETURN …");
      }
      with->where = where(page->whereClause());
    }
  }
  return built;
}

/// True if the clause is a RETURN, or a WITH without WHERE, which now has the page.
bool AstBuilder::take_page(P::PageClauseContext* context, Clause& target) {
  if (auto* with = std::get_if<With>(&target.node)) {
    if (with->where != nullptr || with->word == "LET" || with->word == "FILTER") return false;
    add_page(context, with->projection);
  } else if (auto* result = std::get_if<Return>(&target.node)) {
    add_page(context, result->projection);
  } else {
    return false;
  }
  const SourceSpan last = span(context);
  target.span.length = last.offset + last.length - target.span.offset;
  return true;
}

std::vector<SortItem> AstBuilder::order_by(P::OrderByContext* context) {
  std::vector<SortItem> items;
  for (P::SortItemContext* item : context->items) {
    SortItem built;
    built.expression = expression(item->expression());
    if (item->direction != nullptr) {
      built.descending = kind(item->direction) == kDesc || kind(item->direction) == kDescending;
    }
    if (item->nulls != nullptr) {
      const bool first = is_word(item->nulls, "FIRST");
      if (!first && !is_word(item->nulls, "LAST")) {
        throw unexpected_syntax("after NULLS comes FIRST or LAST", span(item->nulls));
      }
      built.nulls_first = first;
    }
    built.span = span(item);
    items.push_back(std::move(built));
  }
  return items;
}

Merge AstBuilder::merge(P::MergeClauseContext* context) {
  Merge merge;
  merge.pattern = path(context->pathPattern());
  for (P::MergeActionContext* action : context->actions) {
    MergeAction built;
    built.on_create = action->CREATE() != nullptr;
    built.items = set_items(action->setClause());
    built.span = span(action);
    merge.actions.push_back(std::move(built));
  }
  return merge;
}

std::vector<SetItem> AstBuilder::set_items(P::SetClauseContext* context) {
  std::vector<SetItem> items;
  for (P::SetItemContext* item : context->items) items.push_back(set_item(item));
  return items;
}

SetItem AstBuilder::set_item(P::SetItemContext* context) {
  SetItem item;
  item.span = span(context);
  ExpressionPtr target = operand(context->target);
  const SourceSpan place = target->span;
  if (context->labelExpression() != nullptr) {
    ExpressionPtr named = labelled(std::move(target), context->labelExpression(), item.span);
    auto [variable, list] = labels_of(std::move(std::get<LabelPredicate>(named->node)), "SET");
    item.node = SetLabels{std::move(variable), std::move(list)};
    return item;
  }
  if (context->op == nullptr) {
    auto* labels = std::get_if<LabelPredicate>(&target->node);
    if (labels == nullptr) {
      throw unexpected_syntax("SET needs a value: what shall this become?", place)
          .with_hint("write SET variable.key = value, or SET variable:Label");
    }
    auto [variable, list] = labels_of(std::move(*labels), "SET");
    item.node = SetLabels{std::move(variable), std::move(list)};
    return item;
  }
  const bool add = kind(context->op) == kAddAssign;
  const bool is_property =
      std::holds_alternative<Property>(target->node) || std::holds_alternative<Index>(target->node);
  if (is_property && !target->parenthesised) {
    if (add) {
      throw unexpected_syntax(
          "+= adds the properties of a map to a node or relationship, not to a property",
          span(context->op))
          .with_hint("write SET n.key = n.key + value");
    }
    item.node = SetProperty{std::move(target), expression(context->expression())};
  } else if (auto* variable = std::get_if<Variable>(&target->node)) {
    Name name{std::move(variable->name), place};
    item.node = SetVariable{std::move(name), expression(context->expression()), add};
  } else {
    throw unexpected_syntax("SET cannot change this", place)
        .with_hint(
            "it sets a property (n.key), all properties of a variable (n), or labels (n:Label)");
  }
  return item;
}

/// `n IS Label`, as n:Label.
ExpressionPtr AstBuilder::labelled(ExpressionPtr subject, P::LabelExpressionContext* labels,
                                   const SourceSpan& place) {
  const std::uint32_t child = subject->height;
  return make(LabelPredicate{std::move(subject), label_expression(labels)}, place, child);
}

RemoveItem AstBuilder::remove_item(P::RemoveItemContext* context) {
  RemoveItem item;
  item.span = span(context);
  ExpressionPtr target = operand(context->target);
  if (context->labelExpression() != nullptr)
    target = labelled(std::move(target), context->labelExpression(), item.span);
  if (auto* labels = std::get_if<LabelPredicate>(&target->node)) {
    auto [variable, list] = labels_of(std::move(*labels), "REMOVE");
    item.node = RemoveLabels{std::move(variable), std::move(list)};
  } else if (std::holds_alternative<Property>(target->node) ||
             std::holds_alternative<Index>(target->node)) {
    item.node = RemoveProperty{std::move(target)};
  } else {
    throw unexpected_syntax("REMOVE takes a property (n.key) or a label (n:Label)", item.span)
        .with_hint("use DELETE to delete a node or a relationship");
  }
  return item;
}

/// The labels that SET and REMOVE take: names one after another, no alternatives.
std::pair<Name, std::vector<LabelExpression>> AstBuilder::labels_of(LabelPredicate predicate,
                                                                    std::string_view clause) {
  using Kind = LabelExpression::Kind;
  auto* variable = std::get_if<Variable>(&predicate.operand->node);
  if (variable == nullptr) {
    throw unexpected_syntax(
        std::string(clause) + " changes the labels of a variable, not of a value",
        predicate.operand->span);
  }
  std::vector<LabelExpression> list;
  std::vector<LabelExpression> waiting;
  waiting.push_back(std::move(predicate.labels));
  while (!waiting.empty()) {
    LabelExpression next = std::move(waiting.back());
    waiting.pop_back();
    if (next.kind == Kind::And) {
      for (auto each = next.operands.rbegin(); each != next.operands.rend(); ++each) {
        waiting.push_back(std::move(*each));
      }
    } else if (next.kind == Kind::Name || next.kind == Kind::Dynamic) {
      list.push_back(std::move(next));
    } else {
      throw unexpected_syntax(std::string(clause) + " takes labels one after another, n:A:B",
                              next.span);
    }
  }
  return {Name{std::move(variable->name), predicate.operand->span}, std::move(list)};
}

Delete AstBuilder::delete_clause(P::DeleteClauseContext* context) {
  Delete built;
  built.detach = kind(context->start) == kDetach;
  for (P::ExpressionContext* item : context->items) {
    ExpressionPtr target = expression(item);
    if (std::holds_alternative<LabelPredicate>(target->node)) {
      throw syntax_error("InvalidDelete",
                         "DELETE deletes nodes, relationships and paths, not labels", target->span)
          .with_hint("use REMOVE to take a label from a node");
    }
    built.expressions.push_back(std::move(target));
  }
  return built;
}

Clause::Node AstBuilder::call(P::CallClauseContext* context, bool optional) {
  if (P::SubqueryCallContext* subquery = context->subqueryCall())
    return call_subquery(subquery, optional);
  return call_procedure(context->procedureCall(), optional);
}

CallProcedure AstBuilder::call_procedure(P::ProcedureCallContext* context, bool optional) {
  CallProcedure call;
  call.optional = optional;
  call.name = name(context->first).text;
  antlr4::ParserRuleContext* last = context->first;
  for (P::AnyNameContext* part : context->rest) {
    call.space.push_back(std::move(call.name));
    call.name = name(part).text;
    last = part;
  }
  call.name_span = span(context->first->start, last->stop);
  if (P::ArgumentsContext* arguments = context->arguments()) {
    if (arguments->distinct != nullptr || arguments->star != nullptr ||
        arguments->orderBy() != nullptr) {
      throw unexpected_syntax("a procedure takes expressions as arguments, nothing else",
                              span(arguments));
    }
    call.arguments = expressions(arguments->items);
  }
  if (P::YieldItemsContext* yield = context->yieldItems()) {
    call.yield_star = yield->star != nullptr;
    if (!call.yield_star) call.yield = yield_items(yield);
    call.where = where(context->whereClause());
  }
  return call;
}

std::vector<YieldItem> AstBuilder::yield_items(P::YieldItemsContext* context) {
  std::vector<YieldItem> items;
  for (P::YieldItemContext* item : context->items) {
    YieldItem built;
    built.field = name(item->field);
    if (item->alias != nullptr) built.alias = name(item->alias);
    items.push_back(std::move(built));
  }
  return items;
}

CallSubquery AstBuilder::call_subquery(P::SubqueryCallContext* context, bool optional) {
  CallSubquery call;
  call.optional = optional;
  if (context->open != nullptr) {
    call.imports = names(context->imports);
    call.import_star = context->star != nullptr;
  }
  call.query = std::make_unique<Query>(query(context->query()));
  check_clause_order(*call.query, QueryRole::Call);
  if (P::InTransactionsContext* batches = context->inTransactions())
    call.in_transactions = in_transactions(batches);
  return call;
}

InTransactions AstBuilder::in_transactions(P::InTransactionsContext* context) {
  InTransactions batches;
  batches.span = span(context);
  if (antlr4::tree::TerminalNode* concurrent =
          context->WORD().empty() ? nullptr : context->WORD(0)) {
    antlr4::Token* word = concurrent->getSymbol();
    if (word->getTokenIndex() < context->TRANSACTIONS()->getSymbol()->getTokenIndex()) {
      require_word(word, "CONCURRENT");
    }
  }
  if (context->rows != nullptr) batches.rows = expression(context->rows);
  if (!context->onError.empty()) {
    require_word(context->onError[0], "ERROR");
    antlr4::Token* const what = context->onError[1];
    if (is_word(what, "CONTINUE")) {
      batches.on_error = InTransactions::OnError::Continue;
    } else if (is_word(what, "BREAK")) {
      batches.on_error = InTransactions::OnError::Break;
    } else if (!is_word(what, "FAIL")) {
      throw unexpected_syntax("after ON ERROR comes CONTINUE, BREAK or FAIL", span(what));
    }
  }
  if (!context->report.empty()) {
    require_word(context->report[0], "REPORT");
    require_word(context->report[1], "STATUS");
    batches.report_status = name(context->name());
  }
  return batches;
}

LoadCsv AstBuilder::load_csv(P::LoadCsvClauseContext* context) {
  LoadCsv load;
  load.with_headers = context->headers != nullptr;
  load.from = expression(context->expression());
  load.variable = name(context->name());
  if (antlr4::Token* terminator = context->terminator) {
    const SourceSpan place = span(terminator);
    load.field_terminator = make(Literal{string_value(text_of(terminator), place)}, place);
  }
  return load;
}

}  // namespace agora::syntax
