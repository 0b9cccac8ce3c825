// reference/differential.h
//
// One query on one graph, answered by the engine and by the reference evaluator.
#pragma once

#include <optional>
#include <string>

#include "agora/agora.h"
#include "reference/rows_text.h"
#include "reference/small_graph.h"

namespace agora::reference {

/// The engine with one graph in memory.
class Engine {
 public:
  /// `with_index` also declares indexes and a constraint, so that nodes are found through them.
  explicit Engine(const SmallGraph& graph, bool with_index = false);

  /// The rows as text. Throws Error.
  std::vector<std::string> rows(const std::string& query, const Map& parameters,
                                const SmallGraph& graph, Comparison comparison);

 private:
  Database database_;
  Connection connection_;
};

enum class Outcome {
  Same,
  Different,
  Skipped,  ///< Too large, unknown to the reference, or it leaves its rows open.
  Failed,   ///< Both refuse it.
};

struct Verdict {
  Outcome outcome = Outcome::Same;
  std::string difference;  ///< What both say, for Different.
  std::string error = {};  ///< What kind of error the engine raised where rows were expected.
};

Verdict compare(Engine& engine, const SmallGraph& graph, const std::string& query,
                const Map& parameters, Comparison comparison);

struct Shrunk {
  std::string query;
  SmallGraph graph;
  std::string difference;
};

/// Leaves out what a difference does not need: ranges of the query's tokens, then relationships,
/// nodes, labels and properties of the graph.
Shrunk shrink(SmallGraph graph, std::string query, const Map& parameters, Comparison comparison,
              bool with_index);

}  // namespace agora::reference
