// How much of the data a predicate is thought to let through, from a sample of its values.
#include <catch2/catch.hpp>

#include "catalog/catalog.h"
#include "plan/value_sample.h"
#include "semantic/binder.h"
#include "syntax/parser.h"

using namespace agora;
using plan::property_test;
using plan::share_of;

namespace {

/// The predicate of `MATCH (n:N), (m) WHERE …`.
std::optional<plan::PropertyTest> test_of(const std::string& predicate) {
  const std::string text = "MATCH (n:N), (m) WHERE " + predicate + " RETURN n";
  const syntax::Statement statement = syntax::parse(text);
  const auto bound = semantic::bind(std::get<syntax::Query>(statement.node), text, {});
  const auto& match = std::get<semantic::Match>(bound.query->parts.front().clauses.front().node);
  return property_test(*match.predicate);
}

double share(const std::string& predicate, const std::vector<Value>& sample, double all) {
  const auto test = test_of(predicate);
  REQUIRE(test);
  const auto result = share_of(*test, sample, all);
  return result ? *result : -1;
}

std::vector<Value> numbers(int from, int to) {
  std::vector<Value> values;
  for (int i = from; i < to; ++i) values.emplace_back(std::int64_t{i});
  return values;
}

}  // namespace

TEST_CASE("what compares one property with constants is a test", "[plan]") {
  CHECK(test_of("n.x = 1")->key == "x");
  CHECK(test_of("1 < n.x")->op == semantic::Operator::Greater);
  CHECK(test_of("n.x IN [1, 2]")->constant->as_list().size() == 2);
  CHECK_FALSE(test_of("n.x = $p")->constant);
  CHECK(test_of("n.x IS NULL"));
  CHECK_FALSE(test_of("n.x = m.x"));
  CHECK_FALSE(test_of("n.x + 1 = 2"));
  CHECK_FALSE(test_of("'a' STARTS WITH n.x"));
  CHECK_FALSE(test_of("n.x = 1 OR n.y = 2"));
}

TEST_CASE("a sample tells how much passes", "[plan]") {
  const std::vector<Value> sample = numbers(0, 100);
  CHECK(share("n.x < 25", sample, 1000) == Approx(0.25));
  CHECK(share("25 > n.x", sample, 1000) == Approx(0.25));
  CHECK(share("n.x >= 90", sample, 1000) == Approx(0.1));
  CHECK(share("n.x <> 3", sample, 1000) == Approx(0.99));
  CHECK(share("n.x IN [1, 2, 'a']", sample, 1000) == Approx(0.02));
  CHECK(share("n.x IS NULL", sample, 1000) == Approx(0.005));
  const std::vector<Value> words = {Value("ab"), Value("abc"), Value("b"), Value()};
  CHECK(share("n.x STARTS WITH 'ab'", words, 4) == Approx(0.5));
  CHECK(share("n.x ENDS WITH 'b'", words, 4) == Approx(0.5));
  CHECK(share("n.x CONTAINS 'c'", words, 4) == Approx(0.25));
  CHECK(share("n.x IS NOT NULL", words, 4) == Approx(0.75));
  CHECK(share("n.x > 1", words, 4) == Approx(0.125));
}

TEST_CASE("what the sample does not have, and what is not known yet, is estimated by the number of values", "[plan]") {
  // Each once: a key, of which one among all has the value.
  CHECK(share("n.x = $p", numbers(0, 100), 1000) == Approx(0.001));
  CHECK(share("n.x = 5000", numbers(0, 100), 1000) == Approx(0.001));
  // Each several times: hardly more than the sample has.
  std::vector<Value> few;
  for (int i = 0; i < 100; ++i) few.emplace_back(std::int64_t{i % 4});
  CHECK(share("n.x = $p", few, 1000) == Approx(0.25));
  CHECK(share("n.x <> $p", few, 1000) == Approx(0.75));
  CHECK(share("n.x > $p", few, 1000) == -1);
  few[0] = Value();
  CHECK(share("n.x = $p", few, 1000) == Approx(0.99 / 4));
}
