// Repeated parts, path modes and chosen paths against a naive enumeration: all walks up to a length are listed,
// straight from the definition, and those that the pattern does not allow are left out.
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <set>

#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

namespace {

struct Edge { std::int64_t from, to, weight; };
struct Walk { std::vector<std::int64_t> nodes; std::vector<std::size_t> edges; };

enum class Mode { Walk, Trail, Acyclic, Simple };

bool allowed(const Walk& walk, Mode mode) {
  if (mode == Mode::Walk) return true;
  if (std::set(walk.edges.begin(), walk.edges.end()).size() < walk.edges.size()) return false;
  if (mode == Mode::Trail) return true;
  const std::set<std::int64_t> different(walk.nodes.begin(), walk.nodes.end());
  if (different.size() == walk.nodes.size()) return true;
  return mode == Mode::Simple && walk.nodes.front() == walk.nodes.back() && walk.nodes.size() > 1 &&
         different.size() + 1 == walk.nodes.size();
}

struct Question {
  Mode mode;
  std::size_t least, most;  ///< Relationships.
  std::size_t each = 1;     ///< Relationships in one repetition.
  bool undirected = false;
  bool rising = false;      ///< Each relationship leads from a smaller to a greater node.
  bool halves = false;      ///< Two parts of one relationship or more: as many matches as places to cut.
};

class Enumeration {
 public:
  Enumeration(std::size_t nodes, const std::vector<Edge>& edges, const Question& question)
      : edges_(edges), question_(question) {
    for (std::size_t node = 0; node < nodes; ++node) {
      Walk walk{{static_cast<std::int64_t>(node)}, {}};
      extend(walk);
    }
  }
  std::vector<Walk> walks;

 private:
  void extend(Walk& walk) {
    const std::size_t length = walk.edges.size();
    if (length >= question_.least && length % question_.each == 0 && allowed(walk, question_.mode)) {
      walks.insert(walks.end(), question_.halves ? length - 1 : 1, walk);
    }
    if (length == question_.most) return;
    for (std::size_t i = 0; i < edges_.size(); ++i) {
      follow(walk, i, edges_[i].from, edges_[i].to);
      if (question_.undirected && edges_[i].from != edges_[i].to) follow(walk, i, edges_[i].to, edges_[i].from);
    }
  }
  void follow(Walk& walk, std::size_t edge, std::int64_t from, std::int64_t to) {
    if (walk.nodes.back() != from || (question_.rising && from >= to)) return;
    walk.nodes.push_back(to);
    walk.edges.push_back(edge);
    // What is no trail never becomes one.
    if (question_.mode == Mode::Walk || allowed(walk, Mode::Trail)) extend(walk);
    walk.nodes.pop_back();
    walk.edges.pop_back();
  }
  const std::vector<Edge>& edges_;
  Question question_;
};

std::string shown(const Walk& walk, const std::vector<Edge>& edges) {
  List nodes, weights;
  for (std::int64_t node : walk.nodes) nodes.push_back(node);
  for (std::size_t edge : walk.edges) weights.push_back(edges[edge].weight);
  return to_string(Value(nodes)) + " " + to_string(Value(weights));
}

std::multiset<std::string> naive(const std::vector<Walk>& walks, const std::vector<Edge>& edges) {
  std::multiset<std::string> rows;
  for (const Walk& walk : walks) rows.insert(shown(walk, edges));
  return rows;
}

std::multiset<std::string> found(TestGraph& graph, const std::string& pattern) {
  std::multiset<std::string> rows;
  const std::string text = "MATCH p = " + pattern +
                           " RETURN [n IN nodes(p) | n.x] AS n, [r IN relationships(p) | r.w] AS w";
  for (const List& row : graph.run(text).rows) rows.insert(to_string(row[0]) + " " + to_string(row[1]));
  return rows;
}

/// How many paths of each length each pair of ends has.
using Lengths = std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::size_t>>;

Lengths lengths_of(const std::vector<Walk>& walks) {
  Lengths lengths;
  for (const Walk& walk : walks) lengths[{walk.nodes.front(), walk.nodes.back()}].push_back(walk.edges.size());
  for (auto& [ends, all] : lengths) std::sort(all.begin(), all.end());
  return lengths;
}

Lengths chosen_lengths(TestGraph& graph, const std::string& pattern, const std::string& before = "") {
  Lengths lengths;
  const std::string text = before + "MATCH p = " + pattern + " RETURN nodes(p)[0].x, nodes(p)[-1].x, length(p)";
  for (const List& row : graph.run(text).rows) {
    lengths[{row[0].as_int(), row[1].as_int()}].push_back(static_cast<std::size_t>(row[2].as_int()));
  }
  for (auto& [ends, all] : lengths) std::sort(all.begin(), all.end());
  return lengths;
}

void keep_paths(Lengths& lengths, std::size_t count) {
  for (auto& [ends, all] : lengths) all.resize(std::min(all.size(), count));
}

void keep_groups(Lengths& lengths, std::size_t count) {
  for (auto& [ends, all] : lengths) {
    std::set<std::size_t> different;
    std::erase_if(all, [&](std::size_t length) {
      different.insert(length);
      return different.size() > count;
    });
  }
}

struct RandomGraph {
  RandomGraph(std::mt19937& random, std::size_t count, std::size_t edge_count) : nodes(count) {
    List rows;
    for (std::size_t i = 0; i < edge_count; ++i) {
      const Edge edge{static_cast<std::int64_t>(random() % count), static_cast<std::int64_t>(random() % count),
                      static_cast<std::int64_t>(i)};
      edges.push_back(edge);
      rows.push_back(Map{{"from", edge.from}, {"to", edge.to}, {"w", edge.weight}});
    }
    graph.run("UNWIND range(0, $n - 1) AS x CREATE (:N {x: x})", {{"n", static_cast<std::int64_t>(count)}});
    graph.run("UNWIND $rows AS e MATCH (a:N {x: e.from}), (b:N {x: e.to}) CREATE (a)-[:R {w: e.w}]->(b)",
              {{"rows", rows}});
  }
  std::size_t nodes;
  std::vector<Edge> edges;
  TestGraph graph;
};

constexpr std::pair<std::size_t, std::size_t> kSizes[] = {{2, 3}, {3, 5}, {4, 6}, {5, 7}};

}  // namespace

TEST_CASE("repeated parts give what the definition gives", "[execution]") {
  struct Form { const char* pattern; Question question; };
  const std::size_t all = 7;
  const Form forms[] = {
      {"(a)((x)-[:R]->(y))+(b)", {Mode::Trail, 1, all}},
      {"(a)((x)-[:R]->(y))*(b)", {Mode::Trail, 0, all}},
      {"(a)((x)-[:R]-(y)){1,3}(b)", {Mode::Trail, 1, 3, 1, true}},
      {"(a)((x)-[:R]->(m)-[:R]->(y)){0,2}(b)", {Mode::Trail, 0, 4, 2}},
      {"(a)((x)-[:R]->(y) WHERE x.x < y.x)*(b)", {Mode::Trail, 0, all, 1, false, true}},
      {"(a)((x)-[:R]->(y)){2}((u)-[:R]->(v)){1}(b)", {Mode::Trail, 3, 3}},
      {"(a)-[:R]->()((x)-[:R]->(y)){0,2}(b)", {Mode::Trail, 1, 3}},
      {"(a)-[:R]->+(m)-[:R]->+(b)", {Mode::Trail, 2, all, 1, false, false, true}},
      {"WALK (a)((x)-[:R]-(m)-[:R]-(y)){1,2}(b)", {Mode::Walk, 2, 4, 2, true}},
      {"WALK (a)((x)-[:R]->(y)){,4}(b)", {Mode::Walk, 0, 4}},
      {"WALK (a)-[:R]-{2}(b)", {Mode::Walk, 2, 2, 1, true}},
      {"ACYCLIC (a)((x)-[:R]->(y))+(b)", {Mode::Acyclic, 1, all}},
      {"ACYCLIC (a)((x)-[:R]-(m)-[:R]-(y))*(b)", {Mode::Acyclic, 0, 6, 2, true}},
      {"SIMPLE (a)-[:R]->*(b)", {Mode::Simple, 0, all}},
      {"SIMPLE (a)-[:R]-+(b)", {Mode::Simple, 1, all, 1, true}},
  };
  std::mt19937 random(5);
  for (const auto& [nodes, edges] : kSizes) {
    for (int round = 0; round < 4; ++round) {
      RandomGraph random_graph(random, nodes, edges);
      for (const Form& form : forms) {
        INFO(nodes << "/" << round << " " << form.pattern);
        const Enumeration expected(nodes, random_graph.edges, form.question);
        CHECK(found(random_graph.graph, form.pattern) == naive(expected.walks, random_graph.edges));
      }
    }
  }
}

TEST_CASE("chosen paths are the shortest of those that the definition gives", "[execution]") {
  struct Form { const char* mode; const char* path; Question question; };
  const std::size_t all = 7;
  const Form forms[] = {
      {"", "(a)-[:R]->+(b)", {Mode::Trail, 1, all}},
      {"", "(a)-[:R]->*(b)", {Mode::Trail, 0, all}},
      {"", "(a)-[:R]-+(b)", {Mode::Trail, 1, all, 1, true}},
      {"", "(a)-[:R]->{2,}(b)", {Mode::Trail, 2, all}},
      {"", "(a)((x)-[:R]-(m)-[:R]-(y))+(b)", {Mode::Trail, 2, all, 2, true}},
      {"", "(a)((x)-[:R]->(y) WHERE x.x < y.x)+(b)", {Mode::Trail, 1, all, 1, false, true}},
      {"", "(a)-[:R]->(m)-[:R]->*(b)", {Mode::Trail, 1, all}},
      {"ACYCLIC ", "(a)-[:R]-+(b)", {Mode::Acyclic, 1, all, 1, true}},
      {"SIMPLE ", "(a)-[:R]-+(b)", {Mode::Simple, 1, all, 1, true}},
      {"WALK ", "(a)-[:R]->{1,4}(b)", {Mode::Walk, 1, 4}},
      {"", "(a)-[:R]-{3,}(b)", {Mode::Trail, 3, all, 1, true}},
      {"", "(a)-[:R]->{1,1000000}(b)", {Mode::Trail, 1, all}},
      {"", "(a)-[:R]->{2,3}(b)", {Mode::Trail, 2, 3}},
      {"", "(a)-[:R]->+(m)-[:R]->+(b)", {Mode::Trail, 2, all, 1, false, false, true}},
      {"", "(a)-[:R]-+(m)-[:R]-+(b)", {Mode::Trail, 2, all, 1, true, false, true}},
      {"ACYCLIC ", "(a)-[:R]-+(m)-[:R]-+(b)", {Mode::Acyclic, 2, all, 1, true, false, true}},
      {"SIMPLE ", "(a)-[:R]-+(m)-[:R]-+(b)", {Mode::Simple, 2, all, 1, true, false, true}},
      {"SIMPLE ", "(a)-[:R]->+(b)", {Mode::Simple, 1, all}},
      {"ACYCLIC ", "(a)-[:R]->*(b)", {Mode::Acyclic, 0, all}},
      {"", "(a)((x)-[:R]-(y) WHERE x.x < y.x)+(b)", {Mode::Trail, 1, all, 1, true, true}},
  };
  std::mt19937 random(23);
  for (const auto& [nodes, edges] : kSizes) {
    for (int round = 0; round < 4; ++round) {
      RandomGraph random_graph(random, nodes, edges);
      for (const Form& form : forms) {
        const Lengths every = lengths_of(Enumeration(nodes, random_graph.edges, form.question).walks);
        for (const std::size_t count : {1u, 2u, 3u}) {
          const std::string number = std::to_string(count);
          const std::string pattern = std::string(form.mode) + form.path;
          INFO(nodes << "/" << round << " " << count << " " << pattern);
          Lengths paths = every, groups = every;
          keep_paths(paths, count);
          keep_groups(groups, count);
          CHECK(chosen_lengths(random_graph.graph, "SHORTEST " + number + " " + pattern) == paths);
          CHECK(chosen_lengths(random_graph.graph, "SHORTEST " + number + " GROUPS " + pattern) == groups);
          const std::string ends = "MATCH (a:N), (b:N) ";
          CHECK(chosen_lengths(random_graph.graph, "SHORTEST " + number + " " + pattern, ends) == paths);
          CHECK(chosen_lengths(random_graph.graph, "SHORTEST " + number + " GROUPS " + pattern, ends) == groups);
          if (count == 1) CHECK(chosen_lengths(random_graph.graph, "ALL SHORTEST " + pattern) == groups);
        }
      }
    }
  }
}

namespace {

/// Nodes (:N {x}) and relationships [:R] that lead from one to the other by number.
void make_graph(TestGraph& graph, std::int64_t nodes, const std::string& ends) {
  graph.run("UNWIND range(0, $n - 1) AS x CREATE (:N {x: x})", {{"n", nodes}});
  graph.run("MATCH (n:N) WITH collect(n) AS n " + ends + " CREATE (a)-[:R]->(b)", {{"n", nodes}});
}

const char* kChain = "UNWIND range(0, $n - 2) AS i WITH n[i] AS a, n[i + 1] AS b";
/// All but the last among each other, the last hangs on the first.
const char* kCluster =
    "UNWIND range(0, $n - 1) AS i UNWIND range(i + 1, $n - 1) AS j WITH n, i, j "
    "WHERE j < $n - 1 OR i = 0 WITH n[i] AS a, n[j] AS b";

}  // namespace

TEST_CASE("paths are chosen without listing what cannot be one", "[execution]") {
  struct Long { const char* query; std::int64_t paths; };
  SECTION("along a chain") {
    TestGraph graph;
    make_graph(graph, 20000, kChain);
    graph.settings.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (const Long& each : std::initializer_list<Long>{
             {"SHORTEST 1 (a {x: 0})-[:R]->+(b {x: 19999})", 1},
             {"SHORTEST 2 (a {x: 0})-[:R]->+(b {x: 19999})", 1},
             {"SHORTEST 2 (a {x: 0})-[:R]-+(b {x: 19999})", 1},
             {"SHORTEST 2 (a {x: 0})-[:R]->+(b)", 19999},
             {"ANY SHORTEST (a {x: 0})-[:R]-+(b)", 19999},
             {"ALL SHORTEST (a {x: 0})((x)-[:R]->()-[:R]->(y))+(b {x: 19998})", 1},
             {"ANY (a {x: 0})-[:R]->+(m)-[:R]->+(b)", 19998}}) {
      INFO(each.query);
      CHECK(graph.run(std::string("MATCH ") + each.query + " RETURN count(*)").rows[0][0].as_int() == each.paths);
    }
    CHECK(graph.run("MATCH p = shortestPath((a {x: 0})-[:R*]-(b {x: 19999})) RETURN length(p)").rows[0][0].as_int() ==
          19999);
  }
  SECTION("where all know all") {
    TestGraph graph;
    make_graph(graph, 41, kCluster);
    graph.settings.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (const Long& each : std::initializer_list<Long>{
             {"ANY SHORTEST (a {x: 40})-[:R]-+(b)", 40},
             {"SHORTEST 2 (a {x: 40})-[:R]-+(b {x: 7})", 2},
             {"SHORTEST 2 (a {x: 40})-[:R]-+(b)", 80},
             {"SHORTEST 1 (a {x: 40})-[:R]-+(m)-[:R]-+(b)", 40},
             {"SHORTEST 2 (a {x: 3})-[:R]-{1,1000000}(b)", 82},
             {"SHORTEST 1 (a {x: 3})((x)-[:R]-()-[:R]-(y))+(b)", 41},
             {"ANY ACYCLIC (a {x: 40})-[:R]-{3,}(b)", 39}}) {
      INFO(each.query);
      CHECK(graph.run(std::string("MATCH ") + each.query + " RETURN count(*)").rows[0][0].as_int() == each.paths);
    }
    CHECK(graph.text_of("MATCH (a {x: 40})((x)-[:R]-(y))+(b) RETURN count(DISTINCT b)") == "40");
    CHECK(graph.text_of("MATCH (a {x: 40}) WHERE EXISTS { (a)((x)-[:R]-(y)){3,}({x: 8}) } RETURN a.x") == "40");
  }
}

TEST_CASE("a search among paths ends by its time and its memory", "[execution]") {
  TestGraph graph;
  make_graph(graph, 41, kCluster);
  const char* queries[] = {"MATCH p = SHORTEST 100000000 (a {x: 40})-[:R]-+(b {x: 7}) RETURN count(p)",
                           "MATCH (a {x: 40})((x)-[:R]-(y))+(b) RETURN count(*)",
                           "MATCH p = ANY ((a {x: 40})-[r:R]-+(b {x: 7}) WHERE size(r) > 100000) RETURN p",
                           "MATCH p = ALL SHORTEST WALK (a)-[:R]-{60,}(b) RETURN sum(length(p))"};
  for (const char* query : queries) {
    INFO(query);
    const auto begin = std::chrono::steady_clock::now();
    graph.settings.deadline = begin + std::chrono::milliseconds(300);
    CHECK_THROWS_AS(graph.run(query), Error);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  }
  graph.settings.deadline.reset();
  graph.settings.memory_limit = std::size_t{64} << 10;
  CHECK(graph.text_of("MATCH p = SHORTEST 2 (a {x: 3})-[:R]-+(b) RETURN count(p)") == "LimitExceeded");
}
