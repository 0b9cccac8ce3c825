// Patterns, clauses and queries of print_bound.h.
#include "semantic/print_bound.h"

namespace agora::semantic {
namespace {

std::string joined(const std::vector<std::string>& parts, const char* separator = ", ") {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : separator) + part;
  return out;
}

std::string variable(const std::string& name, Slot slot) {
  return name.empty() ? "_" + std::to_string(slot) : print_name(name);
}

std::string properties(const std::vector<PropertyEntry>& entries, const ExpressionPtr& map) {
  if (map) return print(*map);
  if (entries.empty()) return {};
  std::vector<std::string> parts;
  for (const PropertyEntry& entry : entries)
    parts.push_back(print_name(entry.key) + ": " + print(*entry.value));
  return "{" + joined(parts) + "}";
}

std::string node(const NodePattern& pattern, bool first_time) {
  std::string out = pattern.name.empty() ? "" : print_name(pattern.name);
  if (first_time) {
    for (const std::string& label : pattern.labels) out += ":" + print_name(label);
    for (const ExpressionPtr& names : pattern.computed_labels) out += ":$(" + print(*names) + ")";
    if (pattern.label_formula) out += ":" + print(*pattern.label_formula);
    const std::string map = properties(pattern.properties, pattern.property_map);
    if (!map.empty()) out += (out.empty() ? "" : " ") + map;
  }
  return "(" + out + ")";
}

std::string relationship(const RelationshipPattern& pattern, bool backwards) {
  std::string inner = pattern.name.empty() ? "" : print_name(pattern.name);
  std::vector<std::string> types;
  for (const std::string& type : pattern.types) types.push_back(print_name(type));
  if (!types.empty()) inner += ":" + joined(types, "|");
  if (pattern.computed_type) inner += ":$(" + print(*pattern.computed_type) + ")";
  if (pattern.length) {
    inner += "*" + std::to_string(pattern.length->min) + "..";
    if (pattern.length->max) inner += std::to_string(*pattern.length->max);
  }
  const std::string map = properties(pattern.properties, pattern.property_map);
  if (!map.empty()) inner += (inner.empty() ? "" : " ") + map;
  for (const ExpressionPtr& test : pattern.each) inner += " WHERE " + print(*test);
  if (!inner.empty()) inner = "[" + inner + "]";
  const Direction out = backwards ? Direction::In : Direction::Out;
  const Direction in = backwards ? Direction::Out : Direction::In;
  return std::string(pattern.direction == in ? "<-" : "-") + inner +
         (pattern.direction == out ? "->" : "-");
}

std::string walk(const PathWalk& each) {
  std::string out;
  for (const PathSegment& segment : each.segments) {
    std::string part = print(segment.pattern);
    if (segment.predicate) part += " WHERE " + print(*segment.predicate);
    if (each.segments.size() > 1 || segment.quantified) part = "(" + part + ")";
    if (segment.quantified) {
      part += "{" + std::to_string(segment.times.min) + ",";
      if (segment.times.max) part += std::to_string(*segment.times.max);
      part += "}";
    }
    out += part;
  }
  return out;
}

/// What stands before a path that is more than a chain.
std::string path_prefix(const PathWalk& each) {
  static constexpr const char* kKinds[] = {"ANY ", "SHORTEST ", "ALL SHORTEST ", "SHORTEST GROUPS "};
  static constexpr const char* kModes[] = {"", "WALK ", "ACYCLIC ", "SIMPLE "};
  std::string out;
  if (each.selection) out += kKinds[static_cast<int>(each.selection->kind)];
  if (each.selection && each.selection->count) out += print(*each.selection->count) + " ";
  return out + kModes[static_cast<int>(each.mode)];
}

std::string path(const Pattern& pattern, const PathPattern& each, std::vector<bool>& written) {
  const auto write_node = [&](std::uint32_t index) {
    const bool first_time = !written[index];
    written[index] = true;
    return node(pattern.nodes[index], first_time);
  };
  std::uint32_t at = each.first_node;
  std::string out = write_node(at);
  for (std::uint32_t index : each.relationships) {
    const RelationshipPattern& step = pattern.relationships[index];
    const bool backwards = step.left != at;
    at = backwards ? step.left : step.right;
    if (step.walk && each.relationships.front() == index) out = path_prefix(*step.walk) + out;
    out += (step.walk ? walk(*step.walk) : relationship(step, backwards)) + write_node(at);
  }
  if (each.kind == PathPattern::Kind::Shortest) out = "shortestPath(" + out + ")";
  if (each.kind == PathPattern::Kind::AllShortest) out = "allShortestPaths(" + out + ")";
  return each.slot ? variable(each.name, *each.slot) + " = " + out : out;
}

std::string item(const ProjectionItem& each) {
  const std::string text = print(*each.expression);
  const std::string name = variable(each.name, each.slot);
  return text == name ? name : text + " AS " + name;
}

std::string order(const std::vector<SortItem>& items) {
  std::vector<std::string> parts;
  for (const SortItem& each : items)
    parts.push_back(print(*each.expression) + (each.descending ? " DESC" : ""));
  return parts.empty() ? "" : " ORDER BY " + joined(parts);
}

std::string definitions(const Projection& projection) {
  std::vector<std::string> keys, aggregates;
  for (const ProjectionItem& key : projection.group_keys) {
    keys.push_back(variable(key.name, key.slot) + " = " + print(*key.expression));
  }
  for (const AggregateItem& each : projection.aggregates) {
    std::vector<std::string> arguments;
    for (const ExpressionPtr& argument : each.arguments) arguments.push_back(print(*argument));
    if (arguments.empty()) arguments.push_back("*");
    aggregates.push_back("_" + std::to_string(each.slot) + " = " +
                         std::string(each.function->name) + "(" +
                         (each.distinct ? "DISTINCT " : "") + joined(arguments) +
                         order(each.order_by) + ")");
  }
  return " {keys: " + joined(keys) + "; aggregates: " + joined(aggregates) + "}";
}

struct ClausePrinter {
  std::string operator()(const Match& match) const {
    std::string out = (match.optional ? "OPTIONAL MATCH " : "MATCH ") + print(match.pattern);
    return match.predicate ? out + " WHERE " + print(*match.predicate) : out;
  }
  std::string operator()(const Unwind& unwind) const {
    std::string out = "UNWIND " + print(*unwind.list) + " AS " + variable(unwind.name, unwind.slot);
    if (!unwind.place) return out;
    return out + " WITH PLACE FROM " + std::to_string(unwind.first_place) + " AS " +
           variable(unwind.place_name, *unwind.place);
  }
  std::string operator()(const Projection& projection) const {
    std::string out = projection.is_return ? "RETURN" : "WITH";
    if (projection.distinct) out += " DISTINCT";
    std::vector<std::string> items;
    for (const ProjectionItem& each : projection.items) items.push_back(item(each));
    if (!items.empty()) out += " " + joined(items);
    if (projection.aggregating) out += definitions(projection);
    out += order(projection.order_by);
    if (projection.skip) out += " SKIP " + print(*projection.skip);
    if (projection.limit) out += " LIMIT " + print(*projection.limit);
    if (projection.predicate) out += " WHERE " + print(*projection.predicate);
    return out;
  }
  std::string operator()(const Create& create) const { return "CREATE " + print(create.pattern); }
  std::string operator()(const Update& update) const { return updates(update.items); }
  std::string operator()(const Merge& merge) const {
    std::string out = "MERGE " + print(merge.pattern);
    if (!merge.on_create.empty()) out += " ON CREATE " + updates(merge.on_create);
    if (!merge.on_match.empty()) out += " ON MATCH " + updates(merge.on_match);
    return out;
  }
  std::string operator()(const Delete& deletion) const {
    std::vector<std::string> targets;
    for (const ExpressionPtr& target : deletion.targets) targets.push_back(print(*target));
    return (deletion.detach ? "DETACH DELETE " : "DELETE ") + joined(targets);
  }
  std::string operator()(const ProcedureCall& call) const {
    std::vector<std::string> arguments, yields;
    for (const ExpressionPtr& argument : call.arguments) arguments.push_back(print(*argument));
    for (const ProcedureCall::Yield& yield : call.yields) {
      const std::string& column = call.procedure->outputs[yield.column].name;
      yields.push_back(column == yield.name
                           ? print_name(column)
                           : print_name(column) + " AS " + variable(yield.name, yield.slot));
    }
    std::string out = call.optional ? "OPTIONAL CALL " : "CALL ";
    out += call.procedure->name + "(" + joined(arguments) + ")";
    if (!yields.empty()) out += " YIELD " + joined(yields);
    return call.predicate ? out + " WHERE " + print(*call.predicate) : out;
  }
  std::string operator()(const CallSubquery& call) const {
    return (call.optional ? "OPTIONAL CALL { " : "CALL { ") + print(*call.query) + " }" +
           (call.batches ? " IN TRANSACTIONS" : "");
  }
  std::string operator()(const LoadCsv& load) const {
    return std::string("LOAD CSV ") + (load.with_headers ? "WITH HEADERS " : "") + "FROM " +
           print(*load.from) + " AS " + variable(load.name, load.slot);
  }
  std::string operator()(const Foreach& loop) const {
    std::vector<std::string> clauses;
    for (const Clause& clause : loop.updates) clauses.push_back(print(clause));
    return "FOREACH (_" + std::to_string(loop.variable) + " IN " + print(*loop.list) + " | " +
           joined(clauses, " ") + ")";
  }

 private:
  static std::string key(const std::string& name, const ExpressionPtr& expression) {
    return expression ? "[" + print(*expression) + "]" : "." + print_name(name);
  }
  template <typename Labels>
  static std::string labels(const Labels& each) {
    std::string out;
    for (const std::string& name : each.labels) out += ":" + print_name(name);
    for (const ExpressionPtr& names : each.computed) out += ":$(" + print(*names) + ")";
    return out;
  }
  static bool removes(const UpdateItem& update) {
    return std::holds_alternative<RemoveProperty>(update) ||
           std::holds_alternative<RemoveLabels>(update);
  }
  static std::string updates(const std::vector<UpdateItem>& items) {
    std::vector<std::string> parts;
    for (const UpdateItem& each : items)
      parts.push_back(std::visit([](const auto& u) { return one(u); }, each));
    return (!items.empty() && removes(items.front()) ? "REMOVE " : "SET ") + joined(parts);
  }
  static std::string one(const SetProperty& set) {
    return print(*set.subject) + key(set.key, set.key_expression) + " = " + print(*set.value);
  }
  static std::string one(const SetAll& set) {
    return print(*set.subject) + (set.merge ? " += " : " = ") + print(*set.value);
  }
  static std::string one(const SetLabels& set) { return print(*set.subject) + labels(set); }
  static std::string one(const RemoveProperty& remove) {
    return print(*remove.subject) + key(remove.key, remove.key_expression);
  }
  static std::string one(const RemoveLabels& remove) {
    return print(*remove.subject) + labels(remove);
  }
};

}  // namespace

std::string print(const Pattern& pattern) {
  std::vector<bool> written(pattern.nodes.size(), false);
  std::vector<std::string> paths;
  for (const PathPattern& each : pattern.paths) paths.push_back(path(pattern, each, written));
  return joined(paths);
}

std::string print(const Clause& clause) { return std::visit(ClausePrinter{}, clause.node); }

std::string print(const Query& query) {
  std::string out;
  for (std::size_t i = 0; i < query.parts.size(); ++i) {
    if (i > 0) out += query.otherwise ? " OTHERWISE " : query.union_all[i - 1] ? " UNION ALL " : " UNION ";
    std::vector<std::string> clauses;
    for (const Clause& clause : query.parts[i].clauses) clauses.push_back(print(clause));
    out += joined(clauses, " ");
  }
  return out;
}

}  // namespace agora::semantic
