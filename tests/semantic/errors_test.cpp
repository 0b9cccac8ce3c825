// Every error the binder raises, with its place.
#include <catch2/catch.hpp>

#include "semantic/bind_text.h"

namespace agora::semantic {
namespace {

struct Case {
  const char* query;
  const char* error;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& each : cases) {
    DYNAMIC_SECTION(each.query) { CHECK(bound_or_error(each.query) == each.error); }
  }
}

}  // namespace

TEST_CASE("a name that means nothing is UndefinedVariable wherever it stands", "[semantic]") {
  check({
      {"RETURN foo", "SyntaxError UndefinedVariable 1:8"},
      {"MATCH (n) RETURN foo.name", "SyntaxError UndefinedVariable 1:18"},
      {"MATCH (n) WHERE m.x = 1 RETURN n", "SyntaxError UndefinedVariable 1:17"},
      {"MATCH (n {x: m}) RETURN n", "SyntaxError UndefinedVariable 1:14"},
      {"MATCH (n) WHERE (n)-->(m) RETURN n", "SyntaxError UndefinedVariable 1:24"},
      {"MATCH (n) WHERE (n)-[r]->() RETURN n", "SyntaxError UndefinedVariable 1:22"},
      {"MATCH (n) CREATE (n)-[:T]->(m {x: y}) RETURN m", "SyntaxError UndefinedVariable 1:35"},
      {"CREATE (a {x: a.y})", "SyntaxError UndefinedVariable 1:15"},
      {"CREATE (a {x: b.x}), (b)", "SyntaxError UndefinedVariable 1:15"},
      {"CREATE (a)-[r:R]->(b {x: r.x})", "SyntaxError UndefinedVariable 1:26"},
      {"MERGE (a)-[r:R]->(b {x: a.x})", "SyntaxError UndefinedVariable 1:25"},
      {"MATCH (n) SET m.x = 1", "SyntaxError UndefinedVariable 1:15"},
      {"MATCH (n) SET m:L", "SyntaxError UndefinedVariable 1:15"},
      {"MATCH (n) REMOVE m.x", "SyntaxError UndefinedVariable 1:18"},
      {"MATCH (n) DELETE m", "SyntaxError UndefinedVariable 1:18"},
      {"MERGE (n) ON CREATE SET m.x = 1", "SyntaxError UndefinedVariable 1:25"},
      {"UNWIND xs AS x RETURN x", "SyntaxError UndefinedVariable 1:8"},
      {"RETURN [x IN [1] | x] + x", "SyntaxError UndefinedVariable 1:25"},
      {"RETURN all(x IN [1] WHERE y = 1)", "SyntaxError UndefinedVariable 1:27"},
      {"RETURN reduce(a = a, x IN [1] | a + x)", "SyntaxError UndefinedVariable 1:19"},
      {"MATCH (a), (b) WITH a RETURN b", "SyntaxError UndefinedVariable 1:30"},
      {"MATCH (a), (b) WITH a WITH a ORDER BY b RETURN a", "SyntaxError UndefinedVariable 1:39"},
      {"MATCH (a) RETURN DISTINCT a.name ORDER BY a.age", "SyntaxError UndefinedVariable 1:43"},
      {"MATCH (a) WITH DISTINCT a.name AS n WHERE a.age > 1 RETURN n",
       "SyntaxError UndefinedVariable 1:43"},
      {"MATCH (a) WITH a.x AS x, count(*) AS c WHERE a.age > 1 RETURN c",
       "SyntaxError UndefinedVariable 1:46"},
      {"MATCH (a) WITH count(a) AS c ORDER BY a.age + count(a) RETURN c",
       "SyntaxError UndefinedVariable 1:39"},
      {"MATCH (a) WITH a.x AS x, max(a.y) AS m ORDER BY sum(a.y) RETURN m",
       "SyntaxError UndefinedVariable 1:53"},
      {"RETURN 1 AS a UNION MATCH (n) RETURN b AS a", "SyntaxError UndefinedVariable 1:38"},
      {"CALL test.labels() YIELD nothing RETURN nothing", "SyntaxError UndefinedVariable 1:26"},
      {"MATCH (n) CALL { MATCH (m) WHERE m.x = n.x RETURN m } RETURN m",
       "SyntaxError UndefinedVariable 1:40"},
  });
}

TEST_CASE("a name that has a meaning is not given a second one", "[semantic]") {
  check({
      {"MATCH (a) CREATE (a)", "SyntaxError VariableAlreadyBound 1:19"},
      {"MATCH (a) MERGE (a)", "SyntaxError VariableAlreadyBound 1:18"},
      {"MATCH (a) CREATE (a {x: 1})-[:T]->()", "SyntaxError VariableAlreadyBound 1:19"},
      {"MATCH (a) CREATE (a {})-[:T]->()", "SyntaxError VariableAlreadyBound 1:19"},
      {"CREATE (n:A)-[:T]->(), (n:B)-[:T]->()", "SyntaxError VariableAlreadyBound 1:25"},
      {"MATCH ()-[r]->() CREATE ()-[r:T]->()", "SyntaxError VariableAlreadyBound 1:29"},
      {"MATCH (a)-[r]->(b) MERGE (a)-[r]->(b)", "SyntaxError VariableAlreadyBound 1:31"},
      {"MATCH (a)-[r]->(b) MERGE (a)-[r:T]->(b)", "SyntaxError VariableAlreadyBound 1:31"},
      {"CREATE (a), (b), (a)-[r:T]->(b), (b)-[r:T]->(a)", "SyntaxError VariableAlreadyBound 1:39"},
      {"MATCH (p) MATCH p = (a)-->(b) RETURN p", "SyntaxError VariableAlreadyBound 1:17"},
      {"MATCH p = ()-[p]->() RETURN p", "SyntaxError VariableAlreadyBound 1:7"},
      {"MATCH p = (a), p = (b) RETURN p", "SyntaxError VariableAlreadyBound 1:16"},
      {"WITH 1 AS p MATCH p = (a) RETURN p", "SyntaxError VariableAlreadyBound 1:19"},
      {"MATCH (a) UNWIND [1] AS a RETURN a", "SyntaxError VariableAlreadyBound 1:25"},
      {"WITH 'x' AS label CALL test.labels() YIELD label RETURN label",
       "SyntaxError VariableAlreadyBound 1:44"},
      {"CALL test.pair('a', 1) YIELD city AS c, code AS c RETURN c",
       "SyntaxError VariableAlreadyBound 1:49"},
      {"MATCH (n) CALL { MATCH (n) RETURN n } RETURN n", "SyntaxError VariableAlreadyBound 1:11"},
      {"RETURN reduce(a = 0, a IN [1] | a)", "SyntaxError VariableAlreadyBound 1:22"},
      {"MATCH (n) FOREACH (n IN [1] | CREATE ())", "SyntaxError VariableAlreadyBound 1:20"},
  });
}

TEST_CASE("a variable keeps its kind", "[semantic]") {
  check({
      {"MATCH ()-[r]->() MATCH (r) RETURN r", "SyntaxError VariableTypeConflict 1:25"},
      {"MATCH p = (a)-->(b) MATCH (p) RETURN p", "SyntaxError VariableTypeConflict 1:28"},
      {"MATCH (a)-[r]->(r) RETURN r", "SyntaxError VariableTypeConflict 1:17"},
      {"MATCH (a)-[a]->() RETURN a", "SyntaxError VariableTypeConflict 1:12"},
      {"MATCH p = (a)-->(b), ()-[p]-() RETURN p", "SyntaxError VariableTypeConflict 1:26"},
      {"MATCH (a)-[r*]->(b) MATCH ()-[r]->() RETURN r", "SyntaxError VariableTypeConflict 1:31"},
      {"MATCH ()-[r]->() MATCH ()-[r*]->() RETURN r", "SyntaxError VariableTypeConflict 1:28"},
      {"WITH [1] AS r MATCH ()-[r*]->() RETURN r", "SyntaxError VariableTypeConflict 1:25"},
      {"WITH 1 AS n MATCH (n) RETURN n", "SyntaxError VariableTypeConflict 1:20"},
      {"WITH {x: 1} AS n MATCH (n)-->() RETURN n", "SyntaxError VariableTypeConflict 1:25"},
      {"MATCH (n) WITH [n] AS ns MATCH (ns) RETURN ns", "SyntaxError VariableTypeConflict 1:33"},
      {"MATCH (n) WITH collect(n) AS ns MATCH (ns)-->() RETURN ns",
       "SyntaxError VariableTypeConflict 1:40"},
      {"UNWIND [1, 2] AS n MATCH (n) RETURN n", "SyntaxError VariableTypeConflict 1:27"},
      {"WITH 1 AS n CREATE (n)-[:T]->()", "SyntaxError VariableTypeConflict 1:21"},
      {"MATCH (a)-[r]->()-[r]->(a) RETURN r", "SyntaxError RelationshipUniquenessViolation 1:20"},
      {"MATCH (a)-[r]->(), ()-[r]->() RETURN r",
       "SyntaxError RelationshipUniquenessViolation 1:24"},
  });
}

TEST_CASE("operators refuse what they cannot take", "[semantic]") {
  check({
      {"RETURN 1 AND true", "SyntaxError InvalidArgumentType 1:8"},
      {"RETURN true OR 'x'", "SyntaxError InvalidArgumentType 1:16"},
      {"RETURN [] XOR true", "SyntaxError InvalidArgumentType 1:8"},
      {"RETURN NOT {a: 1}", "SyntaxError InvalidArgumentType 1:12"},
      {"MATCH (n) WHERE n RETURN n", "SyntaxError InvalidArgumentType 1:17"},
      {"MATCH (n) WHERE 123 RETURN n", "SyntaxError InvalidArgumentType 1:17"},
      {"WITH 1 AS x WHERE x RETURN x", "SyntaxError InvalidArgumentType 1:19"},
      {"RETURN CASE WHEN 1 THEN 2 END", "SyntaxError InvalidArgumentType 1:18"},
      {"RETURN 'a' * 2", "SyntaxError InvalidArgumentType 1:8"},
      {"RETURN true + 1", "SyntaxError InvalidArgumentType 1:8"},
      {"RETURN {a: 1} - 1", "SyntaxError InvalidArgumentType 1:8"},
      {"MATCH (n) RETURN n + 1", "SyntaxError InvalidArgumentType 1:18"},
      {"RETURN -'a'", "SyntaxError InvalidArgumentType 1:9"},
      {"RETURN 1 IN 2", "SyntaxError InvalidArgumentType 1:13"},
      {"RETURN 1 IN {x: 1}", "SyntaxError InvalidArgumentType 1:13"},
      {"RETURN [x IN 1 | x]", "SyntaxError InvalidArgumentType 1:14"},
      {"RETURN none(x IN ['a'] WHERE x % 2 = 0)", "SyntaxError InvalidArgumentType 1:30"},
      {"RETURN any(x IN [1] WHERE x)", "SyntaxError InvalidArgumentType 1:27"},
      {"WITH 1 AS x RETURN x.name", "TypeError InvalidArgumentType 1:20"},
      {"WITH [1] AS x RETURN x.name", "TypeError InvalidArgumentType 1:22"},
      {"MATCH p = (a) RETURN p.name", "SyntaxError InvalidArgumentType 1:22"},
      {"WITH 'a' AS x RETURN x[0]", "TypeError InvalidArgumentType 1:22"},
      {"RETURN [1][true]", "TypeError InvalidArgumentType 1:12"},
      {"RETURN (1)[0..1]", "TypeError InvalidArgumentType 1:8"},
      {"MATCH p = (a) WHERE p:L RETURN p", "SyntaxError InvalidArgumentType 1:21"},
      {"MATCH (a) DELETE 1 + 1", "SyntaxError InvalidArgumentType 1:18"},
      {"MATCH (a) DELETE a.name + 'x'", "SyntaxError InvalidArgumentType 1:18"},
      {"MATCH (a) WITH [a] AS xs DELETE xs", "SyntaxError InvalidArgumentType 1:33"},
      {"WITH 1 AS a SET a.x = 1", "SyntaxError InvalidArgumentType 1:17"},
      {"MATCH (a) SET a = 1", "SyntaxError InvalidArgumentType 1:19"},
      {"MATCH ()-[r]->() SET r:L", "SyntaxError InvalidArgumentType 1:22"},
      {"MATCH (a) FOREACH (x IN 1 | CREATE ())", "SyntaxError InvalidArgumentType 1:25"},
  });
}

TEST_CASE("functions refuse what they cannot take", "[semantic]") {
  check({
      {"MATCH (a) RETURN foo(a)", "SyntaxError UnknownFunction 1:18"},
      {"RETURN toUpper()", "SyntaxError InvalidNumberOfArguments 1:8"},
      {"RETURN toUpper('a', 'b')", "SyntaxError InvalidNumberOfArguments 1:8"},
      {"MATCH (n) RETURN type(n)", "SyntaxError InvalidArgumentType 1:23"},
      {"MATCH ()-[r]->() RETURN length(r)", "SyntaxError InvalidArgumentType 1:32"},
      {"MATCH p = (a) RETURN labels(p)", "SyntaxError InvalidArgumentType 1:29"},
      {"MATCH p = (a)-->() RETURN size(p)", "SyntaxError InvalidArgumentType 1:32"},
      {"RETURN properties(1)", "SyntaxError InvalidArgumentType 1:19"},
      {"RETURN toUpper(DISTINCT 'a')", "SyntaxError UnexpectedSyntax 1:8"},
  });
}

TEST_CASE("aggregates stand in items only, and beside group keys only", "[semantic]") {
  check({
      {"MATCH (a) WHERE count(a) > 1 RETURN a", "SyntaxError InvalidAggregation 1:17"},
      {"MATCH (a) WITH a WHERE count(a) > 1 RETURN a", "SyntaxError InvalidAggregation 1:24"},
      {"MATCH (a) RETURN a ORDER BY count(a)", "SyntaxError InvalidAggregation 1:29"},
      {"MATCH (a) SET a.x = count(*)", "SyntaxError InvalidAggregation 1:21"},
      {"UNWIND collect(1) AS x RETURN x", "SyntaxError InvalidAggregation 1:8"},
      {"MATCH (a {x: count(*)}) RETURN a", "SyntaxError InvalidAggregation 1:14"},
      {"RETURN [x IN [1] | count(x)]", "SyntaxError InvalidAggregation 1:20"},
      {"MATCH (n) CALL test.half(count(n)) YIELD out RETURN out",
       "SyntaxError InvalidAggregation 1:26"},
      {"RETURN count(count(*))", "SyntaxError NestedAggregation 1:14"},
      {"RETURN sum(1 + max(2))", "SyntaxError NestedAggregation 1:16"},
      {"RETURN count(rand())", "SyntaxError NonConstantExpression 1:14"},
      {"MATCH (a)--(b) RETURN a.x + count(b)", "SyntaxError AmbiguousAggregationExpression 1:23"},
      {"MATCH (a)--(b) RETURN a.x + b.x, a.x + b.x + count(*)",
       "SyntaxError AmbiguousAggregationExpression 1:34"},
      {"MATCH (a)--(b) WITH a.x + b.x, count(*) AS c ORDER BY a.x + b.x + count(*) RETURN c",
       "SyntaxError AmbiguousAggregationExpression 1:55"},
  });
}

TEST_CASE("columns have names, and each its own", "[semantic]") {
  check({
      {"RETURN 1 AS a, 2 AS a", "SyntaxError ColumnNameConflict 1:21"},
      {"WITH 1 AS a, 2 AS a RETURN a", "SyntaxError ColumnNameConflict 1:19"},
      {"MATCH (a) RETURN a.x, a.x", "SyntaxError ColumnNameConflict 1:23"},
      {"MATCH (a) WITH a.x RETURN 1", "SyntaxError NoExpressionAlias 1:16"},
      {"MATCH (a) WITH a, count(*) RETURN a", "SyntaxError NoExpressionAlias 1:19"},
      {"CALL { RETURN 1 + 1 } RETURN 1", "SyntaxError NoExpressionAlias 1:15"},
      {"MATCH () RETURN *", "SyntaxError NoVariablesInScope 1:10"},
      {"RETURN 1 AS a UNION RETURN 2 AS b", "SyntaxError DifferentColumnsInUnion 1:21"},
      {"RETURN 1 AS a UNION RETURN 1 AS a, 2 AS b", "SyntaxError DifferentColumnsInUnion 1:21"},
  });
}

TEST_CASE("SKIP and LIMIT need a constant that is a natural number", "[semantic]") {
  check({
      {"MATCH (n) RETURN n SKIP n.count", "SyntaxError NonConstantExpression 1:25"},
      {"MATCH (n) RETURN n LIMIT size([(n)-->() | 1])", "SyntaxError NonConstantExpression 1:31"},
      {"MATCH (n) RETURN n LIMIT -1", "SyntaxError NegativeIntegerArgument 1:26"},
      {"MATCH (n) WITH n SKIP -1 RETURN n", "SyntaxError NegativeIntegerArgument 1:23"},
      {"MATCH (n) RETURN n LIMIT 1.5", "SyntaxError InvalidArgumentType 1:26"},
      {"MATCH (n) RETURN n LIMIT 'a'", "SyntaxError InvalidArgumentType 1:26"},
  });
}

TEST_CASE("what is created has to be complete", "[semantic]") {
  check({
      {"CREATE ()-->()", "SyntaxError NoSingleRelationshipType 1:10"},
      {"CREATE ()-[:A|B]->()", "SyntaxError NoSingleRelationshipType 1:10"},
      {"MATCH (a), (b) MERGE (a)-[r]->(b)", "SyntaxError NoSingleRelationshipType 1:25"},
      {"CREATE ()-[:A]-()", "SyntaxError RequiresDirectedRelationship 1:10"},
      {"CREATE ()-[:A*2]->()", "SyntaxError CreatingVarLength 1:10"},
      {"MERGE ()-[:A*]->()", "SyntaxError CreatingVarLength 1:9"},
      {"MATCH (n $map) RETURN n", "SyntaxError InvalidParameterUse 1:10"},
      {"MATCH ()-[r:R $map]->() RETURN r", "SyntaxError InvalidParameterUse 1:15"},
      {"MERGE (n $map) RETURN n", "SyntaxError InvalidParameterUse 1:10"},
      {"MATCH (n) DELETE n:Person", "SyntaxError InvalidDelete 1:18"},
      {"MATCH (n) RETURN EXISTS { MATCH (n) SET n.x = 1 }",
       "SyntaxError InvalidClauseComposition 1:37"},
  });
}

TEST_CASE("a pattern is a truth value", "[semantic]") {
  check({
      {"MATCH (n) RETURN (n)-->()", "SyntaxError UnexpectedSyntax 1:18"},
      {"MATCH (n) WITH (n)-->() AS x RETURN x", "SyntaxError UnexpectedSyntax 1:16"},
      {"MATCH (n) SET n.x = (n)-->()", "SyntaxError UnexpectedSyntax 1:21"},
      {"MATCH (n) RETURN size((n)-->())", "SyntaxError UnexpectedSyntax 1:23"},
  });
}

TEST_CASE("procedures are called as they are declared", "[semantic]") {
  check({
      {"CALL test.nothing", "ProcedureError ProcedureNotFound 1:6"},
      {"CALL test.pair('a')", "SyntaxError InvalidNumberOfArguments 1:6"},
      {"CALL test.pair('a', true)", "SyntaxError InvalidArgumentType 1:21"},
      {"CALL test.pair('a', 1) YIELD city RETURN code", "SyntaxError UndefinedVariable 1:42"},
  });
}

TEST_CASE("errors offer what was probably meant", "[semantic]") {
  const auto hint = [](const char* query) {
    try {
      bound(query);
    } catch (const Error& error) {
      return error.hint();
    }
    return std::string("no error");
  };
  CHECK(hint("MATCH (paper) RETURN papr") == "did you mean `paper`?");
  CHECK(hint("RETURN touper('a')") == "did you mean `toUpper()`?");
  CHECK(hint("CALL test.label()") == "did you mean `test.labels`?");
}

}  // namespace agora::semantic
