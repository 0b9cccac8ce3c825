// Expressions as they run: each is one RETURN, or a column over several rows where the batch matters.
#include <catch2/catch.hpp>

#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

namespace {

const TextCase kExpressions[] = {
    {"1 + 2 * 3", "7"},
    {"[x IN range(1, 5) WHERE x % 2 = 1 | x * x]", "[1, 9, 25]"},
    {"[x IN [1, null, 3] WHERE x > 1]", "[3]"},
    {"[x IN null | x]", "null"},
    {"[x IN [] | x]", "[]"},
    {"[x IN [1, 2] | [y IN [x, 10] | x * y]]", "[[1, 10], [4, 20]]"},
    {"all(x IN [1, 2] WHERE x > 0)", "true"},
    {"all(x IN [] WHERE x > 0)", "true"},
    {"all(x IN [1, null] WHERE x > 0)", "null"},
    {"all(x IN [0, null] WHERE x > 0)", "false"},
    {"any(x IN [1, null] WHERE x > 0)", "true"},
    {"any(x IN [0, null] WHERE x > 0)", "null"},
    {"none(x IN [0, null] WHERE x > 0)", "null"},
    {"none(x IN [1, null] WHERE x > 0)", "false"},
    {"single(x IN [1, 0] WHERE x > 0)", "true"},
    {"single(x IN [1, 1, null] WHERE x > 0)", "false"},
    {"single(x IN [1, null] WHERE x > 0)", "null"},
    {"any(x IN null WHERE x > 0)", "null"},
    {"reduce(sum = 0, x IN [1, 2, 3] | sum + x)", "6"},
    {"reduce(sum = 0, x IN [] | sum + x)", "0"},
    {"reduce(sum = 0, x IN null | sum + x)", "null"},
    {"CASE WHEN false THEN 1 WHEN null THEN 2 ELSE 3 END", "3"},
    {"CASE 1 WHEN 1.0 THEN 'same' ELSE 'other' END", "same"},
    {"CASE null WHEN null THEN 1 END", "null"},
    {"CASE WHEN true THEN 1 ELSE 1 / 0 END", "1"},
    {"null AND false", "false"},
    {"null OR true", "true"},
    {"null XOR true", "null"},
    {"NOT null", "null"},
    {"null = null", "null"},
    {"1 < 'a'", "null"},
    {"1 = 1.0", "true"},
    {"{a: 1, b: [1, {c: 2}]}.b[1].c", "2"},
    {"[1, 2, 3][-1]", "3"},
    {"[1, 2, 3][5]", "null"},
    {"[1, 2, 3][0..2]", "[1, 2]"},
    {"[1, 2, 3][null..2]", "null"},
    {"'abc' STARTS WITH 'ab' AND 'abc' ENDS WITH 'bc'", "true"},
    {"3 IN [1, null]", "null"},
    {"1 IN [1, null]", "true"},
    {"$missing IS NULL", "true"},
    {"size([x IN range(1, 10000) WHERE x % 7 = 0])", "1428"},
};

/// Over several rows, so that rows that differ meet in one batch.
const TextCase kColumns[] = {
    {"UNWIND [1, 2.5, 'a', null, true] AS x RETURN x < 2", "true; false; null; null; null"},
    {"UNWIND [1, 2, 0] AS x RETURN CASE WHEN x = 0 THEN 'none' ELSE 10 / x END", "10; 5; none"},
    {"UNWIND [0, 1, 2] AS x WITH x WHERE x <> 0 AND 10 / x > 5 RETURN x", "1"},
    {"UNWIND [[1, 2], null, []] AS xs RETURN [x IN xs | x + 1]", "[2, 3]; null; []"},
    {"UNWIND [[1, 2], null, [5]] AS xs RETURN reduce(s = 10, x IN xs | s + x)", "13; null; 15"},
    {"UNWIND [1, 2] AS x UNWIND [10, 20] AS y RETURN [z IN [y] | z + x]", "[11]; [21]; [12]; [22]"},
    {"UNWIND [true, false, null] AS a UNWIND [true, false, null] AS b RETURN a AND b, a OR b",
     "true | true; false | true; null | true; false | true; false | false; false | null; null | true; "
     "false | null; null | null"},
    {"UNWIND ['b', 'a', null] AS x RETURN x = 'a', x >= 'b', x IS NULL",
     "false | true | false; true | false | false; null | null | true"},
    {"UNWIND [1, 2] AS x RETURN x, COUNT { UNWIND range(1, x) AS y RETURN y }", "1 | 1; 2 | 2"},
    {"UNWIND [2, 0, 1] AS x RETURN COLLECT { UNWIND range(1, x) AS y RETURN y * x }", "[2, 4]; []; [1]"},
    {"UNWIND [2, 0] AS x RETURN EXISTS { UNWIND range(1, x) AS y RETURN y }", "true; false"},
};

}  // namespace

TEST_CASE("expressions give what the language says", "[execution]") {
  TestGraph graph;
  for (const TextCase& each : kExpressions) {
    DYNAMIC_SECTION(each.text) {
      CHECK(graph.text_of("RETURN " + std::string(each.text) + " AS x") == each.result);
    }
  }
}

TEST_CASE("expressions over a batch keep rows apart", "[execution]") {
  TestGraph graph;
  for (const TextCase& each : kColumns) {
    DYNAMIC_SECTION(each.text) { CHECK(graph.text_of(each.text) == each.result); }
  }
}
