// What a query is bound to, as text.
#include <catch2/catch.hpp>

#include "semantic/bind_text.h"
#include "semantic/static_type.h"

namespace agora::semantic {
namespace {

struct Case {
  const char* what;
  const char* query;
  const char* bound;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& each : cases) {
    DYNAMIC_SECTION(each.what) { CHECK(bound_or_error(each.query) == each.bound); }
  }
}

const Projection& last_projection(const BoundStatement& statement) {
  return std::get<Projection>(statement.query->parts[0].clauses.back().node);
}

}  // namespace

TEST_CASE("reading clauses are bound", "[semantic]") {
  check({
      {"a node written twice is one node", "MATCH (a:A)-->(b), (a:B {x: 1}) RETURN a",
       "MATCH (a:A:B {x: 1})-->(b), (a) RETURN a"},
      {"directions and types", "MATCH (a)<-[r:R|S]-(b)--(c) RETURN r",
       "MATCH (a)<-[r:R|S]-(b)--(c) RETURN r"},
      {"variable length", "MATCH p = (a)-[:R*2..3]->(b) RETURN p",
       "MATCH p = (a)-[:R*2..3]->(b) RETURN p"},
      {"label formulas", "MATCH (a:A&!B|C) RETURN a", "MATCH (a:A&!B|C) RETURN a"},
      {"a predicate inside a pattern joins WHERE",
       "MATCH (a WHERE a.x = 1)-->(b) WHERE b.y RETURN a",
       "MATCH (a)-->(b) WHERE a.x = 1 AND b.y RETURN a"},
      {"comparisons chain", "MATCH (a) WHERE 1 < a.x < 3 RETURN a",
       "MATCH (a) WHERE 1 < a.x AND a.x < 3 RETURN a"},
      {"operators of one strength go from the left", "RETURN 1 - (2 - 3) - 4 AS x",
       "RETURN 1 - (2 - 3) - 4 AS x"},
      {"a pattern predicate is a query", "MATCH (a) WHERE NOT (a)-[:R]->(:B) RETURN a",
       "MATCH (a) WHERE NOT EXISTS { MATCH (a)-[:R]->(:B) } RETURN a"},
      {"exists() of a pattern too", "MATCH (a) RETURN exists((a)-->()) AS x",
       "MATCH (a) RETURN EXISTS { MATCH (a)-->() } AS x"},
      {"exists() of a property", "MATCH (a) RETURN exists(a.x) AS x",
       "MATCH (a) RETURN a.x IS NOT NULL AS x"},
      {"a pattern comprehension collects", "MATCH (a) RETURN [(a)-->(b) WHERE b.x > 1 | b.y] AS ys",
       "MATCH (a) RETURN COLLECT { MATCH (a)-->(b) WHERE b.x > 1 RETURN b.y AS result } AS ys"},
      {"map projections", "MATCH (n) RETURN n {.x, y: 1} AS m",
       "MATCH (n) RETURN CASE WHEN n IS NOT NULL THEN {x: n.x, y: 1} END AS m"},
      {"shortestPath() in MATCH", "MATCH p = shortestPath((a)-[:R*]-(b)) RETURN p",
       "MATCH p = shortestPath((a)-[:R*1..]-(b)) RETURN p"},
      {"own variables", "RETURN [x IN [1, 2] WHERE x > 1 | x + 1] AS xs",
       "RETURN [x IN [1, 2] WHERE x > 1 | x + 1] AS xs"},
      {"reduce", "RETURN reduce(s = 0, x IN [1] | s + x) AS s",
       "RETURN reduce(s = 0, x IN [1] | s + x) AS s"},
  });
}

TEST_CASE("projections are bound", "[semantic]") {
  check({
      {"an unnamed column has its text as name", "MATCH (a) RETURN a.x  +  1",
       "MATCH (a) RETURN a.x + 1 AS `a.x  +  1`"},
      {"groups and aggregates", "MATCH (a) RETURN a.x AS x, count(*) + 1 AS c",
       "MATCH (a) RETURN x, `count(*)` + 1 AS c {keys: x = a.x; aggregates: _1 = count(*)}"},
      {"a star", "MATCH (a)-->(b) RETURN *", "MATCH (a)-->(b) RETURN a, b"},
      {"a projected expression is not computed again",
       "MATCH (a) RETURN a.x AS x ORDER BY a.x + 1, a.y",
       "MATCH (a) RETURN a.x AS x ORDER BY x + 1, a.y"},
      {"ORDER BY prefers the item's name", "MATCH (a) WITH a.x AS a ORDER BY a RETURN a",
       "MATCH (a) WITH a.x AS a ORDER BY a RETURN a"},
      {"ORDER BY finds what was projected under a name that it had",
       "MATCH (a) WITH a.x AS a ORDER BY a.x RETURN a",
       "MATCH (a) WITH a.x AS a ORDER BY a RETURN a"},
      {"swapped names", "MATCH (a), (b) WITH b AS a, a AS b ORDER BY a.x RETURN a",
       "MATCH (a), (b) WITH b AS a, a AS b ORDER BY a.x RETURN a"},
      {"WHERE after WITH sees both sides", "MATCH (a) WITH a.x AS x WHERE x > 1 AND a.y RETURN x",
       "MATCH (a) WITH a.x AS x WHERE x > 1 AND a.y RETURN x"},
      {"WHERE after DISTINCT may repeat an item",
       "MATCH (a) WITH DISTINCT a.x AS y WHERE a.x = 1 RETURN y",
       "MATCH (a) WITH DISTINCT a.x AS y WHERE y = 1 RETURN y"},
      {"DISTINCT", "MATCH (a) RETURN DISTINCT a.x ORDER BY a.x",
       "MATCH (a) RETURN DISTINCT a.x AS `a.x` ORDER BY `a.x`"},
      {"an aggregate in ORDER BY",
       "MATCH (a) RETURN a.x AS x, count(*) AS c ORDER BY count(*) DESC",
       "MATCH (a) RETURN x, `count(*)` AS c {keys: x = a.x; aggregates: _1 = count(*)} ORDER BY c "
       "DESC"},
  });
}

TEST_CASE("updates are bound", "[semantic]") {
  check({
      {"CREATE takes up what is there", "MATCH (a) CREATE (a)-[:R]->(b:B {x: 1})",
       "MATCH (a) CREATE (a)-[:R]->(b:B {x: 1})"},
      {"a CREATE that reads what it makes becomes two", "CREATE (a {x: 1}), (b {y: a.x}), (c)",
       "CREATE (a {x: 1}), (c) CREATE (a), (b {y: a.x}), (c)"},
      {"a chain of them becomes more", "CREATE p = (a {x: 1})-[r:R {y: a.x}]->(b), (c {z: r.y})",
       "CREATE (a {x: 1}), (b) CREATE (a)-[r:R {y: a.x}]->(b) CREATE p = (a)-[r:R]->(b), (c {z: "
       "r.y})"},
      {"CREATE with a parameter", "CREATE (n:N $map)", "CREATE (n:N $map)"},
      {"MERGE", "MERGE (n:N {x: 1}) ON CREATE SET n.y = 2 ON MATCH SET n.z = 3",
       "MERGE (n:N {x: 1}) ON CREATE SET n.y = 2 ON MATCH SET n.z = 3"},
      {"SET of everything", "MATCH (n) SET n = {a: 1}, n += $m, n:A:B, n['k'] = 1",
       "MATCH (n) SET n = {a: 1}, n += $m, n:A:B, n['k'] = 1"},
      {"REMOVE", "MATCH (n) REMOVE n.x, n:A", "MATCH (n) REMOVE n.x, n:A"},
      {"FOREACH", "FOREACH (x IN [1] | CREATE (:N {v: x}))",
       "FOREACH (_0 IN [1] | CREATE (:N {v: x}))"},
  });
}

TEST_CASE("calls are bound", "[semantic]") {
  check({
      {"a standalone CALL returns its columns", "CALL test.labels()",
       "CALL test.labels() YIELD label RETURN label"},
      {"implicit arguments are parameters", "CALL test.half",
       "CALL test.half($in) YIELD out RETURN out"},
      {"a void procedure", "MATCH (n) CALL test.void() RETURN n",
       "MATCH (n) CALL test.void() RETURN n"},
      {"an importing WITH", "MATCH (n) CALL { WITH n MATCH (n)-->(m) RETURN m } RETURN m",
       "MATCH (n) CALL { MATCH (n)-->(m) RETURN m } RETURN m"},
      {"UNION matches columns by name", "RETURN 1 AS a, 2 AS b UNION RETURN 3 AS b, 4 AS a",
       "RETURN 1 AS a, 2 AS b UNION RETURN 3 AS b, 4 AS a"},
  });
}

TEST_CASE("a variable that is passed on keeps its slot", "[semantic]") {
  const BoundStatement statement = bound("MATCH (a) WITH a AS b, a AS c RETURN b, c");
  const auto& match = std::get<Match>(statement.query->parts[0].clauses[0].node);
  const auto& with = std::get<Projection>(statement.query->parts[0].clauses[1].node);
  CHECK(with.items[0].slot == match.pattern.nodes[0].slot);
  CHECK(with.items[1].slot != match.pattern.nodes[0].slot);
}

TEST_CASE("subqueries name what they read from outside, through all levels", "[semantic]") {
  const BoundStatement statement =
      bound("MATCH (a), (b) WHERE EXISTS { MATCH (a)-->(c) WHERE EXISTS { (c)-->(b) } } RETURN a");
  const auto& match = std::get<Match>(statement.query->parts[0].clauses[0].node);
  const auto& outer = std::get<Subquery>(match.predicate->node);
  CHECK(outer.imports ==
        std::vector<Slot>{match.pattern.nodes[0].slot, match.pattern.nodes[1].slot});
  const auto& inner_match = std::get<Match>(outer.query->parts[0].clauses[0].node);
  const auto& inner = std::get<Subquery>(inner_match.predicate->node);
  CHECK(inner.imports ==
        std::vector<Slot>{match.pattern.nodes[1].slot, inner_match.pattern.nodes[1].slot});
  CHECK(inner_match.pattern.nodes[0].bound);
}

TEST_CASE("CALL { … } gives its columns slots of their own", "[semantic]") {
  const BoundStatement statement = bound("MATCH (n) CALL { WITH n RETURN n AS m } RETURN n, m");
  const auto& call = std::get<CallSubquery>(statement.query->parts[0].clauses[1].node);
  REQUIRE(call.imports.size() == 1);
  CHECK(call.query->output_slots[0] != call.imports[0]);
}

TEST_CASE("types are inferred", "[semantic]") {
  const auto type = [](const std::string& expression) {
    const BoundStatement statement = bound("MATCH (n)-[r]->() RETURN " + expression + " AS x");
    return describe(last_projection(statement).items[0].expression->types);
  };
  CHECK(type("1 + 2") == "INTEGER");
  CHECK(type("1 + 2.0") == "FLOAT");
  CHECK(type("'a' + 1") == "STRING");
  CHECK(type("[1] + 1") == "LIST");
  CHECK(type("null") == "NULL");
  CHECK(type("[n, r][0]") == "NODE or RELATIONSHIP");
  CHECK(type("head([1, 2.0])") == "INTEGER or FLOAT");
  CHECK(type("n.x") == "any value");
  CHECK(type("CASE WHEN true THEN 1 ELSE 'a' END") == "INTEGER or STRING");
}

TEST_CASE("parameters are listed once each", "[semantic]") {
  CHECK(bound("MATCH (n {x: $b}) RETURN $a, $b + 1 AS c").parameters ==
        std::vector<std::string>{"a", "b"});
}

TEST_CASE("what is long in the text is not deep when bound", "[semantic]") {
  std::string xors = "RETURN true", nodes = "CREATE (n0)", items = "RETURN 0 AS x0";
  for (int i = 1; i < 5000; ++i) {
    const std::string number = std::to_string(i);
    xors += " XOR true";
    nodes += ", (n" + number + " {i: " + number + "})";
    items += ", " + number + " AS x" + number;
  }
  CHECK(bound(xors).query->columns.size() == 1);
  const BoundStatement create = bound(nodes);
  REQUIRE(create.query->parts[0].clauses.size() == 1);
  CHECK(std::get<Create>(create.query->parts[0].clauses[0].node).pattern.nodes.size() == 5000);
  CHECK(bound(items).query->columns.size() == 5000);
}

TEST_CASE("a query that changes the graph says so", "[semantic]") {
  CHECK(bound("CREATE (n)").query->writes);
  CHECK(bound("MATCH (n) CALL { WITH n SET n.x = 1 } RETURN n").query->writes);
  CHECK_FALSE(bound("MATCH (n) RETURN n").query->writes);
}

TEST_CASE("names that the graph does not know are noticed, once, with the nearest", "[semantic]") {
  catalog::Catalog catalog;
  catalog.add_label("Organization");
  catalog.add_type("USES");
  catalog.add_property_key("name");
  const auto notices =
      bound("MATCH (n:Organisation {name: 'x'})-[:USE]->(m:Organisation) WHERE m.nam = 1 RETURN n",
            &catalog)
          .notifications;
  REQUIRE(notices.size() == 3);
  CHECK(notices[0].message == "no node has the label `Organisation`");
  CHECK(notices[0].hint == "did you mean `Organization`?");
  CHECK(notices[1].hint == "did you mean `USES`?");
  CHECK(notices[2].hint == "did you mean `name`?");
  CHECK(bound("CREATE (n:New {p: 1}) RETURN n.p", &catalog).notifications.empty());
}

}  // namespace agora::semantic
