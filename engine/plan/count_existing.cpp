#include "plan/count_existing.h"

#include <limits>
#include <utility>
#include <vector>

#include "plan/asked_relationship.h"

namespace agora::plan {

namespace {

/// Beyond, what lies between the ends is better listed.
constexpr std::size_t kMostBetween = 3;

/// Whether a way of at most kMostBetween relationships leads from one node to the other.
bool near(const semantic::Pattern& pattern, std::uint32_t from, std::uint32_t to) {
  std::vector<bool> met(pattern.nodes.size());
  met[from] = true;
  for (std::size_t step = 0; step < kMostBetween; ++step) {
    const std::vector<bool> before = met;
    for (const auto& r : pattern.relationships) {
      if (before[r.left]) met[r.right] = true;
      if (before[r.right]) met[r.left] = true;
    }
  }
  return met[to];
}

}  // namespace

std::optional<PatternWithExisting> join_existing(const semantic::Pattern& pattern, const ExpressionPtr& predicate) {
  PatternWithExisting result{pattern, nullptr, {}};
  std::vector<ExpressionPtr> conjuncts, rest;
  split_conjuncts(predicate, conjuncts);
  for (const ExpressionPtr& conjunct : conjuncts) {
    const auto asked = asked_relationship(*conjunct, pattern);
    if (!asked || !near(pattern, asked->first, asked->second)) {
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
