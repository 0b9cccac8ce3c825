#include "parse_test.h"

using namespace agora::syntax;

TEST_CASE("operators bind as openCypher says", "[syntax]") {
  const Row kRows[] = {
      {"1 + 2 * 3", "(+ 1 (* 2 3))"},
      {"(1 + 2) * 3", "(* (+ 1 2) 3)"},
      {"1 - 2 + 3 - 4", "(-,+,- 1 2 3 4)"},
      {"1 - (2 - 3)", "(- 1 (- 2 3))"},
      {"2 * 3 / 4 % 5", "(*,/,% 2 3 4 5)"},
      {"2 ^ 3 ^ 4", "(^ 2 3 4)"},
      {"2 * 3 ^ 4", "(* 2 (^ 3 4))"},
      {"-3 ^ 2", "(^ -3 2)"},
      {"-a ^ 2", "(^ (- a) 2)"},
      {"1 - -1", "(- 1 -1)"},
      {"1--1", "(- 1 -1)"},
      {"- - a", "(- (- a))"},
      {"+a", "(+ a)"},
      {"-a.b[0]", "(- a.b[0])"},
      {"a AND b AND c", "(AND a b c)"},
      {"a OR b AND c XOR d", "(OR a (XOR (AND b c) d))"},
      {"(a OR b) OR c", "(OR (OR a b) c)"},
      {"NOT a = b", "(NOT (= a b))"},
      {"NOT a AND b", "(AND (NOT a) b)"},
      {"NOT NOT a", "(NOT (NOT a))"},
      {"a = NOT b", "(= a (NOT b))"},
      {"a = b IS NULL", "(= a (IS NULL b))"},
      {"a OR b IS NOT NULL", "(OR a (IS NOT NULL b))"},
      {"a + b IS NULL", "(IS NULL (+ a b))"},
      {"a IS NULL IN b", "(IN (IS NULL a) b)"},
      {"a IN b IS NULL", "(IS NULL (IN a b))"},
      {"1 < 2 <= 3", "(<,<= 1 2 3)"},
      {"(1 < 2) < 3", "(< (< 1 2) 3)"},
      {"a = b <> c > d >= e", "(=,<>,>,>= a b c d e)"},
      {"a<-1", "(< a -1)"},
      {"[1]+2 IN [3]+4", "(IN (+ [1] 2) (+ [3] 4))"},
      {"a STARTS WITH b ENDS WITH c", "(ENDS WITH (STARTS WITH a b) c)"},
      {"a CONTAINS b + 'c' AND a =~ 'x.*'", "(AND (CONTAINS a (+ b 'c')) (=~ a 'x.*'))"},
      {"a || b + c", "(||,+ a b c)"},
      {"a IS :: INTEGER", "(IS :: INTEGER a)"},
      {"a IS NOT TYPED LIST<STRING NOT NULL> NOT NULL",
       "(IS NOT :: LIST<STRING NOT NULL> NOT NULL a)"},
      {"a :: BOOL | zoned datetime", "(IS :: BOOLEAN | DATETIME a)"},
      {"a IS :: LIST<LIST<INT>> = true", "(= (IS :: LIST<LIST<INTEGER>> a) true)"},
      {"a IS NORMALIZED OR a IS NOT NFD NORMALIZED",
       "(OR (IS NFC NORMALIZED a) (IS NOT NFD NORMALIZED a))"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(expression(c.text) == c.result); }
  }
}

TEST_CASE("what stands between operators", "[syntax]") {
  const Row kRows[] = {
      {"null", "null"},
      {"[true, FALSE, Null]", "[true, false, null]"},
      {"$p + $0 + $`a b`", "(+ $p $0 $a b)"},
      {"a.b.c", "a.b.c"},
      {"{a: 1, `b c`: {d: []}, match: 2}", "{a: 1, b c: {d: []}, match: 2}"},
      {"l[1], l[1..], l[..2], l[1..2], l[-1..-2], l[..]",
       "l[1], l[1..], l[..2], l[1..2], l[-1..-2], l[..]"},
      {"l[0].x[1]['k']", "l[0].x[1]['k']"},
      {"f()", "f()"},
      {"f(DISTINCT a, 1)", "f(DISTINCT a, 1)"},
      {"count(*)", "count(*)"},
      {"collect(a ORDER BY b DESC, c)", "collect(a ORDER BY b DESC, c)"},
      {"date.truncate('day', d).year", "date.truncate('day', d).year"},
      {"a.b.c.d(1)", "a.b.c.d(1)"},
      {"f(x)[0].y", "f(x)[0].y"},
      {"n:A:B", "(n:(A&B))"},
      {"n:A|B&!C", "(n:(A|(B&!C)))"},
      {"n:%", "(n:%)"},
      {"n.x:A", "(n.x:A)"},
      {"CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END",
       "CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END"},
      {"CASE a.x WHEN 1 THEN CASE b WHEN 2 THEN 3 END END",
       "CASE a.x WHEN 1 THEN CASE b WHEN 2 THEN 3 END END"},
      {"CASE WHEN end THEN end END", "CASE WHEN end THEN end END"},
      {"CASE x WHEN 1, 2 THEN 3 END", "CASE x WHEN 1, 2 THEN 3 END"},
      {"CASE x WHEN > 3 AND x < 5, IS NULL, IN [1] THEN 3 END",
       "CASE x WHEN (AND (> _ 3) (< x 5)), (IS NULL _), (IN _ [1]) THEN 3 END"},
      {"CASE x WHEN -3 THEN 1 WHEN STARTS WITH 'a' THEN 2 END",
       "CASE x WHEN -3 THEN 1 WHEN (STARTS WITH _ 'a') THEN 2 END"},
      {"VALUE { RETURN 1 AS x }", "VALUE {RETURN 1 AS x}"},
      {"value {.a, b, c: 1}", "value {.a, b, c: 1}"},
      {"all(x IN l WHERE x > 1)", "all(x IN l WHERE (> x 1))"},
      {"any(x IN l WHERE a), none(x IN l WHERE a), SINGLE(x IN l WHERE a)",
       "any(x IN l WHERE a), none(x IN l WHERE a), single(x IN l WHERE a)"},
      {"any + none(1) + single", "(+ any none(1) single)"},
      {"reduce(a = 0, x IN l | a + x)", "reduce(a = 0, x IN l | (+ a x))"},
      {"reduce(1)", "reduce(1)"},
      {"n {.a, .*, b: 1, c}", "n {.a, .*, b: 1, c}"},
      {"n {}", "n {}"},
      {"count {.a}", "count {.a}"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(expression(c.text) == c.result); }
  }
}

TEST_CASE("a bracket opens a list, a comprehension or a pattern comprehension", "[syntax]") {
  const Row kRows[] = {
      {"[x IN l]", "[x IN l]"},
      {"[x IN l WHERE x]", "[x IN l WHERE x]"},
      {"[x IN l | x + 1]", "[x IN l | (+ x 1)]"},
      {"[x IN l WHERE x IN m | [y IN x | y]]", "[x IN l WHERE (IN x m) | [y IN x | y]]"},
      {"[x IN l, 1]", "[(IN x l), 1]"},
      {"[1, x IN l]", "[1, (IN x l)]"},
      {"[x IN [1, 2]]", "[x IN [1, 2]]"},
      {"[x IN l | f(x, 1)]", "[x IN l | f(x, 1)]"},
      {"[x IN l WHERE x:A | x.y]", "[x IN l WHERE (x:A) | x.y]"},
      {"[x IN l WHERE x:A|B AND x.z | x.y]", "[x IN l WHERE (AND (x:(A|B)) x.z) | x.y]"},
      {"[x IN l | x:A|B]", "[x IN l | (x:(A|B))]"},
      {"[x IN l WHERE x:(A|B) | x.y]", "[x IN l WHERE (x:(A|B)) | x.y]"},
      {"a[x IN l]", "a[(IN x l)]"},
      {"[(a)-->(b) | b.x]", "[(a)-[]->(b) | b.x]"},
      {"[(a)-->(b) WHERE b.y | b.x]", "[(a)-[]->(b) WHERE b.y | b.x]"},
      {"[p = (a)-[:R*]->() | length(p)]", "[p = (a)-[:R*..]->() | length(p)]"},
      {"[(a)-->(b) WHERE b:C | b.x]", "[(a)-[]->(b) WHERE (b:C) | b.x]"},
      {"[x = (1)]", "[(= x 1)]"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(expression(c.text) == c.result); }
  }
}

TEST_CASE("a parenthesis opens a pattern if a relationship follows", "[syntax]") {
  const Row kRows[] = {
      {"(a)-->(b)", "<(a)-[]->(b)>"},
      {"(a)--(b)", "<(a)-[]-(b)>"},
      {"(a)<--(b)", "<(a)<-[]-(b)>"},
      {"(a)<-->(b)", "<(a)-[]-(b)>"},
      {"(:A {x: 1})-[r:R]-()", "<(:A {x: 1})-[r:R]-()>"},
      {"(a)-[b]-(c)", "<(a)-[b]-(c)>"},
      {"(a)-->(b)-->(c) AND d", "(AND <(a)-[]->(b)-[]->(c)> d)"},
      {"(a)", "a"},
      {"(a) - 1", "(- a 1)"},
      {"(a) - -1", "(- a -1)"},
      {"(a) - b", "(- a b)"},
      {"(a.x) - -(b)", "(- a.x (- b))"},
      {"(a) < -(b)", "(< a (- b))"},
      {"(a) < 1", "(< a 1)"},
      {"f(a) - [1]", "(- f(a) [1])"},
      {"f(a)--(b)", "(- f(a) (- b))"},
      {"((a)-->(b))", "<(a)-[]->(b)>"},
      {"exists((a)-->(b))", "exists(<(a)-[]->(b)>)"},
      {"a.filter(x)--(b)", "(- a.filter(x) (- b))"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) {
      const std::string result = parsed("MATCH (n) WHERE " + std::string(c.text) + " RETURN 1");
      CHECK(result == "MATCH (n) WHERE " + std::string(c.result) + " RETURN 1");
    }
  }
}

TEST_CASE("subqueries in expressions", "[syntax]") {
  const Row kRows[] = {
      {"EXISTS { (a)-->(b) WHERE a.x = 1 }", "EXISTS {MATCH (a)-[]->(b) WHERE (= a.x 1)}"},
      {"exists { MATCH (a) }", "EXISTS {MATCH (a)}"},
      {"EXISTS { MATCH (a) RETURN a UNION MATCH (b) RETURN b }",
       "EXISTS {MATCH (a) RETURN a UNION MATCH (b) RETURN b}"},
      {"COUNT { (a) }", "COUNT {MATCH (a)}"},
      {"COUNT { (:A)-->() }", "COUNT {MATCH (:A)-[]->()}"},
      {"COLLECT { MATCH (a) RETURN a.x ORDER BY a.x }",
       "COLLECT {MATCH (a) RETURN a.x ORDER BY a.x}"},
      {"EXISTS { p = (a)-->() }", "EXISTS {MATCH p = (a)-[]->()}"},
      {"shortestPath((a)-[*..3]-(b))", "<shortestPath (a)-[*..3]-(b)>"},
      {"length(allShortestPaths((a)-[*]->(b))[0])", "length(<allShortestPaths (a)-[*..]->(b)>[0])"},
  };
  for (const Row& c : kRows) {
    DYNAMIC_SECTION(c.text) { CHECK(expression(c.text) == c.result); }
  }
}

TEST_CASE("a column is named by its text as written", "[syntax]") {
  const Statement statement = parse("RETURN  n . name ,count( * ) /* all */,\n (1+2) * 3 AS x");
  const auto& query = std::get<Query>(statement.node);
  const auto& items = std::get<Return>(query.parts[0].clauses[0].node).projection.items;
  REQUIRE(items.size() == 3);
  CHECK(items[0].text == "n . name");
  CHECK(items[1].text == "count( * )");
  CHECK(items[2].text == "(1+2) * 3");
  CHECK(items[2].alias->text == "x");
}

TEST_CASE("places count code points and bytes", "[syntax]") {
  const std::string text = "RETURN 'é', x,\n  'ü' + y.z";
  const Statement statement = parse(text);
  const auto& query = std::get<Query>(statement.node);
  const auto& items = std::get<Return>(query.parts[0].clauses[0].node).projection.items;
  const agora::SourceSpan x = items[1].expression->span;
  CHECK(x.line == 1);
  CHECK(x.column == 13);
  CHECK(text.substr(x.offset, x.length) == "x");
  const auto& sum = std::get<Arithmetic>(items[2].expression->node);
  const agora::SourceSpan z = std::get<Property>(sum.operands[1]->node).key.span;
  CHECK(z.line == 2);
  CHECK(z.column == 11);
  CHECK(text.substr(z.offset, z.length) == "z");
}
