#include "graph/graph_store.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "agora/error.h"
#include "graph/block_io.h"
#include "graph/readers.h"
#include "graph_check.h"
#include "temporary_folder.h"

using namespace agora;
using namespace agora::graph;
using namespace std::chrono_literals;

namespace {

/// Adds `count` nodes in a chain, each with a number.
void add_chain(GraphStore& store, int count) {
  auto transaction = store.begin_write(5s);
  GraphFork& graph = transaction->graph();
  const LabelId label = graph.label("N");
  const TypeId next = graph.type_named("NEXT");
  const PropertyKeyId number = graph.property_key("number");
  std::optional<NodeId> last;
  for (int i = 0; i < count; ++i) {
    const NodeId node = graph.create_node({&label, 1});
    graph.set_property(node, number, i);
    if (last) graph.create_relationship(next, *last, node);
    last = node;
  }
  transaction->commit();
}

}  // namespace

TEST_CASE("what was committed is there after a reopen, what was not is not", "[graph][store]") {
  const TemporaryFolder folder;
  std::string before;
  {
    const auto store = GraphStore::open(folder.path() / "db");
    add_chain(*store, 3000);
    for (int i = 0; i < 50; ++i) add_chain(*store, 3);
    before = dump(*store->view());
    auto transaction = store->begin_write(1s);
    transaction->graph().create_node({});
    transaction->rollback();
    store->close();
  }
  for (const bool read_only : {true, false}) {
    GraphStoreOptions options;
    options.read_only = read_only;
    const auto store = GraphStore::open(folder.path() / "db", options);
    CHECK(dump(*store->view()) == before);
    CHECK(inconsistency(*store->view()) == "");
    CHECK(store->view()->node_id_bound() == 3150);
    if (read_only) {
      CHECK_THROWS_AS(store->begin_write(1s), Error);
    }
  }
}

TEST_CASE("a reader beside the writer sees its moment until it refreshes", "[graph][store]") {
  const TemporaryFolder folder;
  const auto writer = GraphStore::open(folder.path() / "db");
  add_chain(*writer, 10);
  GraphStoreOptions options;
  options.read_only = true;
  const auto reader = GraphStore::open(folder.path() / "db", options);
  add_chain(*writer, 10);
  CHECK(reader->view()->node_count() == 10);
  CHECK(reader->refresh());
  CHECK(reader->view()->node_count() == 20);
  CHECK(inconsistency(*reader->view()) == "");
}

TEST_CASE("schema and indexes survive a reopen", "[graph][store]") {
  const TemporaryFolder folder;
  {
    const auto store = GraphStore::open(folder.path() / "db");
    auto transaction = store->begin_write(1s);
    GraphFork& graph = transaction->graph();
    catalog::Constraint constraint;
    constraint.owner = catalog::Owner::of(graph.label("N"));
    constraint.keys = {graph.property_key("number")};
    graph.create_constraint(constraint);
    graph.create_enumeration({"Level", true, {"a", "b"}});
    transaction->commit();
    add_chain(*store, 100);
  }
  const auto store = GraphStore::open(folder.path() / "db");
  const auto view = store->view();
  CHECK(view->catalog().find_enumeration("Level")->values.size() == 2);
  std::vector<NodeId> found;
  view->index_seek(view->catalog().constraints()[0].index.value(), 42, found);
  CHECK(found == std::vector<NodeId>{NodeId{42}});
  CHECK_THROWS_AS(add_chain(*store, 1), Error);
}

TEST_CASE("a writer waits for the one before, then gives up", "[graph][store]") {
  const auto store = GraphStore::open("");
  auto first = store->begin_write(0s);
  try {
    store->begin_write(10ms);
    FAIL("two writers at a time");
  } catch (const Error& error) {
    CHECK(error.category() == ErrorCategory::Locked);
  }
  first->rollback();
  CHECK_NOTHROW(store->begin_write(0s));
}

TEST_CASE("reset leaves an empty database that counts from 0", "[graph][store]") {
  const auto store = GraphStore::open("");
  add_chain(*store, 100);
  const auto before = store->view();
  store->reset();
  CHECK(store->view()->node_count() == 0);
  CHECK(store->view()->node_id_bound() == 0);
  CHECK(store->view()->catalog().label_count() == 0);
  CHECK(before->node_count() == 100);
  CHECK(inconsistency(*before) == "");
  add_chain(*store, 5);
  CHECK(inconsistency(*store->view()) == "");
}

TEST_CASE("readers see whole commits while a writer works", "[graph][store][threads]") {
  GraphStoreOptions options;
  options.cache_bytes = GENERATE(std::size_t{0}, std::size_t{200'000}, std::size_t{64} << 20);
  const auto store = GraphStore::open("", options);
  add_chain(*store, 10);
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  const auto read = [&] {
    while (!done) {
      const auto view = store->view();
      // Each commit adds a chain of 10: 10 nodes and 9 relationships.
      std::vector<NodeId> nodes;
      view->scan_nodes(LabelId{0}, NodeId{0}, SIZE_MAX, nodes);
      std::size_t degrees = 0;
      std::size_t numbers = 0;
      AdjacencyReader next(*view, TypeId{0}, Direction::Out);
      ColumnReader number(*view, catalog::ElementKind::Node, PropertyKeyId{0});
      for (const NodeId node : nodes) {
        degrees += next.degree(node);
        numbers += static_cast<std::size_t>(number.value(node.value).as_int());
      }
      if (nodes.size() % 10 != 0 || degrees != nodes.size() / 10 * 9 ||
          numbers != nodes.size() / 10 * 45)
        ++torn;
    }
  };
  std::thread readers[] = {std::thread(read), std::thread(read)};
  for (int i = 0; i < 200; ++i) add_chain(*store, 10);
  done = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(torn == 0);
  CHECK(inconsistency(*store->view()) == "");
}

TEST_CASE("a flipped byte is an error that says what is damaged, never a crash",
          "[graph][store][corrupt]") {
  const auto store = GraphStore::open("");
  add_chain(*store, 1500);
  add_chain(*store, 2);
  const auto snapshot = store->storage().snapshot();
  int found = 0;
  const auto cursor = snapshot->cursor(storage::KeySpace::Blocks);
  for (cursor->seek(std::string(1, '\0')); cursor->valid(); cursor->next()) {
    const std::string key(cursor->key());
    if (key[2] == 'k') continue;
    const std::string good(cursor->value());
    for (std::size_t at = 0; at < good.size(); at += 1 + good.size() / 60) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 0x10);
      storage::WriteBatch batch;
      batch.put(storage::KeySpace::Blocks, key, bad);
      store->storage().write(batch, storage::Durability::Relaxed);
      const auto damaged = store->storage().snapshot();
      for (const RunKey run :
           {RunKey{RunKind::AdjacencyOut, 0, 0}, RunKey{RunKind::AdjacencyIn, 0, 1},
            RunKey{RunKind::Ends, 0, 0}, RunKey{RunKind::Ends, 0, 1},
            RunKey{RunKind::NodeColumn, 0, 0}, RunKey{RunKind::NodeShape, 0, 1},
            RunKey{RunKind::Label, 0, 0}, RunKey{RunKind::Label, 0, 1}}) {
        if (BlockKey(run).bytes() != key) continue;
        try {
          load_run(*damaged, run);
          FAIL("not noticed");
        } catch (const Error& error) {
          CHECK(error.category() == ErrorCategory::Corrupt);
          CHECK(error.message().find(describe(run)) != std::string::npos);
          ++found;
        }
      }
      batch.clear();
      batch.put(storage::KeySpace::Blocks, key, good);
      store->storage().write(batch, storage::Durability::Relaxed);
    }
  }
  CHECK(found > 200);
}

TEST_CASE("deltas behind a block stay few, however many commits there are", "[graph][store]") {
  GraphStoreOptions options;
  options.cache_bytes = 0;
  const auto store = GraphStore::open("", options);
  add_chain(*store, 2);
  constexpr int kCommits = 2000;
  std::uint32_t most = 0;
  std::uint32_t most_when_idle = 0;
  std::uint32_t written = 0;
  for (int i = 0; i < kCommits; ++i) {
    auto transaction = store->begin_write(60s);
    GraphFork& graph = transaction->graph();
    graph.set_property(NodeId{0}, PropertyKeyId{0}, i);
    graph.create_relationship(TypeId{0}, NodeId{0}, NodeId{1});
    transaction->commit();
    const bool idle = i % 100 == 99;
    if (idle) store->finish_housekeeping();
    for (const RunKey key :
         {RunKey{RunKind::AdjacencyOut, 0, 0}, RunKey{RunKind::NodeColumn, 0, 0}}) {
      const auto run = load_run(*store->storage().snapshot(), key);
      most = std::max(most, run->stored_delta_bytes);
      if (idle) most_when_idle = std::max(most_when_idle, run->stored_delta_bytes);
      if (i == 0) written = std::max(written, run->stored_delta_bytes);
    }
  }
  // Folds are made beside the writer, when the machine finds time for them: what must hold at any moment is the
  // writer's own bound, and the lower one when nothing is left to be folded.
  CHECK(most <= 24 * 1024);
  CHECK(most_when_idle <= 8 * 1024);
  CHECK(written * kCommits > 3 * 8 * 1024);  // Without folds there would be more.
  CHECK(store->view()->property(NodeId{0}, PropertyKeyId{0}) == Value(kCommits - 1));
  CHECK(store->view()->degree(NodeId{0}, TypeId{0}, Direction::Out) == kCommits + 1);
  CHECK(inconsistency(*store->view()) == "");
}

TEST_CASE("a write beside a hub copies none of its relationships", "[graph][store]") {
  const auto store = GraphStore::open("");
  NodeId hub;
  {
    auto transaction = store->begin_write(1s);
    GraphFork& graph = transaction->graph();
    hub = graph.create_node({});
    const TypeId type = graph.type_named("T");
    for (int i = 0; i < 50'000; ++i) graph.create_relationship(type, hub, graph.create_node({}));
    transaction->commit();
  }
  const auto before = store->view()->run_as<AdjacencyRun>(RunKind::AdjacencyOut, 0, 0);
  auto transaction = store->begin_write(1s);
  transaction->graph().create_relationship(TypeId{0}, hub, hub);
  transaction->commit();
  const auto after = store->view()->run_as<AdjacencyRun>(RunKind::AdjacencyOut, 0, 0);
  CHECK(&after->base() == &before->base());
  CHECK(store->view()->degree(hub, TypeId{0}, Direction::Out) == 50'001);
}
