// reference/evaluator.h
//
// Answers reading queries straight from the language's definition: nested loops over a small graph,
// rows as maps from names to values, nothing remembered and nothing reordered. It is as slow as it
// is simple; the engine must give the same rows.
//
// It stands on the AST, on the relations over values and on function kernels, and on nothing that
// binds, plans or executes.
#pragma once

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "reference/small_graph.h"
#include "syntax/ast.h"

namespace agora::reference {

using Bindings = std::map<std::string, Value>;
using Rows = std::vector<Bindings>;

/// The query is more than this evaluator is willing to do: too many rows.
struct TooLarge : std::runtime_error {
  TooLarge() : std::runtime_error("too many rows for the reference evaluator") {}
};
/// The query uses what this evaluator does not know.
struct Unknown : std::runtime_error {
  explicit Unknown(const std::string& what)
      : std::runtime_error("the reference evaluator does not know " + what) {}
};

struct Answer {
  std::vector<std::string> columns;
  std::vector<List> rows;
  bool ordered = false;  ///< The last clause sorts.
};

class Evaluator {
 public:
  /// `backwards`: elements are tried from the last to the first. What a query says does not depend
  /// on it, unless the query leaves something open (LIMIT without an order).
  Evaluator(const SmallGraph& graph, const Map& parameters, bool backwards = false,
            std::size_t budget = 60'000)
      : graph_(graph), parameters_(parameters), backwards_(backwards), budget_(budget) {}

  /// Throws TooLarge, Unknown, or Error for what fails in the language.
  Answer run(const syntax::Query& query);

 private:
  friend class Matcher;

  /// Where an expression is evaluated: a row and, in a projection that aggregates, its group.
  struct Scope {
    const Bindings& row;
    const Rows* group = nullptr;
  };

  // evaluate_query.cpp
  Answer run(const syntax::Query& query, const Bindings& outer);
  /// Rows at the end of the clauses; `answer` is set if they end with RETURN.
  Rows run(const syntax::SingleQuery& query, const Bindings& outer, Answer& answer);
  std::size_t count_rows(const syntax::Query& query, const Bindings& outer);
  Rows match(const syntax::Match& clause, const Rows& rows);
  Rows unwind(const syntax::Unwind& clause, const Rows& rows);
  Rows call(const syntax::CallSubquery& clause, const Rows& rows);

  // evaluate_projection.cpp
  /// The projected rows and the names of their columns in order.
  Rows project(const syntax::Projection& projection, const Rows& rows,
               std::vector<std::string>& columns);
  Value aggregate(const syntax::FunctionCall& call, const Rows& group);

  // evaluate_expression.cpp
  Value value(const syntax::Expression& expression, Scope scope);
  bool is_true(const syntax::Expression& expression, Scope scope);
  std::vector<Value> values(const std::vector<syntax::ExpressionPtr>& expressions, Scope scope);
  template <typename Node>
  Value evaluate(const Node& node, Scope scope);
  Value call_function(const syntax::FunctionCall& call, Scope scope);
  bool has_labels(const syntax::LabelExpression& labels, const std::vector<std::string>& names);
  std::vector<std::string> names_of(const Value& element);

  // match_pattern.cpp
  using Found = std::function<void(const Bindings&)>;
  void each_match(const std::vector<const syntax::PathPattern*>& patterns,
                  const syntax::Expression* where, const Bindings& row, const Found& found);

  /// Counts work; throws TooLarge when there was too much.
  void spend(std::size_t work = 1);

  const SmallGraph& graph_;
  const Map& parameters_;
  bool backwards_;
  std::size_t budget_;
};

/// True if the expression calls an aggregate function outside of subqueries.
bool aggregates(const syntax::Expression& expression);

}  // namespace agora::reference
