#include "graph/fork_commit.h"

#include "catalog/catalog_codec.h"
#include "graph/adjacency_run.h"
#include "graph/block_io.h"
#include "graph/document.h"
#include "graph/fork_layer.h"
#include "graph/index_key.h"
#include "graph/run_cache.h"

namespace agora::graph {
namespace {

using storage::KeySpace;

/// A new block with more than this is written as a base at once: a base is packed, a delta is not.
constexpr std::size_t kFirstDeltaBytes = 256;
/// A base of one chunk may have this much behind it before it is folded, off the commit path.
constexpr std::size_t kUsualDeltaBytes = 8 * 1024;
/// Folding a hub costs more, so it waits longer.
constexpr std::size_t kHubDeltaBytes = 16 * 1024;

std::size_t delta_bound(const Run& run) {
  return run.stored_chunks > 1 ? kHubDeltaBytes : kUsualDeltaBytes;
}

}  // namespace

ForkCommit::ForkCommit(GraphFork& fork, const GraphView& base, std::uint32_t catalog_chunks,
                       StoredCounts counts)
    : fork_(fork), base_(base), catalog_chunks_(catalog_chunks), counts_(counts) {}

bool ForkCommit::needed() const noexcept {
  return fork_.transaction_->changed() || fork_.catalog_->version() != base_.catalog().version();
}

void ForkCommit::write(storage::WriteBatch& batch) {
  for (auto& [key, own] : fork_.transaction_->runs) write_run(key, own, batch);
  write_indexes(batch);
  write_catalog(batch);
  write_counts(batch);
  for (const auto& [name, bytes] : fork_.transaction_->documents) {
    if (bytes) {
      put_document(batch, name, *bytes);
    } else {
      remove_document(batch, name);
    }
  }
}

void ForkCommit::write_run(const RunKey& key, ForkRun& own, storage::WriteBatch& batch) {
  if (own.run.use_count() > 1) own.run = own.run->clone();
  Run& run = *own.run;
  const BlockKey block(key);
  if (run.empty()) {
    remove_block(batch, block, run.stored_chunks);
    run.stored_chunks = 0;
    run.stored_delta_bytes = 0;
    return;
  }
  std::string delta = std::move(own.delta);
  run.encode_slots(own.touched, delta);
  if (delta.empty()) return;
  const bool base = run.stored_chunks == 0
                        ? delta.size() > kFirstDeltaBytes
                        : run.stored_delta_bytes + delta.size() > kMaxDeltaBytes;
  if (!base) {
    run.stored_delta_bytes += append_delta(batch, block, delta);
    if (run.stored_chunks == 0) run.stored_chunks = 1;
    if (run.stored_delta_bytes > delta_bound(run)) to_fold_.push_back(key);
    return;
  }
  if (key.kind == RunKind::AdjacencyOut || key.kind == RunKind::AdjacencyIn) {
    static_cast<AdjacencyRun&>(run).fold();
  }
  std::string bytes;
  run.encode(bytes);
  run.stored_chunks = put_base(batch, block, bytes, run.stored_chunks);
  run.stored_delta_bytes = 0;
}

void ForkCommit::write_indexes(storage::WriteBatch& batch) {
  const ForkLayer& layer = *fork_.transaction_;
  for (const IndexId id : layer.dropped_indexes) {
    for (const bool unique : {false, true}) {
      const std::string begin = index_entry_prefix(id, {}, unique);
      batch.remove_range(KeySpace::Index, begin, after_prefix(begin));
    }
  }
  const auto known = [&](std::string_view key) {
    return fork_.catalog_->find_index(IndexId{load_big_endian<std::uint32_t>(key.data() + 3)}) !=
           nullptr;
  };
  for (const auto& [key, present] : layer.entries) {
    if (!known(key)) continue;
    if (present) {
      batch.put(KeySpace::Index, key, {});
    } else {
      batch.remove(KeySpace::Index, key);
    }
  }
  for (const auto& [key, ids] : layer.owners) {
    if (!known(key)) continue;
    if (ids.empty()) {
      batch.remove(KeySpace::Index, key);
      continue;
    }
    std::string value;
    put_u64(value, ids[0]);
    batch.put(KeySpace::Index, key, value);
  }
}

void ForkCommit::write_catalog(storage::WriteBatch& batch) {
  if (fork_.catalog_->version() == base_.catalog().version()) return;
  std::string bytes;
  catalog::CatalogCodec::encode(*fork_.catalog_, bytes);
  catalog_chunks_ =
      put_base(batch, BlockKey::catalog_section(kNamesSection), bytes, catalog_chunks_);
}

void ForkCommit::write_counts(storage::WriteBatch& batch) {
  const BlockKey key = BlockKey::catalog_section(kCountsSection);
  std::string bytes;
  put_varint(bytes, fork_.node_bound_);
  put_varint(bytes, fork_.relationship_bound_);
  if (counts_.chunks > 0 && counts_.delta_bytes < kUsualDeltaBytes) {
    catalog::StatisticsCodec::encode_change(base_.statistics(), *fork_.statistics_, bytes);
    counts_.delta_bytes += append_delta(batch, key, bytes);
    return;
  }
  catalog::StatisticsCodec::encode(*fork_.statistics_, bytes);
  counts_.chunks = put_base(batch, key, bytes, counts_.chunks);
  counts_.delta_bytes = 0;
}

void ForkCommit::publish(RunCache& cache, std::uint64_t version, std::uint64_t shown) {
  for (auto& [key, own] : fork_.transaction_->runs) {
    cache.publish(key, std::move(own.run), version, shown);
  }
}

}  // namespace agora::graph
