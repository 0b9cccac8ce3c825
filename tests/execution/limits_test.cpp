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
      "UNWIND range(1, 1000) AS x UNWIND range(1, 10000) AS y WITH x, y ORDER BY x + y RETURN x, y SKIP 9999999",
      "UNWIND range(1, 1000) AS x UNWIND range(1, 10000) AS y WITH DISTINCT x, y RETURN count(*)",
      "UNWIND range(1, 1000) AS x UNWIND range(1, 10000) AS y RETURN collect([x, y])[0]",
      "UNWIND range(1, 1000) AS x UNWIND range(1, 10000) AS y RETURN x, y",
      "UNWIND range(1, 1000) AS x UNWIND range(1, 10000) AS y WITH x, y, count(*) AS n RETURN sum(n)",
  };
  for (const char* text : kHungry) {
    DYNAMIC_SECTION(text) { CHECK(graph.text_of(text) == "LimitExceeded"); }
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
