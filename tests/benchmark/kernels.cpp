#include "kernels.h"

#include <algorithm>
#include <memory>
#include <random>

#include "execution/intersect.h"
#include "execution/run_text.h"
#include "graph/adjacency_run.h"

namespace agora::benchmarks {

using namespace execution;

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
    graph.run("MATCH (p) WITH collect(p) AS people UNWIND range(0, 19999) AS i WITH people[(i * 31) % 2000] AS a, "
              "people[(i * i * 17 + 3) % 2000] AS b, i CREATE (a)-[:KNOWS {since: i}]->(b)");
    return true;
  }();
  (void)filled;
  return graph;
}

std::function<void()> run_of(std::shared_ptr<const plan::Plan> plan) {
  return [plan, view = people().store->view()] { keep(Execution(plan, view, {}, people().settings).run_to_end()); };
}

Kernel query(std::string name, const char* text) {
  return {std::move(name), [text] { return run_of(people().plan(text, *people().store->view())); }};
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

std::function<void()> decode_adjacency() {
  std::string bytes;
  adjacency().encode(bytes);
  return [bytes] {
    graph::AdjacencyRun run;
    ByteReader in(bytes);
    run.decode(in);
    keep(run);
  };
}

std::function<void()> encode_adjacency() {
  return [run = adjacency()] {
    std::string bytes;
    run.encode(bytes);
    keep(bytes);
  };
}

// ---- intersection ----------------------------------------------------------------------------------------------

Kernel intersect_lists(std::size_t of_set, std::size_t of_list) {
  return {"intersect_lists/" + std::to_string(of_set) + "/" + std::to_string(of_list), [=] {
            std::mt19937 random(2);
            return [set = ascending(random, of_set, 100000), list = ascending(random, of_list, 100000),
                    positions = std::vector<std::uint32_t>()]() mutable {
              positions.clear();
              intersect(set, list, positions);
              keep(positions);
            };
          }};
}

/// A context of execution outside of an execution, with what it refers to.
struct BareContext {
  std::shared_ptr<const graph::GraphView> view = people().store->view();
  std::shared_ptr<const plan::Plan> plan = people().plan("RETURN 1", *view);
  Map parameters;
  Context context{*plan, *view, nullptr, parameters, people().settings};
};

std::function<void()> intersect_bits() {
  std::mt19937 random(2);
  const auto bare = std::make_shared<BareContext>();
  const auto bits = std::make_shared<NodeBits>(bare->context);
  bits->reset(100000);
  bits->insert(ascending(random, 1000, 100000));
  return [bare, bits, list = ascending(random, 1000, 100000)] { keep(bits->count(list)); };
}

// ---- the way of a statement ----------------------------------------------------------------------------------------

constexpr const char* kStatement =
    "MATCH (a:Person)-[:KNOWS]-(b:Person) WHERE a.x < 10 AND b.name STARTS WITH 'p' WITH a, count(b) AS n "
    "WHERE n > 2 RETURN a.name AS name, n ORDER BY n DESC, name LIMIT 10";

std::function<void()> parse_statement() {
  return [] { keep(syntax::parse(kStatement)); };
}

std::function<void()> plan_statement() {
  return [view = people().store->view()] { keep(people().plan(kStatement, *view)); };
}

std::function<void()> commit_in_memory() {
  const auto graph = std::make_shared<TestGraph>();
  const auto plan = graph->plan("CREATE (:Person {id: 1, name: 'x'})", *graph->store->view());
  return [graph, plan] {
    const auto transaction = graph->store->begin_write(std::chrono::milliseconds(0));
    transaction->begin_statement();
    Execution(plan, transaction->graph(), {}, graph->settings).run_to_end();
    transaction->accept_statement();
    transaction->commit();
  };
}

}  // namespace

const std::vector<Kernel>& kernels() {
  static const std::vector<Kernel> all = {
      {"decode_adjacency", decode_adjacency},
      {"encode_adjacency", encode_adjacency},
      intersect_lists(50, 50),
      intersect_lists(1000, 1000),
      intersect_lists(10, 10000),
      intersect_lists(10000, 10),
      {"intersect_bits", intersect_bits},
      query("filter_integers", "MATCH (p:Person) WHERE p.x * 2 + 1 > 400 AND p.x % 3 = 0 RETURN count(*)"),
      query("filter_text", "MATCH (p:Person) WHERE p.name CONTAINS '17' RETURN count(*)"),
      query("sort_rows", "MATCH (p:Person) RETURN p.id ORDER BY p.x, p.id"),
      query("aggregate_groups", "MATCH (p:Person) RETURN p.x, count(*), sum(p.id)"),
      query("expand_and_project", "MATCH (a:Person)-[k:KNOWS]->(b) RETURN a.id, b.id, k.since"),
      query("count_triangles", "MATCH (a:Person)-[:KNOWS]-(b)-[:KNOWS]-(c)-[:KNOWS]-(a) RETURN count(*)"),
      query("list_triangles", "MATCH (a:Person)-[:KNOWS]->(b)-[:KNOWS]->(c)-[:KNOWS]->(a) RETURN a.id, b.id, c.id"),
      {"parse_statement", parse_statement},
      {"plan_statement", plan_statement},
      {"commit_in_memory", commit_in_memory},
  };
  return all;
}

}  // namespace agora::benchmarks
