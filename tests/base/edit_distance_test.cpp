#include "base/edit_distance.h"

#include <catch2/catch.hpp>

using namespace agora::base;

TEST_CASE("distances count steps between texts", "[edit_distance]") {
  CHECK(levenshtein("", "abc") == 3);
  CHECK(levenshtein("kitten", "sitting") == 3);
  CHECK(levenshtein("ab", "ba") == 2);
  CHECK(levenshtein("é", "e") == 1);
  CHECK(slip_distance("ab", "ba") == 1);
  CHECK(slip_distance("MATCH", "match") == 0);
}

TEST_CASE("the nearest names come best first", "[edit_distance]") {
  const std::vector<std::string> known = {"Paper", "Person", "Papers", "Organization", "Group"};
  CHECK(nearest_names("Papre", known) == std::vector<std::string>{"Paper"});
  CHECK(nearest_names("paperz", known) == std::vector<std::string>{"Paper", "Papers"});
  CHECK(nearest_names("Organisation", known) == std::vector<std::string>{"Organization"});
  CHECK(nearest_names("Quux", known).empty());
  CHECK(nearest_names("", known).empty());
  CHECK(nearest_names("x", std::vector<std::string>{"y"}).empty());
}
