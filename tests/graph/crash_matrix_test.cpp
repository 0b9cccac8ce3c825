// The disk fails, or the power, at the n-th call for every n of a workload: afterwards the database
// opens by itself and has exactly what was acknowledged, or the one step that was under way besides.
// AGORA_LONG=1 tries every n with every effect, from AGORA_CRASH_FIRST on; else every 19th.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>

#include "agora/error.h"
#include "graph/bulk_writer.h"
#include "graph/graph_store.h"
#include "graph_check.h"
#include "storage/file_faults.h"
#include "temporary_folder.h"

using namespace agora;
using namespace agora::graph;
using namespace std::chrono_literals;
using storage::FileFaults;
namespace fs = std::filesystem;

namespace {

constexpr int kSteps = 24;

/// What step `i` writes. Every step is one commit.
void change(GraphStore& store, int i) {
  if (i == 0) {
    const auto bulk = store.begin_bulk(1s);
    const LabelId label = bulk->label("N");
    std::vector<Value> numbers;
    for (int n = 0; n < 1500; ++n) numbers.emplace_back(-n - 1);
    bulk->add_nodes(numbers.size(), {&label, 1}, {{bulk->property_key("number"), numbers}});
    std::vector<NodeId> starts, ends;
    for (std::uint64_t n = 0; n < 1000; ++n) {
      starts.push_back(NodeId{n});
      ends.push_back(NodeId{(n * 7) % 1500});
    }
    bulk->add_relationships(bulk->type("NEXT"), starts, ends, {});
    bulk->finish();
    return;
  }
  auto transaction = store.begin_write(5s);
  GraphFork& graph = transaction->graph();
  const LabelId label = graph.label("N");
  const PropertyKeyId number = graph.property_key("number");
  if (i == 9) {
    catalog::Constraint constraint;
    constraint.owner = catalog::Owner::of(label);
    constraint.keys = {number};
    graph.create_constraint(constraint);
  } else if (i == 15) {
    for (std::uint64_t n = 0; n < 300; ++n) graph.detach_delete_node(NodeId{n * 2});
  } else {
    const NodeId node = graph.create_node({&label, 1});
    graph.set_property(node, number, i);
    graph.set_property(node, graph.property_key("text"), std::string(200, 'x'));
    graph.create_relationship(graph.type_named("NEXT"), NodeId{701}, node);
  }
  transaction->commit();
}

/// The states after 0, 1, … steps, as a database without faults has them.
const std::vector<std::string>& states() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> result;
    const auto store = GraphStore::open("");
    result.push_back(dump(*store->view()));
    for (int i = 0; i < kSteps; ++i) {
      change(*store, i);
      result.push_back(dump(*store->view()));
    }
    return result;
  }();
  return all;
}

/// Gives the number of steps acknowledged. What is between them may fail too.
int run(const fs::path& path, const std::shared_ptr<FileFaults>& faults, std::string& copied) {
  GraphStoreOptions options;
  options.faults = faults;
  int done = 0;
  try {
    const auto store = GraphStore::open(path / "db", options);
    for (; done < kSteps; ++done) {
      if (done == 6) store->storage().flush();
      if (done == 12) {
        store->storage().checkpoint(path / "copy");
        copied = states()[12];
      }
      if (done == 18) store->storage().compact();
      change(*store, done);
    }
    store->close();
  } catch (const Error&) {
  }
  return done;
}

/// Where syncs cost nothing, if there is such a place: thousands of databases are made.
fs::path quick_folder() {
  std::error_code ignored;
  return fs::is_directory("/dev/shm", ignored) ? "/dev/shm" : fs::temp_directory_path();
}

void try_one(std::uint64_t n, FileFaults::Effect effect, bool power, std::map<int, int>& reached) {
  std::string name = (quick_folder() / "agora-crash-XXXXXX").string();
  const fs::path path = mkdtemp(name.data());
  const auto faults = std::make_shared<FileFaults>(n, effect);
  std::string copied;
  const int done = run(path, faults, copied);
  if (power) faults->lose_unsynced();
  INFO("call " << n << ", effect " << static_cast<int>(effect) << ", power lost: " << power
               << ", acknowledged: " << done);
  ++reached[done];
  try {
    const auto store = GraphStore::open(path / "db");
    const std::string now = dump(*store->view());
    const bool exact = now == states()[static_cast<std::size_t>(done)];
    const bool one_more = done < kSteps && now == states()[static_cast<std::size_t>(done) + 1];
    CHECK((exact || one_more));
    CHECK(inconsistency(*store->view()) == "");
    // It can be written on.
    if (store->view()->node_count() > 0) {
      auto transaction = store->begin_write(5s);
      transaction->graph().create_node({});
      CHECK_NOTHROW(transaction->commit());
    }
  } catch (const Error& error) {
    FAIL_CHECK("it does not open: " << error.message());
  }
  if (!copied.empty()) {
    GraphStoreOptions read;
    read.read_only = true;
    CHECK(dump(*GraphStore::open(path / "copy", read)->view()) == copied);
  }
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

}  // namespace

TEST_CASE("whichever call to the disk fails, what was acknowledged is there", "[graph][crash]") {
  const bool all = std::getenv("AGORA_LONG") != nullptr;
  const auto counter = std::make_shared<FileFaults>(0, FileFaults::Effect::IoError);
  std::map<int, int> reached;
  std::uint64_t calls = 0;
  {
    std::string name = (quick_folder() / "agora-crash-XXXXXX").string();
    const fs::path path = mkdtemp(name.data());
    std::string copied;
    REQUIRE(run(path, counter, copied) == kSteps);
    calls = counter->calls();
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  REQUIRE(calls > 150);
  int cases = 0;
  const char* first = std::getenv("AGORA_CRASH_FIRST");
  for (std::uint64_t n = first ? std::strtoull(first, nullptr, 10) : 1; n <= calls;
       n += all ? 1 : 19) {
    for (const auto effect :
         {FileFaults::Effect::IoError, FileFaults::Effect::NoSpace, FileFaults::Effect::Once}) {
      for (const bool power : {false, true}) {
        // Who goes on after a single failure had no loss of power.
        if (effect == FileFaults::Effect::Once && power) continue;
        try_one(n, effect, power, reached);
        ++cases;
      }
    }
  }
  CHECK(reached.size() > 5);
  WARN(cases << " cases over " << calls << " calls");
}
