// Functions on lists.

#include <algorithm>
#include <unordered_set>

#include "base/utf8.h"
#include "function/arguments.h"
#include "function/families.h"
#include "function/operators.h"
#include "value/compare.h"

namespace agora::function {
namespace {

const List& list_argument(std::string_view function, const Value& value) {
  if (!value.is(ValueType::List)) throw wrong_argument(function, "a LIST", value);
  return value.as_list();
}

Value head(CallContext&, std::span<const Value> values) {
  const List& list = list_argument("head", values[0]);
  return list.empty() ? Value() : list.front();
}

Value last(CallContext&, std::span<const Value> values) {
  const List& list = list_argument("last", values[0]);
  return list.empty() ? Value() : list.back();
}

Value tail(CallContext&, std::span<const Value> values) {
  const List& list = list_argument("tail", values[0]);
  return Value(list.empty() ? List{} : List(list.begin() + 1, list.end()));
}

Value reverse(CallContext&, std::span<const Value> values) {
  if (values[0].is(ValueType::List)) {
    const List& list = values[0].as_list();
    return Value(List(list.rbegin(), list.rend()));
  }
  if (!is_text(values[0])) throw wrong_argument("reverse", "a STRING or LIST", values[0]);
  const std::u32string code_points = base::to_code_points(values[0].as_string());
  std::string out;
  for (auto each = code_points.rbegin(); each != code_points.rend(); ++each)
    base::append_code_point(out, *each);
  return Value(out);
}

Value range(CallContext& context, std::span<const Value> values) {
  const Arguments arguments("range", values);
  const std::int64_t first = arguments.integer(0), end = arguments.integer(1);
  const std::int64_t step = arguments.has(2) ? arguments.integer(2) : 1;
  if (step == 0) throw number_out_of_range("range() cannot go in steps of 0");
  if (step > 0 ? first > end : first < end) return Value(List{});
  // In unsigned numbers, as the distance may be more than a signed one holds.
  const std::uint64_t distance =
      step > 0 ? static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(first)
               : static_cast<std::uint64_t>(first) - static_cast<std::uint64_t>(end);
  const std::uint64_t stride =
      step > 0 ? static_cast<std::uint64_t>(step) : 0 - static_cast<std::uint64_t>(step);
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (distance / stride >= kMost)
    throw number_out_of_range("range() would have more elements than fit into memory");
  const std::uint64_t count = distance / stride + 1;
  check_size(context, count * sizeof(Value));
  List list;
  list.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t offset = i * stride;
    list.emplace_back(static_cast<std::int64_t>(static_cast<std::uint64_t>(first) +
                                                (step > 0 ? offset : 0 - offset)));
  }
  return Value(std::move(list));
}

Value sort(CallContext&, std::span<const Value> values) {
  List list = list_argument("sort", values[0]);
  std::stable_sort(list.begin(), list.end(), [](const Value& left, const Value& right) {
    return value::order(left, right) < 0;
  });
  return Value(std::move(list));
}

struct Equivalent {
  bool operator()(const Value* left, const Value* right) const {
    return value::equivalent(*left, *right);
  }
};
struct Hash {
  std::size_t operator()(const Value* each) const { return value::hash(*each); }
};

Value distinct(CallContext&, std::span<const Value> values) {
  const List& list = list_argument("distinct", values[0]);
  std::unordered_set<const Value*, Hash, Equivalent> seen;
  List kept;
  for (const Value& each : list) {
    if (seen.insert(&each).second) kept.push_back(each);
  }
  return Value(std::move(kept));
}

Value zip(CallContext&, std::span<const Value> values) {
  std::size_t length = 0;
  for (const Value& each : values) length = std::max(length, list_argument("zip", each).size());
  List rows;
  for (std::size_t i = 0; i < length; ++i) {
    List row;
    for (const Value& each : values)
      row.push_back(i < each.as_list().size() ? each.as_list()[i] : Value());
    rows.emplace_back(std::move(row));
  }
  return Value(std::move(rows));
}

void flatten_into(List& out, const List& list, std::int64_t depth) {
  for (const Value& each : list) {
    if (depth > 0 && each.is(ValueType::List)) {
      flatten_into(out, each.as_list(), depth - 1);
    } else {
      out.push_back(each);
    }
  }
}

Value flatten(CallContext&, std::span<const Value> values) {
  const Arguments arguments("flatten", values);
  List out;
  flatten_into(out, arguments.list(0),
               arguments.has(1) ? static_cast<std::int64_t>(arguments.count(1)) : 1);
  return Value(std::move(out));
}

Value slice_list(CallContext&, std::span<const Value> values) {
  const Arguments arguments("slice", values);
  const List& list = arguments.list(0);
  const std::size_t from = std::min(arguments.count(1), list.size());
  const std::size_t count =
      std::min(arguments.has(2) ? arguments.count(2) : list.size(), list.size() - from);
  const auto begin = list.begin() + static_cast<std::ptrdiff_t>(from);
  return Value(List(begin, begin + static_cast<std::ptrdiff_t>(count)));
}

Value index_of(CallContext&, std::span<const Value> values) {
  const List& list = list_argument("indexOf", values[0]);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (value::equals(list[i], values[1]) == true) return static_cast<std::int64_t>(i);
  }
  return -1;
}

Value sum_of(CallContext&, std::span<const Value> values) {
  Value sum(0);
  for (const Value& each : list_argument("coll.sum", values[0])) {
    if (each.is_null()) continue;
    if (!each.is_number() && !each.is(ValueType::Duration))
      throw wrong_argument("coll.sum", "a LIST of numbers", each);
    sum = each.is(ValueType::Duration) && sum.is(ValueType::Integer) ? each : add(sum, each);
  }
  return sum;
}

Value avg_of(CallContext&, std::span<const Value> values) {
  double sum = 0;
  std::size_t count = 0;
  for (const Value& each : list_argument("coll.avg", values[0])) {
    if (each.is_null()) continue;
    if (!each.is_number()) throw wrong_argument("coll.avg", "a LIST of numbers", each);
    sum += each.as_number();
    ++count;
  }
  return count == 0 ? Value() : Value(sum / static_cast<double>(count));
}

/// The least (sign 1) or greatest (sign -1) element that is not null.
Value extreme(const List& list, int sign) {
  const Value* best = nullptr;
  for (const Value& each : list) {
    if (!each.is_null() && (best == nullptr || value::order(each, *best) * sign < 0)) best = &each;
  }
  return best == nullptr ? Value() : *best;
}

Value min_of(CallContext&, std::span<const Value> values) {
  return extreme(list_argument("coll.min", values[0]), 1);
}
Value max_of(CallContext&, std::span<const Value> values) {
  return extreme(list_argument("coll.max", values[0]), -1);
}

/// A position in a list: an error if it lies outside.
std::ptrdiff_t position(const Arguments& arguments, std::size_t argument, std::size_t limit) {
  const std::size_t place = arguments.count(argument);
  if (place > limit) {
    throw number_out_of_range("position " + std::to_string(place) +
                              " lies behind the end of the list");
  }
  return static_cast<std::ptrdiff_t>(place);
}

Value insert(CallContext&, std::span<const Value> values) {
  const Arguments arguments("coll.insert", values);
  if (values[0].is_null() || values[1].is_null()) return {};
  List list = arguments.list(0);
  list.insert(list.begin() + position(arguments, 1, list.size()), values[2]);
  return Value(std::move(list));
}

Value remove(CallContext&, std::span<const Value> values) {
  const Arguments arguments("coll.remove", values);
  List list = arguments.list(0);
  if (list.empty()) throw number_out_of_range("there is nothing to remove from an empty list");
  list.erase(list.begin() + position(arguments, 1, list.size() - 1));
  return Value(std::move(list));
}

void add_more(Family& family) {
  // With the names that Neo4j gives them, and plain ones where those are free.
  const TypeSet list = ValueType::List;
  for (const std::string_view name : {"coll.sort", "sort"}) {
    family.scalar(name, {{"list", list}}, list, sort, "The elements in the order of ORDER BY.",
                  name == "sort" ? "sort([3, 'a', 1])" : "coll.sort([3, 'a', 1])", "['a', 1, 3]");
  }
  family.scalar("coll.distinct", {{"list", list}}, list, distinct,
                "The elements without repetitions, each where it first stood.",
                "coll.distinct([1, 2, 1.0])", "[1, 2]");
  for (const std::string_view name : {"coll.zip", "zip"}) {
    family
        .scalar(
            name, {{"list", list}, {"other", list}}, list, zip,
            "Lists of the elements that stand at the same place; nulls fill up the shorter lists.",
            name == "zip" ? "zip([1, 2], ['a', 'b'])" : "coll.zip([1, 2], ['a', 'b'])",
            "[[1, 'a'], [2, 'b']]")
        .variadic();
  }
  for (const std::string_view name : {"coll.flatten", "flatten"}) {
    family
        .scalar(name, {{"list", list}, {"levels", ValueType::Integer}}, list, flatten,
                "The elements of inner lists in place of these, one level deep or more.",
                name == "flatten" ? "flatten([1, [2, [3]]])" : "coll.flatten([1, [2, [3]]], 2)",
                name == "flatten" ? "[1, 2, [3]]" : "[1, 2, 3]")
        .optional(1);
  }
  for (const std::string_view name : {"coll.slice", "slice"}) {
    family
        .scalar(name,
                {{"list", list}, {"start", ValueType::Integer}, {"length", ValueType::Integer}},
                list, slice_list,
                "The elements from a place (counted from 0) on, at most a number of them.",
                name == "slice" ? "slice([1, 2, 3, 4], 1, 2)" : "coll.slice([1, 2, 3, 4], 1)",
                name == "slice" ? "[2, 3]" : "[2, 3, 4]")
        .optional(1);
  }
  for (const std::string_view name : {"coll.indexOf", "indexOf"}) {
    family.scalar(name, {{"list", list}, {"element"}}, ValueType::Integer, index_of,
                  "Where an element first stands, counted from 0; -1 if it is missing.",
                  name == "indexOf" ? "indexOf(['a', 'b'], 'b')" : "coll.indexOf(['a', 'b'], 'c')",
                  name == "indexOf" ? "1" : "-1");
  }
  family.scalar("coll.sum", {{"list", list}}, kNumber | ValueType::Duration, sum_of,
                "The sum of the numbers in a list.", "coll.sum([1, 2, 3.5])", "6.5");
  family.scalar("coll.avg", {{"list", list}}, ValueType::Float, avg_of,
                "The mean of the numbers in a list.", "coll.avg([1, 2, 6])", "3.0");
  family.scalar("coll.min", {{"list", list}}, TypeSet::any(), min_of, "The least element.",
                "coll.min([3, 1, 2])", "1");
  family.scalar("coll.max", {{"list", list}}, TypeSet::any(), max_of, "The greatest element.",
                "coll.max([3, 1, 2])", "3");
  family
      .scalar("coll.insert", {{"list", list}, {"position", ValueType::Integer}, {"element"}}, list,
              insert, "The list with an element put in at a place.", "coll.insert([1, 3], 1, 2)",
              "[1, 2, 3]")
      .takes_nulls();
  family.scalar("coll.remove", {{"list", list}, {"position", ValueType::Integer}}, list, remove,
                "The list without the element at a place.", "coll.remove(['a', 'b', 'c'], 1)",
                "['a', 'c']");
}

}  // namespace

void add_list_functions(Functions& functions) {
  Family family(functions, "list");
  family.scalar("head", {{"list", ValueType::List}}, TypeSet::any(), head,
                "The first element; null if the list is empty.", "head([1, 2, 3])", "1");
  family.scalar("last", {{"list", ValueType::List}}, TypeSet::any(), last,
                "The last element; null if the list is empty.", "last([1, 2, 3])", "3");
  family.scalar("tail", {{"list", ValueType::List}}, ValueType::List, tail,
                "All elements but the first.", "tail([1, 2, 3])", "[2, 3]");
  family.scalar("reverse", {{"value", kText | ValueType::List}}, kText | ValueType::List, reverse,
                "A list or string backwards.", "reverse([1, 2, 3])", "[3, 2, 1]");
  family
      .scalar("range",
              {{"start", ValueType::Integer},
               {"end", ValueType::Integer},
               {"step", ValueType::Integer}},
              ValueType::List, range, "The integers from start to end, both included.",
              "range(0, 10, 5)", "[0, 5, 10]")
      .optional(1);
  add_more(family);
}

}  // namespace agora::function
