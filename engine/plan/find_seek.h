// plan/find_seek.h
//
// How a predicate finds the nodes of a pattern without a scan: by an index over one or several properties, or by id.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/cardinality.h"
#include "plan/expression_slots.h"
#include "plan/operator.h"

namespace agora::plan {

/// How an index or id finds a node, and which predicate that answers.
struct Seek {
  Node node;
  std::size_t conjunct;
  bool exact;  ///< The predicate need not be checked again.
  double rows;
  std::vector<std::size_t> also = {};  ///< More predicates that it answers.
};

/// What is known where a node is to be found.
struct SeekContext {
  const std::vector<ExpressionPtr>& conjuncts;
  const std::vector<bool>& applied;  ///< By conjunct: it has been checked, and finds nothing any more.
  const SlotSet& bound;              ///< What a seek may read.
  const std::vector<std::string>& labels;  ///< That the node is known to carry.
  const Cardinality& cardinality;
};

/// The seek for the node of `slot` that gives the fewest rows; none if no conjunct and index allow one.
std::optional<Seek> find_seek(Slot slot, const SeekContext& context);

/// True if `expression` is nothing but `slot`.
bool is_slot(const ExpressionPtr& expression, Slot slot);
bool is_subset(const SlotSet& inner, const SlotSet& outer);

}  // namespace agora::plan
