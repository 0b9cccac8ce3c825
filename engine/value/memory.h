// value/memory.h
//
// What values cost, for memory budgets.
#pragma once

#include <cstddef>

#include "agora/value.h"

namespace agora::value {

/// Bytes a value holds beyond its own 16. Contents that several values share count for each of
/// them.
std::size_t heap_bytes(const Value& value);
std::size_t heap_bytes(const Map& map);

}  // namespace agora::value
