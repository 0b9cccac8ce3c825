#include "function/operators.h"

#include <catch2/catch.hpp>

#include "function/evaluator.h"

using agora::test::answer;

namespace {

struct Case {
  const char* text;
  const char* answer;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(answer(c.text) == c.answer);
  }
}

constexpr const char* kTypeError = "TypeError: InvalidArgumentType";
constexpr const char* kOutOfRange = "ArithmeticError: NumberOutOfRange";

}  // namespace

TEST_CASE("arithmetic on numbers keeps integers and reports what does not fit", "[operators]") {
  check({
      {"1 + 2", "3"},
      {"1 + 2.0", "3.0"},
      {"7 / 2", "3"},
      {"-7 / 2", "-3"},
      {"7 / 2.0", "3.5"},
      {"-7 % 3", "-1"},
      {"7.5 % 2", "1.5"},
      {"2 ^ 3", "8.0"},
      {"1 / 0", "ArithmeticError: DivisionByZero"},
      {"1 % 0", "ArithmeticError: DivisionByZero"},
      {"1 / 0.0", "Infinity"},
      {"-1 / 0.0", "-Infinity"},
      {"0.0 / 0.0", "NaN"},
      {"9223372036854775807 + 1", kOutOfRange},
      {"-9223372036854775807 - 2", kOutOfRange},
      {"4611686018427387904 * 2", kOutOfRange},
      {"(-9223372036854775807 - 1) / -1", kOutOfRange},
      {"(-9223372036854775807 - 1) % -1", "0"},
      {"-(-9223372036854775807 - 1)", kOutOfRange},
      {"null + 1", "null"},
      {"1 * null", "null"},
      {"true + 1", kTypeError},
      {"{a: 1} - 1", kTypeError},
      {"-'a'", kTypeError},
  });
}

TEST_CASE("plus and || join strings and lists", "[operators]") {
  check({
      {"'a' + 'b'", "ab"},
      {"'a' + 1", "a1"},
      {"1.5 + 'a'", "1.5a"},
      {"'on ' + date('2020-01-02')", "on 2020-01-02"},
      {"[1] + [2, 3]", "[1, 2, 3]"},
      {"[1] + 2", "[1, 2]"},
      {"1 + [2]", "[1, 2]"},
      {"[1] + null", "null"},
      {"'a' || 'b'", "ab"},
      {"[1] || [2]", "[1, 2]"},
      {"'a' || 1", kTypeError},
      {"'a' + true", kTypeError},
  });
}

TEST_CASE("logic is three-valued and takes booleans only", "[operators]") {
  check({
      {"true AND null", "null"},
      {"false AND null", "false"},
      {"true OR null", "true"},
      {"false OR null", "null"},
      {"true XOR null", "null"},
      {"true XOR true", "false"},
      {"NOT null", "null"},
      {"1 AND true", kTypeError},
      {"NOT 'a'", kTypeError},
  });
}

TEST_CASE("IN knows what a null may hide", "[operators]") {
  check({
      {"1 IN [1, null]", "true"},
      {"2 IN [1, null]", "null"},
      {"null IN []", "false"},
      {"null IN [1]", "null"},
      {"[1] IN [[1, null], [1]]", "true"},
      {"[1, 2] IN [[1, null]]", "null"},
      {"1 IN null", "null"},
      {"1 IN 1", kTypeError},
  });
}

TEST_CASE("string predicates answer null for what is no string", "[operators]") {
  check({
      {"'abc' STARTS WITH 'ab'", "true"},
      {"'abc' ENDS WITH 'bc'", "true"},
      {"'abc' CONTAINS 'd'", "false"},
      {"'abc' CONTAINS ''", "true"},
      {"1 STARTS WITH 'a'", "null"},
      {"'a' CONTAINS null", "null"},
      {"'passage' =~ 'p.*e'", "true"},
      {"'passage' =~ 'ass'", "false"},
      {"'PASSAGE' =~ '(?i)passage'", "true"},
      {"'a' =~ '('", "ArgumentError: InvalidRegularExpression"},
  });
}

TEST_CASE("elements, entries and properties are picked", "[operators]") {
  check({
      {"[1, 2, 3][0]", "1"},
      {"[1, 2, 3][-1]", "3"},
      {"[1, 2, 3][3]", "null"},
      {"[1][null]", "null"},
      {"null[0]", "null"},
      {"[1]['a']", kTypeError},
      {"[1][1.0]", kTypeError},
      {"'text'[0]", kTypeError},
      {"{a: 1}['a']", "1"},
      {"{a: 1}[0]", "TypeError: MapElementAccessByNonString"},
      {"{a: 1}.b", "null"},
      {"n.name", "Ghent"},
      {"r['since']", "1830"},
      {"null.a", "null"},
      {"(1).a", kTypeError},
      {"[1, 2, 3, 4][1..3]", "[2, 3]"},
      {"[1, 2, 3, 4][-2..]", "[3, 4]"},
      {"[1, 2, 3, 4][..-1]", "[1, 2, 3]"},
      {"[1, 2, 3, 4][2..1]", "[]"},
      {"[1, 2][0..99]", "[1, 2]"},
      {"[1, 2][null..1]", "null"},
  });
}

TEST_CASE("functions report arguments they cannot take", "[operators]") {
  check({
      {"toInteger('foo')", "null"},
      {"toInteger([])", "TypeError: InvalidArgumentValue"},
      {"toBoolean(1.0)", "TypeError: InvalidArgumentValue"},
      {"toString([1])", "TypeError: InvalidArgumentValue"},
      {"toInteger(1e30)", "null"},
      {"toInteger(' 12 ')", "12"},
      {"toFloat('1.5x')", "null"},
      {"labels(1)", "TypeError: InvalidArgumentValue"},
      {"type(n)", "TypeError: InvalidArgumentValue"},
      {"range(1, 3, 0)", "ArgumentError: NumberOutOfRange"},
      {"range(3, 1)", "[]"},
      {"range(3, 1, -1)", "[3, 2, 1]"},
      {"range(9223372036854775806, 9223372036854775807)",
       "[9223372036854775806, 9223372036854775807]"},
      {"range(-9223372036854775807, 9223372036854775807)", "ArgumentError: NumberOutOfRange"},
      {"range(0, 1000000000000)", "LimitExceeded: "},
      {"repeat('ab', 100000000000)", "LimitExceeded: "},
      {"substring('abc', -1)", "ArgumentError: NumberOutOfRange"},
      {"left('abc', -1)", "ArgumentError: NumberOutOfRange"},
      {"substring('abc', 7)", ""},
      {"right('naïve', 3)", "ïve"},
      {"reverse('naïve')", "evïan"},
      {"split('a,b', ',')", "['a', 'b']"},
      {"split('', ',')", "['']"},
      {"split('aé', '')", "['a', 'é']"},
      {"trim('\\n\\t a ')", "a"},
      {"round(-1.5)", "-1.0"},
      {"round(2.5)", "3.0"},
      {"round(0.49999999999999994)", "0.0"},
      {"round(-1.55, 1)", "-1.6"},
      {"round(1234.5, -2)", "1200.0"},
      {"round(2.5, 0, 'HALF_EVEN')", "2.0"},
      {"abs(-9223372036854775807 - 1)", kOutOfRange},
      {"coalesce(null, null)", "null"},
      {"size([1, null])", "2"},
      {"size(p)", "TypeError: InvalidArgumentValue"},
  });
}

TEST_CASE("aggregates skip nulls and are exact", "[aggregates]") {
  check({
      {"UNWIND [] AS x RETURN sum(x)", "0"},
      {"UNWIND [] AS x RETURN avg(x)", "null"},
      {"UNWIND [] AS x RETURN collect(x)", "[]"},
      {"UNWIND [] AS x RETURN min(x)", "null"},
      {"UNWIND [9223372036854775807, 1, -1] AS x RETURN sum(x)", "9223372036854775807"},
      {"UNWIND [9223372036854775807, 1] AS x RETURN sum(x)", kOutOfRange},
      {"UNWIND [1, 2.5, null] AS x RETURN sum(x)", "3.5"},
      {"UNWIND [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0] AS x RETURN sum(x)", "5.5"},
      {"UNWIND [1e308, 1e308, 1] AS x RETURN sum(x)", "Infinity"},
      {"UNWIND [duration('P1D'), duration('PT1H')] AS x RETURN sum(x)", "P1DT1H"},
      {"UNWIND [duration('P1D'), duration('P2D')] AS x RETURN avg(x)", "P1DT12H"},
      {"UNWIND [1, duration('P2D')] AS x RETURN sum(x)", "TypeError: InvalidArgumentValue"},
      {"UNWIND ['a'] AS x RETURN sum(x)", "TypeError: InvalidArgumentValue"},
      {"UNWIND [1, 'a', null, [1, 2], 0.2, 'b'] AS x RETURN min(x)", "[1, 2]"},
      {"UNWIND [1, 'a', null, [1, 2], 0.2, 'b'] AS x RETURN max(x)", "1"},
      {"UNWIND [1, 2, 3, 4] AS x RETURN stDev(x)", "1.2909944487358056"},
      {"UNWIND [1] AS x RETURN stDev(x)", "0.0"},
      {"UNWIND [10.0, 20.0, 30.0] AS x RETURN percentileDisc(x, 0.0)", "10.0"},
      {"UNWIND [10.0, 20.0, 30.0] AS x RETURN percentileDisc(x, 1)", "30.0"},
      {"UNWIND [10.0, 20.0, 30.0] AS x RETURN percentileCont(x, 0.25)", "15.0"},
      {"UNWIND [1] AS x RETURN percentileCont(x, 1.1)", "ArgumentError: NumberOutOfRange"},
      {"UNWIND [1] AS x RETURN percentileDisc(x, -1)", "ArgumentError: NumberOutOfRange"},
  });
}
