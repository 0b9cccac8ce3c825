// Groups, distinct rows and joins that are too many to be held go on in files, with the same answers.
#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <functional>
#include <thread>

#include "execution/run_text.h"
#include "execution/worker_pool.h"

using namespace agora;
using namespace agora::execution;

namespace {

constexpr std::size_t kMuch = std::size_t{4} << 30;
constexpr std::size_t kLittle = std::size_t{4} << 20;

using PlanPtr = std::shared_ptr<const plan::Plan>;

/// Temporary files that this process has open.
std::size_t spill_files() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code none;
    const std::string target = std::filesystem::read_symlink(entry.path(), none).string();
    if (target.find("(deleted)") != std::string::npos) ++count;
  }
  return count;
}

/// The rows as they come, kept by nobody else. `most_files` becomes the most temporary files that were seen.
std::vector<std::string> rows_of(TestGraph& graph, const PlanPtr& plan, std::size_t memory_limit,
                                 std::size_t* most_files = nullptr) {
  Settings settings = graph.settings;
  settings.memory_limit = memory_limit;
  Execution execution(plan, graph.store->view(), {}, settings);
  std::vector<std::string> rows;
  for (List row; execution.next(row);) {
    rows.push_back(to_string(Value(row)));
    if (most_files && rows.size() % 1000 == 1) *most_files = std::max(*most_files, spill_files());
  }
  return rows;
}

std::vector<std::string> sorted(std::vector<std::string> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

const char* const kRows = "UNWIND range(1, 60) AS a UNWIND range(1, 1000) AS b ";

/// Each needs more than kLittle if it holds all.
const char* const kLarge[] = {
    "WITH DISTINCT a * 1000 + b AS c RETURN c",
    "WITH DISTINCT a % 100 AS x, toString(b) + ' is some text' AS t RETURN t, x",
    "WITH DISTINCT CASE b % 3 WHEN 0 THEN null WHEN 1 THEN a * 1000 + b ELSE (a * 1000 + b) * 1.0 END AS c RETURN c",
    "WITH a * 1000 + b AS c, count(*) AS n RETURN c, n",
    // Keys that come back, long after their groups went to a file.
    "WITH (a % 30) * 1000 + b AS c, a RETURN c, count(*), sum(a), min(a), max(a), avg(a * 0.5), collect(a)",
    "WITH toString((a % 30) * 1000 + b) AS t, b % 2 AS e, a RETURN t, e, count(DISTINCT a), collect(DISTINCT a % 2)",
    "WITH (a % 20) * 1000 + b AS c, a RETURN c, collect(a ORDER BY -a), sum(CASE a % 3 WHEN 0 THEN 9223372036854775807 WHEN 1 THEN -9223372036854775807 ELSE a END)",
    "WITH b AS c, a, 'x' + a AS t RETURN c, size(collect([a, t])), collect(t)[3]",
    "RETURN a * 1000 + b AS c UNION UNWIND range(1, 60) AS a UNWIND range(1, 1000) AS b RETURN a * 500 + b AS c",
};

}  // namespace

TEST_CASE("what is too much to be held goes on in files, with the same answers", "[execution][spilling]") {
  TestGraph graph;
  WorkerPool pool(4);
  for (const char* part : kLarge) {
    const std::string text = kRows + std::string(part);
    for (const bool shared : {false, true}) {
      DYNAMIC_SECTION(part << (shared ? " (with several threads)" : "")) {
        graph.share_above = shared ? 0 : 1e18;
        graph.settings.workers = shared ? &pool : nullptr;
        const PlanPtr plan = graph.plan(text, *graph.store->view());
        const auto whole = rows_of(graph, plan, kMuch);
        std::size_t files = 0;
        const auto small = rows_of(graph, plan, kLittle, &files);
        CHECK(whole.size() >= 1000);
        CHECK((sorted(whole) == sorted(small)));
        CHECK(files > 0);
        CHECK(spill_files() == 0);
      }
    }
  }
}

TEST_CASE("without groups there is nothing that could be put into a file", "[execution][spilling]") {
  TestGraph graph;
  graph.settings.memory_limit = kLittle / 2;
  CHECK(graph.text_of(kRows + std::string("RETURN size(collect([a, b]))")) == "LimitExceeded");
  CHECK(graph.text_of(kRows + std::string("RETURN count(DISTINCT a * 1000 + b)")) == "LimitExceeded");
  CHECK(graph.text_of(kRows + std::string("RETURN 1 AS one, size(collect([a, b]))")) == "LimitExceeded");
  CHECK(spill_files() == 0);
}

TEST_CASE("a statement inside another begins anew with its files", "[execution][spilling]") {
  TestGraph graph;
  const char* const text =
      "UNWIND [1, 2, 3] AS o CALL { WITH o UNWIND range(1, 50000) AS x WITH DISTINCT x % (o * 15000) AS y, o "
      "RETURN y, count(*) AS n } RETURN o, count(y), sum(y), sum(n)";
  const PlanPtr plan = graph.plan(text, *graph.store->view());
  CHECK(sorted(rows_of(graph, plan, kMuch)) == sorted(rows_of(graph, plan, kLittle)));
  const PlanPtr limited = graph.plan(kRows + std::string("WITH DISTINCT a * 1000 + b AS c RETURN c LIMIT 5"), *graph.store->view());
  CHECK(rows_of(graph, limited, kLittle).size() == 5);
  CHECK(spill_files() == 0);
}

namespace {

const plan::OperatorPtr* find(const plan::OperatorPtr& root, const std::function<bool(const plan::Node&)>& wanted) {
  if (wanted(root->node)) return &root;
  for (const plan::OperatorPtr& input : root->inputs) {
    if (const plan::OperatorPtr* found = find(input, wanted)) return found;
  }
  return nullptr;
}

/// `text` ends with an Unwind over an Expand; its rows are made by a join of both over the same scan.
PlanPtr with_join(TestGraph& graph, const char* text) {
  auto plan = std::make_shared<plan::Plan>(*graph.plan(text, *graph.store->view()));
  const auto* unwind = find(plan->root, [](const auto& node) { return std::holds_alternative<plan::Unwind>(node); });
  const auto* expand = find(plan->root, [](const auto& node) { return std::holds_alternative<plan::Expand>(node); });
  REQUIRE(unwind);
  REQUIRE(expand);
  REQUIRE((*unwind)->inputs[0] == *expand);
  auto left = std::make_shared<plan::Operator>(**unwind);
  left->inputs = {(*expand)->inputs[0]};
  auto join = std::make_shared<plan::Operator>();
  join->node = plan::HashJoin{{std::get<plan::Expand>((*expand)->node).from}};
  join->needed = (*unwind)->needed;
  join->inputs = {left, *expand};
  auto& place = const_cast<plan::OperatorPtr&>(*unwind);
  place = join;
  return plan;
}

}  // namespace

TEST_CASE("a join whose right side is too large to be held meets it part by part", "[execution][spilling]") {
  TestGraph graph;
  graph.share_above = 1e18;
  graph.run("UNWIND range(1, 400) AS x CREATE (:N {x: x})");
  SECTION("with many keys") {
    graph.run("MATCH (a:N), (b:N) WHERE b.x <= 80 CREATE (a)-[:R {t: a.x * b.x}]->(b)");
  }
  SECTION("with one key that most rows have") {
    graph.run("MATCH (a:N {x: 7}) MATCH (b:N) UNWIND range(1, 75) AS i CREATE (a)-[:R {t: i}]->(b)");
    graph.run("MATCH (a:N), (b:N) WHERE b.x <= 5 CREATE (a)-[:R {t: 0}]->(b)");
  }
  const char* const text = "MATCH (a:N)-[r:R]->(b) UNWIND [1, 2] AS i RETURN a.x, r.t, b.x, i";
  const auto plain = sorted(rows_of(graph, graph.plan(text, *graph.store->view()), kMuch));
  const PlanPtr join = with_join(graph, text);
  CHECK((sorted(rows_of(graph, join, kMuch)) == plain));
  for (const std::size_t mib : {2, 1}) {
    std::size_t files = 0;
    CHECK((sorted(rows_of(graph, join, mib << 20, &files)) == plain));
    CHECK(files >= 2);
    CHECK(spill_files() == 0);
  }
}

TEST_CASE("a cancelled statement leaves no temporary file", "[execution][spilling]") {
  TestGraph graph;
  for (const char* part : {"WITH a * 100000 + b AS c, count(*) AS n RETURN sum(n)", "WITH DISTINCT a * 100000 + b AS c RETURN count(c)"}) {
    const auto flag = std::make_shared<std::atomic<bool>>(false);
    graph.settings.cancelled = flag;
    graph.settings.memory_limit = kLittle;
    std::size_t files = 0;
    std::thread other([&] {
      for (int i = 0; i < 3000 && (files = spill_files()) == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
      flag->store(true);
    });
    CHECK(graph.text_of("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b " + std::string(part)) == "Cancelled");
    other.join();
    CHECK(files > 0);
    CHECK(spill_files() == 0);
  }
}

TEST_CASE("a temporary file that cannot grow is an error that says so", "[execution][spilling]") {
  TestGraph graph;
  graph.settings.memory_limit = kLittle;
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit small{64u << 10, old.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::vector<std::string> messages;
  for (const char* part : {kLarge[0], kLarge[3], kLarge[4]}) {
    try {
      graph.run(kRows + std::string(part));
      messages.push_back("no error");
    } catch (const Error& error) {
      CHECK(error.category() == ErrorCategory::Io);
      messages.push_back(error.message());
    }
  }
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, before);
  for (const std::string& message : messages) {
    CHECK(message == "cannot write to a temporary file in " + std::filesystem::temp_directory_path().string() +
                         ": File too large");
  }
  CHECK(spill_files() == 0);
  CHECK(graph.text_of("RETURN 1 AS one") == "1");
}
