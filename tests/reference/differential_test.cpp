// The engine and the reference evaluator give the same rows.
//
// AGORA_PAIRS says how many query-graph pairs are tried (2,000 unless set), AGORA_SEED with which
// pair to begin (1 unless set), AGORA_FAILURES after how many differences to stop (1 unless set).
#include "reference/differential.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <map>

#include "reference/query_generator.h"

namespace agora::reference {
namespace {

constexpr std::uint64_t kQueriesPerGraph = 10;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// A difference as a person wants to see it: what to run to see it again, and the least of it.
std::string report(std::uint64_t seed, const std::string& query, const Shrunk& shrunk) {
  return "pair " + std::to_string(seed) + " (AGORA_SEED=" + std::to_string(seed) +
         " AGORA_PAIRS=1 shows it again)\n  the query was\n    " + query +
         "\n  the least that differs\n    " + shrunk.query + "\n  on the graph\n    " +
         shrunk.graph.create_text() + "\n" + shrunk.difference;
}

void hold_against_the_reference(SmallGraph (*make_graph)(Random&),
                                GeneratedQuery (QueryGenerator::*make_query)()) {
  const std::uint64_t pairs = setting("AGORA_PAIRS", 2000), first = setting("AGORA_SEED", 1);
  const std::uint64_t most_failures = setting("AGORA_FAILURES", 1);
  std::map<Outcome, std::uint64_t> outcomes;
  std::uint64_t filled = 0;
  std::optional<Engine> engine;
  SmallGraph graph;
  bool with_index = false;
  for (std::uint64_t seed = first; seed < first + pairs; ++seed) {
    if (!engine || seed % kQueriesPerGraph == 0) {
      Random random(seed / kQueriesPerGraph);
      graph = make_graph(random);
      with_index = random() % 4 == 0;
      engine.emplace(graph, with_index);
    }
    Random random(seed ^ 0x9e3779b97f4a7c15);
    QueryGenerator generator(random);
    const GeneratedQuery query = (generator.*make_query)();
    INFO("pair " << seed << ": " << query.text);  // For what ends the program.
    Verdict verdict;
    try {
      verdict = compare(*engine, graph, query.text, generated_parameters(), query.comparison);
    } catch (const Error& error) {
      FAIL("pair " << seed << ": the generator made no query of this\n"
                   << query.text << '\n'
                   << describe(error, query.text));
    }
    ++outcomes[verdict.outcome];
    if (verdict.outcome != Outcome::Different) continue;
    const Shrunk least =
        shrink(graph, query.text, generated_parameters(), query.comparison, with_index);
    FAIL_CHECK(report(seed, query.text, least) +
               (least.difference.empty() ? "  it did not happen again; at first\n" + verdict.difference : ""));
    if (outcomes[Outcome::Different] >= most_failures) break;
  }
  filled = outcomes[Outcome::Same];
  std::cout << filled << " pairs agree, " << outcomes[Outcome::Skipped] << " were skipped, "
            << outcomes[Outcome::Failed] << " refused by both\n";
  // Most of what is generated must be worth comparing.
  if (pairs >= 1000) CHECK(filled * 10 >= pairs * 9);
}

}  // namespace

TEST_CASE("generated queries give the rows of the reference evaluator", "[reference]") {
  hold_against_the_reference(random_graph, &QueryGenerator::query);
}

TEST_CASE("generated queries that count give the counts of the reference evaluator", "[reference]") {
  hold_against_the_reference(random_dense_graph, &QueryGenerator::counting_query);
}

}  // namespace agora::reference
