#include "plan/join_keys.h"

#include <algorithm>
#include <variant>

#include "plan/find_seek.h"

namespace agora::plan {

namespace {

bool is_slot_ref(const Expression& expression) { return std::holds_alternative<semantic::SlotRef>(expression.node); }

/// What is computed without an error for every row, whether or not some other row meets it.
bool is_plain(const Expression& expression) {
  if (is_slot_ref(expression)) return true;
  if (const auto* property = std::get_if<semantic::PropertyAccess>(&expression.node)) {
    return is_slot_ref(*property->subject);
  }
  const auto* call = std::get_if<semantic::Call>(&expression.node);
  return call && call->function->name == "id" && call->arguments.size() == 1 && is_slot_ref(*call->arguments[0]);
}

bool reads_only(const ExpressionPtr& expression, const SlotSet& slots) {
  return is_plain(*expression) && is_subset(slots_of(expression), slots);
}

}  // namespace

std::vector<JoinKey> join_keys(const std::vector<ExpressionPtr>& conjuncts, const std::vector<bool>& applied,
                               const SlotSet& left, const SlotSet& right, const Cardinality& cardinality) {
  std::vector<JoinKey> keys;
  // A text equals the value of an enumeration with its name, but is another key.
  if (cardinality.has_enumerations()) return keys;
  for (std::size_t i = 0; i < conjuncts.size(); ++i) {
    const auto* operation = std::get_if<semantic::Operation>(&conjuncts[i]->node);
    if (applied[i] || !operation || operation->op != semantic::Operator::Equal) continue;
    const ExpressionPtr& first = operation->operands[0];
    const ExpressionPtr& second = operation->operands[1];
    if (reads_only(first, left) && reads_only(second, right)) keys.push_back({i, first, second});
    if (reads_only(first, right) && reads_only(second, left)) keys.push_back({i, second, first});
  }
  return keys;
}

bool only_reads(const Operator& root) {
  const Node& node = root.node;
  const auto* apply = std::get_if<Apply>(&node);
  const bool writes = std::holds_alternative<Create>(node) || std::holds_alternative<Update>(node) ||
                      std::holds_alternative<Delete>(node) || std::holds_alternative<Merge>(node) ||
                      std::holds_alternative<Foreach>(node) || std::holds_alternative<CallProcedure>(node) ||
                      std::holds_alternative<ApplyInTransactions>(node) ||
                      (apply && apply->kind == Apply::Kind::Unit);
  return !writes && std::all_of(root.inputs.begin(), root.inputs.end(),
                                [](const OperatorPtr& input) { return only_reads(*input); });
}

}  // namespace agora::plan
