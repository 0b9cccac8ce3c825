// Micro benchmarks: the kernels that the time of queries is made of. Built with -DAGORA_BUILD_BENCHMARKS=ON as
// the program micro_benchmarks; compare.py prints the ratios to another commit.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>

#include "execution/intersect.h"
#include "execution/run_text.h"
#include "graph/adjacency_run.h"

using namespace agora;
using namespace agora::execution;

namespace {

std::vector<NodeId> ascending(std::mt19937& random, std::size_t count, std::uint64_t bound) {
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < count; ++i) nodes.push_back(NodeId{random() % bound});
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

/// 2,000 people with five numbers each who know 20,000 times.
TestGraph& people() {
  static TestGraph graph;
  static const bool filled = [] {
    graph.run("UNWIND range(0, 1999) AS i CREATE (:Person {id: i, x: (i * 7919) % 1000, name: 'person ' + toString(i)})");
    graph.run("UNWIND range(0, 19999) AS i MATCH (a), (b) WHERE id(a) = (i * 31) % 2000 AND id(b) = (i * i * 17 + 3) % 2000 "
              "CREATE (a)-[:KNOWS {since: i}]->(b)");
    return true;
  }();
  (void)filled;
  return graph;
}

void run_query(benchmark::State& state, const char* text) {
  TestGraph& graph = people();
  const auto view = graph.store->view();
  const auto plan = graph.plan(text, *view);
  for (auto _ : state) benchmark::DoNotOptimize(Execution(plan, view, {}, graph.settings).run_to_end());
}

// ---- blocks ----------------------------------------------------------------------------------------------------

graph::AdjacencyRun adjacency() {
  std::mt19937 random(1);
  graph::AdjacencyRun run;
  for (std::uint64_t i = 0; i < 40000; ++i) {
    run.add(static_cast<std::uint16_t>(random() % 1024), NodeId{random() % 100000}, RelationshipId{i});
  }
  run.fold();
  return run;
}

void decode_adjacency(benchmark::State& state) {
  std::string bytes;
  adjacency().encode(bytes);
  for (auto _ : state) {
    graph::AdjacencyRun run;
    ByteReader in(bytes);
    run.decode(in);
    benchmark::DoNotOptimize(run);
  }
}
BENCHMARK(decode_adjacency);

void encode_adjacency(benchmark::State& state) {
  const graph::AdjacencyRun run = adjacency();
  for (auto _ : state) {
    std::string bytes;
    run.encode(bytes);
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(encode_adjacency);

// ---- intersection ----------------------------------------------------------------------------------------------

void intersect_lists(benchmark::State& state) {
  std::mt19937 random(2);
  const auto set = ascending(random, static_cast<std::size_t>(state.range(0)), 100000);
  const auto list = ascending(random, static_cast<std::size_t>(state.range(1)), 100000);
  std::vector<std::uint32_t> positions;
  for (auto _ : state) {
    positions.clear();
    intersect(set, list, positions);
    benchmark::DoNotOptimize(positions.data());
  }
}
BENCHMARK(intersect_lists)->Args({50, 50})->Args({1000, 1000})->Args({10, 10000})->Args({10000, 10});

void intersect_bits(benchmark::State& state) {
  std::mt19937 random(2);
  const auto view = people().store->view();
  const auto plan = people().plan("RETURN 1", *view);
  const Map parameters;
  Context context(*plan, *view, nullptr, parameters, people().settings);
  NodeBits bits(context);
  bits.reset(100000);
  bits.insert(ascending(random, 1000, 100000));
  const auto list = ascending(random, 1000, 100000);
  for (auto _ : state) benchmark::DoNotOptimize(bits.count(list));
}
BENCHMARK(intersect_bits);

// ---- operators and expressions -----------------------------------------------------------------------------------

void filter_integers(benchmark::State& state) {
  run_query(state, "MATCH (p:Person) WHERE p.x * 2 + 1 > 400 AND p.x % 3 = 0 RETURN count(*)");
}
BENCHMARK(filter_integers);

void filter_text(benchmark::State& state) {
  run_query(state, "MATCH (p:Person) WHERE p.name CONTAINS '17' RETURN count(*)");
}
BENCHMARK(filter_text);

void sort_rows(benchmark::State& state) { run_query(state, "MATCH (p:Person) RETURN p.id ORDER BY p.x, p.id"); }
BENCHMARK(sort_rows);

void aggregate_groups(benchmark::State& state) {
  run_query(state, "MATCH (p:Person) RETURN p.x, count(*), sum(p.id)");
}
BENCHMARK(aggregate_groups);

void expand_and_project(benchmark::State& state) {
  run_query(state, "MATCH (a:Person)-[k:KNOWS]->(b) RETURN a.id, b.id, k.since");
}
BENCHMARK(expand_and_project);

void count_triangles(benchmark::State& state) {
  run_query(state, "MATCH (a:Person)-[:KNOWS]-(b)-[:KNOWS]-(c)-[:KNOWS]-(a) RETURN count(*)");
}
BENCHMARK(count_triangles);

void list_triangles(benchmark::State& state) {
  run_query(state, "MATCH (a:Person)-[:KNOWS]->(b)-[:KNOWS]->(c)-[:KNOWS]->(a) RETURN a.id, b.id, c.id");
}
BENCHMARK(list_triangles);

// ---- the way of a statement ----------------------------------------------------------------------------------------

constexpr const char* kStatement =
    "MATCH (a:Person)-[:KNOWS]-(b:Person) WHERE a.x < 10 AND b.name STARTS WITH 'p' WITH a, count(b) AS n "
    "WHERE n > 2 RETURN a.name AS name, n ORDER BY n DESC, name LIMIT 10";

void parse_statement(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(syntax::parse(kStatement));
}
BENCHMARK(parse_statement);

void plan_statement(benchmark::State& state) {
  const auto view = people().store->view();
  for (auto _ : state) benchmark::DoNotOptimize(people().plan(kStatement, *view));
}
BENCHMARK(plan_statement);

void commit_in_memory(benchmark::State& state) {
  TestGraph graph;
  const auto plan = graph.plan("CREATE (:Person {id: 1, name: 'x'})", *graph.store->view());
  for (auto _ : state) {
    const auto transaction = graph.store->begin_write(std::chrono::milliseconds(0));
    transaction->begin_statement();
    Execution(plan, transaction->graph(), {}, graph.settings).run_to_end();
    transaction->accept_statement();
    transaction->commit();
  }
}
BENCHMARK(commit_in_memory);

}  // namespace

BENCHMARK_MAIN();
