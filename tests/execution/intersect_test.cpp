// Intersections by merging, by searching and by bits against the obvious loop.
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "execution/intersect.h"
#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

namespace {

std::vector<NodeId> draw(std::mt19937& random, std::size_t count, std::uint64_t bound, bool distinct) {
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < count; ++i) nodes.push_back(NodeId{random() % bound});
  std::sort(nodes.begin(), nodes.end());
  if (distinct) nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

std::vector<std::uint32_t> obvious(const std::vector<NodeId>& set, const std::vector<NodeId>& list) {
  std::vector<std::uint32_t> positions;
  for (const NodeId node : list) {
    const auto at = std::find(set.begin(), set.end(), node);
    if (at != set.end()) positions.push_back(static_cast<std::uint32_t>(at - set.begin()));
  }
  return positions;
}

}  // namespace

TEST_CASE("sorted lists intersect whatever their lengths", "[execution]") {
  TestGraph graph;
  const auto view = graph.store->view();
  const auto plan = graph.plan("RETURN 1", *view);
  const Map parameters;
  Context context(*plan, *view, nullptr, parameters, graph.settings);
  NodeBits bits(context);
  bits.reset(1000);
  std::mt19937 random(3);
  const std::size_t kLengths[] = {0, 1, 2, 7, 40, 300, 900};
  for (const std::size_t n : kLengths) {
    for (const std::size_t m : kLengths) {
      for (const std::uint64_t bound : {5u, 60u, 1000u}) {
        const auto set = draw(random, n, bound, true);
        const auto list = draw(random, m, bound, false);
        const auto expected = obvious(set, list);
        std::vector<std::uint32_t> found{77};  // What stands there stays.
        intersect(set, list, found);
        REQUIRE(found.front() == 77);
        found.erase(found.begin());
        REQUIRE(found == expected);
        bits.insert(set);
        REQUIRE(bits.count(list) == expected.size());
        bits.erase(set);
        REQUIRE(bits.count(list) == 0);
      }
    }
  }
}
