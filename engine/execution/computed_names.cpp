#include "execution/computed_names.h"

#include "agora/error.h"

namespace agora::execution {

void add_computed_names(const Value& value, std::string_view what, std::vector<std::string>& names) {
  if (value.is(ValueType::List)) {
    for (const Value& each : value.as_list()) add_computed_names(each, what, names);
    return;
  }
  const std::string subject = "the computed name of " + std::string(what);
  if (!value.is(ValueType::String)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                subject + " must be a string, but this is " +
                    (value.is_null() ? std::string("null") : "a " + std::string(to_string(value.type()))));
  }
  if (value.as_string().empty()) {
    throw Error(ErrorCategory::ArgumentError, "InvalidArgumentValue", subject + " must not be empty");
  }
  names.emplace_back(value.as_string());
}

}  // namespace agora::execution
