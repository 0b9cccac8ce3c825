#include "graph/stable_order.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

using namespace agora;
using namespace agora::graph;

TEST_CASE("rows are put in the order of their ids, equal ones stay as they were", "[graph][bulk]") {
  std::mt19937_64 random(7);
  for (const std::size_t count : {0u, 1u, 2u, 1000u, 5000u}) {
    for (const unsigned bits : {0u, 1u, 11u, 12u, 23u, 63u, 64u}) {
      CAPTURE(count, bits);
      std::vector<NodeId> ids(count);
      for (NodeId& id : ids) id.value = bits == 0 ? 0 : random() >> (64 - bits);
      std::vector<std::uint32_t> rows(count);
      std::iota(rows.begin(), rows.end(), 0u);
      std::shuffle(rows.begin(), rows.end(), random);
      std::vector<std::uint32_t> expected = rows;
      std::stable_sort(expected.begin(), expected.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return ids[a].value < ids[b].value; });
      CHECK(stable_order(ids, rows) == expected);
    }
  }
}
