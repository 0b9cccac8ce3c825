// plan/operator.h
//
// What a plan is: a tree of operators, one closed variant. The planner makes a first correct tree, the passes
// rewrite it, execution turns it into running operators, print_plan shows it. Rows flow from the inputs up;
// an operator's row holds the slots that it and its inputs set.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "semantic/bound_query.h"

namespace agora::plan {

using semantic::Direction;
using semantic::PathMode;
using semantic::ExpressionPtr;
using semantic::Slot;

struct Operator;
using OperatorPtr = std::shared_ptr<Operator>;

// ---- leaves ------------------------------------------------------------------------------------------------

// A scan or seek has either no input, or one: then it runs once for each row of it, which its expressions may
// use. The inner side of an Apply, Merge, Foreach or subquery always has its Argument as the first leaf.

/// The rows handed in from outside (`inner`: of the enclosing Apply, Merge, Foreach or subquery expression), or
/// one row without slots, where a whole query or the independent side of a product begins.
struct Argument { std::vector<Slot> slots; bool inner = false; };
struct AllNodesScan { Slot node; };
struct NodesByLabel { Slot node; std::string label; };
/// Nodes of `label` whose `key` equals `value` (or any element of it, if `any_of`). With an index over several
/// properties, `also` holds the others with their values, in the index's order.
struct IndexSeek {
  Slot node; std::string label, key; ExpressionPtr value; bool any_of = false;
  std::vector<semantic::PropertyEntry> also = {};
};
struct IndexRange {
  Slot node; std::string label, key;
  ExpressionPtr lower, upper; bool lower_inclusive = true, upper_inclusive = true;  ///< Null: open.
  ExpressionPtr prefix;  ///< Instead of bounds, for STARTS WITH.
};
/// Nodes or relationships by internal id: `WHERE id(n) = …`.
struct NodeById { Slot node; ExpressionPtr ids; };

// ---- one input ---------------------------------------------------------------------------------------------

/// One output row per relationship of `from` in `direction` with one of `types` (none: all). With `into`, `to`
/// already holds a node and must be the other end.
struct Expand {
  Slot from, relationship, to;
  Direction direction; std::vector<std::string> types;
  bool into = false;
};
/// Paths of min to max relationships, no relationship twice on a path; `relationships` gets the list, from
/// `from` to `to` (reversed if `reversed`: the pattern was written the other way round). `each` must hold
/// for every relationship, seen in slot `element`.
struct ExpandVariable {
  Slot from, relationships, to;
  Direction direction; std::vector<std::string> types;
  std::uint64_t min = 1; std::optional<std::uint64_t> max;
  bool into = false, reversed = false;
  Slot element = 0; ExpressionPtr each;
  /// Set where nobody reads the path and repeated rows make no difference above: then each end is given once.
  bool each_end_once = false;
};
/// As ExpandVariable between two bound nodes, only the shortest (one, or all of that length).
struct ShortestPath { ExpandVariable expand; bool all = false; };
/// One of the parts that a path is made of: inputs[i + 1] of the operator finds one repetition of part i, from
/// the node in `enter`, which its Argument hands in, to the node in `leave`.
struct PathPart {
  Slot enter, leave;
  std::vector<Slot> relationships;  ///< As they are walked.
  std::vector<semantic::PathSegment::Variable> variables;
  bool quantified = false;          ///< The variables outside are lists.
  bool both_ways = false;           ///< Some relationship in it may be walked in either direction.
  std::uint64_t min = 1; std::optional<std::uint64_t> max;
};
/// From `from` through all parts in turn to `to`; `relationships` gets the list of all that were walked (turned
/// round if `reversed`: the walk began at the right end). `arguments` are what the parts read of the row.
struct PathSteps {
  Slot from, relationships, to;
  bool into = false, reversed = false;
  std::vector<PathPart> parts;
  semantic::PathMode mode = semantic::PathMode::Trail;
  std::vector<Slot> arguments;
};
/// All ways to repeat the one part, depth first.
struct Repeat { PathSteps steps; };
/// For each end some of the paths that lead there, by length.
struct SelectPaths { PathSteps steps; semantic::PathSelection selection; };
/// Rows whose already-bound `relationship` joins `from` and `to` in `direction`; sets unbound ends.
struct BindEnds {
  Slot relationship, from, to; bool from_bound, to_bound;
  Direction direction; std::vector<std::string> types;
};
/// As BindEnds for a bound list of relationships (variable length).
struct BindEndsVariable { ExpandVariable expand; bool from_bound, to_bound; };
struct Filter { ExpressionPtr predicate; };
/// Sets slots. The row keeps the input's slots as well; Retain drops what is not wanted.
struct Project { std::vector<semantic::ProjectionItem> items; };
struct Retain { std::vector<Slot> slots; };
struct Aggregate {
  std::vector<semantic::ProjectionItem> keys;
  std::vector<semantic::AggregateItem> aggregates;
  ExpressionPtr weight = nullptr;  ///< How many equal rows each row stands for; null: one. See plan_weighed.h.
  bool shared = false;  ///< Several threads may do it: a Distribute stands below, down the first inputs.
};
/// Deals out its input's rows, so many at a time, to the threads that run all operators from here up to a shared
/// Aggregate (see rules/share_out.h).
struct Distribute { std::uint64_t rows_each; };
struct Distinct { std::vector<Slot> slots; };
struct Sort { std::vector<semantic::SortItem> items; ExpressionPtr limit; };  ///< With a limit: the first so many.
struct Skip { ExpressionPtr count; };
struct Limit { ExpressionPtr count; };
struct Unwind {
  ExpressionPtr list;
  Slot slot;
  std::optional<Slot> place;  ///< Of the element in its list, counted from `first_place`.
  std::int64_t first_place = 0;
};
/// Takes in all rows before it lets out the first, so that reads below do not see writes above.
struct Eager {};
struct CallProcedure { semantic::ProcedureCall call; };
struct Create { semantic::Pattern pattern; };
struct Update { std::vector<semantic::UpdateItem> items; };
struct Delete { semantic::Delete deletion; };
/// Runs inputs[1] (a tree of updates over an Argument) for each element of `list`.
struct Foreach { Slot variable; ExpressionPtr list; };
/// A row for each record of a CSV file.
struct LoadCsv { semantic::LoadCsv load; };

// ---- factorised counting (see count_branches.h) --------------------------------------------------------------

/// `node` is not reached from `from` by a relationship of one of `types` in `direction`.
struct ExcludedEnds {
  Slot from;
  std::vector<std::string> types;
  semantic::Direction direction;
};

/// That two nodes satisfy `predicate`, which is `own` `op` `other`. Each side is a property or the id of the node in
/// its slot.
struct NodeComparison {
  Slot own_node, other_node;
  semantic::Operator op;
  ExpressionPtr own, other;
  ExpressionPtr predicate;
};

/// The relationships from a known node to the nodes `node`, each weighted by the matches of its own branches.
struct CountBranch {
  Slot root;
  Slot node, relationship;
  std::vector<std::string> types;  ///< None: all.
  semantic::Direction direction;   ///< Seen from the root.
  std::vector<ExpressionPtr> predicates;  ///< On `node` alone.
  bool optional = false;                  ///< No match counts as one.
  /// Is set to 1 where an optional branch has a match, else to null. Only where the root is in the row.
  std::optional<Slot> found = std::nullopt;
  /// What `node` must satisfy with the root.
  std::vector<NodeComparison> comparisons = {};

  /// Two of `branches` that must differ, in their nodes or in their relationships, or whose nodes must satisfy a
  /// comparison, or both.
  struct Pair {
    enum class Differ : std::uint8_t { Nothing, Nodes, Relationships };
    std::uint32_t first, second;
    Differ differ;
    std::optional<NodeComparison> comparison = std::nullopt;  ///< `own` is the first one's.
  };
  std::vector<CountBranch> branches;
  std::vector<Pair> pairs;

  // Only in a branch that hangs on another one's node, seen from the root of that one. Such a branch counts by
  // where the way to it began (see returning_branch.h); there is at most one on a node.
  bool not_outer_node = false;          ///< `node` must not be that root.
  bool not_outer_relationship = false;  ///< `relationship` must not be the one that leads from there.
  std::vector<ExcludedEnds> outer_excluded;

  // Only where the root is in the row:
  std::vector<Slot> not_nodes;          ///< Nodes of the row that `node` must not be.
  std::vector<Slot> not_relationships;  ///< Relationships of the row that `relationship` must not be.
  std::vector<ExcludedEnds> excluded;
};

/// Sets `weight` to the number of combinations of matches of all branches; drops rows where it is 0.
struct CountBranches {
  Slot weight;
  std::vector<CountBranch> branches;
  std::vector<CountBranch::Pair> pairs;
};

/// One step of a way between two nodes of a cycle.
struct CycleHop {
  std::vector<std::string> types;  ///< None: all.
  semantic::Direction direction;   ///< Seen from where the way begins.
  Slot relationship, node;         ///< `node` is what the step leads to.
  std::vector<ExpressionPtr> predicates;  ///< On `node` alone. Not for the last step: see CycleNode.
  std::vector<CountBranch> branches;      ///< What hangs on `node`, likewise.
};

/// A way from a node found before: one relationship, or several whose inner nodes nobody asks for.
struct CycleLeg {
  std::uint32_t from;                     ///< Position, see CountCycle.
  std::vector<CycleHop> hops;
  std::vector<Slot> not_relationships;    ///< Relationships of the row that the (only) hop must not use.
  /// That there is such a relationship (the only hop) is all that is asked: several count as one.
  bool exists = false;
};

/// A comparison with the node at `position`.
struct CycleComparison {
  std::uint32_t position;
  NodeComparison nodes;
};

/// A node of a cycle: whatever all its legs lead to.
struct CycleNode {
  Slot node;
  std::vector<ExpressionPtr> predicates;  ///< On `node` alone.
  std::vector<CountBranch> branches;      ///< Each match is weighted by theirs.
  std::vector<CycleLeg> legs;
  std::vector<std::uint32_t> not_nodes;   ///< Positions of nodes that it must not be.
  std::vector<CycleComparison> comparisons = {};  ///< With nodes before it, by position.
};

/// Sets `weight` to the number of ways to complete the row's nodes `known` by the nodes `nodes`; drops rows where
/// it is 0. A position below known.size() is a node of the row, from there on one of `nodes`, which are found in
/// their order, each by intersecting what its legs lead to.
struct CountCycle {
  Slot weight;
  std::vector<Slot> known;
  std::vector<CycleNode> nodes;
  struct LegRef { std::uint32_t node, leg; };
  /// Two legs of one hop each that must not use the same relationship.
  struct Different { LegRef first, second; };
  std::vector<Different> different;
};

/// One output row per node that every leg leads to and combination of their relationships: what an Expand and
/// lookups between two known nodes give, without listing what the lookups would drop. Each leg is one relationship
/// from the node in roots[leg.from].
struct Intersect {
  Slot node;
  std::vector<Slot> roots;
  std::vector<CycleLeg> legs;
};

// ---- two or more inputs ------------------------------------------------------------------------------------

/// For each row of inputs[0], the rows of inputs[1], whose Argument gets that row's `arguments`.
struct Apply {
  enum class Kind : std::uint8_t {
    Inner,     ///< Joined rows.
    Optional,  ///< Joined rows, or the row with null in `nullable` if there are none.
    Semi,      ///< The row if there is one.
    AntiSemi,  ///< The row if there is none.
    Unit,      ///< The row, after the right side has run for its effects.
  } kind;
  std::vector<Slot> arguments;
  std::vector<Slot> nullable;
  /// True if the right side may be run for a whole batch of rows at a time: it neither aggregates, sorts,
  /// limits, de-duplicates nor writes.
  bool batched = false;
};
/// As Apply (Inner, Optional or Unit), with a commit after every so many rows of inputs[0].
struct ApplyInTransactions {
  Apply apply;
  semantic::CallSubquery::Batches batches;
};
/// For each row of inputs[0]: the matches that inputs[1] finds, else what `pattern` creates.
struct Merge { semantic::Merge merge; std::vector<Slot> arguments; };
struct CartesianProduct {};
/// Rows of both inputs that agree in the slots `keys` (nodes or relationships); the right side is built.
struct HashJoin { std::vector<Slot> keys; };
/// Rows of all inputs, one after the other; `columns[i]` of input k come from slots sources[k][i]. With
/// `first_only` those of the first input that has any; the ones behind it do not run.
struct Union { std::vector<Slot> columns; std::vector<std::vector<Slot>> sources; bool first_only = false; };

using Node = std::variant<Argument, AllNodesScan, NodesByLabel, IndexSeek, IndexRange, NodeById, Expand,
                          ExpandVariable, Repeat, SelectPaths, ShortestPath, BindEnds, BindEndsVariable, Filter, Project, Retain,
                          Aggregate, Distinct, Sort, Skip, Limit, Unwind, Eager, CallProcedure, Create, Update,
                          Delete, Foreach, Apply, Merge, CartesianProduct, HashJoin, Union, CountBranches, CountCycle,
                          Intersect, LoadCsv, ApplyInTransactions, Distribute>;

struct Operator {
  Node node;
  std::vector<OperatorPtr> inputs;
  double rows = 0;              ///< Estimated number of rows it lets out.
  /// The slots that the operators above read, ascending; set by the last pass. Others need not be carried on
  /// (an Expand copies only these of its input). An operator that nobody reads from still counts its rows.
  std::vector<Slot> needed;
  SourceSpan where;             ///< The clause it stems from.
};

/// The plan of a query inside an expression, by its bound query.
struct SubqueryPlan {
  semantic::QueryPtr query;
  OperatorPtr root;
  bool batched = false;  ///< As Apply::batched.
  bool exists = false;   ///< Only whether there is a row is asked for.
};

/// A planned statement: immutable, may be run many times and by several threads.
struct Plan {
  OperatorPtr root;
  std::vector<std::string> columns;
  std::vector<Slot> outputs;
  Slot slot_count = 0;
  std::vector<std::string> slot_names;  ///< What each slot is called in the query, or empty.
  bool writes = false;
  bool commits_itself = false;  ///< Has an ApplyInTransactions.
  std::vector<SubqueryPlan> subqueries;  ///< For every semantic::Subquery in the tree, nested ones too.
  std::vector<std::string> parameters;
};

/// The plan of `query`'s subquery. Precondition: it is part of this plan.
const SubqueryPlan& subquery_plan(const Plan& plan, const semantic::Query* query);

}  // namespace agora::plan
