// Clauses that change the graph.
#include <algorithm>

#include "semantic/bind_writes.h"
#include "semantic/binding.h"

namespace agora::semantic {

bool writes(const Query& query) {
  for (const SingleQuery& part : query.parts) {
    for (const Clause& clause : part.clauses) {
      const auto* call = std::get_if<CallSubquery>(&clause.node);
      if (call != nullptr ? writes(*call->query)
                          : std::holds_alternative<Create>(clause.node) ||
                                std::holds_alternative<Update>(clause.node) ||
                                std::holds_alternative<Merge>(clause.node) ||
                                std::holds_alternative<Delete>(clause.node) ||
                                std::holds_alternative<Foreach>(clause.node)) {
        return true;
      }
    }
  }
  return false;
}

namespace {

Place in_clause(std::string_view clause) {
  Place place;
  place.clause = clause;
  return place;
}

}  // namespace

// ---- CREATE and MERGE --------------------------------------------------------------------------

ClauseNode Binder::bind_clause(const syntax::Create& ast, const syntax::Clause&) {
  std::vector<const syntax::PathPattern*> parts;
  for (const syntax::PathPattern& each : ast.patterns) parts.push_back(&each);
  std::vector<ExpressionPtr> none;
  return Create{pattern(parts, PatternUse::Create, none, "CREATE")};
}

ClauseNode Binder::bind_clause(const syntax::Merge& ast, const syntax::Clause&) {
  Merge out;
  std::vector<ExpressionPtr> none;
  out.pattern = pattern({&ast.pattern}, PatternUse::Merge, none, "MERGE");
  for (const syntax::MergeAction& action : ast.actions) {
    std::vector<UpdateItem>& items = action.on_create ? out.on_create : out.on_match;
    for (const syntax::SetItem& item : action.items) items.push_back(update(item));
  }
  return out;
}

// ---- SET and REMOVE ----------------------------------------------------------------------------

Binder::Target Binder::property_target(const syntax::Expression& ast, std::string_view clause) {
  Target target;
  Typed subject;
  if (const auto* property = std::get_if<syntax::Property>(&ast.node)) {
    subject = expression(*property->object, in_clause(clause));
    target.key = property->key.text;
    target_key(target.key, property->key.span, clause);
  } else if (const auto* index = std::get_if<syntax::Index>(&ast.node)) {
    subject = expression(*index->object, in_clause(clause));
    Typed key = expression(*index->index, in_clause(clause));
    require(key, ValueType::String, "the name of a property");
    target.key_expression = key.expression;
    if (const auto* literal = std::get_if<Literal>(&key.expression->node);
        literal != nullptr && literal->value.is(ValueType::String)) {
      target_key(std::string(literal->value.as_string()), index->index->span, clause);
    }
  } else {
    throw syntax_error("UnexpectedSyntax", std::string(clause) + " needs a property, as in n.name",
                       ast.span);
  }
  // A map is a value and has no identity to be changed, but openCypher leaves it to the run.
  require(subject, kEntity | ValueType::Map, clause);
  target.subject = subject.expression;
  return target;
}

/// SET makes the key known to the rest of the query; REMOVE of one that nothing has is a slip.
void Binder::target_key(const std::string& key, const SourceSpan& where, std::string_view clause) {
  if (clause == "SET") return created(NameKind::Property, key);
  mentioned(NameKind::Property, key, where);
}

ExpressionPtr Binder::element_variable(const syntax::Name& name, TypeSet wanted,
                                       std::string_view clause) {
  const Typed variable = variable_reference(resolve(name.text, name.span), name.span);
  require(variable, wanted, clause);
  return variable.expression;
}

std::vector<std::string> Binder::names_of(const std::vector<syntax::LabelExpression>& ast,
                                          std::string_view clause, std::vector<ExpressionPtr>& computed) {
  std::vector<std::string> names;
  for (const syntax::LabelExpression& label : ast) {
    if (label.kind == syntax::LabelExpression::Kind::Dynamic) {
      if (label.any) {
        throw syntax_error("UnexpectedSyntax", std::string(clause) + " needs to know all labels", label.span)
            .with_hint("write $(…)");
      }
      computed.push_back(computed_names(label, in_clause(clause)));
    } else {
      names.push_back(label.name.text);
    }
  }
  return names;
}

UpdateItem Binder::update(const syntax::SetItem& ast) {
  if (const auto* property = std::get_if<syntax::SetProperty>(&ast.node)) {
    Target target = property_target(*property->target, "SET");
    ExpressionPtr new_value = value(*property->value, in_clause("SET"));
    return SetProperty{target.subject, target.key, target.key_expression, std::move(new_value)};
  }
  if (const auto* all = std::get_if<syntax::SetVariable>(&ast.node)) {
    ExpressionPtr subject = element_variable(all->variable, kEntity, "SET");
    Typed properties = expression(*all->value, in_clause("SET"));
    require(properties, kEntity | ValueType::Map, all->add ? "SET … +=" : "SET … =");
    return SetAll{std::move(subject), properties.expression, all->add};
  }
  const auto& labels = std::get<syntax::SetLabels>(ast.node);
  ExpressionPtr subject = element_variable(labels.variable, ValueType::Node, "SET of labels");
  std::vector<ExpressionPtr> computed;
  std::vector<std::string> names = names_of(labels.labels, "SET", computed);
  for (const std::string& name : names) created(NameKind::Label, name);
  return SetLabels{std::move(subject), std::move(names), std::move(computed)};
}

UpdateItem Binder::update(const syntax::RemoveItem& ast) {
  if (const auto* property = std::get_if<syntax::RemoveProperty>(&ast.node)) {
    Target target = property_target(*property->target, "REMOVE");
    return RemoveProperty{target.subject, target.key, target.key_expression};
  }
  const auto& labels = std::get<syntax::RemoveLabels>(ast.node);
  ExpressionPtr subject = element_variable(labels.variable, ValueType::Node, "REMOVE of labels");
  for (const syntax::LabelExpression& label : labels.labels) {
    if (label.kind == syntax::LabelExpression::Kind::Name)
      mentioned(NameKind::Label, label.name.text, label.span);
  }
  std::vector<ExpressionPtr> computed;
  std::vector<std::string> names = names_of(labels.labels, "REMOVE", computed);
  return RemoveLabels{std::move(subject), std::move(names), std::move(computed)};
}

ClauseNode Binder::bind_clause(const syntax::Set& ast, const syntax::Clause&) {
  Update out;
  for (const syntax::SetItem& item : ast.items) out.items.push_back(update(item));
  return out;
}

ClauseNode Binder::bind_clause(const syntax::Remove& ast, const syntax::Clause&) {
  Update out;
  for (const syntax::RemoveItem& item : ast.items) out.items.push_back(update(item));
  return out;
}

// ---- DELETE and FOREACH ------------------------------------------------------------------------

ClauseNode Binder::bind_clause(const syntax::Delete& ast, const syntax::Clause&) {
  Delete out;
  out.detach = ast.detach;
  for (const syntax::ExpressionPtr& each : ast.expressions) {
    if (std::holds_alternative<syntax::LabelPredicate>(each->node)) {
      throw syntax_error("InvalidDelete", "DELETE takes away nodes and relationships, not labels",
                         each->span)
          .with_hint("write REMOVE n:Label to take away a label");
    }
    Typed target = expression(*each, in_clause("DELETE"));
    require(target, kEntity | ValueType::Path, "DELETE");
    out.targets.push_back(target.expression);
  }
  return out;
}

ClauseNode Binder::bind_clause(const syntax::Foreach& ast, const syntax::Clause&) {
  Foreach out;
  Typed list = expression(*ast.list, in_clause("FOREACH"));
  require(list, ValueType::List, "FOREACH");
  out.list = list.expression;
  check_free(ast.variable);
  Scope scope(scope_);
  EnterScope enter(scope_, scope);
  out.variable = declare(ast.variable.text, list.type.element_type()).slot;
  Part unused;
  for (const syntax::Clause& each : ast.updates) {
    const bool update = std::holds_alternative<syntax::Create>(each.node) ||
                        std::holds_alternative<syntax::Merge>(each.node) ||
                        std::holds_alternative<syntax::Set>(each.node) ||
                        std::holds_alternative<syntax::Remove>(each.node) ||
                        std::holds_alternative<syntax::Delete>(each.node) ||
                        std::holds_alternative<syntax::Foreach>(each.node);
    if (!update) {
      throw syntax_error("InvalidClauseComposition",
                         "FOREACH can hold only clauses that change the graph",
                         each.keyword.known() ? each.keyword : each.span)
          .with_hint("use UNWIND to read for each element");
    }
    append(out.updates, clause(each, unused, false));
  }
  return out;
}

}  // namespace agora::semantic
