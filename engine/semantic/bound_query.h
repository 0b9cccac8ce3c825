// semantic/bound_query.h
//
// A query after binding: every variable is a slot, every function an entry of the registry, aggregates stand
// apart from the expressions around them, and all compile-time errors have been raised. It is immutable, knows
// no graph, and can be cached. Names of labels, types and property keys stay text: they are resolved against
// the graph a statement runs on, where a write may create them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agora/error.h"
#include "agora/value.h"
#include "function/procedure.h"
#include "function/registry.h"
#include "function/type_test.h"

namespace agora::semantic {

/// A variable's place in the row. Unique in a whole statement, subqueries included; dense from 0.
using Slot = std::uint32_t;

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;
struct Query;
using QueryPtr = std::shared_ptr<const Query>;

// ---- expressions -------------------------------------------------------------------------------------------

enum class Operator : std::uint8_t {
  Add, Subtract, Multiply, Divide, Modulo, Power, Negate, Concatenate,
  Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,
  And, Or, Xor, Not,  // And and Or take two or more operands.
  In, StartsWith, EndsWith, Contains, Matches, IsNull, IsNotNull,
};

struct Literal { Value value; };
struct SlotRef { Slot slot; std::string name; };
struct Parameter { std::string name; };
struct PropertyAccess { ExpressionPtr subject; std::string key; };
struct Index { ExpressionPtr container, key; };
struct Slice { ExpressionPtr list, from, to; };  ///< `from` or `to` null: open.
struct Operation { Operator op; std::vector<ExpressionPtr> operands; };

/// A Boolean formula over labels (or, for a relationship, its one type).
struct LabelExpression {
  enum class Kind : std::uint8_t { Name, Any, And, Or, Not } kind = Kind::Name;
  std::string name;
  std::vector<LabelExpression> operands;
};
/// `n:A:B`, `r:T`; null for null.
struct HasLabels { ExpressionPtr subject; LabelExpression labels; };
/// `operand IS :: type`; never null. `text` is the type as written, for print_plan.
struct IsTyped { ExpressionPtr operand; function::TypeTest type; std::string text; };

struct ListLiteral { std::vector<ExpressionPtr> elements; };
struct MapLiteral { std::vector<std::pair<std::string, ExpressionPtr>> entries; };
struct Call { const function::Function* function; std::vector<ExpressionPtr> arguments; };
struct Case {
  ExpressionPtr operand;  ///< Null for the form without one.
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches;
  ExpressionPtr otherwise;  ///< Null: null.
};
/// `[variable IN list WHERE predicate | projection]`; predicate and projection may be null.
struct ListComprehension { Slot variable; ExpressionPtr list, predicate, projection; };
struct Quantifier {
  enum class Kind : std::uint8_t { All, Any, None, Single } kind;
  Slot variable;
  ExpressionPtr list, predicate;
};
struct Reduce { Slot accumulator; ExpressionPtr initial; Slot variable; ExpressionPtr list, step; };
/// A query inside an expression. It sees `imports` of the row around it. Pattern predicates are Exists,
/// pattern comprehensions Collect. Count counts rows; Collect makes a list of the query's one column; Value is
/// the one value of the query's one column, null if there is no row, an error if there are several.
struct Subquery {
  enum class Kind : std::uint8_t { Exists, Count, Collect, Value } kind;
  QueryPtr query;
  std::vector<Slot> imports;
};
/// The path through these slots, node, relationship, node, …; a relationship slot may hold a list (variable
/// length). Null if any of them is null.
struct MakePath { std::vector<Slot> elements; };
/// No two of these relationship slots (each one relationship, or a list) share a relationship.
struct AllDifferent { std::vector<Slot> relationships; };
/// The path through these slots (as in MakePath) comes to no node twice; with `may_close` its first and last
/// node may be the same one. The path modes ACYCLIC and SIMPLE.
struct NodesDiffer { std::vector<Slot> elements; bool may_close = false; };

using ExpressionNode =
    std::variant<Literal, SlotRef, Parameter, PropertyAccess, Index, Slice, Operation, HasLabels, ListLiteral,
                 MapLiteral, Call, Case, ListComprehension, Quantifier, Reduce, Subquery, MakePath, AllDifferent,
                 IsTyped, NodesDiffer>;

struct Expression {
  ExpressionNode node;
  function::TypeSet types = function::TypeSet::any();  ///< What it may give, null apart.
  SourceSpan where;
};

// ---- patterns ----------------------------------------------------------------------------------------------

enum class Direction : std::uint8_t { Out, In, Both };

struct PropertyEntry { std::string key; ExpressionPtr value; };

struct NodePattern {
  Slot slot;
  std::string name;      ///< Empty for an anonymous node.
  bool bound = false;    ///< The slot holds a value before this clause.
  std::vector<std::string> labels;              ///< All of them.
  std::optional<LabelExpression> label_formula;  ///< Instead of `labels`, when more than a conjunction.
  /// CREATE and MERGE: more labels, each expression a name or a list of names; and what MERGE tests for them.
  std::vector<ExpressionPtr> computed_labels, computed_tests;
  std::vector<PropertyEntry> properties;
  ExpressionPtr property_map;  ///< `(n $map)` or `{…}` given as a parameter; null if none.
  SourceSpan where;
};

struct VariableLength { std::uint64_t min = 1; std::optional<std::uint64_t> max; };

/// What may come twice on a path. Trail: nodes. Walk: nodes and relationships. Acyclic: nothing. Simple: the
/// first node, as the last one.
enum class PathMode : std::uint8_t { Trail, Walk, Acyclic, Simple };

struct PathWalk;

struct RelationshipPattern {
  Slot slot;
  std::string name;
  bool bound = false;
  std::uint32_t left, right;  ///< Indices into Pattern::nodes, as written from left to right.
  Direction direction = Direction::Both;  ///< Out: from left to right.
  std::vector<std::string> types;         ///< Any of them; empty: all.
  ExpressionPtr computed_type, computed_test;  ///< CREATE and MERGE: instead of `types`, and what MERGE tests.
  std::vector<PropertyEntry> properties;
  ExpressionPtr property_map;
  std::optional<VariableLength> length;   ///< Set: the slot holds a list of relationships.
  /// With a length and no walk: what must hold for each relationship, seen in slot `element`.
  Slot element = 0;
  std::vector<ExpressionPtr> each;
  /// Set: more than a relationship pattern leads from `left` to `right`. The slot holds the list of all
  /// relationships on the way; `types` are those they may have, `length` says how many at least and at most.
  std::shared_ptr<const PathWalk> walk;
  bool repeatable = false;  ///< In a path of mode WALK: others of the pattern may be the same.
  SourceSpan where;
  /// Which MATCH it stems from, where the planner has joined several: only those of one clause must differ.
  std::uint32_t clause = 0;
};

struct PathPattern {
  enum class Kind : std::uint8_t { Walk, Shortest, AllShortest } kind = Kind::Walk;
  std::optional<Slot> slot;  ///< Of the path variable.
  std::string name;
  std::uint32_t first_node;                  ///< Index into Pattern::nodes.
  std::vector<std::uint32_t> relationships;  ///< Indices into Pattern::relationships, from left to right.
};

/// What one MATCH, CREATE or MERGE names. A node that is written twice is one entry. Relationships of one
/// Pattern in a MATCH are pairwise different.
struct Pattern {
  std::vector<NodePattern> nodes;
  std::vector<RelationshipPattern> relationships;
  std::vector<PathPattern> paths;
};

/// The element slots of a path, node, relationship, node, …, as MakePath takes them.
std::vector<Slot> path_elements(const Pattern& pattern, const PathPattern& path);

/// A part of a path that is matched `times` times in a row, each time from where the last one ended.
struct PathSegment {
  Pattern pattern;  ///< One chain, from the node `first` to the node `last` (without relationships: one node).
  ExpressionPtr predicate;           ///< Of one repetition; null: none. May read slots known before the clause.
  Slot first, last;
  std::vector<Slot> relationships;   ///< In the order of the path.
  VariableLength times;
  /// What the rows outside see of a variable inside: the list of its values (`quantified`) or the one value.
  struct Variable { Slot inside, outside; std::string name; };
  std::vector<Variable> variables;
  bool quantified = false;
};

/// Which of the paths between two nodes are kept.
struct PathSelection {
  enum class Kind : std::uint8_t { Any, Shortest, AllShortest, ShortestGroups } kind;
  ExpressionPtr count;      ///< How many paths or groups; null: 1. Reads no variables.
  ExpressionPtr predicate;  ///< What a path must satisfy to be considered; null: nothing.
};

/// Segments one after the other. Without a selection there is exactly one.
struct PathWalk {
  std::vector<PathSegment> segments;
  PathMode mode = PathMode::Trail;
  std::optional<PathSelection> selection;
};

// ---- clauses -----------------------------------------------------------------------------------------------

struct Match { bool optional = false; Pattern pattern; ExpressionPtr predicate; };
struct Unwind {
  ExpressionPtr list;
  Slot slot;
  std::string name;
  std::optional<Slot> place;      ///< Of the element in its list, counted from `first_place`.
  std::string place_name;
  std::int64_t first_place = 0;
};

struct ProjectionItem { Slot slot; std::string name; ExpressionPtr expression; };
struct SortItem { ExpressionPtr expression; bool descending = false; };
struct AggregateItem {
  Slot slot;
  const function::Function* function;
  std::vector<ExpressionPtr> arguments;  ///< Empty for count(*).
  bool distinct = false;
  std::vector<SortItem> order_by;  ///< In which order the group's rows are taken in; empty: as they come.
  SourceSpan where;
};

/// WITH or RETURN. Without aggregation, items are computed over the input. With it, rows are grouped by
/// `group_keys`, and items are computed over the slots of group keys and aggregates. `order_by` and `predicate`
/// see the items' slots and what the items were computed over (only the items' slots if distinct).
struct Projection {
  bool is_return = false;
  bool distinct = false;
  bool aggregating = false;
  std::vector<ProjectionItem> group_keys;
  std::vector<AggregateItem> aggregates;
  std::vector<ProjectionItem> items;
  std::vector<SortItem> order_by;
  ExpressionPtr skip, limit;  ///< Without variables; evaluated once. Must give non-negative integers.
  ExpressionPtr predicate;    ///< WITH … WHERE, after skip and limit.
};

/// Nodes and relationships whose `bound` is false are created, left to right.
struct Create { Pattern pattern; };

struct SetProperty { ExpressionPtr subject; std::string key; ExpressionPtr key_expression, value; };
struct SetAll { ExpressionPtr subject, value; bool merge = false; };  ///< `=` or `+=` a map or element.
/// `computed`: names or lists of names, besides `labels`.
struct SetLabels { ExpressionPtr subject; std::vector<std::string> labels; std::vector<ExpressionPtr> computed; };
struct RemoveProperty { ExpressionPtr subject; std::string key; ExpressionPtr key_expression; };
struct RemoveLabels { ExpressionPtr subject; std::vector<std::string> labels; std::vector<ExpressionPtr> computed; };
using UpdateItem = std::variant<SetProperty, SetAll, SetLabels, RemoveProperty, RemoveLabels>;
/// SET and REMOVE, in order. `key_expression` stands in for `key` when set.
struct Update { std::vector<UpdateItem> items; };

struct Merge { Pattern pattern; std::vector<UpdateItem> on_create, on_match; };
struct Delete { bool detach = false; std::vector<ExpressionPtr> targets; };

struct ProcedureCall {
  std::shared_ptr<const function::Procedure> procedure;
  std::vector<ExpressionPtr> arguments;
  struct Yield { std::uint32_t column; Slot slot; std::string name; };
  std::vector<Yield> yields;
  ExpressionPtr predicate;
  bool optional = false;  ///< A row that gets nothing is kept, with nulls.
};
/// CALL { … }: runs once per row. A unit subquery (no RETURN) keeps the row as it is.
struct CallSubquery {
  QueryPtr query;
  std::vector<Slot> imports;
  bool returns = true;
  bool optional = false;  ///< A row that gets nothing is kept, with nulls.

  /// IN TRANSACTIONS: what the subquery does for some rows is committed before the next come.
  struct Batches {
    enum class OnError : std::uint8_t { Fail, Break, Continue };
    ExpressionPtr rows;  ///< How many; without variables. Null: 1000.
    OnError on_error = OnError::Fail;
    std::optional<Slot> status;  ///< REPORT STATUS AS.
    std::string status_name;
    SourceSpan where;
  };
  std::optional<Batches> batches;
};
/// A row for each record of a CSV file: a list of its fields, or a map by the names in its first record.
struct LoadCsv {
  ExpressionPtr from;
  Slot slot;
  std::string name;
  bool with_headers = false;
  char separator = ',';
  SourceSpan where;
};
struct Clause;
struct Foreach { Slot variable; ExpressionPtr list; std::vector<Clause> updates; };

using ClauseNode = std::variant<Match, Unwind, Projection, Create, Update, Merge, Delete, ProcedureCall,
                                CallSubquery, Foreach, LoadCsv>;
struct Clause {
  ClauseNode node;
  SourceSpan where;
};

struct SingleQuery {
  std::vector<Clause> clauses;
  std::vector<Slot> outputs;  ///< In the order of Query::columns.
};

/// One or more single queries joined by UNION or by OTHERWISE, left to right.
struct Query {
  std::vector<SingleQuery> parts;
  std::vector<bool> union_all;  ///< Between part i and i + 1.
  bool otherwise = false;       ///< OTHERWISE instead: the rows of the first part that has some.
  std::vector<std::string> columns;  ///< Empty: the query returns nothing.
  std::vector<Slot> output_slots;    ///< Where the result stands: with UNION slots of its own, else parts[0].outputs.
  bool writes = false;
};

/// A whole statement, ready to plan.
struct BoundStatement {
  QueryPtr query;
  bool commits_itself = false;  ///< Has a CALL … IN TRANSACTIONS.
  Slot slot_count = 0;
  std::vector<std::string> parameters;  ///< Those it needs, by name.
  std::vector<Notification> notifications;
};

}  // namespace agora::semantic
