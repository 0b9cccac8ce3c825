// Where only the ends of variable-length paths matter they are found without walking every path; the answers must
// be those of walking.
#include <catch2/catch.hpp>

#include <random>

#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

TEST_CASE("ends of paths are the same found by reach and by walking", "[execution]") {
  std::mt19937 random(11);
  for (const auto& [nodes, relationships] : {std::pair{3, 3}, {4, 5}, {6, 8}, {9, 9}}) {
    for (int round = 0; round < 5; ++round) {
      TestGraph graph;
      List ends;
      for (int i = 0; i < relationships; ++i) {
        ends.push_back(Map{{"from", static_cast<std::int64_t>(random() % static_cast<unsigned>(nodes))},
                           {"to", static_cast<std::int64_t>(random() % static_cast<unsigned>(nodes))},
                           {"w", static_cast<std::int64_t>(random() % 4)}});
      }
      graph.run("UNWIND range(1, $n) AS x CREATE (:N {x: x})", {{"n", nodes}});
      graph.run("UNWIND $ends AS e MATCH (a), (b) WHERE id(a) = e.from AND id(b) = e.to "
                "CREATE (a)-[:R {w: e.w}]->(b)",
                {{"ends", ends}});
      for (const char* range : {"*", "*0..", "*1..1", "*..2", "*0..3", "*1..4", "*..5 {w: 1}"}) {
        for (const char* arrow : {"->", "-", "<-"}) {
          const std::string left = std::string(arrow) == "<-" ? "<-" : "-";
          const std::string right = std::string(arrow) == "->" ? "->" : "-";
          const std::string pattern = "MATCH (a)" + left + "[r:R" + range + "]" + right + "(b)";
          DYNAMIC_SECTION(nodes << "/" << round << " " << pattern) {
            CHECK(graph.text_of(pattern + " RETURN DISTINCT a.x AS x, b.x AS y ORDER BY x, y") ==
                  graph.text_of(pattern + " WITH a, b, size(r) AS s WITH a.x AS x, b.x AS y, count(s) AS n "
                                          "RETURN x, y ORDER BY x, y"));
          }
        }
      }
    }
  }
}
