#include "plan/count_existing.h"

#include <limits>
#include <numeric>
#include <utility>

#include "plan/asked_relationship.h"

namespace agora::plan {

namespace {

/// For each node of the pattern the number of the part it is in.
std::vector<std::uint32_t> parts_of(const semantic::Pattern& pattern) {
  std::vector<std::uint32_t> part(pattern.nodes.size());
  std::iota(part.begin(), part.end(), 0u);
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& r : pattern.relationships) {
      const std::uint32_t least = std::min(part[r.left], part[r.right]);
      changed |= part[r.left] != least || part[r.right] != least;
      part[r.left] = part[r.right] = least;
    }
  }
  return part;
}

}  // namespace

std::optional<PatternWithExisting> join_existing(const semantic::Pattern& pattern, const ExpressionPtr& predicate) {
  PatternWithExisting result{pattern, nullptr, {}};
  const std::vector<std::uint32_t> part = parts_of(pattern);
  std::vector<ExpressionPtr> conjuncts, rest;
  split_conjuncts(predicate, conjuncts);
  for (const ExpressionPtr& conjunct : conjuncts) {
    const auto asked = asked_relationship(*conjunct, pattern);
    if (!asked || part[asked->first] != part[asked->second]) {
      rest.push_back(conjunct);
      continue;
    }
    semantic::RelationshipPattern relationship;
    relationship.slot = asked->slot;
    relationship.left = asked->first;
    relationship.right = asked->second;
    relationship.types = asked->types;
    relationship.direction = asked->direction;
    // Of a clause of its own: it need differ from no other.
    relationship.clause = std::numeric_limits<std::uint32_t>::max() - static_cast<std::uint32_t>(result.existing.size());
    result.pattern.relationships.push_back(std::move(relationship));
    result.existing.emplace(asked->slot, conjunct);
  }
  if (result.existing.empty()) return std::nullopt;
  if (rest.size() == 1) result.predicate = rest.front();
  if (rest.size() > 1) result.predicate = make_operation(semantic::Operator::And, std::move(rest));
  return result;
}

void part_existing(FactorisedPattern& cut) {
  std::erase_if(cut.core.relationships, [&](const auto& relationship) {
    const auto asked = cut.existing.find(relationship.slot);
    if (asked == cut.existing.end()) return false;
    cut.predicates.push_back(asked->second);
    return true;
  });
}

}  // namespace agora::plan
