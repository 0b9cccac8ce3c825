#include "plan/merge_matches.h"

#include <algorithm>

#include "plan/expression_slots.h"

namespace agora::plan {

namespace {

using semantic::Clause;
using semantic::Match;
using semantic::Pattern;

bool mergeable(const Clause& clause) {
  const auto* match = std::get_if<Match>(&clause.node);
  if (!match || match->optional) return false;
  const Pattern& pattern = match->pattern;
  return std::all_of(pattern.paths.begin(), pattern.paths.end(),
                     [](const auto& path) { return path.kind == semantic::PathPattern::Kind::Walk; }) &&
         std::none_of(pattern.relationships.begin(), pattern.relationships.end(), [](const auto& relationship) {
           // A part that repeats may read what clauses before have found.
           return relationship.bound || relationship.walk;
         });
}

/// The node of `pattern` in the slot of `node`, which is added if there is none; what both say of it holds.
std::uint32_t join_node(Pattern& pattern, const semantic::NodePattern& node) {
  const auto known = std::find_if(pattern.nodes.begin(), pattern.nodes.end(),
                                  [&](const auto& other) { return other.slot == node.slot; });
  const auto index = static_cast<std::uint32_t>(known - pattern.nodes.begin());
  if (known == pattern.nodes.end()) {
    pattern.nodes.push_back(node);
    return index;
  }
  for (const std::string& label : node.labels) {
    const bool said = std::find(known->labels.begin(), known->labels.end(), label) != known->labels.end();
    if (!said) known->labels.push_back(label);
  }
  known->properties.insert(known->properties.end(), node.properties.begin(), node.properties.end());
  if (!node.label_formula) return index;
  if (!known->label_formula) {
    known->label_formula = node.label_formula;
  } else {
    semantic::LabelExpression both{semantic::LabelExpression::Kind::And, "", {}};
    both.operands = {std::move(*known->label_formula), *node.label_formula};
    known->label_formula = std::move(both);
  }
  return index;
}

void join(Match& first, const Match& second, std::uint32_t clause) {
  std::vector<std::uint32_t> node_at;
  for (const auto& node : second.pattern.nodes) node_at.push_back(join_node(first.pattern, node));
  const auto before = static_cast<std::uint32_t>(first.pattern.relationships.size());
  for (semantic::RelationshipPattern relationship : second.pattern.relationships) {
    relationship.left = node_at[relationship.left];
    relationship.right = node_at[relationship.right];
    relationship.clause = clause;
    first.pattern.relationships.push_back(std::move(relationship));
  }
  for (semantic::PathPattern path : second.pattern.paths) {
    path.first_node = node_at[path.first_node];
    for (std::uint32_t& relationship : path.relationships) relationship += before;
    first.pattern.paths.push_back(std::move(path));
  }
  if (first.predicate && second.predicate) {
    first.predicate = make_operation(semantic::Operator::And, {first.predicate, second.predicate});
  } else if (second.predicate) {
    first.predicate = second.predicate;
  }
}

}  // namespace

std::optional<std::vector<Clause>> merge_matches(const std::vector<Clause>& clauses) {
  bool any = false;
  for (std::size_t i = 1; i < clauses.size(); ++i) any |= mergeable(clauses[i - 1]) && mergeable(clauses[i]);
  if (!any) return std::nullopt;
  std::vector<Clause> merged;
  std::uint32_t run = 0;
  for (const Clause& clause : clauses) {
    if (run > 0 && mergeable(clause)) {
      join(std::get<Match>(merged.back().node), std::get<Match>(clause.node), run++);
      continue;
    }
    merged.push_back(clause);
    run = mergeable(clause) ? 1 : 0;
  }
  return merged;
}

}  // namespace agora::plan
