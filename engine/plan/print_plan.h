// plan/print_plan.h
//
// A plan as text: for EXPLAIN, one line per operator with its estimate; for tests, one line in all.
#pragma once

#include <string>
#include <vector>

#include "plan/operator.h"

namespace agora::plan {

struct PrintedOperator {
  int depth;                ///< 0 for the root; inputs stand one deeper, below their operator.
  std::string name;         ///< "Expand"
  std::string details;      ///< "(a)-[r:KNOWS]->(b)"
  double rows;              ///< Estimated.
  const Operator* op;
};

/// The operators of the plan from the top down; subqueries of expressions follow, each below a line "Subquery".
std::vector<PrintedOperator> print_operators(const Plan& plan);

/// "retain(b) expand((a)-[:CITES]->(b)) filter(a.year > 1990) nodesByLabel(a:Paper)"; a second input stands in
/// braces behind its operator.
std::string print_line(const Plan& plan);

}  // namespace agora::plan
