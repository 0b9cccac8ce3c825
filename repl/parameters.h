// repl/parameters.h
#pragma once

#include <string>
#include <vector>

#include "agora/connection.h"

namespace agora::repl {

/// Reads `name=value` texts. A value is a literal of the language if it parses as one (`3`, `'x'`,
/// `[1, 2]`), else it is the string as it stands. Throws Error (Usage) for a text without a name.
Parameters parse_parameters(const std::vector<std::string>& texts);

}  // namespace agora::repl
