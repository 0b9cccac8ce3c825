// syntax/build_statement.cpp
//
// Statements: queries and their parts, schema, SHOW and transactions.

#include "syntax/ast_builder.h"
#include "syntax/clause_order.h"
#include "syntax/literal.h"
#include "syntax/pattern_places.h"

namespace agora::syntax {
namespace {

using enum TokenKind;

/// Each EXCEPT or INTERSECT of one query stands for a subquery within another.
constexpr std::size_t kMostSetOperations = 100;

struct KnownShow {
  std::string_view words;
  ShowKind kind;
};

constexpr KnownShow kShows[] = {
    {"INDEX", ShowKind::Indexes},
    {"INDEXES", ShowKind::Indexes},
    {"RANGE INDEX", ShowKind::Indexes},
    {"RANGE INDEXES", ShowKind::Indexes},
    {"CONSTRAINT", ShowKind::Constraints},
    {"CONSTRAINTS", ShowKind::Constraints},
    {"ENUM", ShowKind::Enumerations},
    {"ENUMS", ShowKind::Enumerations},
    {"FUNCTION", ShowKind::Functions},
    {"FUNCTIONS", ShowKind::Functions},
    {"BUILT IN FUNCTION", ShowKind::Functions},
    {"BUILT IN FUNCTIONS", ShowKind::Functions},
    {"PROCEDURE", ShowKind::Procedures},
    {"PROCEDURES", ShowKind::Procedures},
    {"LABEL", ShowKind::Labels},
    {"LABELS", ShowKind::Labels},
    {"RELATIONSHIP TYPE", ShowKind::RelationshipTypes},
    {"RELATIONSHIP TYPES", ShowKind::RelationshipTypes},
    {"TYPES", ShowKind::RelationshipTypes},
    {"PROPERTY KEY", ShowKind::PropertyKeys},
    {"PROPERTY KEYS", ShowKind::PropertyKeys},
    {"SETTING", ShowKind::Settings},
    {"SETTINGS", ShowKind::Settings},
    {"TRANSACTION", ShowKind::Transactions},
    {"TRANSACTIONS", ShowKind::Transactions},
};

struct KnownIndex {
  std::string_view word;
  IndexKind kind;
};

constexpr KnownIndex kIndexes[] = {
    {"RANGE", IndexKind::Range}, {"TEXT", IndexKind::Text},     {"FULLTEXT", IndexKind::FullText},
    {"POINT", IndexKind::Point}, {"VECTOR", IndexKind::Vector}, {"LOOKUP", IndexKind::Lookup},
};

/// What to write instead of a SHOW that is not known.
std::string instead_of_show(std::string_view words) {
  if (words.find("DATABASE") != words.npos || words == "SCHEMAS" || words.find("ALIAS") != words.npos)
    return "a database is one folder and one graph; agora info says what is in it";
  if (words == "TABLES") return "write SHOW LABELS or SHOW RELATIONSHIP TYPES";
  if (words.find("USER") != words.npos || words.find("ROLES") != words.npos || words.ends_with("PRIVILEGES") ||
      words.find("EXECUTABLE") != words.npos)
    return "there are no users or roles: who may read the folder may read the database";
  if (words.ends_with(" CONSTRAINTS") || words.ends_with(" CONSTRAINT"))
    return "write SHOW CONSTRAINTS WHERE type = 'UNIQUE', 'KEY', 'NOT NULL' or 'TYPED'";
  if (words.ends_with(" INDEXES") || words.ends_with(" INDEX"))
    return "there is one kind of index: write SHOW INDEXES";
  if (words.ends_with(" FUNCTIONS") || words.ends_with(" FUNCTION"))
    return "all functions are built in: write SHOW FUNCTIONS";
  return "SHOW takes INDEXES, CONSTRAINTS, ENUMS, FUNCTIONS, PROCEDURES, LABELS, RELATIONSHIP TYPES, "
         "PROPERTY KEYS, SETTINGS or TRANSACTIONS";
}

}  // namespace

Statement AstBuilder::statement(P::StatementContext* context) {
  ExecutionMode mode = ExecutionMode::Run;
  bool cite = false;
  for (P::StatementPrefixContext* prefix : context->prefixes) {
    const TokenKind word = kind(prefix->start);
    if (word == kCite) {
      cite = true;
    } else if (mode != ExecutionMode::Run) {
      throw unexpected_syntax("EXPLAIN and PROFILE stand once, at the beginning", span(prefix));
    } else {
      mode = word == kExplain ? ExecutionMode::Explain : ExecutionMode::Profile;
    }
  }
  Statement built;
  antlr4::ParserRuleContext* body = nullptr;
  if (P::QueryContext* query = context->query()) {
    Query whole = this->query(query);
    check_clause_order(whole, QueryRole::Statement);
    check_pattern_places(whole);
    built.node = std::move(whole);
    body = query;
  } else {
    if (P::CreateSchemaContext* create = context->createSchema()) {
      built.node = create_schema(create);
      body = create;
    } else if (P::AlterSchemaContext* alter = context->alterSchema()) {
      built.node = alter_schema(alter);
      body = alter;
    } else if (P::DropSchemaContext* drop = context->dropSchema()) {
      built.node = drop_schema(drop);
      body = drop;
    } else if (P::ShowStatementContext* show = context->showStatement()) {
      built.node = this->show(show);
      body = show;
    } else {
      built.node = transaction(context->transactionCommand());
      body = context->transactionCommand();
    }
    if (!context->prefixes.empty()) {
      P::StatementPrefixContext* const prefix = context->prefixes.front();
      throw unexpected_syntax(
          capitals(text_of(prefix->start)) + " stands before a query, and this is none",
          span(prefix));
    }
  }
  built.mode = mode;
  built.cite = cite;
  built.span = span(context->start, body->stop);
  return built;
}

Query AstBuilder::query(P::QueryContext* context) {
  Query query;
  query.span = span(context);
  bool goes_on = false;
  query.parts.push_back(single_query(context->parts.front()));
  for (std::size_t i = 0; i < context->joints.size(); ++i) {
    P::QueryJointContext* const joint = context->joints[i];
    SingleQuery part = single_query(context->parts[i + 1]);
    if (joint->NEXT() != nullptr) {
      go_on(query, std::move(part), span(joint));
      goes_on = true;
      continue;
    }
    if (goes_on) {
      const std::string word = capitals(text_of(joint->start));
      throw syntax_error("InvalidClauseComposition", word + " cannot stand behind NEXT", span(joint))
          .with_hint("put it into a subquery: NEXT CALL (*) { … " + word + " … } RETURN …");
    }
    if (joint->OTHERWISE() != nullptr) {
      if (!query.all.empty() && !query.otherwise) {
        if (i >= kMostSetOperations) throw nesting_error(kMostSetOperations, span(joint));
        as_one_part(query, span(joint), "OTHERWISE");
      }
      query.otherwise = true;
      query.all.push_back(true);
      query.parts.push_back(std::move(part));
      continue;
    }
    const bool all = joint->ALL() != nullptr;
    if (joint->UNION() == nullptr) {
      if (all) {
        throw unexpected_syntax("only UNION takes ALL: " + capitals(text_of(joint->start)) + " makes rows distinct",
                                span(joint));
      }
      if (i >= kMostSetOperations) throw nesting_error(kMostSetOperations, span(joint));
      query = set_operation(std::move(query), std::move(part), joint);
      continue;
    }
    if (query.otherwise) {
      if (i >= kMostSetOperations) throw nesting_error(kMostSetOperations, span(joint));
      as_one_part(query, span(joint), "UNION");
    }
    if (!query.all.empty() && query.all.front() != all) {
      throw syntax_error("InvalidClauseComposition",
                         "UNION and UNION ALL cannot be mixed in one query", span(joint))
          .with_hint("put one of them into a subquery: CALL { … UNION … }");
    }
    query.all.push_back(all);
    query.parts.push_back(std::move(part));
  }
  return query;
}

/// `… RETURN a NEXT MATCH …` is `… WITH a MATCH …`; a union before NEXT becomes a subquery.
void AstBuilder::go_on(Query& query, SingleQuery next, const SourceSpan& joint) {
  check_clause_order(query, QueryRole::BeforeNext);
  SingleQuery whole;
  whole.span = query.span;
  if (query.parts.size() == 1) {
    whole.clauses = std::move(query.parts.front().clauses);
    Clause& last = whole.clauses.back();
    Projection result = std::move(std::get<Return>(last.node).projection);
    // What NEXT goes on with needs names: those that RETURN would show.
    for (ProjectionItem& item : result.items) {
      if (!item.alias && !std::holds_alternative<Variable>(item.expression->node))
        item.alias = Name{item.text, item.expression->span};
    }
    With on;
    on.projection = std::move(result);
    last.node = std::move(on);
  } else {
    CallSubquery call;
    call.imports.emplace();
    call.query = std::make_unique<Query>(std::move(query));
    whole.clauses.push_back(Clause{std::move(call), whole.span, joint});
    query = Query{};
    query.span = whole.span;
  }
  for (Clause& each : next.clauses) whole.clauses.push_back(std::move(each));
  query.parts.clear();
  query.parts.push_back(std::move(whole));
}

SingleQuery AstBuilder::single_query(P::SingleQueryContext* context) {
  SingleQuery query;
  query.span = span(context);
  query.clauses = clauses(context->clauses);
  return query;
}

void AstBuilder::require_word(antlr4::Token* token, std::string_view expected) {
  if (is_word(token, expected)) return;
  throw unexpected_syntax(
      "expected " + std::string(expected) + ", not `" + std::string(text_of(token)) + "`",
      span(token));
}

bool AstBuilder::if_not_exists(P::IfNotExistsContext* context) {
  if (context == nullptr) return false;
  require_word(context->stop, "EXISTS");
  return true;
}

Statement::Node AstBuilder::create_schema(P::CreateSchemaContext* context) {
  if (context->INDEX() != nullptr) return create_index(context);
  if (context->CONSTRAINT() != nullptr) return create_constraint(context);
  return create_enumeration(context);
}

CreateIndex AstBuilder::create_index(P::CreateSchemaContext* context) {
  CreateIndex index;
  if (context->words.size() > 1) throw unexpected_syntax("expected INDEX", span(context->words[1]));
  if (!context->words.empty()) {
    antlr4::Token* const word = context->words.front();
    bool known = false;
    for (const KnownIndex& each : kIndexes) {
      if (!is_word(word, each.word)) continue;
      index.kind = each.kind;
      known = true;
    }
    if (!known) {
      throw unexpected_syntax(
          "there is no kind of index called `" + std::string(text_of(word)) + "`", span(word))
          .with_hint("write CREATE INDEX, for equality, ranges and prefixes");
    }
    if (index.kind == IndexKind::FullText) {
      throw unexpected_syntax("there are no full-text indexes", span(word))
          .with_hint("leave it out: CALL db.search('words') finds nodes by their names and aliases, CONTAINS any text");
    }
  }
  if (P::SchemaNameContext* given = context->schemaName()) index.name = name(given);
  index.if_not_exists = if_not_exists(context->ifNotExists());
  index.target = schema_target(context->target);
  P::IndexedPropertiesContext* const indexed = context->indexedProperties();
  if (P::PropertyListContext* list = indexed->propertyList()) {
    index.properties = property_list(list->propertyReference(), index.target);
  } else {
    require_word(indexed->start, "EACH");
    index.properties = property_list(indexed->items, index.target);
  }
  if (P::SchemaOptionsContext* options = context->schemaOptions())
    index.options = map_literal(options->mapLiteral());
  return index;
}

CreateConstraint AstBuilder::create_constraint(P::CreateSchemaContext* context) {
  CreateConstraint constraint;
  if (!context->words.empty())
    throw unexpected_syntax("expected CONSTRAINT", span(context->words.front()));
  if (P::SchemaNameContext* given = context->schemaName()) constraint.name = name(given);
  constraint.if_not_exists = if_not_exists(context->ifNotExists());
  if (P::SchemaOptionsContext* options = context->schemaOptions()) {
    constraint.options = map_literal(options->mapLiteral());
  }
  required(context->target, context->propertyList(), context->constraintKind(), constraint);
  return constraint;
}

/// What a constraint demands of which elements.
void AstBuilder::required(P::PathPatternContext* target, P::PropertyListContext* properties,
                          P::ConstraintKindContext* kind, CreateConstraint& constraint) {
  constraint.target = schema_target(target);
  constraint.properties = property_list(properties->propertyReference(), constraint.target);
  if (P::TypeNameContext* type = kind->typeName()) {
    constraint.kind = ConstraintKind::Typed;
    constraint.type = type_name(type);
  } else if (kind->negated != nullptr) {
    constraint.kind = ConstraintKind::NotNull;
  } else {
    constraint.kind = kind->unique != nullptr ? ConstraintKind::Unique : ConstraintKind::Key;
    const std::string written = kind->unique != nullptr ? " UNIQUE" : " KEY";
    for (antlr4::Token* word : kind->words) {
      const bool fits = constraint.target.relationship
                            ? is_word(word, "RELATIONSHIP") || is_word(word, "REL")
                            : is_word(word, "NODE");
      if (!fits) {
        throw unexpected_syntax(constraint.target.relationship
                                    ? "of relationships this is written RELATIONSHIP" + written
                                    : "of nodes this is written NODE" + written,
                                span(word));
      }
    }
  }
  const bool single =
      constraint.kind == ConstraintKind::NotNull || constraint.kind == ConstraintKind::Typed;
  if (single && constraint.properties.size() > 1) {
    throw unexpected_syntax("this constraint is about one property", constraint.properties[1].span)
        .with_hint("create one for each property");
  }
}

CreateEnumeration AstBuilder::create_enumeration(P::CreateSchemaContext* context) {
  CreateEnumeration enumeration;
  for (antlr4::Token* word : context->words) {
    require_word(word, "ORDERED");
    enumeration.ordered = true;
  }
  enumeration.name = name(context->schemaName());
  enumeration.if_not_exists = if_not_exists(context->ifNotExists());
  for (antlr4::Token* value : context->values) {
    enumeration.values.push_back({string_value(text_of(value), span(value)), span(value)});
  }
  return enumeration;
}

Statement::Node AstBuilder::alter_schema(P::AlterSchemaContext* context) {
  const bool if_exists = context->exists != nullptr;
  if (if_exists) require_word(context->exists, "EXISTS");
  if (context->CONSTRAINT() != nullptr) {
    if (!context->words.empty())
      throw unexpected_syntax("expected CONSTRAINT", span(context->words.front()));
    AlterConstraint alter;
    alter.if_exists = if_exists;
    alter.constraint.name = name(context->schemaName());
    required(context->target, context->propertyList(), context->constraintKind(), alter.constraint);
    return alter;
  }
  AlterEnumeration alter;
  alter.if_exists = if_exists;
  for (antlr4::Token* word : context->words) {
    require_word(word, "ORDERED");
    alter.enumeration.ordered = true;
  }
  alter.enumeration.name = name(context->schemaName());
  for (antlr4::Token* value : context->values) {
    alter.enumeration.values.push_back({string_value(text_of(value), span(value)), span(value)});
  }
  return alter;
}

Statement::Node AstBuilder::drop_schema(P::DropSchemaContext* context) {
  Name dropped = name(context->schemaName());
  const bool if_exists = context->exists != nullptr;
  if (if_exists) require_word(context->exists, "EXISTS");
  switch (kind(context->kind)) {
    case kIndex:
      return DropIndex{std::move(dropped), if_exists};
    case kConstraint:
      return DropConstraint{std::move(dropped), if_exists};
    default:
      return DropEnumeration{std::move(dropped), if_exists};
  }
}

/// `(n:Label)` or `()-[r:TYPE]-()`, read as a pattern.
SchemaTarget AstBuilder::schema_target(P::PathPatternContext* context) {
  PathPattern pattern = path(context);
  const auto refuse = [&]() -> Error {
    return unexpected_syntax("expected (n:Label) or ()-[r:TYPE]-() here", pattern.span);
  };
  if (pattern.variable || pattern.selector != PathSelector::None || pattern.steps.size() > 1)
    throw refuse();
  SchemaTarget target;
  target.span = pattern.span;
  std::optional<Name>* variable = &pattern.nodes.front().variable;
  std::optional<LabelExpression>* label = &pattern.nodes.front().labels;
  if (!pattern.steps.empty()) {
    target.relationship = true;
    auto* step = std::get_if<RelationshipPattern>(&pattern.steps.front());
    if (step == nullptr || *variable || *label || pattern.nodes.back().variable ||
        pattern.nodes.back().labels || step->repetition || step->properties || step->where) {
      throw refuse();
    }
    variable = &step->variable;
    label = &step->types;
  } else if (pattern.nodes.front().properties || pattern.nodes.front().where) {
    throw refuse();
  }
  if (!*variable || !*label || (*label)->kind != LabelExpression::Kind::Name) throw refuse();
  target.variable = std::move(**variable);
  target.label = std::move((*label)->name);
  return target;
}

std::vector<Name> AstBuilder::property_list(const std::vector<P::PropertyReferenceContext*>& items,
                                            const SchemaTarget& target) {
  std::vector<Name> keys;
  for (P::PropertyReferenceContext* item : items) {
    const Name variable = name(item->name());
    if (variable.text != target.variable.text) {
      throw syntax_error("UndefinedVariable", "no such variable: " + variable.text, variable.span)
          .with_hint("did you mean " + target.variable.text + "?");
    }
    keys.push_back(name(item->anyName()));
  }
  return keys;
}

Show AstBuilder::show(P::ShowStatementContext* context) {
  Show show;
  std::string words;
  for (antlr4::Token* word : context->words) {
    if (is_word(word, "ALL") && words.empty()) continue;  // SHOW ALL FUNCTIONS
    if (!words.empty()) words.push_back(' ');
    words += capitals(text_of(word));
  }
  bool known = false;
  for (const KnownShow& each : kShows) {
    if (each.words != words) continue;
    show.kind = each.kind;
    known = true;
  }
  if (!known) {
    throw unexpected_syntax("there is nothing called " + words + " to show",
                            span(context->words.front(), context->words.back()))
        .with_hint(instead_of_show(words));
  }
  if (P::YieldItemsContext* yield = context->yieldItems()) {
    show.yield_star = yield->star != nullptr;
    if (!show.yield_star) show.yield = yield_items(yield);
  }
  if (P::OrderByContext* order = context->orderBy()) show.order_by = order_by(order);
  if (P::SkipRowsContext* skip = context->skipRows()) show.skip = expression(skip->expression());
  if (P::LimitRowsContext* limit = context->limitRows())
    show.limit = expression(limit->expression());
  show.where = where(context->whereClause());
  if (P::ReturnClauseContext* result = context->returnClause()) {
    show.result = projection(result->projection());
    for (P::PageClauseContext* page : context->pages) {
      if (page->whereClause() != nullptr) {
        throw unexpected_syntax("WHERE stands before RETURN", span(page->whereClause()->start));
      }
      add_page(page, *show.result);
    }
  }
  return show;
}

TransactionCommand AstBuilder::transaction(P::TransactionCommandContext* context) {
  TransactionCommand command;
  using Kind = TransactionCommand::Kind;
  const TokenKind word = kind(context->start);  // START TRANSACTION comes as BEGIN.
  command.kind = word == kBegin ? Kind::Begin : word == kCommit ? Kind::Commit : Kind::Rollback;
  std::string words;
  for (antlr4::Token* each : context->words) {
    if (words.empty() && (is_word(each, "TRANSACTION") || is_word(each, "WORK"))) continue;
    if (!words.empty()) words.push_back(' ');
    words += capitals(text_of(each));
  }
  if (command.kind == Kind::Begin && words == "READ ONLY") {
    command.read_only = true;
  } else if (!words.empty() && !(command.kind == Kind::Begin && words == "READ WRITE")) {
    throw unexpected_syntax("unexpected " + words + " after " + capitals(text_of(context->start)),
                            span(context->words.front(), context->words.back()))
        .with_hint("write BEGIN, BEGIN READ ONLY, COMMIT or ROLLBACK");
  }
  return command;
}

}  // namespace agora::syntax
