// The second pass over a pattern: labels, properties and the predicates inside.
#include <algorithm>

#include "semantic/pattern_binder.h"

namespace agora::semantic {
namespace {

bool is_conjunction(const LabelExpression& labels) {
  if (labels.kind == LabelExpression::Kind::Name) return true;
  return labels.kind == LabelExpression::Kind::And &&
         std::all_of(labels.operands.begin(), labels.operands.end(), is_conjunction);
}

void add_names(const LabelExpression& labels, std::vector<std::string>& out) {
  if (labels.kind == LabelExpression::Kind::Name &&
      std::find(out.begin(), out.end(), labels.name) == out.end()) {
    out.push_back(labels.name);
  }
  for (const LabelExpression& operand : labels.operands) add_names(operand, out);
}

bool is_disjunction(const LabelExpression& types) {
  if (types.kind == LabelExpression::Kind::Name) return true;
  return types.kind == LabelExpression::Kind::Or &&
         std::all_of(types.operands.begin(), types.operands.end(), is_disjunction);
}

}  // namespace

void PatternBinder::bind_contents() {
  for (const auto& [index, ast] : node_asts_) bind_node(pattern_.nodes[index], *ast);
  for (const auto& [index, ast] : relationship_asts_)
    bind_relationship(pattern_.relationships[index], *ast);
  for (const syntax::Expression* condition : conditions_) {
    Place place = inside();
    place.clause = "WHERE";
    predicates_.push_back(binder_.predicate(*condition, place));
  }
  add_same_nodes();
  for (const std::unique_ptr<Part>& part : parts_) bind_part(*part);
  for (Selected& selected : selected_) bind_selection(selected);
  add_mode_predicates();
}

Place PatternBinder::inside() const {
  Place place;
  place.clause = clause_;
  return place;
}

void PatternBinder::bind_properties(const syntax::ExpressionPtr& ast, std::vector<PropertyEntry>& entries,
                     ExpressionPtr& map, bool entity_known) {
  if (!ast) return;
  if (const auto* literal = std::get_if<syntax::MapLiteral>(&ast->node)) {
    for (const syntax::MapEntry& entry : literal->entries) {
      if (entity_known) mention_property(entry.key);
      entries.push_back({entry.key.text, binder_.value(*entry.value, inside())});
    }
    return;
  }
  if (use_ != PatternUse::Create) {
    throw syntax_error("InvalidParameterUse",
                       std::string(clause_) + " needs each property by its name", ast->span)
        .with_hint("write {key: $parameter.key}");
  }
  map = binder_.value(*ast, inside());
}

void PatternBinder::mention_property(const syntax::Name& key) {
  if (creates()) {
    binder_.created(Binder::NameKind::Property, key.text);
  } else {
    binder_.mentioned(Binder::NameKind::Property, key.text, key.span);
  }
}

void PatternBinder::bind_node(NodePattern& node, const syntax::NodePattern& ast) {
  if (ast.labels) bind_labels(node, *ast.labels);
  bind_properties(ast.properties, node.properties, node.property_map, true);
  bind_inner_where(ast.where, ast.span);
}

void PatternBinder::bind_labels(NodePattern& node, const syntax::LabelExpression& ast) {
  if (creates()) {
    add_created_labels(node, ast);
    return;
  }
  if (Binder::has_computed(ast)) {
    predicates_.push_back(binder_.label_test({node_reference(node), ValueType::Node}, ast, inside(), ast.span));
    return;
  }
  LabelExpression labels = binder_.labels(ast, false);
  if (is_conjunction(labels)) {
    add_names(labels, node.labels);
  } else if (node.label_formula) {
    LabelExpression both;
    both.kind = LabelExpression::Kind::And;
    both.operands = {std::move(*node.label_formula), std::move(labels)};
    node.label_formula = std::move(both);
  } else {
    node.label_formula = std::move(labels);
  }
  // One or the other: a formula takes in what stands in `labels`.
  if (node.label_formula && !node.labels.empty()) {
    LabelExpression both;
    both.kind = LabelExpression::Kind::And;
    for (std::string& name : node.labels)
      both.operands.push_back({LabelExpression::Kind::Name, std::move(name), {}});
    both.operands.push_back(std::move(*node.label_formula));
    node.labels.clear();
    node.label_formula = std::move(both);
  }
}

ExpressionPtr PatternBinder::node_reference(const NodePattern& node) {
  return Binder::make(SlotRef{node.slot, node.name}, ValueType::Node, node.where).expression;
}

void PatternBinder::add_created_labels(NodePattern& node, const syntax::LabelExpression& ast) {
  using Kind = syntax::LabelExpression::Kind;
  if (ast.kind == Kind::Dynamic && !ast.any) {
    ExpressionPtr names = binder_.computed_names(ast, inside());
    if (use_ == PatternUse::Merge) {
      node.computed_tests.push_back(
          binder_.computed_test({node_reference(node), ValueType::Node}, names, false, ast.span));
    }
    node.computed_labels.push_back(std::move(names));
    return;
  }
  if (ast.kind == Kind::Name) {
    binder_.created(Binder::NameKind::Label, ast.name.text);
    if (std::find(node.labels.begin(), node.labels.end(), ast.name.text) == node.labels.end()) {
      node.labels.push_back(ast.name.text);
    }
    return;
  }
  if (ast.kind != Kind::And) {
    throw syntax_error("UnexpectedSyntax",
                       std::string(clause_) + " needs plain labels: a new node has all of them",
                       ast.span)
        .with_hint("write :A:B");
  }
  for (const syntax::LabelExpression& operand : ast.operands) add_created_labels(node, operand);
}

void PatternBinder::bind_inner_where(const syntax::ExpressionPtr& where, const SourceSpan& span) {
  if (!where) return;
  if (creates()) {
    throw syntax_error("UnexpectedSyntax",
                       std::string(clause_) + " cannot have WHERE inside its pattern", span);
  }
  Place place = inside();
  place.clause = "WHERE";
  predicates_.push_back(binder_.predicate(*where, place));
}

void PatternBinder::bind_relationship(RelationshipPattern& out, const syntax::RelationshipPattern& ast) {
  if (out.length) bind_each(out, ast);
  if (ast.types) bind_types(out, *ast.types);
  bind_properties(ast.properties, out.properties, out.property_map, true);
  if (!out.length) bind_inner_where(ast.where, ast.span);
}

/// Inside a repeated pattern the variable means each relationship on its own.
void PatternBinder::bind_each(RelationshipPattern& out, const syntax::RelationshipPattern& ast) {
  Scope scope(binder_.scope_);
  EnterScope enter(binder_.scope_, scope);
  if (!ast.variable) {
    out.element = binder_.new_slot();
  } else {
    out.element = binder_.declare(ast.variable->text, ValueType::Relationship).slot;
  }
  if (!ast.where) return;
  Place place = inside();
  place.clause = "WHERE";
  out.each.push_back(binder_.predicate(*ast.where, place));
}

void PatternBinder::add_created_type(RelationshipPattern& out, const syntax::LabelExpression& ast) {
  if (ast.kind == syntax::LabelExpression::Kind::Name) {
    binder_.created(Binder::NameKind::Type, ast.name.text);
    out.types.push_back(ast.name.text);
    return;
  }
  out.computed_type = binder_.computed_names(ast, inside());
  if (use_ != PatternUse::Merge) return;
  ExpressionPtr subject =
      Binder::make(SlotRef{out.slot, out.name}, ValueType::Relationship, ast.span).expression;
  out.computed_test = binder_.computed_test({std::move(subject), ValueType::Relationship}, out.computed_type,
                                            false, ast.span);
}

void PatternBinder::bind_types(RelationshipPattern& out, const syntax::LabelExpression& ast) {
  if (creates()) {
    add_created_type(out, ast);
    return;
  }
  if (!Binder::has_computed(ast)) {
    const LabelExpression types = binder_.labels(ast, true);
    if (is_disjunction(types)) {
      add_names(types, out.types);
      return;
    }
  }
  const Slot slot = out.length ? out.element : out.slot;
  ExpressionPtr one =
      Binder::make(SlotRef{slot, out.name}, ValueType::Relationship, ast.span).expression;
  ExpressionPtr test = binder_.label_test({std::move(one), ValueType::Relationship}, ast, inside(), ast.span);
  (out.length ? out.each : predicates_).push_back(std::move(test));
}

}  // namespace agora::semantic
