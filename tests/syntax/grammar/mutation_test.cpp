// Broken texts: whatever is cut, doubled or moved, parse() gives a statement or an Error with a
// place inside the text.

#include <chrono>
#include <cstdlib>
#include <random>

#include "parse_test.h"
#include "syntax/scanner.h"

using namespace agora::syntax;

namespace {

const char* const kSeeds[] = {
    "MATCH (n:A:B|C {x: 1} WHERE n.y)-[r:R*1..3 {z: $p}]->(m)<--() WHERE NOT n.x <= 2 AND "
    "(n)-->(m) OR m:A|B RETURN "
    "n.x AS x, count(*), [y IN n.l WHERE y:A|B AND y.z | y.x] ORDER BY x DESC SKIP 1 LIMIT 2",
    "MATCH p = ANY SHORTEST 2 PATHS (a) ((x)-[:R]->(y) WHERE x.z){1,3} (b), q = "
    "shortestPath((a)-[*]-(b)) RETURN p",
    "WITH [1, 2.5, 'a\\n', null, true] AS l, {a: {b: []}} AS m UNWIND l AS x WITH DISTINCT *, x AS "
    "w WHERE x IS NOT NULL "
    "RETURN CASE x WHEN 1 THEN l[0..1] ELSE reduce(s = 0, y IN l | s + y) END, all(z IN l WHERE z "
    "> 0), -x ^ 2",
    "MATCH (n) MERGE (n)-[:R]->(m) ON CREATE SET n.x = 1, m += {a: 1} ON MATCH SET m:A:B REMOVE "
    "n.x, m:A DETACH DELETE n",
    "CALL { MATCH (n) RETURN n UNION ALL MATCH (m) RETURN m AS n } CALL a.b(n.x) YIELD c, d AS e "
    "WHERE c RETURN e",
    "RETURN EXISTS { (a)-[b]-(c) WHERE a.x } AND COUNT { MATCH (n) RETURN n } > 1, [p = (a)-->(b) "
    "WHERE b.x | p], n {.a, "
    ".*, b: 1}, x IS :: LIST<INTEGER NOT NULL>, `a``b`.c, date.truncate('day', d)",
    "FOREACH (x IN [1, 2] | CREATE (a:A {x: x})-[:R]->(b) SET a.y = x) /* c */ // d\nFINISH",
    "CREATE CONSTRAINT c IF NOT EXISTS FOR ()-[r:R]-() REQUIRE (r.a, r.b) IS UNIQUE OPTIONS {x: 1}",
    "SHOW INDEXES YIELD name, type AS t ORDER BY t WHERE t = 'x' RETURN t",
};

std::string join(const std::vector<std::string>& pieces) {
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  return text;
}

/// The tokens of a text, each with the blanks behind it.
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> all;
  Scanner scanner(text);
  Token token = scanner.next();
  while (token.kind != TokenKind::kEndOfText) {
    const Token next = scanner.next();
    all.emplace_back(text.substr(token.offset, next.offset - token.offset));
    token = next;
  }
  return all;
}

}  // namespace

TEST_CASE("mutated texts are parsed or refused, quickly and with a place", "[syntax]") {
  const char* const rounds_wanted = std::getenv("AGORA_MUTATIONS");
  const int rounds = rounds_wanted != nullptr ? std::atoi(rounds_wanted) : 5000;
  const char* const seed_wanted = std::getenv("AGORA_SEED");
  const unsigned seed = seed_wanted != nullptr ? static_cast<unsigned>(std::atoi(seed_wanted)) : 7;
  std::mt19937 random(seed);
  std::vector<std::vector<std::string>> texts;
  std::vector<std::string> all_pieces;
  for (const char* text : kSeeds) {
    CHECK(parsed(text).find(" at ") == std::string::npos);  // Each is right as it stands.
    texts.push_back(pieces(text));
    all_pieces.insert(all_pieces.end(), texts.back().begin(), texts.back().end());
  }
  const auto any = [&random](std::size_t size) { return random() % size; };
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::string> parts = texts[any(texts.size())];
    for (std::size_t changes = any(4) + 1; changes > 0 && !parts.empty(); --changes) {
      const std::size_t at = any(parts.size());
      switch (any(6)) {
        case 0:
          parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at));
          break;
        case 1:
          parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(at), parts[any(parts.size())]);
          break;
        case 2:
          std::swap(parts[at], parts[any(parts.size())]);
          break;
        case 3:
          parts[at] = all_pieces[any(all_pieces.size())];
          break;
        case 4:
          parts.resize(at);
          break;
        default: {
          std::string& piece = parts[at];
          piece[any(piece.size())] = static_cast<char>(any(256));
        }
      }
    }
    const std::string text = join(parts);
    INFO("seed " << seed << ", round " << round << ": " << text);
    const auto begin = std::chrono::steady_clock::now();
    try {
      const std::string printed = print(parse(text));
      if (printed.empty()) FAIL("nothing printed");
    } catch (const agora::Error& error) {
      const bool placed =
          error.where().has_value() && error.where()->offset + error.where()->length <= text.size();
      if (!placed || error.message().empty()) FAIL("no place: " << error.message());
      agora::describe(error, text);
      split_statements(text);
    }
    if (std::chrono::steady_clock::now() - begin > std::chrono::seconds(1))
      FAIL("it took more than a second");
  }
}
