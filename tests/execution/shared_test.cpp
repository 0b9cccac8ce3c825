// Statements that several threads run: they give what one thread gives, errors and limits included.
#include <catch2/catch.hpp>

#include <future>
#include <thread>

#include "execution/run_text.h"
#include "execution/worker_pool.h"
#include "plan/print_plan.h"

using namespace agora;
using namespace agora::execution;

namespace {

/// 6,000 nodes in six runs, each with relationships to the next ones; x counts them, g puts them into 700 groups.
struct Shared : TestGraph {
  Shared() {
    run("UNWIND range(0, 5999) AS i CREATE (:N {x: i, g: i * 31 % 700, f: 1.0 / (i + 1), s: 'text ' + i})");
    run("MATCH (a:N) UNWIND [1, 7, 50] AS d MATCH (b) WHERE id(b) = (id(a) + d) % 6000 CREATE (a)-[:R {d: d}]->(b)");
    share_above = 0;
  }

  std::string with(WorkerPool* workers, const char* query) {
    settings.workers = workers;
    return text_of(query);
  }
  std::string error_of(WorkerPool* workers, const char* query) {
    settings.workers = workers;
    try {
      run(query);
      return "no error";
    } catch (const Error& error) {
      return describe(error, query);
    }
  }
};

const char* const kQueries[] = {
    "MATCH (n:N) RETURN count(*)",
    "MATCH (n) WHERE n.s CONTAINS '99' RETURN count(n)",
    "MATCH (a:N)-[:R]->(b)-[:R]->(c) WHERE a.g < c.g RETURN count(*), sum(b.x), min(c.s), max(a.g)",
    "MATCH (n:N) RETURN n.g AS g, count(*) AS c, avg(n.x), collect(n.x)[0..3]",
    "MATCH (n:N) RETURN sum(n.f), avg(n.f), stDev(n.f)",
    "MATCH (n:N) RETURN n.g % 10 AS g, sum(n.f) AS s, percentileCont(n.x, 0.3)",
    "MATCH (a:N)-[:R]->(b) RETURN count(DISTINCT b.g), collect(DISTINCT b.g % 5), sum(DISTINCT b.f)",
    "MATCH (a:N)-[:R*1..2]->(b) RETURN a.g % 3 AS g, count(DISTINCT b) AS c",
    "MATCH (a:N)-[:R]->(b:N)-[:R]->(c:N), (a)-[:R]->(c) RETURN count(*)",
    "MATCH (a:N)-[:R]->(b:N)-[:R]->(c:N)-[:R]->(d) WHERE a <> d RETURN count(*)",
    "MATCH (n:N) WHERE EXISTS { (n)-[:R {d: 7}]->(m) WHERE m.g > 600 } RETURN count(*)",
    "MATCH (n:N) OPTIONAL MATCH (n)-[r:R]->(m) WHERE m.g > 500 RETURN count(*), count(m), count(DISTINCT r.d)",
    "MATCH (n:N) CALL (n) { MATCH (n)-[:R]->(m) RETURN max(m.x) AS most } RETURN sum(most), n.g % 4 AS g",
    "MATCH (n:N) WITH n.g AS g, count(*) AS c ORDER BY c DESC, g LIMIT 40 RETURN g, c",
    "UNWIND range(1, 20000) AS i RETURN i % 3 AS r, count(*), arg_max(i, i % 97)",
    "MATCH (n:N) WHERE n.x < 0 RETURN count(*), sum(n.x), collect(n)",
    "MATCH (n:N) WHERE n.x < 0 RETURN n.g AS g, count(*)",
    "MATCH (n:N) RETURN count(*) AS c UNION ALL MATCH (n:N)-[:R]->() RETURN count(*) AS c",
    "MATCH (n:N) RETURN CASE WHEN n.x % 2 = 0 THEN 1 ELSE 1.0 END AS one, min(CASE n.g WHEN 3 THEN 0 ELSE 0.0 END)",
    "MATCH (n:N) RETURN [x IN collect(n.x ORDER BY n.g DESC, n.x)[0..5] | x]",
};

}  // namespace

TEST_CASE("several threads give what one gives, to the last bit and in the same order", "[shared]") {
  Shared graph;
  WorkerPool none(0), one(1), three(3);
  for (const char* query : kQueries) {
    CAPTURE(query);
    const auto plan = graph.plan(query, *graph.store->view());
    CHECK(plan::print_line(*plan).find("distribute(") != std::string::npos);
    const std::string alone = graph.with(nullptr, query);
    CHECK(graph.with(&none, query) == alone);
    for (int repeated = 0; repeated < 3; ++repeated) {
      CHECK(graph.with(&one, query) == alone);
      CHECK(graph.with(&three, query) == alone);
    }
    // Whole numbers and lists are also what a plan gives that deals nothing out.
    graph.share_above = 1e18;
    if (std::string_view(query).find(".f)") == std::string_view::npos) CHECK(graph.with(nullptr, query) == alone);
    graph.share_above = 0;
  }
}

TEST_CASE("what is small, writes or is random is done by one thread", "[shared]") {
  Shared graph;
  const auto shared = [&](const char* query) {
    return plan::print_line(*graph.plan(query, *graph.store->view())).find("distribute(") != std::string::npos;
  };
  CHECK(shared("MATCH (n:N) RETURN count(*)"));
  CHECK_FALSE(shared("MATCH (n:N) WHERE rand() < 0.5 RETURN count(*)"));
  CHECK_FALSE(shared("MATCH (n:N) WHERE COUNT { (n)-->(m) WHERE rand() < 2 } > 1 RETURN count(*)"));
  CHECK_FALSE(shared("MATCH (n:N) WITH count(*) AS c CREATE (:M {c: c})"));
  CHECK_FALSE(shared("MATCH (n:N) RETURN n.x"));
  graph.share_above = plan::kShareAbove;
  CHECK_FALSE(shared("MATCH (n:N) WHERE n.x > 7 RETURN count(*)"));
  CHECK(shared("MATCH (a:N)-[:R]->(b)-[:R]->(c) WHERE a.g + c.g < 9 RETURN count(*)"));
}

TEST_CASE("the error is that of the first row that fails, whichever thread meets it", "[shared]") {
  Shared graph;
  WorkerPool three(3);
  const char* const kFailing[] = {
      "MATCH (n:N) RETURN sum(100 / (n.x - 3000))",
      "MATCH (n:N) RETURN count(CASE WHEN n.x = 900 THEN 1 / 0 WHEN n.x > 1000 THEN n.x + date() ELSE 1 END)",
      "MATCH (n:N) RETURN sum(CASE WHEN n.x > 4000 THEN duration('P1D') ELSE 1 END)",
      "MATCH (n:N) RETURN sum(n.x + 9223372036854770000)",
      "UNWIND range(0, 9000) AS i WITH 10 / (i - 8000) AS y RETURN count(y)",
  };
  for (const char* query : kFailing) {
    CAPTURE(query);
    const std::string alone = graph.error_of(nullptr, query);
    CHECK(alone != "no error");
    for (int repeated = 0; repeated < 5; ++repeated) CHECK(graph.error_of(&three, query) == alone);
  }
  CHECK(graph.with(&three, "MATCH (n:N) RETURN count(*)") == "6000");
}

TEST_CASE("limits hold for all threads of a statement together", "[shared]") {
  Shared graph;
  WorkerPool three(3);
  MemoryBudget budget(64 << 20);
  graph.settings.memory_budget = &budget;
  graph.settings.memory_limit = 24 << 20;
  const char* const kLarge = "MATCH (a:N), (b:N) WHERE b.x < 300 RETURN size(collect(a.s + b.s))";
  CHECK(graph.error_of(&three, kLarge).find("more memory than the limit of 24 MiB") != std::string::npos);
  CHECK(budget.used() == 0);
  graph.settings.memory_limit = 0;
  CHECK(graph.error_of(&three, kLarge).find("the budget of 64 MiB") != std::string::npos);
  CHECK(budget.used() == 0);
  CHECK(graph.with(&three, "MATCH (a:N)-[:R]->(b) RETURN size(collect(b.s))") == "18000");
  CHECK(budget.used() == 0);

  const char* const kLong = "MATCH (a:N)-[:R*1..14]-(b) RETURN count(b.x)";
  graph.settings.timeout = std::chrono::milliseconds(50);
  graph.settings.deadline = std::chrono::steady_clock::now() + graph.settings.timeout;
  CHECK(graph.error_of(&three, kLong).find("time limit") != std::string::npos);
  graph.settings.deadline.reset();
  const auto cancelled = std::make_shared<std::atomic<bool>>(false);
  graph.settings.cancelled = cancelled;
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    cancelled->store(true);
  });
  CHECK(graph.error_of(&three, kLong).find("cancelled") != std::string::npos);
  other.join();
}

TEST_CASE("a profile adds up what all threads did", "[shared]") {
  Shared graph;
  WorkerPool three(3);
  Profile profile;
  graph.settings.profile = &profile;
  graph.settings.workers = &three;
  const auto view = graph.store->view();
  const auto plan = graph.plan("MATCH (n:N) WHERE n.x >= 1000 RETURN count(*)", *view);
  Execution(plan, view, {}, graph.settings).run_to_end();
  for (const plan::PrintedOperator& line : plan::print_operators(*plan)) {
    if (line.name == "Filter") CHECK(profile[line.op].rows == 5000);
    if (line.name == "Distribute" || line.name == "NodesByLabel") CHECK(profile[line.op].rows == 6000);
  }
}

TEST_CASE("a pool lends the threads that are idle and keeps nobody waiting", "[shared]") {
  WorkerPool pool(2);
  std::promise<void> go;
  const std::shared_future<void> may_go = go.get_future().share();
  std::atomic<int> begun{0}, helped{0};
  {
    auto busy = pool.help(5, [&] {
      ++begun;
      may_go.wait();
    });
    while (begun < 2) std::this_thread::yield();
    CHECK(begun == 2);
    auto in_vain = pool.help(5, [&] { ++helped; });
    in_vain.wait();
    CHECK(helped == 0);
    go.set_value();
  }
  std::atomic<bool> done{false};
  auto again = pool.help(1, [&] {
    ++helped;
    done = true;
  });
  while (!done) std::this_thread::yield();
  again.wait();
  CHECK(helped == 1);

  Shared graph;
  std::promise<void> later;
  const std::shared_future<void> until = later.get_future().share();
  auto all_busy = pool.help(2, [until] { until.wait(); });
  CHECK(graph.with(&pool, "MATCH (n:N) RETURN sum(n.x)") == "17997000");
  later.set_value();
}
