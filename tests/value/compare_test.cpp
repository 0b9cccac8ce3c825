#include "value/compare.h"

#include <catch2/catch.hpp>
#include <limits>

#include "value/calendar.h"

using namespace agora;
using namespace agora::value;

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();
constexpr Truth kUnknown = std::nullopt;

Value level(int position) {
  static const auto names = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"local", "national", "global"});
  return Enumerated{"Level", (*names)[static_cast<std::size_t>(position)], position, true, names};
}

Value datetime(std::int64_t seconds, std::int32_t offset, std::string zone = "") {
  return DateTime{seconds, 0, offset, std::move(zone)};
}

}  // namespace

TEST_CASE("equality is three-valued", "[compare]") {
  struct Case {
    Value left, right;
    Truth expected;
  };
  const Case cases[] = {
      {1, 1.0, true},
      {nullptr, nullptr, kUnknown},
      {1, nullptr, kUnknown},
      {kNan, kNan, false},
      {kNan, "a", false},
      {"1", 1, false},
      {-0.0, 0.0, true},
      {std::int64_t{9007199254740993}, 9007199254740992.0, false},
      {std::numeric_limits<std::int64_t>::max(), 9223372036854775808.0, false},
      {List{1, 2}, List{1}, false},
      {List{nullptr}, List{1}, kUnknown},
      {List{List{1}, List{2}}, List{List{1}, List{nullptr}}, kUnknown},
      {List{List{1}, List{2, 3}}, List{List{1}, List{nullptr}}, false},
      {List{nullptr, 2}, List{1, 3}, false},
      {Map{{"k", 1}}, Map{{"k", nullptr}}, kUnknown},
      {Map{{"k", nullptr}}, Map{{"l", nullptr}}, false},
      {Map{{"k", 1}, {"l", nullptr}}, Map{{"l", nullptr}, {"k", 2}}, false},
      {Map{{"k", 1}, {"l", 2}}, Map{{"l", 2}, {"k", 1.0}}, true},
      {Map{}, Map{{"k", nullptr}}, false},
      {Value::node_reference(1), Value(Node{1, {"A"}, {}}), true},
      {Value::node_reference(1), Value::relationship_reference(1), false},
      {level(0), "local", true},
      {level(0), "global", false},
      {datetime(0, 0), datetime(0, 3600), false},
      {Duration{0, 1, 0, 0}, Duration{0, 0, 86400, 0}, false},
  };
  for (const Case& c : cases) {
    INFO(to_string(c.left) << " = " << to_string(c.right));
    CHECK(equals(c.left, c.right) == c.expected);
    CHECK(equals(c.right, c.left) == c.expected);
  }
}

TEST_CASE("less is three-valued and knows what compares", "[compare]") {
  struct Case {
    Value left, right;
    Truth less_than, at_most;
  };
  const Case cases[] = {
      {1, 2, true, true},
      {1, 1.0, false, true},
      {1, "a", kUnknown, kUnknown},
      {kNan, 1, false, false},
      {kNan, "a", kUnknown, kUnknown},
      {false, true, true, true},
      {"a", "b", true, true},
      {"z", "é", true, true},
      {List{1}, List{1, 0}, true, true},
      {List{1}, List{1, nullptr}, true, true},
      {List{1, nullptr}, List{1, 2}, kUnknown, kUnknown},
      {List{1, 2}, List{3, nullptr}, true, true},
      {List{1}, List{"a"}, kUnknown, kUnknown},
      {Map{}, Map{}, kUnknown, kUnknown},
      {Value::node_reference(1), Value::node_reference(2), kUnknown, kUnknown},
      {Date{1}, Date{2}, true, true},
      {Date{1}, LocalDateTime{}, kUnknown, kUnknown},
      {Time{3600'000'000'000, 3600}, Time{1, 0}, true, true},
      {datetime(0, 0), datetime(0, 3600), true, true},
      {Duration{}, Duration{1, 0, 0, 0}, kUnknown, kUnknown},
      {level(1), level(2), true, true},
      {level(1), "global", true, true},
      {"global", level(1), false, false},
      {"national", level(1), false, true},
      {level(1), "galactic", kUnknown, kUnknown},
  };
  for (const Case& c : cases) {
    INFO(to_string(c.left) << " < " << to_string(c.right));
    CHECK(less(c.left, c.right) == c.less_than);
    CHECK(less_or_equal(c.left, c.right) == c.at_most);
  }
}

TEST_CASE("the order is total, and equivalence and hash agree with it", "[compare]") {
  // Ascending; equals stand beside each other in one inner list.
  const std::vector<List> classes = {
      {Map{}},
      {Map{{"a", 1}}, Map{{"a", 1.0}}},
      {Map{{"a", 2}}},
      {Map{{"b", 1}}},
      {Value::node_reference(0), Value(Node{0, {"A"}, {}})},
      {Value::node_reference(1)},
      {Value::relationship_reference(0)},
      {List{}},
      {List{"a"}},
      {List{"a", 1}},
      {List{1}, List{1.0}},
      {List{1, "a"}},
      {List{1, nullptr}},
      {List{nullptr, 1}},
      {Path{{Value::node_reference(0)}, {}}},
      {datetime(0, -3600)},
      {datetime(0, 0)},
      {datetime(0, 0, "Europe/London")},
      {datetime(1, -3600)},
      {LocalDateTime{0, 0}},
      {LocalDateTime{0, 1}},
      {Date{-1}},
      {Date{0}},
      {Time{3600'000'000'000, 3600}},
      {Time{1, 0}},
      {LocalTime{0}},
      {LocalTime{1}},
      {Duration{0, -1, 0, 0}},
      {Duration{0, 29, 0, 0}},
      {Duration{1, 0, 0, 0}},
      {Duration{0, 31, 0, 0}},
      {""},
      {" "},
      {"one", Enumerated{"Free", "one", 0, false}},
      {level(0)},
      {level(1)},
      {level(2)},
      {false},
      {true},
      {-kInfinity},
      {std::numeric_limits<std::int64_t>::min(), -9223372036854775808.0},
      {-1.5},
      {0, 0.0, -0.0},
      {1, 1.0},
      {9007199254740992.0, std::int64_t{9007199254740992}},
      {std::int64_t{9007199254740993}},
      {std::numeric_limits<std::int64_t>::max()},
      {9223372036854775808.0},
      {kInfinity},
      {kNan, -kNan},
      {nullptr},
  };
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (std::size_t j = 0; j < classes.size(); ++j) {
      for (const Value& left : classes[i]) {
        for (const Value& right : classes[j]) {
          INFO(to_string(left) << " against " << to_string(right));
          const int ordering = order(left, right);
          CHECK((ordering < 0) == (i < j));
          CHECK((ordering > 0) == (i > j));
          CHECK(equivalent(left, right) == (i == j));
          if (i == j) CHECK(hash(left) == hash(right));
        }
      }
    }
  }
}

TEST_CASE("an enumerated value groups with the string that names it", "[compare]") {
  CHECK(equivalent(level(1), "national"));
  CHECK(hash(level(1)) == hash(Value("national")));
}
