// execution/computed_names.h
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"

namespace agora::execution {

/// Appends the names that `$(…)` gave where something is written: one string, or a list of them. `what` says for
/// the message what they are to name. Throws Error: TypeError (InvalidArgumentType), ArgumentError (an empty name).
void add_computed_names(const Value& value, std::string_view what, std::vector<std::string>& names);

}  // namespace agora::execution
