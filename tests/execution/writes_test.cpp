// What writing clauses leave behind.
#include <catch2/catch.hpp>

#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

namespace {

struct WriteCase {
  const char* what;
  std::vector<const char*> statements;
  const char* question;
  const char* answer;
};

const WriteCase kWrites[] = {
    {"CREATE makes one pattern per row",
     {"UNWIND [1, 2] AS x CREATE (:A {x: x})-[:R {y: x}]->(:B)"},
     "MATCH (a:A)-[r:R]->(b:B) RETURN a.x, r.y ORDER BY a.x", "1 | 1; 2 | 2"},
    {"a property given as null is left out", {"CREATE ({a: 1, b: null})"}, "MATCH (n) RETURN keys(n)", "['a']"},
    {"properties may come from a map", {"WITH {a: 1, b: 2} AS m CREATE (n) SET n = m"},
     "MATCH (n) RETURN n.a + n.b", "3"},
    {"SET counts on what an earlier row set", {"CREATE (:N {x: 0})", "UNWIND [1, 2, 3] AS i MATCH (n:N) SET n.x = n.x + i"},
     "MATCH (n) RETURN n.x", "6"},
    {"SET to null removes", {"CREATE ({a: 1, b: 2})", "MATCH (n) SET n.a = null"}, "MATCH (n) RETURN properties(n)",
     "{b: 2}"},
    {"SET = replaces, += adds", {"CREATE ({a: 1, b: 2})", "MATCH (n) SET n = {c: 3} SET n += {d: 4, c: 5}"},
     "MATCH (n) RETURN properties(n)", "{c: 5, d: 4}"},
    {"labels come and go", {"CREATE (:A)", "MATCH (n) SET n:B:C REMOVE n:A"}, "MATCH (n) RETURN labels(n)", "['B', 'C']"},
    {"nothing happens to null", {"OPTIONAL MATCH (n:Missing) SET n.x = 1, n:L REMOVE n.y DELETE n"},
     "MATCH (n) RETURN count(*)", "0"},
    {"a node and its relationships may be deleted in any order",
     {"CREATE ()-[:R]->()", "MATCH (n)-[r]->(m) DELETE n, m, r"}, "MATCH (n) RETURN count(*)", "0"},
    {"DETACH DELETE takes the relationships along", {"CREATE (:A)-[:R]->(:B)", "MATCH (n:A) DETACH DELETE n"},
     "MATCH (n) OPTIONAL MATCH (n)-[r]-() RETURN labels(n), r", "['B'] | null"},
    {"a path is deleted as a whole", {"CREATE (:A)-[:R]->(:B)", "MATCH p = (:A)-->() DELETE p"},
     "MATCH (n) RETURN count(*)", "0"},
    {"MERGE finds what an earlier row created", {"UNWIND [1, 2, 1, 2, 1] AS x MERGE (:N {x: x})"},
     "MATCH (n:N) RETURN n.x ORDER BY n.x", "1; 2"},
    {"MERGE says whether it found or created",
     {"CREATE (:N {x: 1})",
      "UNWIND [1, 2] AS x MERGE (n:N {x: x}) ON CREATE SET n.new = true ON MATCH SET n.new = false"},
     "MATCH (n) RETURN n.x, n.new ORDER BY n.x", "1 | false; 2 | true"},
    {"MERGE without a direction finds either and creates to the right",
     {"CREATE (:A)<-[:R]-(:B)", "MATCH (a:A), (b:B) MERGE (a)-[:R]-(b) MERGE (a)-[:S]-(b)"},
     "MATCH (x)-[r]->(y) RETURN type(r), labels(x) ORDER BY type(r)", "R | ['B']; S | ['A']"},
    {"FOREACH runs once per element", {"FOREACH (x IN [1, 2, 3] | CREATE (:F {x: x}) MERGE (:G))"},
     "MATCH (n:F) MATCH (g:G) RETURN sum(n.x), count(DISTINCT g)", "6 | 1"},
    {"reading sees all of the writing before it", {"CREATE (:N)"},
     "MATCH (n:N) RETURN count(*)", "1"},
    {"MATCH does not see what CREATE makes of its rows", {"CREATE (:N), (:N)", "MATCH (n:N) CREATE (:N)"},
     "MATCH (n:N) RETURN count(*)", "4"},
};

}  // namespace

TEST_CASE("writing clauses", "[execution]") {
  for (const WriteCase& each : kWrites) {
    DYNAMIC_SECTION(each.what) {
      TestGraph graph;
      for (const char* statement : each.statements) graph.run(statement);
      CHECK(graph.text_of(each.question) == each.answer);
    }
  }
}

TEST_CASE("a writing statement returns its rows", "[execution]") {
  TestGraph graph;
  CHECK(graph.text_of("UNWIND [1, 2] AS x CREATE (n:N {x: x}) RETURN n.x") == "1; 2");
  CHECK(graph.effects.nodes_created == 2);
  CHECK(graph.effects.properties_set == 2);
  CHECK(graph.effects.labels_added == 2);
  CHECK(graph.text_of("MERGE (n:N {x: 2}) RETURN n") == "(:N {x: 2})");
  CHECK(graph.effects == graph::SideEffects{});
}
