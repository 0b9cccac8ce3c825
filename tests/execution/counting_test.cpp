// Counting without listing must give what listing gives. Each pattern is counted both ways on random graphs with
// loops, parallel relationships and several labels. WITH * between two MATCH clauses keeps them apart.
// Listing is held against nested loops.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <random>

#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

namespace {

const char* const kPatterns[] = {
    "MATCH (a)-[:R]->(b)",
    "MATCH (a)-[:R]-(b)",
    "MATCH (a:A)-[:R]->(b:B)-[:S]->(c)",
    "MATCH (a:A)-[:R]-(b:B)-[:S]-(c:A)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)",
    "MATCH (a)-[:R]-(b)-[:R]-(c) WHERE a <> c",
    "MATCH (a)<-[:S]-(b)-[:R]-(c)-[:R]-(d)",
    "MATCH (a)<-[:S]-(b)-[:R]-(c)-[:R]-(d) WHERE b <> d",
    "MATCH (a)<-[:S]-(b)-[:R]-(c)-[:R]-(d)-[:S]->(e) WHERE b <> d AND c.x > 2",
    "MATCH (a)<-[:S]-(b)-[:R]-(c)-[:R]-(d) WHERE b <> d AND NOT (b)-[:R]-(d)",
    "MATCH (a)<-[:S]-(b)-[:R]-(c:A)-[:R|S]->(d:B) WHERE NOT (d)-[:S]->(b)",
    "MATCH (a)-[:R]->(b)-[:R|S]-(c), (b)-[:S]->(d) WHERE a <> c",
    "MATCH (a)-[]-(b)-[]->(c)-[:S]-(d)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(d)-[:R]-(e) WHERE a <> c AND b <> d AND c <> e",
    "MATCH (a)-[:R]->(b)<-[:R]-(c)",
    "MATCH (a)-[:R]->(b)<-[:R]-(c) WHERE a <> c",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a <> c",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a <> c AND NOT (a)-[:R]-(c)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a <> c AND NOT (c)-[:S]->(a)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(d)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(d) WHERE b <> d AND a <> c",
    "MATCH (a)-[:R]-(b), (a)-[:S]->(c), (a)<-[:S]-(d)",
    "MATCH (a)-[:S]->(b)<-[:S]-(c)-[:R]->(d) WHERE b <> d",
    "MATCH (a)<-[:S]-(m)<-[:R]-(c)-[:S]->(u) WHERE a <> u",
    "MATCH (a)<-[:S]-(m)<-[:R]-(c)-[:S]->(u) WHERE a <> u AND NOT (c)-[:S]->(a)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a)",
    "MATCH (a)-[:R]-(b), (a)<-[:S]-(c)-[:R]->(d)-[:S]->(b)",
    "MATCH (a:A)-[r]-(b)-[s]-(c:B)",
    "MATCH (a)-[:R|S]-(b)-[:R]-(c) WHERE a.x > 2",
    "MATCH (a)-[:R]-(b)-[:S]-(c) WHERE c.x > 2 AND a.x < 8",
    "MATCH (a {x: 3})-[:R]-(b)-[:R]-(c) WHERE c <> a",
    "MATCH (a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c) OPTIONAL MATCH (b)<-[:S]-(d:A)",
    "MATCH (a)-[:R]->(a)",
    "MATCH (a)-[:R]-(b)-[:Missing]-(c)",
    "MATCH (a), (b)-[:R]->(c)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE NOT a = c",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE id(a) <> id(c) AND NOT id(b) = id(d)",
    // Comparisons of two nodes.
    "MATCH (a)-[:R]-(b)-[:R]-(c) WHERE a.x < c.x",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a.x >= c.x",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a <> c AND a.x = c.x",
    "MATCH (a)-[:R]-(b)-[:S]-(c)-[:S]->(d) WHERE id(a) < id(c) AND a.x <> c.x",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a.x < b.x AND c.x > d.x",
    "MATCH (a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c) WHERE c.x <= b.x",
    // Relationships that must exist.
    "MATCH (a)-[:R]-(b)-[:R]-(c) WHERE (a)-[:R]-(c)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE a <> c AND EXISTS { (c)-[:R|S]->(a) }",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:S]->(d) WHERE (a)-[:S]->(d)",
    "MATCH (a)-[:R]->(b) WHERE (a)-[:S]-(b)",
    "MATCH (a)-[:R]-(b)-[:R]-(c) WHERE (a)-[:R]-(c) AND NOT (a)-[:S]->(c) AND a.x < c.x",
    // Cycles.
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) WHERE id(a) < id(b) AND id(b) < id(c)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(d)-[:R]-(a) WHERE a.x <= c.x AND b.x <> d.x",
    "MATCH (a)-[:R]->(b)-[:R]->(c)-[:R]->(a)",
    "MATCH (a)-[:R]-(b), (a)-[:R]-(b)",
    "MATCH (a)-[:R]-(b), (a)-[:S]->(b)",
    "MATCH (a)-[:R]-(b) MATCH (a)-[:R]-(b)",
    "MATCH (a)-[]-(b)-[]-(c)-[]-(a)",
    "MATCH (a:A)-[:R|S]-(b:B)-[:R]-(c)-[:S]-(a)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(d)-[:R]-(a)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(d)-[:R]-(a) WHERE a <> c AND b <> d",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) WHERE a <> b AND b <> c AND a <> c",
    "MATCH (a)-[:R]->(b), (b)-[:R]->(c), (a)-[:R]->(c), (a)-[:S]->(d), (b)-[:S]->(d), (c)-[:S]->(d)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) MATCH (a)-[:S]->(x) MATCH (b)-[:S]->(x)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) MATCH (a)-[:S]->()-[:S]->(x) MATCH (b)-[:S]->()-[:S]->(x) "
    "MATCH (c)-[:S]->(:A)-[:S]->(x)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a), (c)-[:S]->(e:A)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a), (c)-[:R]-(e)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a), (b)-[:S]->(e)-[:S]->(f) WHERE f.x > 2",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) WHERE a.x < b.x AND b.x < c.x",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) WHERE b.x > 3 AND EXISTS { (c)-[:S]->() }",
    "MATCH (a {x: 3})-[:R]-(b)-[:R]-(c)-[:R]-(a)",
    "MATCH (a)-[r:R]-(b)-[:R]-(c)-[:R]-(a) WHERE id(r) > 2",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a)-[:R]-(d)-[:R]-(b)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) WHERE NOT (a)-[:S]-(c)",
    "MATCH (a)-[:R]->(a)-[:R]-(b)-[:R]-(a)",
    "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) OPTIONAL MATCH (b)-[:S]->(d)",
    // Clauses that are planned as one.
    "MATCH (a)-[:R]-(b) MATCH (b)-[:R]-(c)",
    "MATCH (a)-[:R]-(b) WHERE a.x > 3 MATCH (b)-[:R]-(c) WHERE c.x > b.x",
    "MATCH (a)-[:R]-(b) MATCH (c)-[:R]-(d) WHERE a = c",
};

void fill(TestGraph& graph, std::mt19937& random, std::int64_t nodes, std::int64_t relationships) {
  const auto below = [&](std::int64_t bound) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound)); };
  List labelled, ends;
  for (std::int64_t i = 0; i < nodes; ++i) labelled.push_back(Map{{"x", below(10)}, {"kind", below(4)}});
  for (std::int64_t i = 0; i < relationships; ++i) {
    ends.push_back(Map{{"from", below(nodes)}, {"to", below(nodes)}, {"kind", below(2)}});
  }
  graph.run("UNWIND $nodes AS n CREATE (m:N {x: n.x}) "
            "FOREACH (i IN CASE WHEN n.kind IN [1, 3] THEN [1] ELSE [] END | SET m:A) "
            "FOREACH (i IN CASE WHEN n.kind IN [2, 3] THEN [1] ELSE [] END | SET m:B)",
            {{"nodes", labelled}});
  graph.run("UNWIND $ends AS e MATCH (a), (b) WHERE id(a) = e.from AND id(b) = e.to "
            "FOREACH (i IN CASE e.kind WHEN 0 THEN [1] ELSE [] END | CREATE (a)-[:R]->(b)) "
            "FOREACH (i IN CASE e.kind WHEN 1 THEN [1] ELSE [] END | CREATE (a)-[:S]->(b))",
            {{"ends", ends}});
}

}  // namespace

namespace {

using TextOf = std::function<std::string(const std::string&)>;

void check_gathering(const std::string& text, const std::string& apart, const TextOf& text_of) {
  // Gathered in other ways: by a row for each match, and with a row that stands for several.
  const std::string all = " count(*) AS n, count(b) AS b, count(b.x) AS bx, sum(a.x) AS s, avg(b.x) AS m, "
                          "min(b.x) AS l, max(a.x) AS g, count(DISTINCT b) AS d, sum(DISTINCT b.x) AS e, toInteger(round(stDevP(b.x) * 1000000)) AS v";
  CHECK(text_of(text + " RETURN" + all) == text_of(apart + " WITH a, b, 1 AS one RETURN" + all));
  const std::string by_a = " a.x AS x," + all;
  CHECK(text_of(text + " RETURN" + by_a + " ORDER BY x") ==
        text_of(apart + " WITH a, b, 1 AS one RETURN" + by_a + " ORDER BY x"));
  CHECK(text_of(text + " RETURN sum(b.x) AS s, count(a) AS n") ==
        text_of(apart + " WITH a, b, 1 AS one RETURN sum(b.x) AS s, count(a) AS n"));
  CHECK(text_of(text + " RETURN DISTINCT b.x AS x ORDER BY x") ==
        text_of(apart + " WITH b, 1 AS one RETURN DISTINCT b.x AS x ORDER BY x"));
}

/// Counts every pattern in both ways.
void check_patterns(const TextOf& text_of) {
  for (const char* pattern : kPatterns) {
    INFO(pattern);
    const std::string text = pattern;
    std::string apart = text;
    for (std::size_t at = 1; (at = apart.find(" MATCH ", at)) != std::string::npos; at += 14) {
      const bool optional = apart.compare(at - 8, 8, "OPTIONAL") == 0;
      if (!optional) apart.insert(at, " WITH *");
    }
    CHECK(text_of(text + " RETURN count(*)") == text_of(apart + " WITH 1 AS one RETURN count(*)"));
    CHECK(text_of(text + " RETURN count(a)") == text_of(apart + " WITH 1 AS one RETURN count(*)"));
    // Grouped by a node of the pattern.
    const std::string grouped = text_of(apart + " WITH a.x AS x RETURN x, count(*) AS n ORDER BY x, n");
    CHECK(text_of(text + " RETURN a.x AS x, count(*) AS n ORDER BY x, n") == grouped);
    CHECK(text_of(text + " WITH a.x AS x RETURN x, count(*) AS n ORDER BY x, n") == grouped);
    if (text.find("(b") != std::string::npos) check_gathering(text, apart, text_of);
  }
}

}  // namespace

TEST_CASE("a counted pattern has as many matches as a listed one", "[execution]") {
  std::mt19937 random(7);
  for (const auto& [nodes, relationships] : {std::pair{4, 12}, {12, 30}, {40, 90}, {3, 3}}) {
    TestGraph graph;
    fill(graph, random, nodes, relationships);
    INFO(nodes << " nodes");
    check_patterns([&](const std::string& text) { return graph.text_of(text); });
  }
}

TEST_CASE("what optional parts find is counted as it is listed", "[execution]") {
  const char* const patterns[] = {
      "MATCH (a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c) OPTIONAL MATCH (b)<-[:S]-(d:A)",
      "MATCH (a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c) WHERE c.x > 4 OPTIONAL MATCH (a)-[:S]-(d {x: 2})",
      "MATCH (a)-[:R]->(b) OPTIONAL MATCH (b)-[:S]->(c)-[:R]->(d:B)",
      "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(c)-[:S]->(e) OPTIONAL MATCH (c)-[:S]->(d)",
      "MATCH (a) OPTIONAL MATCH (a)-[:R]-(c) OPTIONAL MATCH (a)-[:S]-(d) WHERE d.x > a.x",
      "MATCH (a) OPTIONAL MATCH (a)-[:R]-(c) WHERE c <> a OPTIONAL MATCH (a)-[:S]-(d) WHERE NOT (a)-[:R]-(d)",
      "MATCH (a)-[:R]-(b) WITH a, b OPTIONAL MATCH (a)-[:S]->(c) OPTIONAL MATCH (b)-[:S]->(d)",
      "MATCH (a)-[:R]-(b)-[:R]-(e)-[:R]-(a) OPTIONAL MATCH (a)-[:S]->(c) OPTIONAL MATCH (e)-[:S]->(d)",
      "MATCH (a) OPTIONAL MATCH (c)-[:S]->(b) OPTIONAL MATCH (a:A)-[:R]->(d)",
      "MATCH (a) OPTIONAL MATCH (a)-[:R]-(c)-[:R]-(e) OPTIONAL MATCH (a)-[:R]->(d)-[:Missing]->(f)",
      "OPTIONAL MATCH (a:Missing) OPTIONAL MATCH (a)-[:R]->(c) OPTIONAL MATCH (b)-[:S]->(d)",
  };
  const char* const gathered[] = {
      "count(*) AS n, count(c) AS c, count(d) AS d",
      "count(c) AS c, sum(d.x) AS s",
      "count(*) AS n, count(DISTINCT c) AS c, count(d) AS d",
      "a.x AS x, count(c) AS c, count(d) AS d, max(a.x) AS m",
      "a.x AS x, count(c) AS c, avg(d.x) AS d",
  };
  std::mt19937 random(5);
  for (const auto& [nodes, relationships] : {std::pair{4, 9}, {12, 30}, {40, 60}}) {
    TestGraph graph;
    fill(graph, random, nodes, relationships);
    for (const std::string pattern : patterns) {
      for (const std::string items : gathered) {
        INFO(pattern << " RETURN " << items);
        const std::string order = items.starts_with("a.x") ? " ORDER BY x" : "";
        CHECK(graph.text_of(pattern + " RETURN " + items + order) ==
              graph.text_of(pattern + " WITH a, c, d, 1 AS one RETURN " + items + order));
      }
    }
  }
}

TEST_CASE("counting sees what the transaction has changed", "[execution]") {
  std::mt19937 random(11);
  TestGraph graph;
  fill(graph, random, 14, 40);
  const auto transaction = graph.store->begin_write(std::chrono::milliseconds(0));
  const auto run = [&](const std::string& text) {
    transaction->begin_statement();
    const auto planned = graph.plan(text, transaction->graph());
    Rows rows = Execution(planned, transaction->graph(), {}, graph.settings).run_to_end();
    transaction->accept_statement();
    std::string out;
    for (const List& row : rows.rows) {
      for (const Value& value : row) out += to_string(value) + " ";
    }
    return out;
  };
  run("MATCH (a)-[r:R]->(b) WHERE (a.x + b.x) % 3 = 0 DELETE r");
  run("MATCH (a), (b) WHERE a.x + b.x = 7 CREATE (a)-[:R]->(b)");
  run("MATCH (a), (b) WHERE a.x * b.x = 12 CREATE (a)-[:S]->(b)");
  run("MATCH (a {x: 4}) CREATE (a)-[:R]->(:A:N {x: 5})-[:R]->(b:B:N {x: 6})-[:R]->(a), (b)-[:S]->(a)");
  check_patterns(run);
}

TEST_CASE("a listed cycle has the matches that nested loops find", "[execution]") {
  std::mt19937 random(23);
  for (const auto& [nodes, relationships] : {std::pair{3, 14}, {6, 40}, {25, 120}}) {
    TestGraph graph;
    fill(graph, random, nodes, relationships);
    struct Step { std::int64_t relationship, from, to; };
    std::vector<Step> steps;  // Each relationship in both directions, a loop once.
    for (const List& row : graph.run("MATCH (a)-[r:R]->(b) RETURN id(r), id(a), id(b)").rows) {
      const Step step{row[0].as_int(), row[1].as_int(), row[2].as_int()};
      steps.push_back(step);
      if (step.from != step.to) steps.push_back({step.relationship, step.to, step.from});
    }
    std::vector<std::array<std::int64_t, 6>> expected, found;
    for (const Step& r : steps) {
      for (const Step& s : steps) {
        if (s.from != r.to || s.relationship == r.relationship) continue;
        for (const Step& t : steps) {
          if (t.from != s.to || t.to != r.from) continue;
          if (t.relationship == r.relationship || t.relationship == s.relationship) continue;
          expected.push_back({r.from, r.relationship, s.from, s.relationship, t.from, t.relationship});
        }
      }
    }
    for (const List& row : graph.run("MATCH (a)-[r:R]-(b)-[s:R]-(c)-[t:R]-(a) "
                                     "RETURN id(a), id(r), id(b), id(s), id(c), id(t)").rows) {
      found.emplace_back();
      for (std::size_t i = 0; i < 6; ++i) found.back()[i] = row[i].as_int();
    }
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    CHECK(found == expected);
  }
}
