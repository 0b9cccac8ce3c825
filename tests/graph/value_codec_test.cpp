#include "graph/value_codec.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "graph/index_key.h"
#include "value/compare.h"

using namespace agora;
using namespace agora::graph;

namespace {

const Value kValues[] = {
    true,
    false,
    0,
    1,
    -1,
    std::numeric_limits<std::int64_t>::max(),
    std::numeric_limits<std::int64_t>::min(),
    0.0,
    -0.0,
    1.5,
    std::numeric_limits<double>::infinity(),
    std::numeric_limits<double>::quiet_NaN(),
    "",
    "short",
    std::string(1000, 'a'),
    std::string("a\0b", 3),
    List{},
    List{1, 2, 3},
    List{"a", std::string(100, 'b')},
    Date{-719528},
    LocalTime{86399999999999},
    Time{1, -3600},
    LocalDateTime{-1, 999999999},
    DateTime{1700000000, 5, 7200, "Europe/Berlin"},
    Duration{14, -3, 59, 999999999},
    Enumerated{"Level", "national", 1, true},
};

}  // namespace

TEST_CASE("a stored value is read as it was written", "[graph][codec]") {
  for (const Value& value : kValues) {
    std::string bytes;
    encode_value(value, bytes);
    CAPTURE(to_string(value));
    ByteReader in(bytes);
    const Value read = decode_value(in);
    CHECK(read == value);
    CHECK(read.type() == value.type());
    CHECK(in.empty());
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      ByteReader less(std::string_view(bytes).substr(0, cut));
      CHECK_THROWS_AS(decode_value(less), MalformedBytes);
    }
  }
}

TEST_CASE("what cannot be a property is not storable", "[graph][codec]") {
  CHECK(storable(1));
  CHECK(storable(List{}));
  CHECK(storable(List{1, 2.5}));
  CHECK_FALSE(storable(Map{{"a", 1}}));
  CHECK_FALSE(storable(List{Map{}}));
  CHECK_FALSE(storable(List{List{1}}));
  CHECK_FALSE(storable(List{1, "a"}));
  CHECK_FALSE(storable(List{Value()}));
  CHECK_FALSE(storable(Value::node_reference(1)));
  CHECK_FALSE(storable(List{Value::node_reference(1)}));
}

TEST_CASE("index keys equal and order as the language does", "[graph][index]") {
  std::vector<Value> values(std::begin(kValues), std::end(kValues));
  const std::int64_t big = std::int64_t{1} << 53;
  for (const std::int64_t near : {big - 1, big, big + 1, big + 2}) {
    values.emplace_back(near);
    values.emplace_back(-near);
    values.emplace_back(static_cast<double>(near));
  }
  for (const char* text : {"a", "a ", "ab", "b", "ä", "\xf0\x9f\x98\x80"})
    values.emplace_back(text);
  values.emplace_back(std::string("a\0", 2));
  for (const Value& left : values) {
    for (const Value& right : values) {
      CAPTURE(to_string(left), to_string(right));
      const auto left_key = index_key_of(left);
      const auto right_key = index_key_of(right);
      const bool equal = value::equals(left, right).value_or(false);
      if (!left_key || !right_key) {
        CHECK_FALSE(equal);
        continue;
      }
      CHECK((left_key->bytes == right_key->bytes) == equal);
      if (left.is(ValueType::List) || left.is(ValueType::Enumerated) ||
          right.is(ValueType::Enumerated))
        continue;
      if (const auto less = value::less(left, right))
        CHECK((left_key->bytes < right_key->bytes) == *less);
    }
  }
}

TEST_CASE("long texts get keys of bounded length that still differ", "[graph][index]") {
  const std::string front(5000, 'x');
  const auto a = index_key_of(Value(front + "a"));
  const auto b = index_key_of(Value(front + "b"));
  CHECK(a->hashed);
  CHECK(a->bytes.size() < 300);
  CHECK(a->bytes != b->bytes);
}
