// Types as they are written after `IS ::`.
#include "base/edit_distance.h"
#include "semantic/binding.h"
#include "syntax/print_ast.h"

namespace agora::semantic {
namespace {

using Kind = syntax::TypeName::Kind;

constexpr TypeSet kStorable = TypeSet(ValueType::Boolean) | ValueType::Integer | ValueType::Float |
                              ValueType::String | ValueType::Enumerated | ValueType::Duration |
                              kInstant | ValueType::List;

TypeSet plain_types(Kind kind) {
  switch (kind) {
    case Kind::Any:
    case Kind::Union:
    case Kind::Named:
      return TypeSet::any();
    case Kind::Nothing:
    case Kind::Null:
    case Kind::Point:  // There are no points, so no value is one.
      return TypeSet();
    case Kind::Boolean:
      return ValueType::Boolean;
    case Kind::Integer:
      return ValueType::Integer;
    case Kind::Float:
      return ValueType::Float;
    case Kind::String:
      return ValueType::String;
    case Kind::Date:
      return ValueType::Date;
    case Kind::LocalTime:
      return ValueType::LocalTime;
    case Kind::Time:
      return ValueType::Time;
    case Kind::LocalDateTime:
      return ValueType::LocalDateTime;
    case Kind::DateTime:
      return ValueType::DateTime;
    case Kind::Duration:
      return ValueType::Duration;
    case Kind::Node:
      return ValueType::Node;
    case Kind::Relationship:
      return ValueType::Relationship;
    case Kind::Path:
      return ValueType::Path;
    case Kind::Map:
      return ValueType::Map;
    case Kind::List:
      return ValueType::List;
    case Kind::PropertyValue:
      return kStorable;
  }
  return TypeSet::any();
}

}  // namespace

function::TypeTest Binder::type_test(const syntax::TypeName& ast) {
  function::TypeTest out;
  out.types = plain_types(ast.kind);
  out.nullable = !ast.not_null && ast.kind != Kind::Nothing;
  if (ast.kind == Kind::Union) {
    for (const syntax::TypeName& member : ast.members) out.alternatives.push_back(type_test(member));
  } else if (ast.kind == Kind::List) {
    for (const syntax::TypeName& member : ast.members) out.element.push_back(type_test(member));
  } else if (ast.kind == Kind::Named) {
    out.enumeration = ast.name;
    if (context_.catalog != nullptr && context_.catalog->find_enumeration(ast.name) == nullptr)
      unknown_type(ast);
  }
  return out;
}

void Binder::unknown_type(const syntax::TypeName& ast) {
  base::NearestNames nearest(ast.name, 1);
  static constexpr std::string_view kNames[] = {
      "ANY",      "BOOLEAN",        "INTEGER",  "FLOAT",    "STRING", "DATE",         "LOCAL TIME", "ZONED TIME",
      "DURATION", "LOCAL DATETIME", "NODE",     "PATH",     "MAP",    "RELATIONSHIP", "LIST<ANY>",  "ZONED DATETIME",
  };
  for (std::string_view each : kNames) nearest.offer(each);
  for (const catalog::Enumeration& each : context_.catalog->enumerations()) nearest.offer(each.name);
  std::vector<std::string> near = nearest.take();
  throw syntax_error("UnknownType", "there is no type or enumeration " + quoted(ast.name), ast.span)
      .with_hint(near.empty() ? "types are BOOLEAN, INTEGER, FLOAT, STRING, DATE, DURATION, LIST<…>, MAP, NODE and others"
                              : "did you mean " + near.front() + "?")
      .with_candidates(std::move(near));
}

}  // namespace agora::semantic
