// graph/run_cache.h
//
// Decoded runs, shared by all views of a store, within a budget of memory. It keeps the newest
// version of a run only; each entry knows from which version on it is right. A view that is older
// than the entry passes it by and decodes from its own snapshot.
//
// Why this is safe: a commit puts every run it changed in here before its view can be seen, so an
// entry that is not newer than a view is right for the view. A reader that decoded a run may put it
// in only if no newer entry stands there; when one is evicted while an older view lives, its
// version stays behind.
//
// Threads: may be shared.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "graph/run.h"
#include "storage/kv_store.h"

namespace agora::graph {

/// Runs that one view decoded for itself because the cache has newer ones.
class OlderRuns {
 public:
  RunPtr find(const RunKey& key) const;
  void keep(const RunKey& key, const RunPtr& run);

 private:
  static constexpr std::size_t kMax = 1024;
  mutable std::mutex mutex_;
  absl::flat_hash_map<RunKey, RunPtr> runs_;
};

class RunCache {
 public:
  explicit RunCache(std::size_t budget_bytes);

  /// The run as of `version`, whose contents `snapshot` has. Never null.
  RunPtr get(const RunKey& key, std::uint64_t version, const storage::Snapshot& snapshot,
             OlderRuns& older);

  /// A commit's: from `version` on the run is this. `shown` is the version that readers see until
  /// the commit is durable: what they have of the run stays at hand for them.
  void publish(const RunKey& key, RunPtr run, std::uint64_t version, std::uint64_t shown);

  /// Every view says that it lives.
  void enter(std::uint64_t version);
  void leave(std::uint64_t version);

  std::size_t byte_size() const;

 private:
  static constexpr std::size_t kShards = 16;
  struct Entry {
    RunPtr run;  ///< Null if it was evicted and only the version is kept.
    std::uint64_t valid_from = 0;
    std::size_t bytes = 0;
    bool recent = false;  ///< Used since the hand last passed.
    // The run as it was for versions from before_from up to before_end; null if nobody needs it.
    RunPtr before;
    std::uint64_t before_from = 0;
    std::uint64_t before_end = 0;
  };
  struct Shard {
    mutable std::mutex mutex;
    absl::flat_hash_map<RunKey, Entry> entries;
    std::vector<RunKey> ring;  ///< All keys of entries, in the order of the clock.
    std::size_t hand = 0;
    std::size_t bytes = 0;
  };
  Shard& shard_of(const RunKey& key);
  Entry& entry_for(Shard& shard, const RunKey& key);
  void fill(Shard& shard, Entry& entry, RunPtr run, std::uint64_t version);
  void evict(Shard& shard);

  std::size_t shard_budget_;
  std::array<Shard, kShards> shards_;
  std::mutex live_mutex_;
  std::multiset<std::uint64_t> live_;
  std::atomic<std::uint64_t> oldest_{0};
};

}  // namespace agora::graph
