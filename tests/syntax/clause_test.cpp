#include "parse_test.h"

using namespace agora::syntax;

namespace {

void check_all(const Row* cases, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    DYNAMIC_SECTION(cases[i].text) {
      const std::string expected = cases[i].result == nullptr ? cases[i].text : cases[i].result;
      CHECK(parsed(cases[i].text) == expected);
    }
  }
}

template <std::size_t N>
void check_all(const Row (&cases)[N]) {
  check_all(cases, N);
}

}  // namespace

// Without a result the text itself is what is printed.

TEST_CASE("reading clauses", "[syntax]") {
  const Row kRows[] = {
      {"match (n) optional match (m), (o) where n.x return n",
       "MATCH (n) OPTIONAL MATCH (m), (o) WHERE n.x RETURN n"},
      {"UNWIND [1, 2] AS x RETURN x", nullptr},
      {"FOR x IN [1, 2] RETURN x", "UNWIND [1, 2] AS x RETURN x"},
      {"WITH 1 AS x, 2 AS y WHERE x > 1 RETURN *", "WITH 1 AS x, 2 AS y WHERE (> x 1) RETURN *"},
      {"MATCH (n) WITH DISTINCT n.x AS x, * RETURN x",
       "UnexpectedSyntax at 1:35: expected another expression after `,`, not `*`"},
      {"MATCH (n) WITH *, 1 AS x RETURN DISTINCT *, x AS y", nullptr},
      {"MATCH (n) RETURN n ORDER BY n.x DESC, n.y ASCENDING NULLS FIRST SKIP 1 + 1 LIMIT $l",
       "MATCH (n) RETURN n ORDER BY n.x DESC, n.y NULLS FIRST SKIP (+ 1 1) LIMIT $l"},
      {"MATCH (n) RETURN n OFFSET 3", "MATCH (n) RETURN n SKIP 3"},
      {"MATCH (n) FILTER n.x LET y = n.x, z = 1 RETURN y",
       "MATCH (n) WITH * WHERE n.x WITH *, n.x AS y, 1 AS z RETURN y"},
      {"MATCH (n) FINISH", nullptr},
      {"LOAD CSV WITH HEADERS FROM 'f' AS row FIELDTERMINATOR ';' RETURN row", nullptr},
      {"RETURN 1 AS x UNION RETURN 2 AS x UNION RETURN 3 AS x", nullptr},
      {"RETURN 1 AS x UNION ALL RETURN 2 AS x", nullptr},
      {"RETURN 1 AS x OTHERWISE RETURN 2 AS x OTHERWISE RETURN 3 AS x", nullptr},
      {"RETURN 1 AS x UNION RETURN 2 AS x OTHERWISE RETURN 3 AS x",
       "CALL (*) {RETURN 1 AS x UNION RETURN 2 AS x} RETURN x OTHERWISE RETURN 3 AS x"},
      {"RETURN 1 AS x UNION DISTINCT RETURN 2 AS x", "RETURN 1 AS x UNION RETURN 2 AS x"},
      {"RETURN 1;;", "RETURN 1"},
      {"EXPLAIN MATCH (n) RETURN n", nullptr},
      {"PROFILE CITE MATCH (n) RETURN n", nullptr},
      {"/* a */ RETURN /* b */ 1 // c", "RETURN 1"},
      {"MATCH (a) RETURN a, a.x NEXT RETURN a", "MATCH (a) WITH a, a.x AS a.x RETURN a"},
      {"RETURN 1 AS x UNION RETURN 2 AS x NEXT RETURN x",
       "CALL () {RETURN 1 AS x UNION RETURN 2 AS x} RETURN x"},
      {"MATCH (a) NEXT RETURN 1",
       "InvalidClauseComposition at 1:1: what stands before NEXT must end with RETURN: NEXT goes on "
       "with its rows"},
  };
  check_all(kRows);
}

TEST_CASE("updating clauses", "[syntax]") {
  const Row kRows[] = {
      {"CREATE (a:A {x: 1})-[:R]->(b), (c)", nullptr},
      {"INSERT (a)", "CREATE (a)"},
      {"MERGE (a) ON CREATE SET a.x = 1 ON MATCH SET a += {y: 2}, a:B RETURN a", nullptr},
      {"MATCH (n) SET n = {}, n.x.y = 1, n['k'] = 2, n:A:B", nullptr},
      {"MATCH (n) SET n:A&B", "MATCH (n) SET n:A:B"},
      {"MATCH (n) SET (n).x = 1", "MATCH (n) SET n.x = 1"},
      {"MATCH (n) SET n:$('a' + 'b')", "MATCH (n) SET n:$((+ 'a' 'b'))"},
      {"MATCH (n) REMOVE n.x, n:A:B, n['k']", nullptr},
      {"MATCH (n) DELETE n, n.x[0]", nullptr},
      {"MATCH (n) DETACH DELETE n", nullptr},
      {"MATCH (n) NODETACH DELETE n", "MATCH (n) DELETE n"},
      {"FOREACH (x IN [1] | CREATE (:A {x: x}) FOREACH (y IN x | MERGE (z)))", nullptr},
      {"MATCH (n) SET n.x", "UnexpectedSyntax at 1:15: SET needs a value: what shall this become?"},
      {"MATCH (n) SET n:A|B",
       "UnexpectedSyntax at 1:17: SET takes labels one after another, n:A:B"},
      {"MATCH (n) SET f(n) = 1", "UnexpectedSyntax at 1:15: SET cannot change this"},
      {"MATCH (n) SET n.x += 1",
       "UnexpectedSyntax at 1:19: += adds the properties of a map to a node or relationship, not "
       "to a property"},
      {"MATCH (n) REMOVE n",
       "UnexpectedSyntax at 1:18: REMOVE takes a property (n.key) or a label (n:Label)"},
      {"MATCH (n) DELETE n:A",
       "InvalidDelete at 1:18: DELETE deletes nodes, relationships and paths, not labels"},
      {"FOREACH (x IN [1] | MATCH (n))",
       "InvalidClauseComposition at 1:21: FOREACH takes clauses that change the graph, and MATCH "
       "is none"},
  };
  check_all(kRows);
}

TEST_CASE("calls", "[syntax]") {
  const Row kRows[] = {
      {"CALL db.labels()", nullptr},
      {"CALL db.labels", nullptr},
      {"CALL p YIELD *", nullptr},
      {"CALL a.b.c(1, $x) YIELD d, e AS f WHERE d RETURN d", nullptr},
      {"CALL p() YIELD -", nullptr},
      {"MATCH (n) CALL p(n) RETURN n", nullptr},
      {"OPTIONAL CALL p() YIELD x RETURN x", nullptr},
      {"CALL {CREATE (a)}", nullptr},
      {"MATCH (a) CALL (a) {RETURN 1 AS x UNION RETURN 2 AS x} RETURN x", nullptr},
      {"CALL () {RETURN 1 AS x} RETURN x", nullptr},
      {"MATCH (n) CALL (*) {DELETE n} IN 3 CONCURRENT TRANSACTIONS OF 10 ROWS ON ERROR CONTINUE "
       "REPORT STATUS AS s FINISH",
       "MATCH (n) CALL (*) {DELETE n} IN TRANSACTIONS OF 10 ROWS FINISH"},
      {"MATCH (n) CALL p YIELD x RETURN x",
       "InvalidArgumentPassingMode at 1:16: a CALL within a query needs its arguments in "
       "parentheses"},
      {"CALL p(1) YIELD * RETURN x",
       "UnexpectedSyntax at 1:1: YIELD * is only for a CALL that stands alone"},
      {"MATCH (n) CALL p() YIELD x",
       "InvalidClauseComposition at 1:11: a query cannot end with CALL … YIELD: RETURN is missing"},
      {"CALL p(DISTINCT 1)",
       "UnexpectedSyntax at 1:7: a procedure takes expressions as arguments, nothing else"},
  };
  check_all(kRows);
}

TEST_CASE("the order of clauses", "[syntax]") {
  const Row kRows[] = {
      {"CREATE (a) WITH a MATCH (b) RETURN b", nullptr},
      {"MATCH (a) MATCH (b) CREATE (c) CREATE (d) RETURN c", nullptr},
      {"CREATE (a) MATCH (b) RETURN b",
       "InvalidClauseComposition at 1:12: WITH is needed between CREATE and MATCH"},
      {"MATCH (a) SET a.x = 1 OPTIONAL MATCH (b) RETURN b",
       "InvalidClauseComposition at 1:23: WITH is needed between SET and OPTIONAL MATCH"},
      {"MATCH (a) DELETE a UNWIND [1] AS x RETURN x",
       "InvalidClauseComposition at 1:20: WITH is needed between DELETE and UNWIND"},
      {"RETURN 1 RETURN 2",
       "InvalidClauseComposition at 1:10: RETURN ends a query, and RETURN stands behind it"},
      {"RETURN 1 MATCH (n) RETURN n",
       "InvalidClauseComposition at 1:10: RETURN ends a query, and MATCH stands behind it"},
      {"MATCH (n)",
       "InvalidClauseComposition at 1:1: a query cannot end with MATCH: RETURN is missing"},
      {"MATCH (n) WITH n", "InvalidClauseComposition at 1:11: a query cannot end with WITH"},
      {"UNWIND [1] AS x",
       "InvalidClauseComposition at 1:1: a query cannot end with UNWIND: RETURN is missing"},
      {"RETURN 1 AS x UNION RETURN 1 AS x UNION ALL RETURN 1 AS x",
       "InvalidClauseComposition at 1:35: UNION and UNION ALL cannot be mixed in one query"},
      {"RETURN COLLECT { MATCH (n) }",
       "InvalidClauseComposition at 1:18: COLLECT needs a query that ends with RETURN"},
  };
  check_all(kRows);
}

TEST_CASE("a pattern stands where a truth value is asked for", "[syntax]") {
  const std::string message =
      "a pattern says whether there is a match, and no truth value is asked for here";
  for (const char* fine :
       {"MATCH (n) WHERE (n)-->() RETURN n", "MATCH (n) RETURN NOT (n)-->() AS x",
        "MATCH (n) WITH n WHERE n.x OR (n)-->() RETURN n",
        "MATCH (n) RETURN CASE WHEN (n)-->() THEN 1 END AS x",
        "MATCH (n) RETURN exists((n)-->()) AS x", "RETURN [x IN l WHERE (x)-->()] AS x",
        "RETURN [(x)-->(y) WHERE (y)-->() | 1] AS x", "RETURN all(x IN l WHERE (x)-->()) AS x"}) {
    INFO(fine);
    CHECK(parsed(fine).rfind("UnexpectedSyntax", 0) == std::string::npos);
  }
  for (const char* wrong :
       {"MATCH (n) RETURN (n)-->()", "MATCH (n) WITH (n)-->() AS x RETURN x",
        "MATCH (n) RETURN size((n)-->())", "MATCH (n) SET n.x = (n)-->()",
        "MATCH (n) WHERE size((n)-->()) > 1 RETURN n", "RETURN [x IN l | (x)-->()]",
        "MATCH (n) WHERE EXISTS { MATCH (m) RETURN (m)-->() } RETURN n"}) {
    INFO(wrong);
    CHECK(parsed(wrong).find(message) != std::string::npos);
  }
}

TEST_CASE("schema, SHOW and transactions", "[syntax]") {
  const Row kRows[] = {
      {"CREATE INDEX FOR (n:L) ON (n.a, n.b)", "CREATE INDEX FOR (n:L) ON (a, b)"},
      {"create text index i if not exists for ()-[r:R]->() on (r.a) options {x: 1}",
       "CREATE TEXT INDEX i IF NOT EXISTS FOR ()-[r:R]-() ON (a) OPTIONS {x: 1}"},
      {"CREATE VECTOR INDEX i FOR (n:L) ON EACH [n.a]",
       "CREATE VECTOR INDEX i FOR (n:L) ON (a)"},
      {"DROP INDEX i", nullptr},
      {"DROP INDEX i IF EXISTS", nullptr},
      {"CREATE CONSTRAINT FOR (n:L) REQUIRE n.a IS UNIQUE",
       "CREATE CONSTRAINT FOR (n:L) REQUIRE (a) IS UNIQUE"},
      {"CREATE CONSTRAINT c IF NOT EXISTS FOR (n:L) REQUIRE (n.a, n.b) IS NODE KEY",
       "CREATE CONSTRAINT c IF NOT EXISTS FOR (n:L) REQUIRE (a, b) IS KEY"},
      {"CREATE CONSTRAINT FOR ()-[r:R]-() REQUIRE r.a IS NOT NULL",
       "CREATE CONSTRAINT FOR ()-[r:R]-() REQUIRE (a) IS NOT NULL"},
      {"CREATE CONSTRAINT FOR (n:L) REQUIRE n.a IS :: level",
       "CREATE CONSTRAINT FOR (n:L) REQUIRE (a) IS :: level"},
      {"DROP CONSTRAINT c IF EXISTS", nullptr},
      {"CREATE ORDERED ENUM level ('local', 'national')",
       "CREATE ORDERED ENUM level (local, national)"},
      {"DROP ENUM level", nullptr},
      {"CREATE index = (a)-[:R]->(b)", nullptr},
      {"SHOW INDEXES", nullptr},
      {"SHOW ALL CONSTRAINTS YIELD name, type AS t ORDER BY t LIMIT 1 WHERE t RETURN t",
       "SHOW CONSTRAINTS YIELD name, type AS t ORDER BY t LIMIT 1 WHERE t RETURN t"},
      {"SHOW RELATIONSHIP TYPES YIELD *", nullptr},
      {"SHOW FUNCTIONS WHERE name CONTAINS 'x'", "SHOW FUNCTIONS WHERE (CONTAINS name 'x')"},
      {"BEGIN", nullptr},
      {"begin transaction", "BEGIN"},
      {"BEGIN READ ONLY;", "BEGIN READ ONLY"},
      {"COMMIT", nullptr},
      {"ROLLBACK", nullptr},
      {"BEGIN NOW", "UnexpectedSyntax at 1:7: unexpected NOW after BEGIN"},
      {"CREATE CONSTRAINT FOR (n:L) REQUIRE m.a IS UNIQUE",
       "UndefinedVariable at 1:37: no such variable: m"},
      {"EXPLAIN DROP INDEX i",
       "UnexpectedSyntax at 1:1: EXPLAIN stands before a query, and this is none"},
  };
  check_all(kRows);
}
