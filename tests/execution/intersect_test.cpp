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

TEST_CASE("the first that is not before a node is found, also in what is empty", "[execution]") {
  CHECK(first_not_before(nullptr, nullptr, NodeId{3}) == nullptr);
  const std::vector<NodeId> list = {NodeId{1}, NodeId{4}, NodeId{4}, NodeId{9}};
  const auto place = [&](std::size_t from, std::uint64_t node) {
    return first_not_before(list.data() + from, list.data() + list.size(), NodeId{node}) - list.data();
  };
  CHECK(place(0, 0) == 0);
  CHECK(place(0, 4) == 1);
  CHECK(place(0, 5) == 3);
  CHECK(place(0, 9) == 3);
  CHECK(place(0, 10) == 4);
  CHECK(place(2, 4) == 2);
  CHECK(place(4, 1) == 4);
}
