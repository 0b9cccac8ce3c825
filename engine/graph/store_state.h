// graph/store_state.h
//
// What a GraphStore keeps behind its header.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "graph/fork_commit.h"
#include "graph/graph_store.h"

namespace agora::graph {

struct GraphStore::State {
  GraphStoreOptions options;
  std::unique_ptr<storage::KvStore> kv;

  // The writer's, between take_writer and leave_writer.
  std::uint32_t catalog_chunks = 0;
  StoredCounts counts;
  std::uint64_t last_version = 0;
  std::uint64_t next_version() { return ++last_version; }

  std::shared_ptr<const GraphView> view() const {
    const std::lock_guard lock(mutex);
    return current;
  }
  void set_view(std::shared_ptr<const GraphView> view) {
    {
      const std::lock_guard lock(mutex);
      current.swap(view);
    }
    // The view before is let go outside of the lock: it may be the last to hold much.
  }
  void take_writer(std::chrono::milliseconds wait);
  void leave_writer() noexcept;

 private:
  mutable std::mutex mutex;
  std::condition_variable writer_free;
  bool writer = false;
  std::shared_ptr<const GraphView> current;
};

}  // namespace agora::graph
