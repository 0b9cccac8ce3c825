// graph/graph_check.h
//
// Whether what is stored is whole, and whether its parts agree.
//
// Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph_view.h"

namespace agora::graph {

struct GraphCheck {
  std::uint64_t blocks = 0;         ///< Runs and catalog sections that were read and decoded.
  std::uint64_t index_entries = 0;
  std::vector<std::string> problems;  ///< A sentence each, at most kMostProblems.
  static constexpr std::size_t kMostProblems = 100;

  void report(std::string problem) {
    if (problems.size() < kMostProblems) problems.push_back(std::move(problem));
  }
};

/// Reads every key of the snapshot: every one must be known, every block whole and decodable.
void check_blocks(const storage::Snapshot& snapshot, GraphCheck& check);

/// Reads the whole graph of `view`, which `snapshot` has: both directions of adjacency name the same relationships, no end dangles,
/// labels, property lists, columns, indexes, constraints and counts agree. Requires: check_blocks
/// found nothing.
void check_graph(const GraphView& view, const storage::Snapshot& snapshot, GraphCheck& check);

}  // namespace agora::graph
