// syntax/ast_expression.h
//
// Types, label expressions, patterns and expressions of the AST. Include syntax/ast.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agora/error.h"

namespace agora::syntax {

struct Expression;
struct Query;
struct PathPattern;

using ExpressionPtr = std::unique_ptr<Expression>;

/// A name as meant: without back quotes, escapes resolved. The span covers the quotes.
struct Name {
  std::string text;
  SourceSpan span;
};

// ------------------------------------------------------------------------------------------------
// Types and label expressions

/// A type as written after `IS ::`, in a constraint or in an enumeration's use.
struct TypeName {
  enum class Kind : std::uint8_t {
    Any,
    Nothing,
    Null,
    Boolean,
    Integer,
    Float,
    String,
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
    Duration,
    Point,
    Node,
    Relationship,
    Path,
    Map,
    List,  ///< `members` holds the element type, if one was given.
    PropertyValue,
    Union,  ///< `members` holds the alternatives (`INTEGER | FLOAT`).
    Named,  ///< A declared enumeration; `name` is its name.
  };
  Kind kind = Kind::Any;
  bool not_null = false;  ///< `NOT NULL` follows the type.
  std::string name;       ///< Kind::Named only.
  std::vector<TypeName> members;
  SourceSpan span;
};

/// What stands after the colon: of a node `:A:B`, `:A&!B|C`, `:%`, of a relationship `:R|S`.
struct LabelExpression {
  enum class Kind : std::uint8_t {
    Name,     ///< `name` is one label or type.
    Any,      ///< `%`: at least one label.
    Not,      ///< One operand.
    And,      ///< `A&B`, and `:A:B` which means the same.
    Or,       ///< `A|B`, and `:A|:B` which means the same.
    Dynamic,  ///< `$(expression)`: the names are only known when the query runs.
  };
  Kind kind = Kind::Name;
  syntax::Name name;
  std::vector<LabelExpression> operands;
  ExpressionPtr dynamic;
  bool any = false;  ///< Dynamic: `$any(…)`, one name of the list is enough; else all.
  SourceSpan span;
};

// ------------------------------------------------------------------------------------------------
// Patterns

/// `(variable:Labels {properties} WHERE predicate)`; every part may be missing.
struct NodePattern {
  std::optional<Name> variable;
  std::optional<LabelExpression> labels;
  ExpressionPtr properties;  ///< A MapLiteral or a Parameter, or null.
  ExpressionPtr where;
  bool implicit =
      false;  ///< Not written: it stands beside a QuantifiedPath that needs a neighbour.
  SourceSpan span;
};

enum class Direction : std::uint8_t {
  Right,  ///< `-->`
  Left,   ///< `<--`
  Both,   ///< `--`, and `<-->` which means the same.
};

/// How often: `*`, `*2`, `*1..3`, `{1,3}`, `+`. A bound that was not written is empty: the least
/// then is 1 after `*` in brackets, 0 after a quantifier's `*` or `{,3}` (see `postfix`), the most
/// is unbounded.
struct Repetition {
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;
  bool postfix =
      false;  ///< A quantifier behind the pattern (`-[:R]->{1,3}`), not `*` within the brackets.
  SourceSpan span;
};

/// `-[variable:Types *1..3 {properties} WHERE predicate]->`; every part may be missing.
struct RelationshipPattern {
  std::optional<Name> variable;
  std::optional<LabelExpression> types;
  std::optional<Repetition> repetition;
  ExpressionPtr properties;  ///< A MapLiteral or a Parameter, or null.
  ExpressionPtr where;
  Direction direction = Direction::Both;
  SourceSpan span;
};

/// `((a)-[r:R]->(b) WHERE predicate){1,5}`. Without a quantifier `repetition` is empty: once,
/// ungrouped.
struct QuantifiedPath {
  std::unique_ptr<PathPattern> path;
  ExpressionPtr where;
  std::optional<Repetition> repetition;
  SourceSpan span;
};

using PathStep = std::variant<RelationshipPattern, QuantifiedPath>;

enum class PathSelector : std::uint8_t {
  None,                      ///< All matches.
  ShortestPathFunction,      ///< `shortestPath(…)`
  AllShortestPathsFunction,  ///< `allShortestPaths(…)`
  Any,                       ///< `ANY [k]`
  Shortest,                  ///< `SHORTEST k`, `ANY SHORTEST`
  AllShortest,               ///< `ALL SHORTEST`
  ShortestGroups,            ///< `SHORTEST k GROUPS`
};

enum class PathMode : std::uint8_t { Default, Walk, Trail, Acyclic, Simple };

/// One part of a pattern: `p = (a)-[r]->(b)<--(c)`. `steps[i]` joins `nodes[i]` and `nodes[i + 1]`,
/// so there is one node more than steps.
struct PathPattern {
  std::optional<Name> variable;
  PathSelector selector = PathSelector::None;
  ExpressionPtr selector_count;  ///< The k of the selector, or null: a literal or a parameter.
  PathMode mode = PathMode::Default;
  std::vector<NodePattern> nodes;
  std::vector<PathStep> steps;
  SourceSpan span;
};

// ------------------------------------------------------------------------------------------------
// Expressions

/// The empty alternative is null.
struct Literal {
  std::variant<std::monostate, bool, std::int64_t, double, std::string> value;
};

struct Variable {
  std::string name;
};

/// `$name` or `$0`.
struct Parameter {
  std::string name;
};

/// `object.key`
struct Property {
  ExpressionPtr object;
  Name key;
};

/// `object[index]`
struct Index {
  ExpressionPtr object;
  ExpressionPtr index;
};

/// `object[from..to]`; either bound may be null.
struct Slice {
  ExpressionPtr object;
  ExpressionPtr from;
  ExpressionPtr to;
};

struct ListLiteral {
  std::vector<ExpressionPtr> items;
};

struct MapEntry {
  Name key;
  ExpressionPtr value;
};

struct MapLiteral {
  std::vector<MapEntry> entries;
};

enum class UnaryOperator : std::uint8_t { Not, Plus, Minus };

/// A minus before a number literal has already been made part of the literal.
struct Unary {
  UnaryOperator op = UnaryOperator::Not;
  ExpressionPtr operand;
};

enum class LogicalOperator : std::uint8_t { And, Or, Xor };

/// `a AND b AND c` is one node with three operands; two at least.
struct Logical {
  LogicalOperator op = LogicalOperator::And;
  std::vector<ExpressionPtr> operands;
};

enum class ArithmeticOperator : std::uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Power,
  Concatenate
};

/// A chain of operators of one precedence, evaluated from the left: `a + b - c` has three operands
/// and two operators. Powers too go from the left, as openCypher says.
struct Arithmetic {
  std::vector<ExpressionPtr> operands;
  std::vector<ArithmeticOperator> operators;
};

enum class ComparisonOperator : std::uint8_t {
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual
};

/// `a < b <= c` has three operands and two operators and means `a < b AND b <= c`.
struct Comparison {
  std::vector<ExpressionPtr> operands;
  std::vector<ComparisonOperator> operators;
};

enum class StringOperator : std::uint8_t { StartsWith, EndsWith, Contains, Matches };

/// `left STARTS WITH right`, `ENDS WITH`, `CONTAINS`, `=~`
struct StringPredicate {
  StringOperator op = StringOperator::Contains;
  ExpressionPtr left;
  ExpressionPtr right;
};

/// `element IN list`
struct In {
  ExpressionPtr element;
  ExpressionPtr list;
};

/// `operand IS [NOT] NULL`
struct IsNull {
  ExpressionPtr operand;
  bool negated = false;
};

/// `operand IS [NOT] :: type`
struct IsTyped {
  ExpressionPtr operand;
  bool negated = false;
  TypeName type;
};

/// `operand IS [NOT] [NFC|NFD|NFKC|NFKD] NORMALIZED`
struct IsNormalized {
  ExpressionPtr operand;
  bool negated = false;
  std::string form;  ///< "NFC" if none was written.
};

/// `operand:A:B`, and `operand:A|B` for label expressions.
struct LabelPredicate {
  ExpressionPtr operand;
  LabelExpression labels;
};

struct SortItem {
  ExpressionPtr expression;
  bool descending = false;
  std::optional<bool> nulls_first;
  SourceSpan span;
};

/// `space.name(DISTINCT a, b)`; `count(*)` has `star` and no arguments.
struct FunctionCall {
  std::vector<std::string> space;  ///< Name space parts, outermost first; usually none.
  std::string name;                ///< As written; function names ignore case.
  bool distinct = false;
  bool star = false;
  std::vector<ExpressionPtr> arguments;
  std::vector<SortItem> order_by;  ///< `collect(x ORDER BY y)`
  SourceSpan name_span;            ///< The name with its name space, for errors.
};

/// What CASE is about, where a branch asks more of it than equality (`CASE x WHEN > 3`): the missing
/// left operand of the branch's test.
struct CaseSubject {};

/// `WHEN when THEN then`, and `WHEN a, b THEN then`: any of them.
struct CaseBranch {
  struct Test {
    ExpressionPtr expression;
    bool asks = false;  ///< A question about the CaseSubject within; else a value to compare.
  };
  std::vector<Test> tests;
  ExpressionPtr then;
};

/// With a subject the branches' tests are about it, without one each is a predicate.
struct Case {
  ExpressionPtr subject;
  std::vector<CaseBranch> branches;
  ExpressionPtr otherwise;
};

/// `[variable IN list WHERE where | projection]`; where and projection may be null.
struct ListComprehension {
  Name variable;
  ExpressionPtr list;
  ExpressionPtr where;
  ExpressionPtr projection;
};

/// `[p = (a)-->(b) WHERE where | projection]`; where may be null.
struct PatternComprehension {
  PathPattern pattern;
  ExpressionPtr where;
  ExpressionPtr projection;
};

enum class QuantifierKind : std::uint8_t { All, Any, None, Single };

/// `all(variable IN list WHERE where)`; where may be null (openCypher's grammar allows it).
struct Quantifier {
  QuantifierKind kind = QuantifierKind::All;
  Name variable;
  ExpressionPtr list;
  ExpressionPtr where;
};

/// `reduce(accumulator = initial, variable IN list | expression)`
struct Reduce {
  Name accumulator;
  ExpressionPtr initial;
  Name variable;
  ExpressionPtr list;
  ExpressionPtr expression;
};

/// A pattern as an expression, `(a)-->(b)`: with one relationship at least. With a selector it is
/// `shortestPath(…)` or `allShortestPaths(…)` and gives a path or a list of paths, else a truth
/// value.
struct PatternExpression {
  PathPattern pattern;
};

enum class SubqueryKind : std::uint8_t { Exists, Count, Collect, Value };

/// `EXISTS { … }`, `COUNT { … }`, `COLLECT { … }`, `VALUE { … }` (the one value it returns). The short form `{ (a)-->(b) WHERE … }` is a
/// query of one MATCH without RETURN, and `pattern_form` is set.
struct Subquery {
  SubqueryKind kind = SubqueryKind::Exists;
  std::unique_ptr<Query> query;
  bool pattern_form = false;
};

/// One item of `variable {.name, .*, key: value, other}`.
struct MapProjectionItem {
  enum class Kind : std::uint8_t {
    Property,       ///< `.name`
    AllProperties,  ///< `.*`
    Entry,          ///< `name: value`
    Variable,       ///< `name`: the variable's value under its own name.
  };
  Kind kind = Kind::Property;
  Name name;
  ExpressionPtr value;
  SourceSpan span;
};

struct MapProjection {
  Name variable;
  std::vector<MapProjectionItem> items;
};

struct Expression {
  using Node = std::variant<Literal, Variable, Parameter, Property, Index, Slice, ListLiteral,
                            MapLiteral, Unary, Logical, Arithmetic, Comparison, StringPredicate, In,
                            IsNull, IsTyped, IsNormalized, LabelPredicate, FunctionCall, Case,
                            ListComprehension, PatternComprehension, Quantifier, Reduce,
                            PatternExpression, Subquery, MapProjection, CaseSubject>;
  Node node;
  SourceSpan span;
  /// 1 for a leaf, else one more than the highest child, patterns and subqueries included.
  std::uint32_t height = 1;
  /// True if the expression itself stands in parentheses: `(a = b) = c` is no chain.
  bool parenthesised = false;

  Expression(Node node, const SourceSpan& span);
  ~Expression();
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;
};

}  // namespace agora::syntax
