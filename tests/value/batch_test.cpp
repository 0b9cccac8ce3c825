#include "value/batch.h"

#include <catch2/catch.hpp>

using namespace agora;
using namespace agora::value;

namespace {

List boxed(const Column& column) {
  List values;
  for (std::size_t row = 0; row < column.size(); ++row) values.push_back(column.value(row));
  return values;
}

Column column_of(const List& values) {
  Column column;
  for (const Value& value : values) column.append(value);
  return column;
}

const List kMixtures[] = {
    {},
    {1, 2, 3, 4, 5},
    {1, nullptr, 3, nullptr, 5},
    {nullptr, nullptr, nullptr},
    {nullptr, nullptr, 2.5, 3.5, nullptr},
    {true, false, true, nullptr},
    {Value::node_reference(7), Value::node_reference(9), nullptr},
    {Value::relationship_reference(1), Value::relationship_reference(2)},
    {"a", "a text that is longer than fourteen bytes", nullptr, "c"},
    {nullptr, "b", nullptr},
    {1, 2.0, "x", true, nullptr, Value::node_reference(1)},
    {1, nullptr, "widened after a null", 4},
    {Value(Node{3, {"A"}, {}}), Value::node_reference(4)},
};

}  // namespace

TEST_CASE("a column gives back what was appended, whatever its types", "[batch]") {
  for (const List& values : kMixtures) {
    const Column column = column_of(values);
    CHECK(boxed(column) == values);
    std::size_t nulls = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
      CHECK(column.is_null(row) == values[row].is_null());
      nulls += values[row].is_null() ? 1 : 0;
    }
    CHECK(column.null_count() == nulls);
  }
}

TEST_CASE("a column of one plain type is an array of it", "[batch]") {
  CHECK(column_of({1, 2}).is(Layout::Integers));
  CHECK(column_of({1, nullptr}).integers()[0] == 1);
  CHECK(column_of({nullptr, 2.5}).floats()[1] == 2.5);
  CHECK(column_of({true}).booleans()[0] == 1);
  CHECK(column_of({nullptr, Value::node_reference(5)}).ids()[1] == 5);
  CHECK(column_of({nullptr, Value::node_reference(5)}).nulls()[0] == 1);
  CHECK(column_of({1, 2}).nulls().empty());
  CHECK(column_of({1, 2.0}).is(Layout::Values));
  CHECK(column_of({Value::node_reference(1), Value::relationship_reference(1)}).is(Layout::Values));
  CHECK(column_of({Value(Node{3, {"A"}, {}})}).value(0).has_contents());
}

TEST_CASE("taking, keeping, slicing and joining agree with doing it on values", "[batch]") {
  for (const List& values : kMixtures) {
    const Column column = column_of(values);
    Selection every_other, backwards;
    List kept, turned;
    for (std::uint32_t row = 0; row < values.size(); row += 2) {
      every_other.push_back(row);
      kept.push_back(values[row]);
    }
    for (auto row = static_cast<std::uint32_t>(values.size()); row-- > 0;) {
      backwards.push_back(row);
      turned.push_back(values[row]);
    }
    CHECK(boxed(column.take(backwards)) == turned);
    Column changed = column;
    changed.keep(every_other);
    CHECK(boxed(changed) == kept);
    changed.append(Value("one more text, a long one"));
    kept.emplace_back("one more text, a long one");
    CHECK(boxed(changed) == kept);
    changed.clear();
    changed.append(Value(1));
    CHECK(boxed(changed) == List{1});

    Column cut = column;
    cut.truncate(2);
    CHECK(boxed(cut) == boxed(column.slice(0, 2)));
    CHECK(cut.size() == std::min<std::size_t>(2, values.size()));
    CHECK(boxed(column.slice(1, 100)).size() == (values.empty() ? 0 : values.size() - 1));

    for (const List& others : kMixtures) {
      Column joined = column, picked = column;
      const Column other = column_of(others);
      joined.append_range(other, 0, others.size());
      Selection all;
      for (std::uint32_t row = 0; row < others.size(); ++row) all.push_back(row);
      picked.append_selected(other, all);
      List expected = values;
      expected.insert(expected.end(), others.begin(), others.end());
      CHECK(boxed(joined) == expected);
      CHECK(boxed(picked) == expected);
    }
  }
}

TEST_CASE("rows can be replaced one by one", "[batch]") {
  for (const List& values : kMixtures) {
    for (const List& others : kMixtures) {
      Column column = column_of(values);
      List expected = values;
      for (std::size_t row = 0; row < std::min(values.size(), others.size()); ++row) {
        column.set(row, others[row]);
        expected[row] = others[row];
      }
      CHECK(boxed(column) == expected);
      column.count_nulls();
      CHECK(boxed(column) == expected);
    }
  }
}

TEST_CASE("kernels write straight into a column", "[batch]") {
  Column column = column_of({"text", nullptr});
  const auto integers = column.fill_integers(3);
  integers[0] = 4, integers[1] = 5, integers[2] = 6;
  column.set_null(1);
  CHECK(boxed(column) == List{4, nullptr, 6});
  const auto values = column.fill_values(2);
  values[1] = Value("x");
  column.count_nulls();
  CHECK(boxed(column) == List{nullptr, "x"});
  CHECK(column.null_count() == 1);
}

TEST_CASE("a batch keeps the rows that are true and leaves dead slots alone", "[batch]") {
  Batch batch(3);
  for (int i = 0; i < 5; ++i) {
    batch.column(0).append(Value(i));
    batch.column(2).append(i == 1 ? Value() : Value("t" + std::to_string(i)));
  }
  batch.set_row_count(5);
  batch.keep_where(column_of({true, true, nullptr, false, true}));
  CHECK(batch.row_count() == 3);
  CHECK(boxed(batch.column(0)) == List{0, 1, 4});
  CHECK(boxed(batch.column(2)) == List{"t0", nullptr, "t4"});
  CHECK(batch.column(1).empty());
  CHECK(batch.value(1, 2).is_null());
  CHECK_FALSE(batch.live(1));

  Batch more(3);
  more.column(1).append(Value("late"));
  more.set_row_count(1);
  batch.append_range(more, 0, 1);
  CHECK(boxed(batch.column(0)) == List{0, 1, 4, nullptr});
  CHECK(boxed(batch.column(1)) == List{nullptr, nullptr, nullptr, "late"});
  CHECK(batch.take(Selection{3, 0}).value(1, 0) == Value("late"));
  CHECK(batch.slice(1, 2).row_count() == 2);
  CHECK(batch.memory() > 0);
  batch.keep_where(std::vector<std::uint8_t>{0, 0, 0, 0});
  CHECK(batch.empty());
}
