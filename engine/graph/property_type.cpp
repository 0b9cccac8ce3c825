#include "graph/property_type.h"

#include <algorithm>
#include <utility>

#include "agora/error.h"
#include "base/edit_distance.h"
#include "value/article.h"

namespace agora::graph {
namespace {

[[noreturn]] void throw_wrong_type(const Value& value, const catalog::PropertyType& type,
                                   const std::string& where) {
  throw Error(ErrorCategory::ConstraintValidationFailed, "",
              where + " is declared as " + catalog::to_string(type) + ", but the value is " +
                  value::with_article(to_string(value.type())) + ": " + to_string(value));
}

Value to_enumerated(const Value& value, const catalog::Enumeration& enumeration,
                    const std::string& where) {
  const std::string_view name = value.as_string();
  if (const auto position = enumeration.position(name)) {
    return Enumerated{enumeration.name, std::string(name), *position, enumeration.ordered};
  }
  std::string allowed;
  for (const std::string& each : enumeration.values)
    allowed += (allowed.empty() ? "'" : ", '") + each + "'";
  auto error = Error(ErrorCategory::ConstraintValidationFailed, "",
                     where + " can be " + allowed + ", not '" + std::string(name) + "'");
  auto near = base::nearest_names(name, enumeration.values);
  if (near.empty()) throw error;
  std::string hint = "did you mean '" + near[0] + "'?";
  throw std::move(error).with_candidates(std::move(near)).with_hint(std::move(hint));
}

Value plain_to_declared(Value value, const Value& whole, const catalog::PropertyType& type,
                        const catalog::Catalog& catalog, const std::string& where) {
  if (type.type == ValueType::Enumerated) {
    const catalog::Enumeration* enumeration = catalog.find_enumeration(type.enumeration);
    if (enumeration != nullptr &&
        (value.is(ValueType::String) || value.is(ValueType::Enumerated))) {
      return to_enumerated(value, *enumeration, where);
    }
  } else if (value.is(type.type)) {
    return value;
  } else if (type.type == ValueType::String && value.is(ValueType::Enumerated)) {
    return value.as_string();
  }
  throw_wrong_type(whole, type, where);
}

/// True if the value is of the type, or of an enumeration where names of any kind are allowed.
bool is_of(const Value& value, const catalog::PropertyType& type) {
  const auto plain = [&](const Value& each) {
    return each.is(type.type) || (type.type == ValueType::String && each.is(ValueType::Enumerated));
  };
  if (!type.list) return plain(value);
  return value.is(ValueType::List) && std::all_of(value.as_list().begin(), value.as_list().end(), plain);
}

}  // namespace

Value to_declared_type(Value value, const catalog::PropertyType& type,
                       const catalog::Catalog& catalog, const std::string& where) {
  if (!type.others.empty()) {
    catalog::PropertyType first = type;
    first.others.clear();
    if (is_of(value, first)) return to_declared_type(std::move(value), first, catalog, where);
    for (const catalog::PropertyType& other : type.others) {
      if (is_of(value, other)) return to_declared_type(std::move(value), other, catalog, where);
    }
    throw_wrong_type(value, type, where);
  }
  if (!type.list) return plain_to_declared(value, value, type, catalog, where);
  if (!value.is(ValueType::List)) throw_wrong_type(value, type, where);
  List list;
  for (const Value& each : value.as_list())
    list.push_back(plain_to_declared(each, value, type, catalog, where));
  return list;
}

}  // namespace agora::graph
