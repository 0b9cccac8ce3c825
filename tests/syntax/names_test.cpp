// Every keyword is a name wherever openCypher allows a name.

#include <set>

#include "parse_test.h"

using namespace agora::syntax;

namespace {

// Kept apart from the grammar on purpose: what is reserved is a promise to users.
const std::set<std::string> kReserved = {
    "AND",      "AS",     "CASE",   "CONTAINS", "CREATE", "DELETE", "DETACH", "DISTINCT", "ELSE",
    "ENDS",     "FALSE",  "IN",     "IS",       "LIMIT",  "MATCH",  "MERGE",  "NOT",      "NULL",
    "OPTIONAL", "OR",     "REMOVE", "RETURN",   "SET",    "SKIP",   "STARTS", "THEN",     "TRUE",
    "UNION",    "UNWIND", "WHEN",   "WHERE",    "WITH",   "XOR"};

const std::set<std::string> kFree = {
    "ACYCLIC",      "ALL",        "ANY",       "ASC",      "ASCENDING",
    "ASSERT",       "BEGIN",      "BY",        "CALL",     "CITE",
    "COMMIT",       "CONSTRAINT", "CSV",       "DESC",     "DESCENDING",
    "DROP",         "END",        "ENUM",      "EXPLAIN",  "FIELDTERMINATOR",
    "FILTER",       "FINISH",     "FOR",       "FOREACH",  "FROM",
    "HEADERS",      "IF",         "INDEX",     "INSERT",   "KEY",
    "LET",          "LOAD",       "NODETACH",  "NONE",     "NORMALIZED",
    "NULLS",        "OF",         "OFFSET",    "ON",       "OPTIONS",
    "ORDER",        "OTHERWISE",  "PROFILE",    "REQUIRE",   "ROLLBACK", "ROWS",
    "SHORTEST",     "SHOW",       "SIMPLE",    "SINGLE",   "TRAIL",
    "TRANSACTIONS", "TYPED",      "UNIQUE",    "WALK",     "YIELD",
    "COUNT",        "COLLECT",    "EXISTS",    "REDUCE",   "SHORTESTPATH",
    "ADD",          "DO",         "MANDATORY", "SCALAR",   "EXTRACT",
    "NODES",        "LABELS",     "TYPE",      "DATE",     "POINT",
    "LIST",         "ALTER",      "NEXT",      "VALUE"};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c | 0x20);
  return text;
}

}  // namespace

TEST_CASE("every keyword is a property key, a label and a type", "[syntax]") {
  std::set<std::string> all = kReserved;
  all.insert(kFree.begin(), kFree.end());
  for (const std::string& word : all) {
    INFO(word);
    CHECK(parsed("MATCH (n:" + word + " {" + word + ": 1})-[:" + word + "|A]->() RETURN n." + word +
                 ", {" + word + ": 1}, n:" + word) ==
          "MATCH (n:" + word + " {" + word + ": 1})-[:(" + word + "|A)]->() RETURN n." + word +
              ", {" + word + ": 1}, (n:" + word + ")");
    CHECK(parsed("MATCH (n) SET n." + word + " = 1, n:" + word + " REMOVE n." + word + "[0]") ==
          "MATCH (n) SET n." + word + " = 1, n:" + word + " REMOVE n." + word + "[0]");
    CHECK(parsed("CALL a." + word + "()") == "CALL a." + word + "()");
    CHECK(parsed("RETURN `" + word + "`, $" + word) == "RETURN " + word + ", $" + word);
  }
}

TEST_CASE("a keyword that is not reserved is a variable, an alias and a function", "[syntax]") {
  for (const std::string& capitals : kFree) {
    const std::string word = lower(capitals);
    INFO(word);
    CHECK(parsed("MATCH (" + word + ":A)-[" + word + "]->() RETURN " + word + ", " + word +
                 ".x AS " + word) == "MATCH (" + word + ":A)-[" + word + "]->() RETURN " + word +
                                         ", " + word + ".x AS " + word);
    CHECK(parsed("MATCH " + word + " = (a)-[]->(b) RETURN " + word + " ORDER BY " + word) ==
          "MATCH " + word + " = (a)-[]->(b) RETURN " + word + " ORDER BY " + word);
    CHECK(parsed("RETURN [" + word + " IN l WHERE " + word + " | " + word + "], " + word +
                 "[0], -" + word) == "RETURN [" + word + " IN l WHERE " + word + " | " + word +
                                         "], " + word + "[0], (- " + word + ")");
    if (word != "shortestpath") {
      CHECK(parsed("RETURN " + word + "(1), a." + word + "(2)") ==
            "RETURN " + word + "(1), a." + word + "(2)");
    }
    CHECK(parsed("CALL p() YIELD " + word + " RETURN " + word) ==
          "CALL p() YIELD " + word + " RETURN " + word);
  }
}

TEST_CASE("a reserved word as a name is refused and the way out is named", "[syntax]") {
  for (const std::string& word : kReserved) {
    INFO(word);
    const std::string result = parsed("MATCH (" + word + ") RETURN 1");
    CHECK(result.rfind("UnexpectedSyntax", 0) == 0);
  }
  try {
    parse("MATCH (match) RETURN 1");
    FAIL("no error");
  } catch (const agora::Error& error) {
    CHECK(error.hint() == "put it into back quotes: `match`");
  }
}
