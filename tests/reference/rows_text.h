// reference/rows_text.h
//
// Rows as text that can be compared whoever made them.
#pragma once

#include <string>
#include <vector>

#include "agora/value.h"
#include "reference/small_graph.h"

namespace agora::reference {

/// How much of the rows' order is the query's to say.
struct Comparison {
  bool row_order = false;  ///< The last clause sorts by all columns.
  bool list_order = true;  ///< False if lists gather rows in no certain order (collect()).
};

/// One text a row, sorted unless the order counts. References are given their contents from
/// `graph`; elements are shown without ids, maps by key, and whole floats as integers, because
/// DISTINCT and grouping leave open which of 1 and 1.0 stands for both.
std::vector<std::string> rows_text(const SmallGraph& graph, const std::vector<List>& rows,
                                   Comparison comparison);

}  // namespace agora::reference
