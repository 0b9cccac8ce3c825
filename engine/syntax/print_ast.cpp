// syntax/print_ast.cpp: statements, clauses and patterns. Expressions are in print_expression.cpp.

#include "syntax/print_ast.h"

namespace agora::syntax {
namespace {

template <typename List, typename Print>
std::string join(const List& list, Print print_one, std::string_view separator = ", ") {
  std::string text;
  bool first = true;
  for (const auto& each : list) {
    if (!first) text += separator;
    first = false;
    text += print_one(each);
  }
  return text;
}

std::string print_path(const PathPattern& path) { return print(path); }

std::string print_repetition(const Repetition& times) {
  if (times.postfix) {
    std::string text = "{";
    if (times.least) text += std::to_string(*times.least);
    text += ",";
    if (times.most) text += std::to_string(*times.most);
    return text + "}";
  }
  std::string text = "*";
  if (times.least) text += std::to_string(*times.least);
  text += "..";
  if (times.most) text += std::to_string(*times.most);
  return text;
}

std::string print_inside(const std::optional<Name>& variable,
                         const std::optional<LabelExpression>& labels,
                         const std::string& repetition, const ExpressionPtr& properties,
                         const ExpressionPtr& where) {
  std::string text;
  if (variable) text += variable->text;
  if (labels) text += ":" + print(*labels);
  text += repetition;
  const auto add = [&text](const std::string& part) {
    if (!text.empty()) text += " ";
    text += part;
  };
  if (properties) add(print(*properties));
  if (where) add("WHERE " + print(*where));
  return text;
}

std::string print_node(const NodePattern& node) {
  return "(" + print_inside(node.variable, node.labels, "", node.properties, node.where) + ")";
}

std::string print_step(const PathStep& step) {
  if (const auto* group = std::get_if<QuantifiedPath>(&step)) {
    std::string text = "(" + print(*group->path);
    if (group->where) text += " WHERE " + print(*group->where);
    text += ")";
    if (group->repetition) text += print_repetition(*group->repetition);
    return text;
  }
  const auto& relationship = std::get<RelationshipPattern>(step);
  const bool postfix = relationship.repetition && relationship.repetition->postfix;
  const std::string inner = print_inside(
      relationship.variable, relationship.types,
      relationship.repetition && !postfix ? print_repetition(*relationship.repetition) : "",
      relationship.properties, relationship.where);
  std::string text = relationship.direction == Direction::Left ? "<-" : "-";
  text += "[" + inner + "]";
  text += relationship.direction == Direction::Right ? "->" : "-";
  if (postfix) text += print_repetition(*relationship.repetition);
  return text;
}

std::string print_sort(const SortItem& item) {
  std::string text = print(*item.expression);
  if (item.descending) text += " DESC";
  if (item.nulls_first) text += *item.nulls_first ? " NULLS FIRST" : " NULLS LAST";
  return text;
}

std::string print_projection(const Projection& projection) {
  std::string text = projection.distinct ? "DISTINCT " : "";
  if (projection.star) text += projection.items.empty() ? "*" : "*, ";
  text += join(projection.items, [](const ProjectionItem& item) {
    return print(*item.expression) + (item.alias ? " AS " + item.alias->text : "");
  });
  if (!projection.order_by.empty()) text += " ORDER BY " + join(projection.order_by, print_sort);
  if (projection.skip) text += " SKIP " + print(*projection.skip);
  if (projection.limit) text += " LIMIT " + print(*projection.limit);
  return text;
}

std::string print_labels(const std::vector<LabelExpression>& labels) {
  return join(
      labels, [](const LabelExpression& label) { return ":" + print(label); }, "");
}

std::string print_set_item(const SetItem& item) {
  if (const auto* property = std::get_if<SetProperty>(&item.node)) {
    return print(*property->target) + " = " + print(*property->value);
  }
  if (const auto* variable = std::get_if<SetVariable>(&item.node)) {
    return variable->variable.text + (variable->add ? " += " : " = ") + print(*variable->value);
  }
  const auto& labels = std::get<SetLabels>(item.node);
  return labels.variable.text + print_labels(labels.labels);
}

std::string print_remove_item(const RemoveItem& item) {
  if (const auto* property = std::get_if<RemoveProperty>(&item.node))
    return print(*property->target);
  const auto& labels = std::get<RemoveLabels>(item.node);
  return labels.variable.text + print_labels(labels.labels);
}

std::string print_yield(const std::vector<YieldItem>& items) {
  if (items.empty()) return "-";
  return join(items, [](const YieldItem& item) {
    return item.field.text + (item.alias ? " AS " + item.alias->text : "");
  });
}

std::string print_space(const std::vector<std::string>& space) {
  return join(
      space, [](const std::string& part) { return part + "."; }, "");
}

std::string print_where(const ExpressionPtr& where) {
  return where ? " WHERE " + print(*where) : "";
}

struct ClausePrinter {
  std::string operator()(const Match& match) const {
    return (match.optional ? "OPTIONAL MATCH " : "MATCH ") + join(match.patterns, print_path) +
           print_where(match.where);
  }
  std::string operator()(const Unwind& unwind) const {
    if (unwind.place) {
      return "FOR " + unwind.variable.text + " IN " + print(*unwind.list) + " WITH " +
             (unwind.first_place == 1 ? "ORDINALITY " : "OFFSET ") + unwind.place->text;
    }
    return "UNWIND " + print(*unwind.list) + " AS " + unwind.variable.text;
  }
  std::string operator()(const With& with) const {
    return "WITH " + print_projection(with.projection) + print_where(with.where);
  }
  std::string operator()(const Return& result) const {
    return "RETURN " + print_projection(result.projection);
  }
  std::string operator()(const Finish&) const { return "FINISH"; }
  std::string operator()(const Create& create) const {
    return "CREATE " + join(create.patterns, print_path);
  }
  std::string operator()(const Merge& merge) const {
    std::string text = "MERGE " + print(merge.pattern);
    for (const MergeAction& action : merge.actions) {
      text += action.on_create ? " ON CREATE SET " : " ON MATCH SET ";
      text += join(action.items, print_set_item);
    }
    return text;
  }
  std::string operator()(const Set& set) const { return "SET " + join(set.items, print_set_item); }
  std::string operator()(const Remove& remove) const {
    return "REMOVE " + join(remove.items, print_remove_item);
  }
  std::string operator()(const Delete& deletion) const {
    return (deletion.detach ? "DETACH DELETE " : "DELETE ") +
           join(deletion.expressions, [](const ExpressionPtr& each) { return print(*each); });
  }
  std::string operator()(const CallProcedure& call) const {
    std::string text = call.optional ? "OPTIONAL CALL " : "CALL ";
    text += print_space(call.space) + call.name;
    if (call.arguments) {
      text +=
          "(" + join(*call.arguments, [](const ExpressionPtr& each) { return print(*each); }) + ")";
    }
    if (call.yield_star) text += " YIELD *";
    if (call.yield) text += " YIELD " + print_yield(*call.yield);
    return text + print_where(call.where);
  }
  std::string operator()(const CallSubquery& call) const {
    std::string text = call.optional ? "OPTIONAL CALL " : "CALL ";
    if (call.imports) {
      text += "(";
      text +=
          call.import_star ? "*" : join(*call.imports, [](const Name& name) { return name.text; });
      text += ") ";
    }
    text += "{" + print(*call.query) + "}";
    if (call.in_transactions) {
      text += " IN TRANSACTIONS";
      if (call.in_transactions->rows) text += " OF " + print(*call.in_transactions->rows) + " ROWS";
    }
    return text;
  }
  std::string operator()(const Foreach& each) const {
    return "FOREACH (" + each.variable.text + " IN " + print(*each.list) + " | " +
           join(
               each.updates, [](const Clause& clause) { return print(clause); }, " ") +
           ")";
  }
  std::string operator()(const LoadCsv& load) const {
    return std::string("LOAD CSV ") + (load.with_headers ? "WITH HEADERS " : "") + "FROM " +
           print(*load.from) + " AS " + load.variable.text +
           (load.field_terminator ? " FIELDTERMINATOR " + print(*load.field_terminator) : "");
  }
};

std::string print_names(const std::vector<Name>& names) {
  return join(names, [](const Name& name) { return name.text; });
}

std::string print_target(const SchemaTarget& target) {
  const std::string inner = target.variable.text + ":" + target.label.text;
  return target.relationship ? "()-[" + inner + "]-()" : "(" + inner + ")";
}

std::string print_if(bool condition, std::string_view text) {
  return condition ? std::string(text) : std::string();
}

struct StatementPrinter {
  std::string operator()(const Query& query) const { return print(query); }
  std::string operator()(const CreateIndex& index) const {
    static constexpr std::string_view kKinds[] = {"",       "TEXT ",   "FULLTEXT ",
                                                  "POINT ", "VECTOR ", "LOOKUP "};
    return "CREATE " + std::string(kKinds[static_cast<int>(index.kind)]) + "INDEX " +
           (index.name ? index.name->text + " " : "") +
           print_if(index.if_not_exists, "IF NOT EXISTS ") + "FOR " + print_target(index.target) +
           " ON (" + print_names(index.properties) + ")" +
           (index.options ? " OPTIONS " + print(*index.options) : "");
  }
  std::string operator()(const DropIndex& drop) const {
    return "DROP INDEX " + drop.name.text + print_if(drop.if_exists, " IF EXISTS");
  }
  static std::string print_required(const CreateConstraint& constraint) {
    static constexpr std::string_view kKinds[] = {"UNIQUE", "NOT NULL", "KEY", ":: "};
    return "FOR " + print_target(constraint.target) + " REQUIRE (" +
           print_names(constraint.properties) + ") IS " +
           std::string(kKinds[static_cast<int>(constraint.kind)]) +
           (constraint.kind == ConstraintKind::Typed ? print(constraint.type) : "");
  }
  std::string operator()(const CreateConstraint& constraint) const {
    return "CREATE CONSTRAINT " + (constraint.name ? constraint.name->text + " " : "") +
           print_if(constraint.if_not_exists, "IF NOT EXISTS ") + print_required(constraint);
  }
  std::string operator()(const AlterConstraint& alter) const {
    return "ALTER CONSTRAINT " + alter.constraint.name->text + " " +
           print_if(alter.if_exists, "IF EXISTS ") + print_required(alter.constraint);
  }
  std::string operator()(const AlterEnumeration& alter) const {
    return "ALTER " + print_if(alter.enumeration.ordered, "ORDERED ") + "ENUM " +
           alter.enumeration.name.text + print_if(alter.if_exists, " IF EXISTS") + " (" +
           print_names(alter.enumeration.values) + ")";
  }
  std::string operator()(const DropConstraint& drop) const {
    return "DROP CONSTRAINT " + drop.name.text + print_if(drop.if_exists, " IF EXISTS");
  }
  std::string operator()(const CreateEnumeration& enumeration) const {
    return "CREATE " + print_if(enumeration.ordered, "ORDERED ") + "ENUM " + enumeration.name.text +
           print_if(enumeration.if_not_exists, " IF NOT EXISTS") + " (" +
           print_names(enumeration.values) + ")";
  }
  std::string operator()(const DropEnumeration& drop) const {
    return "DROP ENUM " + drop.name.text + print_if(drop.if_exists, " IF EXISTS");
  }
  std::string operator()(const Show& show) const {
    static constexpr std::string_view kKinds[] = {
        "INDEXES", "CONSTRAINTS",        "ENUMS",         "FUNCTIONS", "PROCEDURES",
        "LABELS",  "RELATIONSHIP TYPES", "PROPERTY KEYS", "SETTINGS",  "TRANSACTIONS"};
    std::string text = "SHOW " + std::string(kKinds[static_cast<int>(show.kind)]);
    if (show.yield_star) text += " YIELD *";
    if (show.yield) text += " YIELD " + print_yield(*show.yield);
    if (!show.order_by.empty()) text += " ORDER BY " + join(show.order_by, print_sort);
    if (show.skip) text += " SKIP " + print(*show.skip);
    if (show.limit) text += " LIMIT " + print(*show.limit);
    text += print_where(show.where);
    if (show.result) text += " RETURN " + print_projection(*show.result);
    return text;
  }
  std::string operator()(const TransactionCommand& command) const {
    static constexpr std::string_view kKinds[] = {"BEGIN", "COMMIT", "ROLLBACK"};
    return std::string(kKinds[static_cast<int>(command.kind)]) +
           print_if(command.read_only, " READ ONLY");
  }
};

}  // namespace

std::string print(const Statement& statement) {
  std::string text;
  if (statement.mode == ExecutionMode::Explain) text += "EXPLAIN ";
  if (statement.mode == ExecutionMode::Profile) text += "PROFILE ";
  if (statement.cite) text += "CITE ";
  return text + std::visit(StatementPrinter{}, statement.node);
}

std::string print(const Query& query) {
  std::string text;
  for (std::size_t i = 0; i < query.parts.size(); ++i) {
    if (i > 0) text += query.otherwise ? " OTHERWISE " : query.all[i - 1] ? " UNION ALL " : " UNION ";
    text += join(
        query.parts[i].clauses, [](const Clause& clause) { return print(clause); }, " ");
  }
  return text;
}

std::string print(const Clause& clause) { return std::visit(ClausePrinter{}, clause.node); }

std::string print(const PathPattern& path) {
  std::string text = path.variable ? path.variable->text + " = " : "";
  const std::string count = path.selector_count ? print(*path.selector_count) + " " : "";
  switch (path.selector) {
    case PathSelector::None:
      break;
    case PathSelector::ShortestPathFunction:
      text += "shortestPath ";
      break;
    case PathSelector::AllShortestPathsFunction:
      text += "allShortestPaths ";
      break;
    case PathSelector::Any:
      text += "ANY " + count;
      break;
    case PathSelector::Shortest:
      text += "SHORTEST " + count;
      break;
    case PathSelector::AllShortest:
      text += "ALL SHORTEST ";
      break;
    case PathSelector::ShortestGroups:
      text += "SHORTEST " + count + "GROUPS ";
      break;
  }
  static constexpr std::string_view kModes[] = {"", "WALK ", "TRAIL ", "ACYCLIC ", "SIMPLE "};
  text += kModes[static_cast<int>(path.mode)];
  for (std::size_t i = 0; i < path.nodes.size(); ++i) {
    if (!path.nodes[i].implicit) text += print_node(path.nodes[i]);
    if (i < path.steps.size()) text += print_step(path.steps[i]);
  }
  return text;
}

std::string print(const LabelExpression& labels) {
  using Kind = LabelExpression::Kind;
  switch (labels.kind) {
    case Kind::Name:
      return labels.name.text;
    case Kind::Any:
      return "%";
    case Kind::Dynamic:
      return (labels.any ? "$any(" : "$(") + print(*labels.dynamic) + ")";
    case Kind::Not:
      return "!" + print(labels.operands.front());
    default:
      break;
  }
  return "(" +
         join(
             labels.operands, [](const LabelExpression& each) { return print(each); },
             labels.kind == Kind::And ? "&" : "|") +
         ")";
}

}  // namespace agora::syntax
