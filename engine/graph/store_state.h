// graph/store_state.h
//
// What a GraphStore keeps behind its header.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "graph/commit_queue.h"
#include "graph/fork_commit.h"
#include "graph/graph_store.h"
#include "graph/housekeeper.h"

namespace agora::graph {

struct GraphStore::State {
  /// Who holds the write lock.
  enum class Writer : std::uint8_t {
    Nobody,
    Transaction,
    Housekeeper,  ///< For a moment: waiting for it counts as no waiting.
  };
  class ShortHold;

  GraphStoreOptions options;
  std::unique_ptr<storage::KvStore> kv;
  std::mutex refreshing;
  CommitQueue commits{[this] { kv->sync(); }};

  // The writer's, between take_writer and leave_writer.
  std::uint32_t catalog_chunks = 0;
  StoredCounts counts;
  std::uint64_t last_version = 0;
  std::uint64_t next_version() { return ++last_version; }

  void take_writer(std::chrono::milliseconds wait, Writer as = Writer::Transaction);
  void leave_writer() noexcept;

  /// The view of `graph` as the store has it now.
  std::shared_ptr<const GraphView> next_view(const GraphView& graph, std::uint64_t version);
  /// Returns when what was appended with that number is as durable as the options say, and shown.
  void finish(std::uint64_t number);
  /// Writes the run without deltas, unless somebody else did meanwhile.
  void fold(const RunKey& key);
  /// Does what the store below has put off.
  void tidy();

  // The undo point of a store in memory; one in a folder keeps it there.
  std::optional<UndoPoint> undo;
  storage::SnapshotPtr undo_snapshot;
  std::uint64_t undo_sequence = 0;

  /// Last, so that it ends first.
  Housekeeper housekeeper{[this](const RunKey& key) { fold(key); }, [this] { tidy(); }};

 private:
  std::mutex mutex;
  std::condition_variable writer_free;
  Writer writer = Writer::Nobody;
};

}  // namespace agora::graph
