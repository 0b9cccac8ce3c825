#include "plan/print_plan.h"

#include <cctype>
#include <utility>

#include "semantic/print_bound.h"

namespace agora::plan {

namespace {

class Describer {
 public:
  explicit Describer(const Plan& plan) : plan_(plan) {}

  std::pair<std::string, std::string> describe(const Operator& op) {
    return std::visit([this](const auto& node) { return (*this)(node); }, op.node);
  }

 private:
  using Text = std::pair<std::string, std::string>;

  std::string name(Slot slot) const {
    if (slot < plan_.slot_names.size() && !plan_.slot_names[slot].empty()) return plan_.slot_names[slot];
    return "_" + std::to_string(slot);
  }
  std::string names(const std::vector<Slot>& slots) const {
    std::string text;
    for (Slot slot : slots) text += (text.empty() ? "" : ", ") + name(slot);
    return text;
  }
  static std::string text(const ExpressionPtr& expression) {
    return expression ? semantic::print(*expression) : "";
  }
  template <typename Items>
  std::string items(const Items& all) const {
    std::string result;
    for (const auto& item : all) {
      if (!result.empty()) result += ", ";
      const std::string value = text(item.expression);
      result += value;
      if (value != name(item.slot)) result += " AS " + name(item.slot);
    }
    return result;
  }
  static std::string types(const std::vector<std::string>& all) {
    std::string result;
    for (const std::string& type : all) result += (result.empty() ? ":" : "|") + type;
    return result;
  }
  static std::string range(const ExpandVariable& e) {
    std::string result = "*" + std::to_string(e.min) + "..";
    return e.max ? result + std::to_string(*e.max) : result;
  }
  std::string arrow(Slot from, Slot relationship, Slot to, Direction direction,
                    const std::vector<std::string>& all, const std::string& length) const {
    const bool named = relationship < plan_.slot_names.size() && !plan_.slot_names[relationship].empty();
    return "(" + name(from) + ")" + (direction == Direction::In ? "<-[" : "-[") +
           (named ? name(relationship) : "") + types(all) + length +
           (direction == Direction::Out ? "]->(" : "]-(") + name(to) + ")";
  }
  std::string arrow(const ExpandVariable& e) const {
    std::string result = arrow(e.from, e.relationships, e.to, e.direction, e.types, range(e));
    if (e.each) result += " WHERE " + text(e.each);
    return result;
  }
  std::string text(const CountBranch& branch) const {
    std::string result = branch.optional ? "optional " : "";
    result += arrow(branch.root, branch.relationship, branch.node, branch.direction, branch.types, "");
    for (const auto& predicate : branch.predicates) result += " WHERE " + text(predicate);
    for (const auto& comparison : branch.comparisons) result += " WHERE " + text(comparison.predicate);
    for (Slot slot : branch.not_nodes) result += " <> " + name(slot);
    for (Slot slot : branch.not_relationships) result += " other than " + name(slot);
    for (const auto& excluded : branch.excluded) result += " not next to " + name(excluded.from);
    for (const CountBranch& inner : branch.branches) {
      result += " * {" + text(inner);
      if (inner.not_outer_node) result += " <> " + name(branch.root);
      if (inner.not_outer_relationship) result += " other than " + name(branch.relationship);
      if (!inner.outer_excluded.empty()) result += " not next to " + name(branch.root);
      result += "}";
    }
    return result + differing(branch.branches, branch.pairs);
  }
  std::string differing(const std::vector<CountBranch>& branches, const std::vector<CountBranch::Pair>& pairs) const {
    std::string result;
    for (const CountBranch::Pair& pair : pairs) {
      const CountBranch& first = branches[pair.first];
      const CountBranch& second = branches[pair.second];
      using Differ = CountBranch::Pair::Differ;
      if (pair.differ == Differ::Nodes) result += "; " + name(first.node) + " <> " + name(second.node);
      if (pair.differ == Differ::Relationships) {
        result += "; " + name(first.relationship) + " <> " + name(second.relationship);
      }
      if (pair.comparison) result += "; " + text(pair.comparison->predicate);
    }
    return result;
  }
  static std::string other_end(Direction direction, const std::vector<std::string>& all) {
    return (direction == Direction::In ? "<-[" : "-[") + types(all) + (direction == Direction::Out ? "]->" : "]-");
  }
  std::string text(const CountCycle& cycle, const CycleNode& node) const {
    const auto at = [&](std::uint32_t position) {
      return name(position < cycle.known.size() ? cycle.known[position]
                                                : cycle.nodes[position - cycle.known.size()].node);
    };
    std::string result;
    for (const CycleLeg& leg : node.legs) {
      if (!result.empty()) result += " & ";
      result += "(" + at(leg.from) + ")";
      for (const CycleHop& hop : leg.hops) {
        result += other_end(hop.direction, hop.types) + "(" + name(hop.node);
        for (const auto& predicate : hop.predicates) result += " WHERE " + text(predicate);
        for (const CountBranch& inner : hop.branches) result += " * {" + text(inner) + "}";
        result += ")";
      }
      for (Slot slot : leg.not_relationships) result += " other than " + name(slot);
      if (leg.exists) result += " exists";
    }
    for (const auto& predicate : node.predicates) result += " WHERE " + text(predicate);
    for (const auto& comparison : node.comparisons) result += " WHERE " + text(comparison.nodes.predicate);
    for (std::uint32_t position : node.not_nodes) result += " <> " + at(position);
    for (const CountBranch& inner : node.branches) result += " * {" + text(inner) + "}";
    return result;
  }
  static std::string labels_of(const semantic::Pattern& pattern) {
    return std::to_string(pattern.nodes.size()) + " nodes, " +
           std::to_string(pattern.relationships.size()) + " relationships";
  }

  Text operator()(const Argument& n) { return {"Argument", names(n.slots)}; }
  Text operator()(const AllNodesScan& n) { return {"AllNodesScan", name(n.node)}; }
  Text operator()(const NodesByLabel& n) { return {"NodesByLabel", name(n.node) + ":" + n.label}; }
  Text operator()(const IndexSeek& n) {
    std::string wanted = n.key + (n.any_of ? " IN " : " = ") + text(n.value);
    for (const auto& entry : n.also) wanted += ", " + entry.key + " = " + text(entry.value);
    return {"IndexSeek", name(n.node) + ":" + n.label + "(" + wanted + ")"};
  }
  Text operator()(const IndexRange& n) {
    std::string bounds;
    if (n.prefix) bounds = n.key + " STARTS WITH " + text(n.prefix);
    if (n.lower) bounds += n.key + (n.lower_inclusive ? " >= " : " > ") + text(n.lower);
    if (n.upper) bounds += (bounds.empty() ? "" : " AND ") + n.key + (n.upper_inclusive ? " <= " : " < ") + text(n.upper);
    return {"IndexRange", name(n.node) + ":" + n.label + "(" + bounds + ")"};
  }
  Text operator()(const NodeById& n) { return {"NodeById", name(n.node) + " = " + text(n.ids)}; }
  Text operator()(const Expand& n) {
    return {n.into ? "ExpandInto" : "Expand", arrow(n.from, n.relationship, n.to, n.direction, n.types, "")};
  }
  Text operator()(const ExpandVariable& n) { 
    const bool reach = n.each_end_once && n.min <= 1;
    return {n.into ? "ExpandVariableInto" : reach ? "ExpandReachable" : "ExpandVariable", arrow(n)};
  }
  std::string steps(const PathSteps& n) const {
    static constexpr const char* kModes[] = {"", "WALK ", "ACYCLIC ", "SIMPLE "};
    std::string result = kModes[static_cast<int>(n.mode)] + ("(" + name(n.from) + ")");
    for (const PathPart& part : n.parts) {
      result += "(" + names(part.relationships) + ")";
      if (!part.quantified) continue;
      result += "{" + std::to_string(part.min) + "," + (part.max ? std::to_string(*part.max) : "") + "}";
    }
    return result + "(" + name(n.to) + ")";
  }
  Text operator()(const Repeat& n) { return {n.steps.into ? "RepeatInto" : "Repeat", steps(n.steps)}; }
  Text operator()(const SelectPaths& n) {
    static constexpr const char* kKinds[] = {"ANY ", "SHORTEST ", "ALL SHORTEST ", "SHORTEST GROUPS "};
    std::string result = kKinds[static_cast<int>(n.selection.kind)];
    if (n.selection.count) result += text(n.selection.count) + " ";
    result += steps(n.steps);
    if (n.selection.predicate) result += " WHERE " + text(n.selection.predicate);
    return {n.steps.into ? "SelectPathsInto" : "SelectPaths", result};
  }
  Text operator()(const ShortestPath& n) { return {n.all ? "AllShortestPaths" : "ShortestPath", arrow(n.expand)}; }
  Text operator()(const BindEnds& n) {
    return {"BindEnds", arrow(n.from, n.relationship, n.to, n.direction, n.types, "")};
  }
  Text operator()(const BindEndsVariable& n) { return {"BindEnds", arrow(n.expand)}; }
  Text operator()(const Filter& n) { return {"Filter", text(n.predicate)}; }
  Text operator()(const Project& n) { return {"Project", items(n.items)}; }
  Text operator()(const Retain& n) { return {"Retain", names(n.slots)}; }
  Text operator()(const Aggregate& n) {
    std::string result = items(n.keys);
    for (const auto& aggregate : n.aggregates) {
      if (!result.empty()) result += ", ";
      result += std::string(aggregate.function->name) + "(";
      if (aggregate.distinct) result += "DISTINCT ";
      for (std::size_t i = 0; i < aggregate.arguments.size(); ++i) {
        result += (i ? ", " : "") + text(aggregate.arguments[i]);
      }
      if (aggregate.arguments.empty()) result += "*";
      for (const auto& item : aggregate.order_by) {
        result += (&item == &aggregate.order_by.front() ? " ORDER BY " : ", ") + text(item.expression) +
                  (item.descending ? " DESC" : "");
      }
      result += ")";
    }
    if (n.weight) result += " weighted by " + text(n.weight);
    return {"Aggregate", result};
  }
  Text operator()(const Distribute& n) { return {"Distribute", std::to_string(n.rows_each) + " at a time"}; }
  Text operator()(const Distinct& n) { return {"Distinct", names(n.slots)}; }
  Text operator()(const Sort& n) {
    std::string result;
    for (const auto& item : n.items) {
      result += (result.empty() ? "" : ", ") + text(item.expression) + (item.descending ? " DESC" : "");
    }
    if (n.limit) result += " LIMIT " + text(n.limit);
    return {n.limit ? "TopRows" : "Sort", result};
  }
  Text operator()(const Skip& n) { return {"Skip", text(n.count)}; }
  Text operator()(const Limit& n) { return {"Limit", text(n.count)}; }
  Text operator()(const Unwind& n) {
    const std::string place = n.place ? ", " + name(*n.place) + " from " + std::to_string(n.first_place) : "";
    return {"Unwind", text(n.list) + " AS " + name(n.slot) + place};
  }
  Text operator()(const Eager&) { return {"Eager", ""}; }
  Text operator()(const CallProcedure& n) { return {"CallProcedure", n.call.procedure->name}; }
  Text operator()(const Create& n) { return {"Create", labels_of(n.pattern)}; }
  Text operator()(const Update& n) { return {"Update", std::to_string(n.items.size()) + " items"}; }
  Text operator()(const Delete& n) {
    std::string result;
    for (const auto& target : n.deletion.targets) result += (result.empty() ? "" : ", ") + text(target);
    return {n.deletion.detach ? "DetachDelete" : "Delete", result};
  }
  Text operator()(const LoadCsv& n) {
    return {"LoadCsv", text(n.load.from) + " AS " + name(n.load.slot) + (n.load.with_headers ? " WITH HEADERS" : "")};
  }
  Text operator()(const ApplyInTransactions& n) {
    return {"ApplyInTransactions", n.batches.rows ? text(n.batches.rows) + " rows each" : ""};
  }
  Text operator()(const Foreach& n) { return {"Foreach", name(n.variable) + " IN " + text(n.list)}; }
  Text operator()(const Apply& n) {
    switch (n.kind) {
      case Apply::Kind::Inner: return {"Apply", ""};
      case Apply::Kind::Optional: return {"OptionalApply", ""};
      case Apply::Kind::Semi: return {"SemiApply", ""};
      case Apply::Kind::AntiSemi: return {"AntiSemiApply", ""};
      case Apply::Kind::Unit: return {"UnitApply", ""};
    }
    return {"Apply", ""};
  }
  Text operator()(const Merge& n) { return {"Merge", labels_of(n.merge.pattern)}; }
  Text operator()(const CountBranches& n) {
    std::string result;
    for (const CountBranch& branch : n.branches) result += (result.empty() ? "" : ", ") + text(branch);
    return {"CountBranches", result + differing(n.branches, n.pairs)};
  }
  Text operator()(const CountCycle& n) {
    std::string result;
    for (const CycleNode& node : n.nodes) result += (result.empty() ? "" : ", ") + text(n, node);
    return {"CountCycle", result};
  }
  Text operator()(const Intersect& n) {
    std::string result;
    for (const CycleLeg& leg : n.legs) {
      const CycleHop& hop = leg.hops.front();
      result += (result.empty() ? "" : " & ") +
                arrow(n.roots[leg.from], hop.relationship, n.node, hop.direction, hop.types, "");
    }
    return {"Intersect", result};
  }
  Text operator()(const CartesianProduct&) { return {"CartesianProduct", ""}; }
  Text operator()(const HashJoin& n) { return {"HashJoin", names(n.keys)}; }
  Text operator()(const Union& n) { return {n.first_only ? "Otherwise" : "Union", names(n.columns)}; }

  const Plan& plan_;
};

void append(Describer& describer, const Operator& op, int depth, std::vector<PrintedOperator>& lines) {
  auto [name, details] = describer.describe(op);
  lines.push_back({depth, std::move(name), std::move(details), op.rows, &op});
  for (const OperatorPtr& input : op.inputs) append(describer, *input, depth + 1, lines);
}

void append_line(Describer& describer, const Operator& op, std::string& line) {
  auto [name, details] = describer.describe(op);
  name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  if (!line.empty() && line.back() != '{') line += ' ';
  line += name + (details.empty() ? "" : "(" + details + ")");
  for (std::size_t i = 1; i < op.inputs.size(); ++i) {
    line += " {";
    append_line(describer, *op.inputs[i], line);
    line += "}";
  }
  if (!op.inputs.empty()) append_line(describer, *op.inputs.front(), line);
}

}  // namespace

std::vector<PrintedOperator> print_operators(const Plan& plan) {
  Describer describer(plan);
  std::vector<PrintedOperator> lines;
  append(describer, *plan.root, 0, lines);
  for (const SubqueryPlan& subquery : plan.subqueries) {
    lines.push_back({0, "Subquery", "", subquery.root->rows, subquery.root.get()});
    append(describer, *subquery.root, 1, lines);
  }
  return lines;
}

std::string print_line(const Plan& plan) {
  Describer describer(plan);
  std::string line;
  append_line(describer, *plan.root, line);
  for (const SubqueryPlan& subquery : plan.subqueries) {
    line += " subquery {";
    append_line(describer, *subquery.root, line);
    line += "}";
  }
  return line;
}

}  // namespace agora::plan
