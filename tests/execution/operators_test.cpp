// What operators do to rows, over a small graph.
#include <catch2/catch.hpp>

#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

namespace {

constexpr const char* kSmallGraph =
    "CREATE (a:P {n: 'a', x: 1}), (b:P {n: 'b', x: 2}), (c:P:Q {n: 'c', x: 3}), (d:Q {n: 'd'}), "
    "(a)-[:R {w: 1}]->(b), (b)-[:R {w: 2}]->(c), (c)-[:R {w: 3}]->(a), (a)-[:S]->(d), (d)-[:S]->(d)";

const TextCase kReads[] = {
    {"UNWIND [3, 1, 2] AS x RETURN x ORDER BY x", "1; 2; 3"},
    {"UNWIND [3, 1, null, 2] AS x RETURN x ORDER BY x DESC LIMIT 2", "null; 3"},
    {"UNWIND range(1, 5000) AS x RETURN x ORDER BY x % 10, x LIMIT 3", "10; 20; 30"},
    {"UNWIND range(1, 5000) AS x RETURN x SKIP 4998", "4999; 5000"},
    {"UNWIND range(1, 5000) AS x WITH x SKIP 2040 LIMIT 20 RETURN min(x), max(x), count(*)", "2041 | 2060 | 20"},
    {"UNWIND [1, 1.0, 'a', null, null, 'a'] AS x RETURN DISTINCT x", "1; a; null"},
    {"UNWIND [1, 2, 2] AS x RETURN x, count(*) AS n, collect(x) ORDER BY x", "1 | 1 | [1]; 2 | 2 | [2, 2]"},
    {"UNWIND [1, 2, 2, null] AS x RETURN count(x), count(DISTINCT x), sum(x), avg(x), min(x), max(x)",
     "3 | 2 | 5 | 1.6666666666666667 | 1 | 2"},
    {"UNWIND [] AS x RETURN count(*), sum(x), collect(x), max(x)", "0 | 0 | [] | null"},
    {"UNWIND [] AS x RETURN x, count(*)", ""},
    {"UNWIND null AS x RETURN x", ""},
    {"UNWIND 5 AS x RETURN x", "5"},
    {"RETURN 1 AS x UNION RETURN 1 AS x UNION RETURN 2 AS x", "1; 2"},
    {"RETURN 1 AS x UNION ALL RETURN 1 AS x", "1; 1"},
    {"UNWIND [1, 2] AS x CALL { WITH x UNWIND range(1, x) AS y RETURN sum(y) AS s } RETURN x, s", "1 | 1; 2 | 3"},
    {"UNWIND [1, 2, 3] AS x CALL { WITH x WITH x WHERE x > 1 RETURN x * 2 AS y } RETURN y", "4; 6"},
    {"MATCH (p:P) RETURN p.n ORDER BY p.n", "a; b; c"},
    {"MATCH (p:P) WHERE p.x > 1 RETURN p.n ORDER BY p.x DESC", "c; b"},
    {"MATCH (p:P {n: 'a'})-[r]->(q) RETURN type(r), q.n ORDER BY q.n", "R | b; S | d"},
    {"MATCH (p:P {n: 'a'})-[r]-(q) RETURN q.n ORDER BY q.n", "b; c; d"},
    {"MATCH (d {n: 'd'})-[r]-(x) RETURN x.n ORDER BY x.n", "a; d"},
    {"MATCH (d {n: 'd'})-[r]->(d) RETURN count(*)", "1"},
    {"MATCH (a:P)-[:R]->(b)-[:R]->(c)-[:R]->(a) RETURN count(*)", "3"},
    {"MATCH (a:P {n: 'a'})-[:R*2]->(b) RETURN b.n", "c"},
    {"MATCH (a:P {n: 'a'})-[r:R*0..]->(b) RETURN b.n, size(r) ORDER BY size(r)", "a | 0; b | 1; c | 2; a | 3"},
    {"MATCH p = (a:P {n: 'a'})-[:R*1..2]->(b) RETURN [x IN nodes(p) | x.n] AS ns ORDER BY size(ns)",
     "['a', 'b']; ['a', 'b', 'c']"},
    {"MATCH p = (b:P {n: 'b'})<-[:R*2]-(c) RETURN [x IN nodes(p) | x.n], c.n", "['b', 'a', 'c'] | c"},
    {"MATCH (a:P {n: 'a'})-[r:R* {w: 1}]->(b) RETURN b.n", "b"},
    {"MATCH p = shortestPath((a {n: 'b'})-[*]-(d {n: 'd'})) RETURN length(p)", "2"},
    {"MATCH p = shortestPath((a {n: 'd'})-[:R*]-(d {n: 'a'})) RETURN length(p)", ""},
    {"MATCH p = allShortestPaths((a {n: 'a'})-[:R*]->(c {n: 'c'})) RETURN [x IN nodes(p) | x.n]", "['a', 'b', 'c']"},
    {"MATCH (p) OPTIONAL MATCH (p)-[:S]->(q) RETURN p.n, q.n ORDER BY p.n", "a | d; b | null; c | null; d | d"},
    {"MATCH (p:P) OPTIONAL MATCH (p)-[:S]->(q)-[:S]->(r) RETURN p.n, r.n ORDER BY p.n", "a | d; b | null; c | null"},
    {"OPTIONAL MATCH (n:Missing) OPTIONAL MATCH (n)-->(m) RETURN n, m", "null | null"},
    {"MATCH (p) WHERE (p)-[:S]->() RETURN p.n ORDER BY p.n", "a; d"},
    {"MATCH (p) WHERE NOT (p)-[:R]->() RETURN p.n", "d"},
    {"MATCH (p:P) RETURN p.n, [(p)-[:R]->(q) | q.n] ORDER BY p.n", "a | ['b']; b | ['c']; c | ['a']"},
    {"MATCH (p:P), (q:Q) RETURN count(*), count(DISTINCT p)", "6 | 3"},
    {"MATCH (p:P), (q:Q) WHERE p = q RETURN p.n", "c"},
    {"MATCH (p:P) MATCH (p)-[:R]->(q:Q) RETURN p.n, q.n", "b | c"},
    {"MATCH (n:Q) RETURN labels(n), properties(n) ORDER BY n.n", "['P', 'Q'] | {n: 'c', x: 3}; ['Q'] | {n: 'd'}"},
    {"MATCH ()-[r:R]->() RETURN r.w ORDER BY r.w", "1; 2; 3"},
    {"MATCH (a)-[r:R]->(b) WITH r MATCH (x)-[r]->(y) RETURN x.n, y.n ORDER BY x.n", "a | b; b | c; c | a"},
    {"MATCH (a)-[r:R]->(b) WITH r MATCH (x)-[r]-(y) RETURN count(*)", "6"},
    {"MATCH (n) WHERE id(n) = 1 RETURN n.n", "b"},
    {"CALL db.labels() YIELD label RETURN label ORDER BY label", "P; Q"},
};

const TextCase kErrors[] = {
    {"RETURN 1 AS x SKIP -1", "SyntaxError NegativeIntegerArgument"},
    {"UNWIND [1] AS x RETURN x LIMIT $n", "SyntaxError InvalidArgumentType"},
    {"MATCH (n:P) DELETE n", "ConstraintVerificationFailed DeleteConnectedNode"},
    {"MATCH (n:P) DETACH DELETE n RETURN n.x", "EntityNotFound DeletedEntityAccess"},
    {"MATCH (n:P) SET n.list = [1, {a: 2}]", "TypeError InvalidPropertyType"},
    {"CREATE (a), (b) MERGE (a)-[r:X {num: null}]->(b)", "SemanticError MergeReadOwnWrites"},
    {"OPTIONAL MATCH (n:Missing) CREATE (n)-[:R]->()", "EntityNotFound"},
};

}  // namespace

TEST_CASE("reading operators", "[execution]") {
  TestGraph graph;
  graph.run(kSmallGraph);
  for (const TextCase& each : kReads) {
    DYNAMIC_SECTION(each.text) { CHECK(graph.text_of(each.text) == each.result); }
  }
}

TEST_CASE("errors at runtime have the language's type and detail and leave nothing", "[execution]") {
  TestGraph graph;
  graph.run(kSmallGraph);
  const std::string before = graph.text_of("MATCH (n) RETURN count(*), sum(n.x)");
  for (const TextCase& each : kErrors) {
    DYNAMIC_SECTION(each.text) {
      CHECK(graph.text_of(each.text, {{"n", 1.5}}) == each.result);
      CHECK(graph.text_of("MATCH (n) RETURN count(*), sum(n.x)") == before);
    }
  }
}
