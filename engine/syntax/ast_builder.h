// syntax/ast_builder.h
//
// Turns the parser's tree into an AST, and refuses what the grammar accepts for the sake of a
// better message. Only for this folder: it includes the generated parser.
#pragma once

#include <AgoraParser.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syntax/ast.h"
#include "syntax/parser.h"
#include "syntax/scanner.h"
#include "syntax/syntax_error.h"

namespace agora::syntax {

class AstBuilder {
 public:
  using P = AgoraParser;

  AstBuilder(std::string_view text, const ParseLimits& limits) : text_(text), limits_(limits) {}

  Statement statement(P::StatementContext* context);

 private:
  // --- build_statement.cpp
  Query query(P::QueryContext* context);
  void go_on(Query& query, SingleQuery next, const SourceSpan& joint);
  Query set_operation(Query left, SingleQuery right, P::QueryJointContext* joint);
  void as_one_part(Query& query, const SourceSpan& joint, std::string_view word);
  SingleQuery single_query(P::SingleQueryContext* context);
  CreateIndex create_index(P::CreateSchemaContext* context);
  CreateConstraint create_constraint(P::CreateSchemaContext* context);
  CreateEnumeration create_enumeration(P::CreateSchemaContext* context);
  Statement::Node create_schema(P::CreateSchemaContext* context);
  void required(P::PathPatternContext* target, P::PropertyListContext* properties,
                P::ConstraintKindContext* kind, CreateConstraint& constraint);
  Statement::Node alter_schema(P::AlterSchemaContext* context);
  Statement::Node drop_schema(P::DropSchemaContext* context);
  Show show(P::ShowStatementContext* context);
  TransactionCommand transaction(P::TransactionCommandContext* context);
  SchemaTarget schema_target(P::PathPatternContext* context);
  std::vector<Name> property_list(const std::vector<P::PropertyReferenceContext*>& items,
                                  const SchemaTarget& target);
  bool if_not_exists(P::IfNotExistsContext* context);
  void require_word(antlr4::Token* token, std::string_view capitals);

  // --- build_clause.cpp
  std::vector<Clause> clauses(const std::vector<P::ClauseContext*>& contexts);
  Clause clause(P::ClauseContext* context);
  Clause::Node clause_node(P::ClauseContext* context, bool optional);
  Match match(P::MatchClauseContext* context, bool optional);
  With let(P::LetClauseContext* context);
  With filter(P::FilterClauseContext* context);
  Merge merge(P::MergeClauseContext* context);
  Clause::Node call(P::CallClauseContext* context, bool optional);
  CallProcedure call_procedure(P::ProcedureCallContext* context, bool optional);
  CallSubquery call_subquery(P::SubqueryCallContext* context, bool optional);
  InTransactions in_transactions(P::InTransactionsContext* context);
  LoadCsv load_csv(P::LoadCsvClauseContext* context);
  Unwind for_each(P::ForClauseContext* context);
  Projection projection(P::ProjectionContext* context);
  With page(P::PageClauseContext* context);
  void add_page(P::PageClauseContext* context, Projection& projection);
  bool take_page(P::PageClauseContext* context, Clause& target);
  std::vector<SortItem> order_by(P::OrderByContext* context);
  std::vector<SetItem> set_items(P::SetClauseContext* context);
  SetItem set_item(P::SetItemContext* context);
  RemoveItem remove_item(P::RemoveItemContext* context);
  ExpressionPtr labelled(ExpressionPtr subject, P::LabelExpressionContext* labels,
                         const SourceSpan& place);
  Delete delete_clause(P::DeleteClauseContext* context);
  std::pair<Name, std::vector<LabelExpression>> labels_of(LabelPredicate predicate,
                                                          std::string_view clause);
  std::vector<YieldItem> yield_items(P::YieldItemsContext* context);

  // --- build_pattern.cpp
  std::vector<PathPattern> pattern(P::PatternContext* context);
  PathPattern path(P::PathPatternContext* context);
  PathPattern shortest_path(P::ShortestPathContext* context);
  PathPattern relationships(P::RelationshipsPatternContext* context);
  void path_elements(const std::vector<P::PathElementContext*>& elements, PathPattern& path);
  QuantifiedPath group(P::PathElementContext* context);
  PathMode path_mode(P::PathModeContext* context);
  void path_search(P::PathSearchContext* context, PathPattern& path);
  NodePattern node(P::NameContext* variable, P::NodeRestContext* context, antlr4::Token* open,
                   antlr4::Token* close);
  RelationshipPattern relationship(P::RelationshipContext* context);
  Repetition repetition(P::RepetitionContext* context);
  Repetition quantifier(P::QuantifierContext* context);
  std::optional<std::int64_t> bound(antlr4::Token* token);
  ExpressionPtr properties(P::PropertiesContext* context);
  LabelExpression labels(P::LabelsContext* context);
  LabelExpression label_expression(P::LabelExpressionContext* context);
  LabelExpression label_term(P::LabelTermContext* context);

  // --- build_expression.cpp
  ExpressionPtr expression(P::ExpressionContext* context);
  CaseBranch::Test case_test(P::CaseTestContext* context);
  ExpressionPtr operand(P::OperandContext* context);
  ExpressionPtr signed_operand(P::OperandContext* context, std::size_t first_sign);
  ExpressionPtr suffixed(P::OperandContext* context);
  ExpressionPtr bracket_suffix(ExpressionPtr object, P::SuffixContext* suffix);
  ExpressionPtr where(P::WhereClauseContext* context);
  std::vector<ExpressionPtr> expressions(const std::vector<P::ExpressionContext*>& contexts);

  // --- build_atom.cpp
  ExpressionPtr atom(P::AtomContext* context);
  ExpressionPtr named_atom(P::AtomContext* context);
  ExpressionPtr function_call(std::vector<std::string> space, std::string name,
                              const SourceSpan& name_span, P::ArgumentsContext* arguments);
  void trim_of(P::ArgumentsContext* context, FunctionCall& call);
  static void name_normal_form(FunctionCall& call);
  ExpressionPtr map_literal(P::MapLiteralContext* context);
  ExpressionPtr map_projection(P::NameContext* variable, P::MapProjectionContext* context);
  ExpressionPtr case_expression(P::CaseExpressionContext* context);
  ExpressionPtr list_comprehension(P::ListComprehensionContext* context);
  ExpressionPtr pattern_comprehension(P::PatternComprehensionContext* context);
  ExpressionPtr quantified(P::QuantifiedContext* context);
  ExpressionPtr reduction(P::ReductionContext* context);
  ExpressionPtr subquery(P::SubqueryContext* context);
  TypeName type_name(P::TypeNameContext* context);
  TypeName type_term(P::TypeTermContext* context);

  // --- Places, names and heights (ast_builder.cpp)
  std::string_view text_of(antlr4::Token* token) const;
  SourceSpan span(antlr4::Token* token) const;
  SourceSpan span(antlr4::Token* first, antlr4::Token* last) const;
  SourceSpan span(antlr4::ParserRuleContext* context) const;
  TokenKind kind(antlr4::Token* token) const;
  Name name(antlr4::ParserRuleContext* context) const;
  Name name(antlr4::Token* token) const;
  std::vector<Name> names(const std::vector<P::NameContext*>& contexts) const;
  bool is_word(antlr4::Token* token, std::string_view capitals) const;

  /// Makes an expression as high as the highest of `children` and one more. Throws at the limit.
  ExpressionPtr make(Expression::Node node, const SourceSpan& span, std::uint32_t child_height = 0);
  /// Throws if `expression` is too high, and notes its height for what encloses it.
  void note_height(const Expression& expression);

  friend class ClauseMaker;
  friend class OperatorChain;
  friend class HeightScope;

  std::string_view text_;
  ParseLimits limits_;
  std::uint32_t tallest_ =
      0;  ///< The highest expression made since the innermost HeightScope began.
};

/// The height of all expressions made while it lives: of a pattern's or a subquery's parts.
class HeightScope {
 public:
  explicit HeightScope(AstBuilder& builder) : builder_(builder), outer_(builder.tallest_) {
    builder.tallest_ = 0;
  }
  ~HeightScope() {
    if (outer_ > builder_.tallest_) builder_.tallest_ = outer_;
  }
  HeightScope(const HeightScope&) = delete;
  HeightScope& operator=(const HeightScope&) = delete;

  std::uint32_t height() const { return builder_.tallest_; }

 private:
  AstBuilder& builder_;
  std::uint32_t outer_;
};

}  // namespace agora::syntax
