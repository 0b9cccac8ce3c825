// graph/salvage.h
//
// What can still be read of a damaged database, in a new one.
//
// Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph_store.h"

namespace agora::graph {

struct Salvage {
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  /// What was lost or had to be made up from something else, a sentence each.
  std::vector<std::string> losses;
};

/// Copies into `to`, which must be empty, whatever of `from` can be read. Lists of neighbours, counts
/// and indexes are made anew; where it is unreadable which nodes exist, those with a label or a
/// property do, and what relationships join is taken from the lists of neighbours. Schema that the
/// rest does not fulfil is left out and listed. Ids are given anew.
Salvage salvage(const GraphStore& from, GraphStore& to);

}  // namespace agora::graph
