#include "parameters.h"

#include "agora/error.h"
#include "agora/statements.h"

namespace agora::repl {

Parameters parse_parameters(const std::vector<std::string>& texts) {
  Parameters parameters;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    std::string name = text.substr(0, equals);
    if (!name.empty() && name.front() == '$') name.erase(0, 1);
    if (equals == std::string::npos || name.empty()) {
      throw Error(ErrorCategory::Usage, "", "a parameter is written name=value, not: " + text);
    }
    const std::string value = text.substr(equals + 1);
    parameters.set(std::move(name), parse_literal(value).value_or(Value(value)));
  }
  return parameters;
}

}  // namespace agora::repl
