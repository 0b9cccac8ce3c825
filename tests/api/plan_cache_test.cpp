#include "api/plan_cache.h"

#include <catch2/catch.hpp>
#include <string>

#include "agora/connection.h"
#include "agora/database.h"

using namespace agora;

namespace {

api::CompiledPtr planned(const std::string& text) {
  auto statement = std::make_shared<api::CompiledStatement>();
  statement->text = text;
  statement->plan = std::make_shared<plan::Plan>();
  statement->catalog_version = 7;
  return statement;
}

SourceSpan place_of_error(Connection& connection, const std::string& text) {
  try {
    connection.query(text).rows();
  } catch (const Error& error) {
    REQUIRE(error.where());
    return *error.where();
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("texts that differ in blanks and comments share a plan", "[api]") {
  api::PlanCache cache;
  const api::CompiledPtr first = planned("MATCH (n) WHERE n.x='a  b' RETURN n.x, n");
  cache.insert(first);
  const std::string other = "  MATCH(n) // all\n WHERE n.x = 'a  b'\n\tRETURN n.x, n ;";
  CHECK(cache.find(other, 7) == nullptr);  // A semicolon is a token.
  const std::string same = "  MATCH(n) /* all */\n WHERE n.x = 'a  b'\n\tRETURN n.x, n  // end\n";
  const api::CompiledPtr found = cache.find(same, 7);
  REQUIRE(found);
  CHECK(found->text == same);
  CHECK(found->plan == first->plan);
  CHECK(cache.find(same, 7) == found);  // By its exact text now.
  CHECK(cache.find(same + " ", 8) == nullptr);
  // Strings, the case of words and a column's name count.
  CHECK(cache.find("MATCH (n) WHERE n.x='a b' RETURN n.x, n", 7) == nullptr);
  CHECK(cache.find("match (n) WHERE n.x='a  b' RETURN n.x, n", 7) == nullptr);
  CHECK(cache.find("MATCH (n) WHERE n.x='a  b' RETURN n . x, n", 7) == nullptr);
  CHECK(cache.find("MATCH (n) WHERE n.x='a  b", 7) == nullptr);
  cache.clear();
  CHECK(cache.find(same + " ", 7) == nullptr);
}

TEST_CASE("with another text's plan, columns and places are the text's own", "[api]") {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  connection.query("CREATE (:A {x: 0})");
  connection.query("MATCH (n:A) WITH n RETURN n.x+1").rows();
  CHECK(connection.query("MATCH (n:A) WITH n RETURN n.x + 1").columns() ==
        std::vector<std::string>{"n.x + 1"});

  const SourceSpan alone = place_of_error(connection, "MATCH (n:A) WHERE 1/n.x>0 RETURN n");
  CHECK(alone.line == 1);
  const std::string spread = "MATCH (n:A)\n  WHERE /* \u00e9 */ 1\n / n.x > 0 RETURN n";
  const SourceSpan found = place_of_error(connection, spread);
  Database fresh = Database::open(":memory:");
  Connection another = fresh.connect();
  another.query("CREATE (:A {x: 0})");
  const SourceSpan wanted = place_of_error(another, spread);
  CHECK(wanted.line >= 2);
  CHECK(found.offset == wanted.offset);
  CHECK(found.length == wanted.length);
  CHECK(found.line == wanted.line);
  CHECK(found.column == wanted.column);
  // So it is for a text that found the plan through the second one, and for what writes.
  CHECK(place_of_error(connection, " " + spread).offset == wanted.offset + 1);
  const SourceSpan write = place_of_error(connection, "MATCH (n:A) SET n.y = 1/n.x");
  CHECK(place_of_error(connection, "\n MATCH (n:A) SET n.y = 1/n.x").line == write.line + 1);
}

TEST_CASE("notifications of a shared plan have their places in the text given", "[api]") {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  connection.query("CREATE (:Person)");
  const auto place = [&](const char* text) {
    QueryResult result = connection.query(text);
    REQUIRE(result.notifications().size() == 1);
    return *result.notifications()[0].where;
  };
  const SourceSpan first = place("MATCH (n:Persn) RETURN n");
  const SourceSpan second = place("MATCH\n   (n:Persn) RETURN n");
  CHECK(second.line == 2);
  CHECK(second.offset == first.offset + 3);
}
