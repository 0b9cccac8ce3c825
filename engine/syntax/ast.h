// syntax/ast.h
//
// What a text says, as plain data: the whole openCypher 9 language, the schema statements and the
// transaction commands. Nothing here is checked beyond the grammar: names are not resolved, types
// are not inferred.
//
// Every node carries the place it was read from. Expressions and patterns own their children
// through unique_ptr; the node kinds are closed variants, so std::visit lets the compiler list what
// a new kind must touch. `Expression::height` bounds every recursion over a tree
// (ParseLimits::max_nesting), that of the destructors included.
#pragma once

#include "syntax/ast_clause.h"
#include "syntax/ast_expression.h"

namespace agora::syntax {

/// What an index or a constraint is about: `(n:Label)` or `()-[r:TYPE]-()`.
struct SchemaTarget {
  bool relationship = false;
  Name variable;
  Name label;  ///< Label or type.
  SourceSpan span;
};

enum class IndexKind : std::uint8_t { Range, Text, FullText, Point, Vector, Lookup };

struct CreateIndex {
  IndexKind kind = IndexKind::Range;
  std::optional<Name> name;
  bool if_not_exists = false;
  SchemaTarget target;
  std::vector<Name> properties;
  ExpressionPtr options;  ///< The map after OPTIONS, or null.
};

struct DropIndex {
  Name name;
  bool if_exists = false;
};

enum class ConstraintKind : std::uint8_t {
  Unique,   ///< `IS UNIQUE`
  NotNull,  ///< `IS NOT NULL`
  Key,      ///< `IS NODE KEY`, `IS RELATIONSHIP KEY`, `IS KEY`: unique and not null
  Typed,    ///< `IS :: TYPE`
};

struct CreateConstraint {
  ConstraintKind kind = ConstraintKind::Unique;
  std::optional<Name> name;
  bool if_not_exists = false;
  SchemaTarget target;
  std::vector<Name> properties;
  TypeName type;  ///< ConstraintKind::Typed only.
  ExpressionPtr options;
};

struct DropConstraint {
  Name name;
  bool if_exists = false;
};

/// `CREATE [ORDERED] ENUM name [IF NOT EXISTS] ('a', 'b')`: a property is bound to it by `IS ::
/// name`.
struct CreateEnumeration {
  Name name;
  bool ordered = false;
  bool if_not_exists = false;
  std::vector<Name> values;
};

/// `ALTER CONSTRAINT name [IF EXISTS] FOR … REQUIRE …`: the constraint of that name says this from now on.
struct AlterConstraint {
  CreateConstraint constraint;
  bool if_exists = false;
};

/// `ALTER [ORDERED] ENUM name [IF EXISTS] ('a', 'b')`: the enumeration has these values from now on.
struct AlterEnumeration {
  CreateEnumeration enumeration;
  bool if_exists = false;
};

struct DropEnumeration {
  Name name;
  bool if_exists = false;
};

enum class ShowKind : std::uint8_t {
  Indexes,
  Constraints,
  Enumerations,
  Functions,
  Procedures,
  Labels,
  RelationshipTypes,
  PropertyKeys,
  Settings,
  Transactions,
};

/// `SHOW kind [YIELD items | YIELD *] [WHERE where] [RETURN …]`
struct Show {
  ShowKind kind = ShowKind::Indexes;
  bool yield_star = false;
  std::optional<std::vector<YieldItem>> yield;
  std::vector<SortItem> order_by;
  ExpressionPtr skip;
  ExpressionPtr limit;
  ExpressionPtr where;
  std::optional<Projection> result;
};

struct TransactionCommand {
  enum class Kind : std::uint8_t { Begin, Commit, Rollback };
  Kind kind = Kind::Begin;
  bool read_only = false;
};

enum class ExecutionMode : std::uint8_t {
  Run,
  Explain,  ///< `EXPLAIN …`: plan, do not run.
  Profile,  ///< `PROFILE …`: run and measure.
};

struct Statement {
  using Node = std::variant<Query, CreateIndex, DropIndex, CreateConstraint, DropConstraint,
                            CreateEnumeration, DropEnumeration, AlterConstraint,
                            AlterEnumeration, Show, TransactionCommand>;
  Node node;
  ExecutionMode mode = ExecutionMode::Run;
  bool cite = false;  ///< `CITE query`: one more column with the passages behind each row.
  SourceSpan span;
};

}  // namespace agora::syntax
