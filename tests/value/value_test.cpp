#include "agora/value.h"

#include <catch2/catch.hpp>
#include <limits>

#include "agora/error.h"

using namespace agora;

static_assert(sizeof(Value) == 16);

TEST_CASE("strings of every length come back", "[value]") {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'x');
    Value value(text);
    Value copy = value;
    value = Value(1);
    CHECK(copy.as_string() == text);
    Value moved = std::move(copy);
    CHECK(moved.as_string() == text);
    CHECK(copy.is_null());
  }
}

TEST_CASE("assignment survives a value that lives inside the target", "[value]") {
  Value list(List{Value(List{1, 2}), 3});
  list = list.as_list()[0];
  CHECK(list == Value(List{1, 2}));
  const Value& same = list;
  list = same;
  CHECK(list == Value(List{1, 2}));
}

TEST_CASE("nesting is bounded, so that no walk over a value exhausts the stack", "[value]") {
  Value value(List{});
  for (int i = 0; i < 900; ++i) value = Value(List{value});
  CHECK(to_string(value).size() == 901 * 2);
  CHECK_THROWS_AS(
      [&] {
        for (int i = 0; i < 200; ++i)
          value = i % 2 == 0 ? Value(List{value}) : Value(Map{{"k", value}});
      }(),
      Error);
}

TEST_CASE("maps keep the order of their keys and replace values", "[value]") {
  Map map{{"b", 1}, {"a", 2}};
  map.set("b", 3);
  CHECK(to_string(Value(map)) == "{b: 3, a: 2}");
  CHECK(map.find("c") == nullptr);
  CHECK(map.erase("b"));
  CHECK_FALSE(map.erase("b"));
}

TEST_CASE("values print as the language writes them", "[value]") {
  const auto node = [](std::uint64_t id, std::vector<std::string> labels, Map properties) {
    return Value(Node{id, std::move(labels), std::move(properties)});
  };
  const auto knows = [](std::uint64_t start, std::uint64_t end) {
    return Value(Relationship{1, start, end, "KNOWS", {}});
  };
  const std::pair<Value, std::string> cases[] = {
      {Value(), "null"},
      {true, "true"},
      {-3, "-3"},
      {1.0, "1.0"},
      {0.1, "0.1"},
      {-0.0, "-0.0"},
      {100000.0, "100000.0"},
      {1e15, "1000000000000000.0"},
      {1e20, "1e+20"},
      {1.5e-7, "1.5e-7"},
      {1e-10, "1e-10"},
      {2.5e300, "2.5e+300"},
      {0.0001, "0.0001"},
      {1.0 / 3, "0.3333333333333333"},
      {std::numeric_limits<double>::infinity(), "Infinity"},
      {std::numeric_limits<double>::quiet_NaN(), "NaN"},
      {"it's", "it's"},
      {List{"it's", 1, nullptr}, "['it\\'s', 1, null]"},
      {List{"a\nb\\"}, "['a\\nb\\\\']"},
      {Map{{"a b", List{}}, {"c", Map{}}}, "{`a b`: [], c: {}}"},
      {node(1, {"A", "B c"}, {{"k", "v"}}), "(:A:`B c` {k: 'v'})"},
      {node(1, {}, {{"k", 1}}), "({k: 1})"},
      {node(1, {}, {}), "()"},
      {Value::node_reference(4), "(#4)"},
      {Relationship{1, 2, 3, "T", {{"k", 1}}}, "[:T {k: 1}]"},
      {Path{{node(1, {"A"}, {}), node(2, {}, {}), node(3, {}, {})}, {knows(1, 2), knows(3, 2)}},
       "(:A)-[:KNOWS]->()<-[:KNOWS]-()"},
      {Enumerated{"Level", "local", 0, true}, "local"},
  };
  for (const auto& [value, text] : cases) CHECK(to_string(value) == text);
}

TEST_CASE("representations are equal or not", "[value]") {
  CHECK_FALSE(Value(1) == Value(1.0));
  CHECK(Value(std::numeric_limits<double>::quiet_NaN()) ==
        Value(std::numeric_limits<double>::quiet_NaN()));
  CHECK(Value(Map{{"a", 1}, {"b", 2}}) == Value(Map{{"b", 2}, {"a", 1}}));
  CHECK(Value(Node{1, {"A"}, {}}) == Value::node_reference(1));
  CHECK_FALSE(Value(Node{1, {"A"}, {}}) == Value(Node{1, {"B"}, {}}));
}
