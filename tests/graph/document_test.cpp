// Documents beside the graph: kept, replaced, removed, undone, and checked when they are read.

#include "graph/document.h"

#include <catch2/catch.hpp>

#include "agora/error.h"
#include "graph/bulk_writer.h"
#include "graph/graph_store.h"

using namespace agora;
using namespace agora::graph;
using Catch::Contains;

namespace {

constexpr std::chrono::milliseconds kNoWait{0};

std::unique_ptr<GraphStore> memory() { return GraphStore::open(":memory:"); }

template <typename Change>
void write(GraphStore& store, Change&& change) {
  const auto transaction = store.begin_write(kNoWait);
  transaction->begin_statement();
  change(transaction->graph());
  transaction->accept_statement();
  transaction->commit();
}

/// Larger than several chunks, no two of them alike.
std::string long_text(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + " ";
  text.resize(size);
  return text;
}

}  // namespace

TEST_CASE("a document is kept as it was given, whatever its size") {
  const auto store = memory();
  for (const std::size_t size : {0u, 1u, 32u * 1024u, 32u * 1024u + 1u, 200'000u, 40'000u}) {
    INFO(size);
    const std::string text = long_text(size);
    write(*store, [&](GraphFork& graph) { graph.set_document("text/a", text); });
    CHECK(store->view()->document("text/a") == text);
  }
  CHECK_FALSE(store->view()->document("text"));
  write(*store, [&](GraphFork& graph) {
    graph.set_document("text/b", "b");
    graph.set_document("other", "o");
  });
  CHECK(store->view()->document_names("text/") == std::vector<std::string>{"text/a", "text/b"});
  CHECK(store->view()->document_names("") == std::vector<std::string>{"other", "text/a", "text/b"});
  write(*store, [&](GraphFork& graph) {
    CHECK(graph.remove_document("text/a"));
    CHECK_FALSE(graph.remove_document("text/c"));
  });
  CHECK(store->view()->document_names("text/") == std::vector<std::string>{"text/b"});
  // Nothing of the removed one is left behind.
  std::size_t keys = 0;
  const auto cursor = store->storage().snapshot()->cursor(storage::KeySpace::Blocks);
  for (cursor->seek(std::string("\0\0dtext/a", 9)); cursor->valid(); cursor->next()) {
    keys += cursor->key().starts_with(std::string_view("\0\0dtext/a", 9));
  }
  CHECK(keys == 0);
}

TEST_CASE("a transaction sees its own documents and a failed statement leaves none") {
  const auto store = memory();
  const auto transaction = store->begin_write(kNoWait);
  transaction->begin_statement();
  transaction->graph().set_document("a", "1");
  transaction->accept_statement();
  transaction->begin_statement();
  transaction->graph().set_document("b", "2");
  transaction->graph().remove_document("a");
  CHECK(transaction->graph().document_names("") == std::vector<std::string>{"b"});
  transaction->undo_statement();
  CHECK(transaction->graph().document("a") == "1");
  CHECK_FALSE(transaction->graph().document("b"));
  CHECK_FALSE(store->view()->document("a"));
  transaction->commit();
  CHECK(store->view()->document_names("") == std::vector<std::string>{"a"});
}

TEST_CASE("writing what is there already is no write") {
  const auto store = memory();
  write(*store, [](GraphFork& graph) { graph.set_document("a", "1"); });
  const std::uint64_t before = store->storage().snapshot()->sequence();
  write(*store, [](GraphFork& graph) { graph.set_document("a", "1"); });
  CHECK(store->storage().snapshot()->sequence() == before);
}

TEST_CASE("a bulk load keeps documents too") {
  const auto store = memory();
  const std::string text = long_text(100'000);
  const auto writer = store->begin_bulk(kNoWait);
  writer->set_document("a", text);
  writer->finish();
  CHECK(store->view()->document("a") == text);
}

TEST_CASE("a damaged document is noticed") {
  const auto store = memory();
  const std::string text = long_text(100'000);
  write(*store, [&](GraphFork& graph) { graph.set_document("a", text); });
  const auto entries = document_entries("a", text);
  REQUIRE(entries.size() == 4);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    INFO(i);
    auto [key, value] = entries[i];
    value[value.size() / 2] = static_cast<char>(value[value.size() / 2] ^ 1);
    storage::WriteBatch batch;
    batch.put(storage::KeySpace::Blocks, key, value);
    store->storage().write(batch, storage::Durability::Relaxed);
    CHECK_THROWS_WITH(read_document(*store->storage().snapshot(), "a"), Contains("damaged"));
    batch.clear();
    batch.remove(storage::KeySpace::Blocks, key);
    store->storage().write(batch, storage::Durability::Relaxed);
    if (i > 0)
      CHECK_THROWS_WITH(read_document(*store->storage().snapshot(), "a"), Contains("damaged"));
    batch.clear();
    batch.put(storage::KeySpace::Blocks, key, entries[i].second);
    store->storage().write(batch, storage::Durability::Relaxed);
  }
  CHECK(read_document(*store->storage().snapshot(), "a") == text);
}

TEST_CASE("names that a document cannot have") {
  for (const std::string& name : {std::string(), std::string(513, 'x'), std::string("a\0b", 3)}) {
    CHECK_THROWS_WITH(document_entries(name, "x"), Contains("name"));
  }
}
