#include "syntax/ast_children.h"

namespace agora::syntax {
namespace {

/// Calls the visitors for what is not null.
class Walker {
 public:
  Walker(const ExpressionVisitor& visit, const QueryVisitor* visit_query)
      : visit_(visit), visit_query_(visit_query) {}

  void one(const ExpressionPtr& expression) const {
    if (expression != nullptr) visit_(*expression);
  }
  void all(const std::vector<ExpressionPtr>& expressions) const {
    for (const ExpressionPtr& each : expressions) one(each);
  }
  void query(const Query& query) const {
    if (visit_query_ != nullptr) (*visit_query_)(query);
  }
  void sorts(const std::vector<SortItem>& items) const {
    for (const SortItem& item : items) one(item.expression);
  }
  void labels(const LabelExpression& labels) const {
    one(labels.dynamic);
    for (const LabelExpression& operand : labels.operands) this->labels(operand);
  }
  void path(const PathPattern& path) const {
    one(path.selector_count);
    for (std::size_t i = 0; i < path.nodes.size(); ++i) {
      part(path.nodes[i].labels, path.nodes[i].properties, path.nodes[i].where);
      if (i >= path.steps.size()) continue;
      if (const auto* step = std::get_if<RelationshipPattern>(&path.steps[i])) {
        part(step->types, step->properties, step->where);
      } else {
        const auto& group = std::get<QuantifiedPath>(path.steps[i]);
        this->path(*group.path);
        one(group.where);
      }
    }
  }
  void projection(const Projection& projection) const {
    for (const ProjectionItem& item : projection.items) one(item.expression);
    sorts(projection.order_by);
    one(projection.skip);
    one(projection.limit);
  }

  // Expressions
  void operator()(const Literal&) const {}
  void operator()(const Variable&) const {}
  void operator()(const CaseSubject&) const {}
  void operator()(const Parameter&) const {}
  void operator()(const Property& node) const { one(node.object); }
  void operator()(const Index& node) const {
    one(node.object);
    one(node.index);
  }
  void operator()(const Slice& node) const {
    one(node.object);
    one(node.from);
    one(node.to);
  }
  void operator()(const ListLiteral& node) const { all(node.items); }
  void operator()(const MapLiteral& node) const {
    for (const MapEntry& entry : node.entries) one(entry.value);
  }
  void operator()(const Unary& node) const { one(node.operand); }
  void operator()(const Logical& node) const { all(node.operands); }
  void operator()(const Arithmetic& node) const { all(node.operands); }
  void operator()(const Comparison& node) const { all(node.operands); }
  void operator()(const StringPredicate& node) const {
    one(node.left);
    one(node.right);
  }
  void operator()(const In& node) const {
    one(node.element);
    one(node.list);
  }
  void operator()(const IsNull& node) const { one(node.operand); }
  void operator()(const IsTyped& node) const { one(node.operand); }
  void operator()(const IsNormalized& node) const { one(node.operand); }
  void operator()(const LabelPredicate& node) const {
    one(node.operand);
    labels(node.labels);
  }
  void operator()(const FunctionCall& node) const {
    all(node.arguments);
    sorts(node.order_by);
  }
  void operator()(const Case& node) const {
    one(node.subject);
    for (const CaseBranch& branch : node.branches) {
      for (const CaseBranch::Test& test : branch.tests) one(test.expression);
      one(branch.then);
    }
    one(node.otherwise);
  }
  void operator()(const ListComprehension& node) const {
    one(node.list);
    one(node.where);
    one(node.projection);
  }
  void operator()(const PatternComprehension& node) const {
    path(node.pattern);
    one(node.where);
    one(node.projection);
  }
  void operator()(const Quantifier& node) const {
    one(node.list);
    one(node.where);
  }
  void operator()(const Reduce& node) const {
    one(node.initial);
    one(node.list);
    one(node.expression);
  }
  void operator()(const PatternExpression& node) const { path(node.pattern); }
  void operator()(const Subquery& node) const { query(*node.query); }
  void operator()(const MapProjection& node) const {
    for (const MapProjectionItem& item : node.items) one(item.value);
  }

  // Clauses
  void operator()(const Match& clause) const {
    for (const PathPattern& each : clause.patterns) path(each);
    one(clause.where);
  }
  void operator()(const Unwind& clause) const { one(clause.list); }
  void operator()(const With& clause) const {
    projection(clause.projection);
    one(clause.where);
  }
  void operator()(const Return& clause) const { projection(clause.projection); }
  void operator()(const Finish&) const {}
  void operator()(const Create& clause) const {
    for (const PathPattern& each : clause.patterns) path(each);
  }
  void operator()(const Merge& clause) const {
    path(clause.pattern);
    for (const MergeAction& action : clause.actions) sets(action.items);
  }
  void operator()(const Set& clause) const { sets(clause.items); }
  void operator()(const Remove& clause) const {
    for (const RemoveItem& item : clause.items) {
      if (const auto* property = std::get_if<RemoveProperty>(&item.node)) {
        one(property->target);
      } else {
        for (const LabelExpression& label : std::get<RemoveLabels>(item.node).labels) labels(label);
      }
    }
  }
  void operator()(const Delete& clause) const { all(clause.expressions); }
  void operator()(const CallProcedure& clause) const {
    if (clause.arguments) all(*clause.arguments);
    one(clause.where);
  }
  void operator()(const CallSubquery& clause) const {
    query(*clause.query);
    if (clause.in_transactions) one(clause.in_transactions->rows);
  }
  void operator()(const Foreach& clause) const {
    one(clause.list);
    for (const Clause& update : clause.updates) std::visit(*this, update.node);
  }
  void operator()(const LoadCsv& clause) const {
    one(clause.from);
    one(clause.field_terminator);
  }

 private:
  void part(const std::optional<LabelExpression>& names, const ExpressionPtr& properties,
            const ExpressionPtr& where) const {
    if (names) labels(*names);
    one(properties);
    one(where);
  }
  void sets(const std::vector<SetItem>& items) const {
    for (const SetItem& item : items) {
      if (const auto* property = std::get_if<SetProperty>(&item.node)) {
        one(property->target);
        one(property->value);
      } else if (const auto* variable = std::get_if<SetVariable>(&item.node)) {
        one(variable->value);
      } else {
        for (const LabelExpression& label : std::get<SetLabels>(item.node).labels) labels(label);
      }
    }
  }

  const ExpressionVisitor& visit_;
  const QueryVisitor* visit_query_;
};

}  // namespace

void for_each_child(const PathPattern& path, const ExpressionVisitor& visit) {
  Walker(visit, nullptr).path(path);
}

void for_each_child(const Expression& expression, const ExpressionVisitor& visit,
                    const QueryVisitor& visit_query) {
  std::visit(Walker(visit, &visit_query), expression.node);
}

void for_each_child(const Clause& clause, const ExpressionVisitor& visit,
                    const QueryVisitor& visit_query) {
  std::visit(Walker(visit, &visit_query), clause.node);
}

}  // namespace agora::syntax
