// graph/stable_order.h
#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.h"

namespace agora::graph {

/// The row numbers in `order` by ascending ids[row]; equal ones stay in their order. Takes time in proportion to
/// their number: a radix sort from the lowest digit (Knuth, The Art of Computer Programming 3, 5.2.5).
std::vector<std::uint32_t> stable_order(const std::vector<NodeId>& ids, std::vector<std::uint32_t> order);

}  // namespace agora::graph
