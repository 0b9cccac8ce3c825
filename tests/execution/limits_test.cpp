// Statements end when they should: by their caller, their time, their memory; and rows stream.
#include <catch2/catch.hpp>

#include <thread>

#include "execution/run_text.h"

using namespace agora;
using namespace agora::execution;

namespace {

/// Each would run for hours.
const char* const kEndless[] = {
    "UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y WITH x, y WHERE x + y < 0 RETURN x",
    "UNWIND range(1, 100000) AS x UNWIND range(1, 1000000) AS y RETURN count(*)",
    "MATCH (a), (b), (c), (d), (e), (f), (g) WITH a.x AS x RETURN sum(x)",
    "MATCH (a)-[*]-(b) WITH a.x AS x RETURN sum(x)",
    "RETURN reduce(s = 0, x IN range(1, 100000) | s + reduce(t = 0, y IN range(1, 100000) | t + x + y))",
};

void fill(TestGraph& graph) {
  graph.run("UNWIND range(1, 60) AS x CREATE (:N {x: x})");
  graph.run("MATCH (a:N), (b:N) WHERE a <> b CREATE (a)-[:R]->(b)");
}

/// The rows as they come, kept by nobody else.
std::string streamed(TestGraph& graph, const char* text, std::size_t memory_limit) {
  Settings settings = graph.settings;
  settings.memory_limit = memory_limit;
  const auto view = graph.store->view();
  Execution execution(graph.plan(text, *view), view, {}, settings);
  std::string out;
  for (List row; execution.next(row);) out += to_string(Value(row)) + '\n';
  return out;
}

}  // namespace

TEST_CASE("a cancelled statement ends within a tenth of a second", "[execution]") {
  TestGraph graph;
  fill(graph);
  for (const char* text : kEndless) {
    DYNAMIC_SECTION(text) {
      const auto flag = std::make_shared<std::atomic<bool>>(false);
      graph.settings.cancelled = flag;
      graph.settings.memory_limit = std::size_t{4} << 30;
      std::chrono::steady_clock::time_point when;
      std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        when = std::chrono::steady_clock::now();
        flag->store(true);
      });
      const std::string result = graph.text_of(text);
      const auto after = std::chrono::steady_clock::now();
      other.join();
      CHECK(result == "Cancelled");
      // The bound is 100 ms on an idle machine; tests run beside others.
      CHECK(after - when < std::chrono::milliseconds(4000));
    }
  }
}

TEST_CASE("a statement that is out of time ends", "[execution]") {
  TestGraph graph;
  fill(graph);
  graph.settings.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  CHECK(graph.text_of(kEndless[0]) == "LimitExceeded");
}

TEST_CASE("what a statement holds counts against its memory limit", "[execution]") {
  TestGraph graph;
  graph.settings.memory_limit = std::size_t{8} << 20;
  const char* const kHungry[] = {
      "UNWIND range(1, 1000) AS x UNWIND range(1, 10000) AS y RETURN count(DISTINCT [x, y])",
      "UNWIND range(1, 1000) AS x UNWIND range(1, 10000) AS y RETURN collect([x, y])[0]",
      "UNWIND range(1, 1000) AS x UNWIND range(1, 10000) AS y RETURN x, y",
  };
  for (const char* text : kHungry) {
    DYNAMIC_SECTION(text) { CHECK(graph.text_of(text) == "LimitExceeded"); }
  }
}

TEST_CASE("a sort that needs more memory than it may hold goes on in a file", "[execution]") {
  TestGraph graph;
  fill(graph);
  const char* const kSorts[] = {
      // Ties keep the order in which they came.
      "UNWIND range(1, 20000) AS x WITH x, x % 7 AS k, 'text ' + x AS t, [x, {a: null, b: 1.5}] AS l ORDER BY k, t DESC "
      "RETURN x, k, t, l",
      "UNWIND range(1, 30000) AS x WITH x, x % 3 AS k ORDER BY k RETURN x",
      "UNWIND range(1, 30000) AS x WITH x, x % 3 AS k ORDER BY k DESC SKIP 100 LIMIT 20000 RETURN x, k",
      "MATCH p = (a:N)-[r]->(b) UNWIND range(1, 6) AS i WITH p, a, r, b, i ORDER BY i % 2, -b.x, a.x, i RETURN a.x, type(r), "
      "length(p), nodes(p)[1].x, i",
      "UNWIND range(1, 30000) AS x WITH CASE x % 4 WHEN 0 THEN null WHEN 1 THEN x WHEN 2 THEN 'a' ELSE x * 0.5 END AS v, x "
      "ORDER BY v, x RETURN v, x",
      "UNWIND [1, 2, 3] AS o CALL { WITH o UNWIND range(1, 20000) AS x WITH o, x ORDER BY -x LIMIT 15000 RETURN x } "
      "RETURN o, count(x), sum(x)",
  };
  for (const char* text : kSorts) {
    DYNAMIC_SECTION(text) {
      const std::string whole = streamed(graph, text, std::size_t{4} << 30);
      // A sort holds up to a quarter of what its statement may.
      CHECK((streamed(graph, text, std::size_t{3} << 20) == whole));
      CHECK(whole.size() > 30);
    }
  }
}

TEST_CASE("the first row does not wait for the last, and a long result needs no memory", "[execution]") {
  TestGraph graph;
  graph.settings.memory_limit = std::size_t{8} << 20;
  const auto view = graph.store->view();
  const auto plan = graph.plan("UNWIND range(1, 10000) AS x UNWIND range(1, 100000) AS y RETURN x, y", *view);
  Execution execution(plan, view, {}, graph.settings);
  List row;
  for (std::int64_t i = 1; i <= 300000; ++i) REQUIRE(execution.next(row));
  CHECK(row[0].as_int() == 3);
  CHECK(row[1].as_int() == 100000);
}

TEST_CASE("LIMIT ends the work below it", "[execution]") {
  TestGraph graph;
  fill(graph);
  graph.settings.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  CHECK(graph.text_of("MATCH (a), (b), (c), (d), (e), (f), (g) RETURN 1 AS one LIMIT 1") == "1");
  CHECK(graph.text_of("MATCH (a)-[*]-(b) RETURN 1 AS one LIMIT 1") == "1");
}
