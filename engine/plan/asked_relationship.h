// plan/asked_relationship.h
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plan/expression_slots.h"

namespace agora::plan {

/// `(a)-[:T]->(b)` or `EXISTS { (a)-[:T]->(b) }` between two nodes of a pattern, with nothing else said of the
/// relationship.
struct AskedRelationship {
  std::uint32_t first, second;      ///< Nodes of the pattern.
  std::vector<std::string> types;   ///< None: all.
  semantic::Direction direction;    ///< Seen from `first`.
  Slot slot;                        ///< Of the relationship; nobody else's.
};

/// Nothing if `predicate` is of another form, or about another node as well.
std::optional<AskedRelationship> asked_relationship(const Expression& predicate, const semantic::Pattern& pattern);

}  // namespace agora::plan
