// The benchmark's reading queries on random small graphs of its schema: long chains, cycles, stars
// and what must not be there, where a planner counts instead of listing.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "reference/differential.h"

namespace agora::reference {
namespace {

struct SocialQuery {
  const char* text;
  bool ordered = false;
};

const SocialQuery kQueries[] = {
    {"MATCH (m:Post)-[:HAS_CREATOR]->(p:Person) WHERE m.createdAt >= $from AND m.createdAt < $to "
     "RETURN p.id AS id, count(*) AS posts, sum(m.length) AS characters "
     "ORDER BY posts DESC, characters DESC, id LIMIT 10",
     true},
    {"MATCH (t:Tag)<-[:HAS_TAG]-(:Message) RETURN t.name AS tag, count(*) AS messages "
     "ORDER BY messages DESC, tag LIMIT 20",
     true},
    {"MATCH (:Person {id: $id})-[k:KNOWS]-(friend:Person) "
     "RETURN friend.id AS id, friend.name AS name, k.createdAt AS since ORDER BY since DESC, id",
     true},
    {"MATCH (p:Person {id: $id}) RETURN p.name AS name, p.createdAt AS createdAt"},
    {"MATCH (:Country)<-[:IS_PART_OF]-(:City)<-[:IS_LOCATED_IN]-(:Person)<-[:HAS_MEMBER]-(:Forum)"
     "-[:CONTAINER_OF]->(:Post)<-[:REPLY_OF]-(:Comment)-[:HAS_TAG]->(:Tag)-[:HAS_TYPE]->(:TagClass)"
     " "
     "RETURN count(*) AS count"},
    {"MATCH (a:Person)-[:KNOWS]-(b:Person), "
     "(a)<-[:HAS_CREATOR]-(:Comment)-[:REPLY_OF]->(:Post)-[:HAS_CREATOR]->(b) "
     "RETURN count(*) AS count"},
    {"MATCH (a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person)-[:KNOWS]-(a) "
     "MATCH (a)-[:IS_LOCATED_IN]->(:City)-[:IS_PART_OF]->(country:Country) "
     "MATCH (b)-[:IS_LOCATED_IN]->(:City)-[:IS_PART_OF]->(country) "
     "MATCH (c)-[:IS_LOCATED_IN]->(:City)-[:IS_PART_OF]->(country) RETURN count(*) AS count"},
    {"MATCH (:Tag)<-[:HAS_TAG]-(m:Message)-[:HAS_CREATOR]->(:Person), (m)<-[:LIKES]-(:Person), "
     "(m)<-[:REPLY_OF]-(:Comment) RETURN count(*) AS count"},
    {"MATCH (t1:Tag)<-[:HAS_TAG]-(:Message)<-[:REPLY_OF]-(:Comment)-[:HAS_TAG]->(t2:Tag) "
     "WHERE t1 <> t2 RETURN count(*) AS count"},
    {"MATCH (a:Person)-[:KNOWS]-(:Person)-[:KNOWS]-(c:Person)-[:HAS_INTEREST]->(:Tag) "
     "WHERE a <> c RETURN count(*) AS count"},
    {"MATCH (:Tag)<-[:HAS_TAG]-(m:Message)-[:HAS_CREATOR]->(:Person) "
     "OPTIONAL MATCH (m)<-[:LIKES]-(liker:Person) OPTIONAL MATCH (m)<-[:REPLY_OF]-(reply:Comment) "
     "RETURN count(*) AS count"},
    {"MATCH (t1:Tag)<-[:HAS_TAG]-(:Message)<-[:REPLY_OF]-(reply:Comment)-[:HAS_TAG]->(t2:Tag) "
     "WHERE t1 <> t2 AND NOT (reply)-[:HAS_TAG]->(t1) RETURN count(*) AS count"},
    {"MATCH (a:Person)-[:KNOWS]-(:Person)-[:KNOWS]-(c:Person)-[:HAS_INTEREST]->(:Tag) "
     "WHERE a <> c AND NOT (a)-[:KNOWS]-(c) RETURN count(*) AS count"},
    {"MATCH path = shortestPath((a:Person {id: $a})-[:KNOWS*..15]-(b:Person {id: $b})) "
     "RETURN length(path) AS length"},
    {"MATCH (c:Comment) WHERE c.content CONTAINS $word RETURN count(*) AS count"},
    {"MATCH (p:Person {id: $id})-[:KNOWS]-(a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person) "
     "WHERE b <> p AND c <> a RETURN count(*) AS count"},
    {"MATCH (p:Person {id: $id})-[:KNOWS]-(:Person)-[:KNOWS]-(c:Person) WHERE c <> p "
     "RETURN count(DISTINCT c) AS count"},
    {"MATCH (p:Person {id: $id})-[:KNOWS*1..3]-(c:Person) WHERE c <> p "
     "RETURN count(DISTINCT c) AS count"},
};

}  // namespace

TEST_CASE("the benchmark's queries give the rows of the reference evaluator", "[reference]") {
  const Map parameters{{"from", Value(1)}, {"to", Value(4)}, {"id", Value(0)},
                       {"a", Value(0)},    {"b", Value(1)},  {"word", Value("graphs")}};
  const char* const wanted = std::getenv("AGORA_SOCIAL_GRAPHS");
  const int graphs = wanted ? std::atoi(wanted) : 15;
  int compared = 0;
  for (int seed = 0; seed < graphs; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    const SmallGraph graph = random_social_graph(random);
    Engine engine(graph);
    for (const SocialQuery& query : kQueries) {
      const Comparison comparison{query.ordered, true};
      const Verdict verdict = compare(engine, graph, query.text, parameters, comparison);
      compared += verdict.outcome == Outcome::Same ? 1 : 0;
      if (verdict.outcome != Outcome::Different) continue;
      const Shrunk least = shrink(graph, query.text, parameters, comparison, false);
      FAIL("graph " << seed << ": " << least.query << "\n  on the graph\n    "
                    << least.graph.create_text() << '\n'
                    << least.difference);
    }
  }
  CHECK(compared * 10 >= graphs * static_cast<int>(std::size(kQueries)) * 9);
}

}  // namespace agora::reference
