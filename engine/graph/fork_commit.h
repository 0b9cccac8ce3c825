// graph/fork_commit.h
//
// Turns what a transaction changed into one atomic batch, and afterwards into what the next view
// shares.
//
// Threads: one.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph_fork.h"
#include "graph/run.h"
#include "storage/kv_store.h"

namespace agora::graph {

class RunCache;

/// What is stored of the counts, so that a commit knows whether to add to it or to write it anew.
struct StoredCounts {
  std::uint32_t chunks = 0;
  std::uint32_t delta_bytes = 0;
};

class ForkCommit {
 public:
  /// `base` is the view the fork was made from. `catalog_chunks` and `counts` say what is stored.
  ForkCommit(GraphFork& fork, const GraphView& base, std::uint32_t catalog_chunks,
             StoredCounts counts);

  /// False if nothing changed; then there is nothing to write.
  bool needed() const noexcept;
  /// Fills the batch.
  void write(storage::WriteBatch& batch);
  /// After the batch is written: puts the changed runs into the cache as of `version`, while readers
  /// still see `shown`.
  void publish(RunCache& cache, std::uint64_t version, std::uint64_t shown);

  std::uint32_t catalog_chunks() const noexcept { return catalog_chunks_; }
  StoredCounts counts() const noexcept { return counts_; }
  /// Runs with so many deltas now that someone should fold them.
  const std::vector<RunKey>& to_fold() const noexcept { return to_fold_; }

 private:
  void write_run(const RunKey& key, ForkRun& own, storage::WriteBatch& batch);
  void write_indexes(storage::WriteBatch& batch);
  void write_catalog(storage::WriteBatch& batch);
  void write_counts(storage::WriteBatch& batch);

  GraphFork& fork_;
  const GraphView& base_;
  std::uint32_t catalog_chunks_;
  StoredCounts counts_;
  std::vector<RunKey> to_fold_;
};

/// Keys of the two catalog sections.
inline constexpr std::uint8_t kNamesSection = 1;
inline constexpr std::uint8_t kCountsSection = 2;

}  // namespace agora::graph
