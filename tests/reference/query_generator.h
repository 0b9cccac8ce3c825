// reference/query_generator.h
//
// Random reading queries over random_graph()'s schema. They are well-typed, so that hardly one
// fails, and say all that the rows depend on: LIMIT only behind an order of all columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"
#include "reference/rows_text.h"
#include "reference/small_graph.h"

namespace agora::reference {

struct GeneratedQuery {
  std::string text;
  Comparison comparison;
};

/// Values for the parameters that generated queries use.
const Map& generated_parameters();

class QueryGenerator {
 public:
  explicit QueryGenerator(Random& random) : random_(random) {}

  GeneratedQuery query();

  /// A query that counts or otherwise gathers the matches of one pattern of several parts: cycles,
  /// stars, optional parts, ways to say that two elements differ.
  GeneratedQuery counting_query();

 private:
  enum class Kind {
    Node,
    Relationship,
    Path,
    Integer,
    Number,  ///< An integer or float.
    String,
    Boolean,
    Date,
    Integers,       ///< A list.
    Relationships,  ///< A list.
    Any,
    Gathered,  ///< A list in no certain order.
  };
  struct Variable {
    std::string name;
    Kind kind;
  };
  using Scope = std::vector<Variable>;

  std::size_t below(std::size_t count) { return random_() % count; }
  bool chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
  /// One of some texts.
  std::string pick(std::initializer_list<const char*> texts);
  std::string fresh(const char* prefix) { return prefix + std::to_string(++names_); }
  /// A variable of that kind in scope, or nothing.
  const Variable* any_of(Kind kind);

  // generate_expression.cpp
  std::string expression(Kind kind, int depth);
  std::string integer(int depth);
  std::string number(int depth);
  std::string string(int depth);
  std::string boolean(int depth);
  std::string comparison_of(int depth);
  std::string subquery_test(int depth);
  std::string integers(int depth);
  std::string mixed(int depth);
  std::string over_list(const char* head, const char* bar, Kind body, int depth);
  /// `element.key` of a node or relationship in scope, or `otherwise`.
  std::string property(const char* key, const char* otherwise);
  Kind scalar_kind();

  // generate_pattern.cpp
  /// A path pattern; its new variables, if it may introduce any, come into scope.
  std::string pattern(std::size_t least_steps, std::size_t most_steps, bool introduce);
  std::string node_pattern(bool introduce);
  std::string relationship_pattern(bool introduce, bool& long_one);
  std::string label_expression(int depth);
  std::string property_map();
  // generate_paths.cpp
  /// A part that repeats; `bounded`: it must have a greatest number.
  std::string repeated_part(bool bounded);
  std::string inner_relationship(std::string& name);
  std::string times(bool bounded);
  std::string path_mode();
  /// A whole MATCH whose one path is chosen from several.
  std::string chosen_path();

  // generate_counting.cpp
  /// Steps between variables of a small pool, so that many close a cycle.
  std::string counted_path(std::size_t most_steps);
  std::string counted_node();
  std::string counted_match(bool optional);
  std::string counted_condition();
  std::string counted_item();

  // generate_query.cpp
  struct Column {
    std::string text;
    std::string name;
    Kind kind;
    bool aggregate = false;
  };
  std::string part(const std::vector<std::string>& names, bool last);
  std::string clause();
  std::string match();
  std::string with();
  std::string call();
  /// Items, ORDER BY, SKIP and LIMIT; the scope becomes the columns.
  std::string projection(std::vector<Column> columns, bool force_order);
  Column aggregate_column(std::string name);
  std::string order_key(const Column& column);

  Random& random_;
  Scope scope_;
  std::size_t names_ = 0;
  std::size_t matches_ = 0;
  std::size_t pool_ = 0;  ///< How many nodes a counting query speaks of.
  std::string reusable_;  ///< A relationship that the MATCH at hand may take up.
  bool gathered_ = false;
  bool plain_ = false, moded_ = false;
  bool walk_ = false;  ///< The path at hand may go in circles.
  bool total_order_ = false;
};

}  // namespace agora::reference
