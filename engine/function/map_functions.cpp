// Functions on maps. keys() and properties() are among the graph's functions.

#include "function/arguments.h"
#include "function/families.h"

namespace agora::function {
namespace {

Value map_values(CallContext&, std::span<const Value> values) {
  List list;
  for (const auto& [key, each] : Arguments("map.values", values).map(0)) list.push_back(each);
  return Value(std::move(list));
}

Value merge(CallContext&, std::span<const Value> values) {
  const Arguments arguments("map.merge", values);
  Map merged = arguments.map(0);
  for (std::size_t i = 1; i < values.size(); ++i) {
    for (const auto& [key, each] : arguments.map(i)) merged.set(key, each);
  }
  return Value(std::move(merged));
}

Value remove(CallContext&, std::span<const Value> values) {
  const Arguments arguments("map.remove", values);
  Map map = arguments.map(0);
  for (std::size_t i = 1; i < values.size(); ++i) map.erase(arguments.text(i));
  return Value(std::move(map));
}

Value from_pairs(CallContext&, std::span<const Value> values) {
  Map map;
  for (const Value& pair : Arguments("map.fromPairs", values).list(0)) {
    const bool fits =
        pair.is(ValueType::List) && pair.as_list().size() == 2 && is_text(pair.as_list()[0]);
    if (!fits) throw wrong_argument("map.fromPairs", "a LIST of pairs [STRING, value]", pair);
    map.set(std::string(pair.as_list()[0].as_string()), pair.as_list()[1]);
  }
  return Value(std::move(map));
}

Value entries(CallContext&, std::span<const Value> values) {
  List list;
  for (const auto& [key, each] : Arguments("map.entries", values).map(0)) {
    list.emplace_back(List{Value(key), each});
  }
  return Value(std::move(list));
}

}  // namespace

void add_map_functions(Functions& functions) {
  Family family(functions, "map");
  const TypeSet map = ValueType::Map;
  family.scalar("map.values", {{"map", map}}, ValueType::List, map_values, "The values of a map.",
                "map.values({a: 1, b: 2})", "[1, 2]");
  family.scalar("map.entries", {{"map", map}}, ValueType::List, entries,
                "Pairs of the keys and values of a map.", "map.entries({a: 1, b: 2})",
                "[['a', 1], ['b', 2]]");
  family
      .scalar("map.merge", {{"map", map}, {"other", map}}, map, merge,
              "The entries of all maps; where keys meet, the later one's.",
              "map.merge({a: 1, b: 2}, {b: 3})", "{a: 1, b: 3}")
      .variadic();
  family
      .scalar("map.remove", {{"map", map}, {"key", kText}}, map, remove,
              "The map without some keys.", "map.remove({a: 1, b: 2}, 'a')", "{b: 2}")
      .variadic();
  family.scalar("map.fromPairs", {{"pairs", ValueType::List}}, map, from_pairs,
                "A map made of pairs of a key and a value.", "map.fromPairs([['a', 1], ['b', 2]])",
                "{a: 1, b: 2}");
}

}  // namespace agora::function
