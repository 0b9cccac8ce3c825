// syntax/ast_clause.h
//
// Clauses and queries of the AST. Include syntax/ast.h.
#pragma once

#include "syntax/ast_expression.h"

namespace agora::syntax {

struct Clause;

/// `[OPTIONAL] MATCH a, b WHERE where`
struct Match {
  bool optional = false;
  std::vector<PathPattern> patterns;
  ExpressionPtr where;
};

/// `UNWIND list AS variable`
struct Unwind {
  ExpressionPtr list;
  Name variable;
  std::optional<Name> place;      ///< WITH ORDINALITY, WITH OFFSET: the element's place in its list …
  std::int64_t first_place = 0;   ///< … which counts from here.
};

struct ProjectionItem {
  ExpressionPtr expression;
  std::optional<Name> alias;
  /// The expression as written, without white space around it: the column's name if there is no
  /// alias.
  std::string text;
};

/// The body that WITH and RETURN share.
struct Projection {
  bool distinct = false;
  bool star = false;  ///< `*` came first; items may follow.
  std::vector<ProjectionItem> items;
  std::vector<SortItem> order_by;
  ExpressionPtr skip;
  ExpressionPtr limit;
};

struct With {
  Projection projection;
  ExpressionPtr where;
  /// What it was written as: LET, FILTER, ORDER BY, SKIP, OFFSET and LIMIT are short for a WITH.
  std::string_view word = "WITH";
};

struct Return {
  Projection projection;
};

/// `FINISH`: the query ends here and gives no rows.
struct Finish {};

struct Create {
  std::vector<PathPattern> patterns;
};

/// `target = value`; the target is a Property or, for `n[key] = value`, an Index.
struct SetProperty {
  ExpressionPtr target;
  ExpressionPtr value;
};

/// `variable = value`, or `variable += value` if `add`.
struct SetVariable {
  Name variable;
  ExpressionPtr value;
  bool add = false;
};

/// `variable:A:B`. Each label is a LabelExpression of kind Name or Dynamic.
struct SetLabels {
  Name variable;
  std::vector<LabelExpression> labels;
};

struct SetItem {
  std::variant<SetProperty, SetVariable, SetLabels> node;
  SourceSpan span;
};

struct Set {
  std::vector<SetItem> items;
};

/// `target` is a Property or an Index.
struct RemoveProperty {
  ExpressionPtr target;
};

struct RemoveLabels {
  Name variable;
  std::vector<LabelExpression> labels;
};

struct RemoveItem {
  std::variant<RemoveProperty, RemoveLabels> node;
  SourceSpan span;
};

struct Remove {
  std::vector<RemoveItem> items;
};

/// `ON CREATE SET …` or `ON MATCH SET …`
struct MergeAction {
  bool on_create = false;
  std::vector<SetItem> items;
  SourceSpan span;
};

struct Merge {
  PathPattern pattern;
  std::vector<MergeAction> actions;
};

struct Delete {
  bool detach = false;
  std::vector<ExpressionPtr> expressions;
};

/// `field AS alias`
struct YieldItem {
  Name field;
  std::optional<Name> alias;
};

/// `CALL space.name(arguments) YIELD items WHERE where`. Whether it is standalone shows in the
/// query: it is the only clause then.
struct CallProcedure {
  std::vector<std::string> space;  ///< Name space parts, outermost first.
  std::string name;
  SourceSpan name_span;  ///< The name with its name space.
  bool optional = false;
  /// Empty if no parentheses were written: the arguments are taken from parameters of the same
  /// names.
  std::optional<std::vector<ExpressionPtr>> arguments;
  bool yield_star = false;  ///< `YIELD *`
  /// Empty if nothing was written; `YIELD -` gives an empty list.
  std::optional<std::vector<YieldItem>> yield;
  ExpressionPtr where;
};

/// `IN [n CONCURRENT] TRANSACTIONS OF rows ROWS ON ERROR …`
struct InTransactions {
  enum class OnError : std::uint8_t { Fail, Break, Continue };
  ExpressionPtr rows;
  OnError on_error = OnError::Fail;
  std::optional<Name> report_status;
  SourceSpan span;
};

/// `CALL { query }`, `CALL (a, b) { query }`, `CALL (*) { query }`
struct CallSubquery {
  bool optional = false;
  /// The imported variables; empty if no parentheses were written (a leading WITH imports then).
  std::optional<std::vector<Name>> imports;
  bool import_star = false;
  std::unique_ptr<Query> query;
  std::optional<InTransactions> in_transactions;
};

/// `FOREACH (variable IN list | updates)`
struct Foreach {
  Name variable;
  ExpressionPtr list;
  std::vector<Clause> updates;
};

/// `LOAD CSV [WITH HEADERS] FROM from AS variable [FIELDTERMINATOR text]`
struct LoadCsv {
  bool with_headers = false;
  ExpressionPtr from;
  Name variable;
  ExpressionPtr field_terminator;
};

struct Clause {
  using Node = std::variant<Match, Unwind, With, Return, Finish, Create, Merge, Set, Remove, Delete,
                            CallProcedure, CallSubquery, Foreach, LoadCsv>;
  Node node;
  /// The whole clause.
  SourceSpan span;
  /// The keyword or keywords it begins with, for errors about the clause itself.
  SourceSpan keyword;
};

/// The clauses between two UNIONs, in the order written. check_clause_order() has passed.
struct SingleQuery {
  std::vector<Clause> clauses;
  SourceSpan span;
};

/// One or more single queries joined by UNION; `all[i]` stands between `parts[i]` and `parts[i +
/// 1]`.
struct Query {
  std::vector<SingleQuery> parts;
  std::vector<bool> all;  ///< True for UNION ALL. They are never mixed.
  bool otherwise = false;  ///< The parts are joined by OTHERWISE: the rows of the first that has some. `all` is true.
  SourceSpan span;
};

}  // namespace agora::syntax
