#include "function/type_test.h"

#include <algorithm>

namespace agora::function {

bool TypeTest::matches(const Value& value) const {
  if (!alternatives.empty()) {
    return std::any_of(alternatives.begin(), alternatives.end(),
                       [&](const TypeTest& each) { return each.matches(value); });
  }
  if (value.is_null()) return nullable;
  if (!enumeration.empty())
    return value.is(ValueType::Enumerated) && value.as_enumerated().enumeration == enumeration;
  if (!types.contains(value.type()) &&
      !(value.is(ValueType::Enumerated) && types.contains(ValueType::String))) {
    return false;
  }
  if (element.empty() || !value.is(ValueType::List)) return true;
  const List& list = value.as_list();
  return std::all_of(list.begin(), list.end(),
                     [&](const Value& each) { return element.front().matches(each); });
}

}  // namespace agora::function
