#include "execution/schema.h"

#include <utility>

namespace agora::execution {

using catalog::Owner;
using syntax::TypeName;

namespace {

Owner owner_of(const syntax::SchemaTarget& target, graph::GraphFork& graph) {
  return target.relationship ? Owner::of(graph.type_named(target.label.text))
                             : Owner::of(graph.label(target.label.text));
}

std::vector<PropertyKeyId> keys_of(const std::vector<syntax::Name>& properties, graph::GraphFork& graph) {
  std::vector<PropertyKeyId> keys;
  for (const syntax::Name& property : properties) keys.push_back(graph.property_key(property.text));
  return keys;
}

Error not_supported(const std::string& what, const SourceSpan& where) {
  return Error(ErrorCategory::NotSupported, "", what + " is not supported yet", ErrorPhase::CompileTime).at(where);
}

/// The value type that a constraint may name.
ValueType value_type(const TypeName& type) {
  switch (type.kind) {
    case TypeName::Kind::Boolean: return ValueType::Boolean;
    case TypeName::Kind::Integer: return ValueType::Integer;
    case TypeName::Kind::Float: return ValueType::Float;
    case TypeName::Kind::String: return ValueType::String;
    case TypeName::Kind::Date: return ValueType::Date;
    case TypeName::Kind::LocalTime: return ValueType::LocalTime;
    case TypeName::Kind::Time: return ValueType::Time;
    case TypeName::Kind::LocalDateTime: return ValueType::LocalDateTime;
    case TypeName::Kind::DateTime: return ValueType::DateTime;
    case TypeName::Kind::Duration: return ValueType::Duration;
    case TypeName::Kind::Named: return ValueType::Enumerated;
    default:
      throw Error(ErrorCategory::SchemaError, "",
                  "a property cannot be declared to be of this type", ErrorPhase::CompileTime)
          .at(type.span)
          .with_hint("possible are BOOLEAN, INTEGER, FLOAT, STRING, the types of dates and times, DURATION, a list "
                     "of one of them, and the name of an enumeration");
  }
}

catalog::PropertyType property_type(const TypeName& type);

/// `INTEGER | FLOAT`. An enumeration holds a property to its values, so it is declared alone.
catalog::PropertyType one_of_several(const TypeName& type) {
  std::vector<catalog::PropertyType> all;
  for (const TypeName& member : type.members) {
    all.push_back(property_type(member));
    if (!all.back().enumeration.empty()) {
      throw Error(ErrorCategory::SchemaError, "",
                  "an enumeration cannot be one of several types of a property", ErrorPhase::CompileTime)
          .at(member.span)
          .with_hint("declare the enumeration alone, or STRING in its place");
    }
  }
  return catalog::any_of(std::move(all));
}

catalog::PropertyType property_type(const TypeName& type) {
  if (type.kind == TypeName::Kind::Union) return one_of_several(type);
  if (type.not_null) {
    throw Error(ErrorCategory::SchemaError, "", "a constraint of a type says nothing of properties that are missing",
                ErrorPhase::CompileTime)
        .at(type.span)
        .with_hint("leave NOT NULL out, and declare another constraint with IS NOT NULL");
  }
  catalog::PropertyType result;
  const TypeName* element = &type;
  if (type.kind == TypeName::Kind::List) {
    if (type.members.empty()) throw not_supported("a list without the type of its elements", type.span);
    result.list = true;
    element = &type.members.front();
  }
  result.type = value_type(*element);
  result.enumeration = element->name;
  return result;
}

std::string instead_of(syntax::IndexKind kind) {
  switch (kind) {
    case syntax::IndexKind::Text:
      return "write CREATE INDEX for equality and STARTS WITH; CONTAINS and ENDS WITH read all values";
    case syntax::IndexKind::Point:
      return "there are no points: write CREATE INDEX for the two coordinates";
    case syntax::IndexKind::Vector:
      return "leave it out: lists of numbers can be stored, not searched by likeness";
    default:
      return "write CREATE INDEX";
  }
}

class SchemaChange {
 public:
  explicit SchemaChange(graph::GraphFork& graph) : graph_(graph) {}
  const UpdateCounts& counts() const { return counts_; }

  void operator()(const syntax::CreateIndex& node) {
    if (node.kind != syntax::IndexKind::Range) {
      throw not_supported("this kind of index", node.target.span).with_hint(instead_of(node.kind));
    }
    if (node.options) throw not_supported("OPTIONS of an index", node.options->span);
    const Owner owner = owner_of(node.target, graph_);
    counts_.indexes_added += graph_.create_index(node.name ? node.name->text : "", owner,
                                                 keys_of(node.properties, graph_), node.if_not_exists);
  }

  void operator()(const syntax::DropIndex& node) {
    counts_.indexes_removed += graph_.drop_index(node.name.text, node.if_exists);
  }

  void operator()(const syntax::CreateConstraint& node) {
    if (node.options) throw not_supported("OPTIONS of a constraint", node.options->span);
    counts_.constraints_added += graph_.create_constraint(declared(node), node.if_not_exists);
  }

  void operator()(const syntax::AlterConstraint& node) {
    if (!graph_.drop_constraint(node.constraint.name->text, node.if_exists)) return;
    graph_.create_constraint(declared(node.constraint));
    ++counts_.constraints_removed;
    ++counts_.constraints_added;
  }

  catalog::Constraint declared(const syntax::CreateConstraint& node) {
    catalog::Constraint constraint;
    if (node.name) constraint.name = node.name->text;
    constraint.owner = owner_of(node.target, graph_);
    constraint.keys = keys_of(node.properties, graph_);
    switch (node.kind) {
      case syntax::ConstraintKind::Unique: constraint.kind = catalog::ConstraintKind::Unique; break;
      case syntax::ConstraintKind::NotNull: constraint.kind = catalog::ConstraintKind::Existence; break;
      case syntax::ConstraintKind::Key: constraint.kind = catalog::ConstraintKind::Key; break;
      case syntax::ConstraintKind::Typed:
        constraint.kind = catalog::ConstraintKind::Type;
        constraint.type = property_type(node.type);
        break;
    }
    return constraint;
  }

  void operator()(const syntax::DropConstraint& node) {
    counts_.constraints_removed += graph_.drop_constraint(node.name.text, node.if_exists);
  }

  void operator()(const syntax::CreateEnumeration& node) {
    graph_.create_enumeration(declared(node), node.if_not_exists);
  }

  void operator()(const syntax::AlterEnumeration& node) {
    graph_.alter_enumeration(declared(node.enumeration), node.if_exists);
  }

  static catalog::Enumeration declared(const syntax::CreateEnumeration& node) {
    catalog::Enumeration enumeration{node.name.text, node.ordered, {}};
    for (const syntax::Name& value : node.values) enumeration.values.push_back(value.text);
    return enumeration;
  }

  void operator()(const syntax::DropEnumeration& node) {
    graph_.drop_enumeration(node.name.text, node.if_exists);
  }

  template <typename Other>
  void operator()(const Other&) {}

 private:
  graph::GraphFork& graph_;
  UpdateCounts counts_;
};

/// What an error of the statement points to, unless it knows better: the name, or else what it is for.
struct StatementPlace {
  ErrorCategory category;

  SourceSpan operator()(const syntax::CreateIndex& node) const { return named(node.name, node.target); }
  SourceSpan operator()(const syntax::CreateConstraint& node) const { return named(node.name, node.target); }
  SourceSpan operator()(const syntax::AlterConstraint& node) const {
    return named(node.constraint.name, node.constraint.target);
  }
  SourceSpan operator()(const syntax::AlterEnumeration& node) const { return node.enumeration.name.span; }
  SourceSpan operator()(const syntax::CreateEnumeration& node) const { return node.name.span; }
  SourceSpan operator()(const syntax::DropIndex& node) const { return node.name.span; }
  SourceSpan operator()(const syntax::DropConstraint& node) const { return node.name.span; }
  SourceSpan operator()(const syntax::DropEnumeration& node) const { return node.name.span; }
  template <typename Other>
  SourceSpan operator()(const Other&) const { return {}; }

 private:
  SourceSpan named(const std::optional<syntax::Name>& name, const syntax::SchemaTarget& target) const {
    return name && category == ErrorCategory::SchemaError ? name->span : target.span;
  }
};

}  // namespace

UpdateCounts run_schema_statement(const syntax::Statement& statement, graph::GraphFork& graph) {
  SchemaChange change(graph);
  try {
    std::visit(change, statement.node);
  } catch (Error& error) {
    const SourceSpan place = std::visit(StatementPlace{error.category()}, statement.node);
    if (error.where() || !place.known()) throw;
    throw std::move(error).at(place);
  }
  return change.counts();
}

}  // namespace agora::execution
