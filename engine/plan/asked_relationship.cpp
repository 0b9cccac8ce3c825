#include "plan/asked_relationship.h"

#include <algorithm>

namespace agora::plan {

namespace {

using semantic::NodePattern;
using semantic::Pattern;

const semantic::Match* only_match(const Expression& predicate) {
  const auto* exists = std::get_if<semantic::Subquery>(&predicate.node);
  if (!exists || exists->kind != semantic::Subquery::Kind::Exists) return nullptr;
  if (exists->query->parts.size() != 1 || exists->query->parts[0].clauses.empty()) return nullptr;
  const auto& clauses = exists->query->parts[0].clauses;
  const auto* match = std::get_if<semantic::Match>(&clauses[0].node);
  // Whatever may follow the match, a projection of its rows changes nothing for EXISTS.
  if (!match || clauses.size() > 2 || match->predicate || match->optional) return nullptr;
  if (clauses.size() == 2) {
    const auto* projection = std::get_if<semantic::Projection>(&clauses[1].node);
    if (!projection || projection->aggregating || projection->skip || projection->limit) return nullptr;
  }
  return match;
}

/// The node of the pattern that `node` stands for, if nothing is said of it that the pattern does not say.
std::optional<std::uint32_t> known_node(const NodePattern& node, const Pattern& pattern) {
  if (node.label_formula || !node.properties.empty()) return std::nullopt;
  for (std::uint32_t i = 0; i < pattern.nodes.size(); ++i) {
    const NodePattern& known = pattern.nodes[i];
    if (known.slot != node.slot) continue;
    const bool says_no_more = std::all_of(node.labels.begin(), node.labels.end(), [&](const std::string& label) {
      return std::find(known.labels.begin(), known.labels.end(), label) != known.labels.end();
    });
    return says_no_more ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<AskedRelationship> asked_relationship(const Expression& predicate, const Pattern& pattern) {
  const semantic::Match* match = only_match(predicate);
  if (!match) return std::nullopt;
  const Pattern& inner = match->pattern;
  if (inner.nodes.size() != 2 || inner.relationships.size() != 1) return std::nullopt;
  const semantic::RelationshipPattern& relationship = inner.relationships[0];
  if (relationship.length || !relationship.properties.empty() || relationship.bound) return std::nullopt;
  const auto first = known_node(inner.nodes[relationship.left], pattern);
  const auto second = known_node(inner.nodes[relationship.right], pattern);
  if (!first || !second || *first == *second) return std::nullopt;
  return AskedRelationship{*first, *second, relationship.types, relationship.direction, relationship.slot};
}

}  // namespace agora::plan
