#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "agora/error.h"
#include "graph/graph_store.h"
#include "graph_check.h"
#include "storage/file_faults.h"
#include "temporary_folder.h"

using namespace agora;
using namespace agora::graph;
using namespace std::chrono_literals;
using storage::FileFaults;

namespace {

void add_node(GraphStore& store, int number) {
  auto transaction = store.begin_write(60s);
  GraphFork& graph = transaction->graph();
  const NodeId node = graph.create_node({});
  graph.set_property(node, graph.property_key("number"), number);
  transaction->commit();
}

std::unique_ptr<GraphStore> open_with(const std::filesystem::path& path,
                                      std::shared_ptr<FileFaults> faults = nullptr) {
  GraphStoreOptions options;
  options.faults = std::move(faults);
  return GraphStore::open(path, options);
}

}  // namespace

TEST_CASE("commits of several threads are all there, in memory and in a folder",
          "[graph][commit][threads]") {
  const TemporaryFolder folder;
  const bool disk = GENERATE(false, true);
  const int each = disk ? 25 : 400;
  auto store = open_with(disk ? folder.path() / "db" : std::filesystem::path());
  std::atomic<bool> done{false};
  std::uint64_t last = 0;
  bool went_back = false;
  std::thread reader([&] {
    while (!done) {
      const std::uint64_t now = store->view()->node_count();
      went_back = went_back || now < last;
      last = now;
    }
  });
  std::vector<std::thread> writers;
  std::atomic<int> unseen{0};
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        const std::uint64_t before = store->view()->node_count();
        add_node(*store, t * each + i);
        unseen += store->view()->node_count() <= before;  // One's own commit is seen at once.
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  reader.join();
  CHECK_FALSE(went_back);
  CHECK(unseen == 0);
  CHECK(store->view()->node_count() == static_cast<std::uint64_t>(4 * each));
  if (!disk) return;
  store.reset();
  store = open_with(folder.path() / "db");
  CHECK(store->view()->node_count() == static_cast<std::uint64_t>(4 * each));
  CHECK(inconsistency(*store->view()) == "");
}

TEST_CASE("a commit is one write and one sync", "[graph][commit]") {
  const TemporaryFolder folder;
  const auto counter = std::make_shared<FileFaults>(0, FileFaults::Effect::IoError);
  const auto store = open_with(folder.path() / "db", counter);
  add_node(*store, 0);  // The first one also makes the log's entry in its folder durable.
  const std::uint64_t before = counter->calls();
  for (int i = 1; i <= 10; ++i) add_node(*store, i);
  CHECK(counter->calls() - before == 20);
}

TEST_CASE("after a failed sync nothing is acknowledged, shown or written any more",
          "[graph][commit]") {
  const TemporaryFolder folder;
  int refused = 0;
  for (std::uint64_t n = 1; n < 400; ++n) {
    const auto path = folder.path() / std::to_string(n);
    const auto faults = std::make_shared<FileFaults>(n, FileFaults::Effect::Once);
    int acknowledged = 0;
    try {
      const auto store = open_with(path, faults);
      try {
        for (; acknowledged < 5; ++acknowledged) add_node(*store, acknowledged);
      } catch (const Error& error) {
        CHECK(store->view()->node_count() == static_cast<std::uint64_t>(acknowledged));
        if (error.hint().find("open the database again") != std::string::npos) {
          ++refused;
          CHECK_THROWS_AS(add_node(*store, 9), Error);
        }
      }
    } catch (const Error&) {
      // It did not even open.
    }
    if (!faults->struck()) break;
    const auto store = open_with(path);
    const auto there = static_cast<int>(store->view()->node_count());
    CHECK((there == acknowledged || there == acknowledged + 1));
    CHECK(inconsistency(*store->view()) == "");
  }
  CHECK(refused >= 4);
}

TEST_CASE("folds in the background change nothing, beside writers and readers",
          "[graph][commit][threads]") {
  const TemporaryFolder folder;
  const bool disk = GENERATE(false, true);
  GraphStoreOptions options;
  options.durability = storage::Durability::Relaxed;
  auto store = GraphStore::open(disk ? folder.path() / "db" : std::filesystem::path(), options);
  {
    auto transaction = store->begin_write(1s);
    GraphFork& graph = transaction->graph();
    const TypeId type = graph.type_named("T");
    const NodeId hub = graph.create_node({});
    // A hub of several chunks.
    for (int i = 0; i < 20'000; ++i) graph.create_relationship(type, hub, graph.create_node({}));
    transaction->commit();
  }
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::thread reader([&] {
    while (!done) {
      const auto view = store->view();
      const std::size_t degree = view->degree(NodeId{0}, TypeId{0}, Direction::Out);
      wrong += degree != view->relationship_count();
    }
  });
  constexpr int kCommits = 6000;
  for (int i = 0; i < kCommits; ++i) {
    auto transaction = store->begin_write(1s);
    GraphFork& graph = transaction->graph();
    const RelationshipId made = graph.create_relationship(TypeId{0}, NodeId{0}, NodeId{1});
    graph.set_property(NodeId{0}, graph.property_key("n"), i);
    if (i % 3 == 0) graph.delete_relationship(made);
    transaction->commit();
  }
  done = true;
  reader.join();
  store->finish_housekeeping();
  CHECK(wrong == 0);
  const auto adjacency = store->view()->run(RunKey{RunKind::AdjacencyOut, 0, 0});
  CHECK(adjacency->stored_delta_bytes < 20'000);
  const std::string before = dump(*store->view());
  CHECK(inconsistency(*store->view()) == "");
  if (!disk) return;
  store->close();
  store = GraphStore::open(folder.path() / "db", options);
  CHECK(dump(*store->view()) == before);
}
