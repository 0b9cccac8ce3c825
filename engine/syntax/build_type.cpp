// syntax/build_type.cpp
//
// Type names. They are words, not keywords, so that STRING or DATE stay names everywhere else.

#include "syntax/ast_builder.h"
#include "syntax/literal.h"

namespace agora::syntax {
namespace {

struct KnownType {
  std::string_view words;
  TypeName::Kind kind;
};

using Kind = TypeName::Kind;

constexpr KnownType kTypes[] = {
    {"ANY", Kind::Any},
    {"ANY VALUE", Kind::Any},
    {"ANY PROPERTY VALUE", Kind::PropertyValue},
    {"ANY NODE", Kind::Node},
    {"ANY VERTEX", Kind::Node},
    {"ANY RELATIONSHIP", Kind::Relationship},
    {"ANY EDGE", Kind::Relationship},
    {"ANY MAP", Kind::Map},
    {"NOTHING", Kind::Nothing},
    {"NULL", Kind::Null},
    {"BOOLEAN", Kind::Boolean},
    {"BOOL", Kind::Boolean},
    {"INTEGER", Kind::Integer},
    {"INT", Kind::Integer},
    {"SIGNED INTEGER", Kind::Integer},
    {"INT64", Kind::Integer},
    {"INTEGER64", Kind::Integer},
    {"BIGINT", Kind::Integer},
    {"FLOAT", Kind::Float},
    {"FLOAT64", Kind::Float},
    {"DOUBLE", Kind::Float},
    {"STRING", Kind::String},
    {"VARCHAR", Kind::String},
    {"DATE", Kind::Date},
    {"LOCAL TIME", Kind::LocalTime},
    {"LOCALTIME", Kind::LocalTime},
    {"TIME WITHOUT TIMEZONE", Kind::LocalTime},
    {"TIME WITHOUT TIME ZONE", Kind::LocalTime},
    {"TIME", Kind::Time},
    {"ZONED TIME", Kind::Time},
    {"TIME WITH TIMEZONE", Kind::Time},
    {"TIME WITH TIME ZONE", Kind::Time},
    {"LOCAL DATETIME", Kind::LocalDateTime},
    {"LOCALDATETIME", Kind::LocalDateTime},
    {"LOCAL TIMESTAMP", Kind::LocalDateTime},
    {"TIMESTAMP WITHOUT TIMEZONE", Kind::LocalDateTime},
    {"TIMESTAMP WITHOUT TIME ZONE", Kind::LocalDateTime},
    {"DATETIME", Kind::DateTime},
    {"ZONED DATETIME", Kind::DateTime},
    {"TIMESTAMP", Kind::DateTime},
    {"TIMESTAMP WITH TIMEZONE", Kind::DateTime},
    {"TIMESTAMP WITH TIME ZONE", Kind::DateTime},
    {"DURATION", Kind::Duration},
    {"POINT", Kind::Point},
    {"NODE", Kind::Node},
    {"VERTEX", Kind::Node},
    {"RELATIONSHIP", Kind::Relationship},
    {"EDGE", Kind::Relationship},
    {"PATH", Kind::Path},
    {"MAP", Kind::Map},
    {"LIST", Kind::List},
    {"ARRAY", Kind::List},
    {"PROPERTY VALUE", Kind::PropertyValue},
};

}  // namespace

TypeName AstBuilder::type_name(P::TypeNameContext* context) {
  if (context->terms.size() == 1) return type_term(context->terms.front());
  TypeName all;
  all.kind = Kind::Union;
  all.span = span(context);
  for (P::TypeTermContext* term : context->terms) all.members.push_back(type_term(term));
  return all;
}

TypeName AstBuilder::type_term(P::TypeTermContext* context) {
  TypeName type;
  type.span = span(context);
  type.not_null = context->negated != nullptr;
  if (P::TypeNameContext* element = context->typeName()) {
    type.kind = Kind::List;
    type.members.push_back(type_name(element));
    return type;
  }
  std::string words;
  for (antlr4::Token* word : context->words) {
    if (!words.empty()) words.push_back(' ');
    for (const char c : text_of(word))
      words.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  for (const KnownType& known : kTypes) {
    if (known.words == words) {
      type.kind = known.kind;
      return type;
    }
  }
  // A single word that is no type of the language may be a declared enumeration: that is not for us
  // to know.
  if (context->words.size() > 1) {
    throw unexpected_syntax("there is no type called " + words, type.span)
        .with_hint(
            "types are BOOLEAN, INTEGER, FLOAT, STRING, DATE, LOCAL TIME, ZONED TIME, LOCAL "
            "DATETIME, "
            "ZONED DATETIME, DURATION, LIST<…>, MAP, NODE, RELATIONSHIP and PATH");
  }
  type.kind = Kind::Named;
  type.name = name_value(text_of(context->words.front()));
  return type;
}

}  // namespace agora::syntax
