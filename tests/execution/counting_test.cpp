// Counting without listing must give what listing gives. Each pattern is counted both ways on random graphs with
// loops, parallel relationships and several labels.
#include <catch2/catch.hpp>

#include <random>

#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

namespace {

const char* const kPatterns[] = {
    "MATCH (a)-[:R]->(b)",
    "MATCH (a)-[:R]-(b)",
    "MATCH (a:A)-[:R]->(b:B)-[:S]->(c)",
    "MATCH (a:A)-[:R]-(b:B)-[:S]-(c:A)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)",
    "MATCH (a)-[:R]-(b)-[:R]-(c) WHERE a <> c",
    "MATCH (a)-[:R]->(b)<-[:R]-(c)",
    "MATCH (a)-[:R]->(b)<-[:R]-(c) WHERE a <> c",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a <> c",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a <> c AND NOT (a)-[:R]-(c)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a <> c AND NOT (c)-[:S]->(a)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(d)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(d) WHERE b <> d AND a <> c",
    "MATCH (a)-[:R]-(b), (a)-[:S]->(c), (a)<-[:S]-(d)",
    "MATCH (a)-[:S]->(b)<-[:S]-(c)-[:R]->(d) WHERE b <> d",
    "MATCH (a)<-[:S]-(m)<-[:R]-(c)-[:S]->(u) WHERE a <> u",
    "MATCH (a)<-[:S]-(m)<-[:R]-(c)-[:S]->(u) WHERE a <> u AND NOT (c)-[:S]->(a)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a)",
    "MATCH (a)-[:R]-(b), (a)<-[:S]-(c)-[:R]->(d)-[:S]->(b)",
    "MATCH (a:A)-[r]-(b)-[s]-(c:B)",
    "MATCH (a)-[:R|S]-(b)-[:R]-(c) WHERE a.x > 2",
    "MATCH (a)-[:R]-(b)-[:S]-(c) WHERE c.x > 2 AND a.x < 8",
    "MATCH (a {x: 3})-[:R]-(b)-[:R]-(c) WHERE c <> a",
    "MATCH (a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c) OPTIONAL MATCH (b)<-[:S]-(d:A)",
    "MATCH (a)-[:R]->(a)",
    "MATCH (a)-[:R]-(b)-[:Missing]-(c)",
    "MATCH (a), (b)-[:R]->(c)",
};

void fill(TestGraph& graph, std::mt19937& random, std::int64_t nodes, std::int64_t relationships) {
  const auto below = [&](std::int64_t bound) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound)); };
  List labelled, ends;
  for (std::int64_t i = 0; i < nodes; ++i) labelled.push_back(Map{{"x", below(10)}, {"kind", below(4)}});
  for (std::int64_t i = 0; i < relationships; ++i) {
    ends.push_back(Map{{"from", below(nodes)}, {"to", below(nodes)}, {"kind", below(2)}});
  }
  graph.run("UNWIND $nodes AS n CREATE (m:N {x: n.x}) "
            "FOREACH (i IN CASE WHEN n.kind IN [1, 3] THEN [1] ELSE [] END | SET m:A) "
            "FOREACH (i IN CASE WHEN n.kind IN [2, 3] THEN [1] ELSE [] END | SET m:B)",
            {{"nodes", labelled}});
  graph.run("UNWIND $ends AS e MATCH (a), (b) WHERE id(a) = e.from AND id(b) = e.to "
            "FOREACH (i IN CASE e.kind WHEN 0 THEN [1] ELSE [] END | CREATE (a)-[:R]->(b)) "
            "FOREACH (i IN CASE e.kind WHEN 1 THEN [1] ELSE [] END | CREATE (a)-[:S]->(b))",
            {{"ends", ends}});
}

}  // namespace

TEST_CASE("a counted pattern has as many matches as a listed one", "[execution]") {
  std::mt19937 random(7);
  for (const auto& [nodes, relationships] : {std::pair{4, 12}, {12, 30}, {40, 90}, {3, 3}}) {
    TestGraph graph;
    fill(graph, random, nodes, relationships);
    for (const char* pattern : kPatterns) {
      DYNAMIC_SECTION(nodes << " nodes: " << pattern) {
        const std::string text = pattern;
        CHECK(graph.text_of(text + " RETURN count(*)") == graph.text_of(text + " WITH 1 AS one RETURN count(*)"));
        // Grouped by a node of the pattern.
        CHECK(graph.text_of(text + " RETURN a.x AS x, count(*) AS n ORDER BY x, n") ==
              graph.text_of(text + " WITH a.x AS x RETURN x, count(*) AS n ORDER BY x, n"));
      }
    }
  }
}
