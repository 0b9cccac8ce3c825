// Folding a run's deltas into its base, beside writers and readers. It is a commit that changes no
// contents: the base is made from a view while writers go on, and put in its place under the write
// lock, with the deltas behind it that were appended meanwhile.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "graph/adjacency_run.h"
#include "graph/block_io.h"
#include "graph/key_layout.h"
#include "graph/run_cache.h"
#include "graph/store_state.h"

namespace agora::graph {
namespace {

/// A writer that holds the lock longer has folds made later.
constexpr auto kPatience = std::chrono::milliseconds(100);
/// What compact() writes at a time.
constexpr std::size_t kCompactBatchBytes = 1u << 20;

}  // namespace

/// Holds the write lock for a short while.
class GraphStore::State::ShortHold {
 public:
  explicit ShortHold(State& state) : state_(state) {
    state_.take_writer(kPatience, Writer::Housekeeper);
  }
  ~ShortHold() { state_.leave_writer(); }
  ShortHold(const ShortHold&) = delete;
  ShortHold& operator=(const ShortHold&) = delete;

 private:
  State& state_;
};

void GraphStore::State::fold(const RunKey& key) {
  const BlockKey block(key);
  const std::shared_ptr<const GraphView> before = commits.latest();
  std::string stored;
  if (!before->snapshot_->get(storage::KeySpace::Blocks, block.bytes(), stored)) return;
  const RunPtr run = before->run(key);
  if (run->empty() || run->stored_delta_bytes == 0) return;
  const std::shared_ptr<Run> folded = run->clone();
  if (key.kind == RunKind::AdjacencyOut || key.kind == RunKind::AdjacencyIn) {
    static_cast<AdjacencyRun&>(*folded).fold();
  }
  std::string bytes;
  folded->encode(bytes);

  std::uint64_t number = 0;
  {
    const ShortHold hold(*this);
    const std::shared_ptr<const GraphView> now = commits.latest();
    std::string current;
    const bool there = now->snapshot_->get(storage::KeySpace::Blocks, block.bytes(), current);
    // Somebody wrote it anew meanwhile.
    if (!there || !current.starts_with(stored)) return;
    const std::string_view later = std::string_view(current).substr(stored.size());
    apply_deltas(key, later, *folded);
    storage::WriteBatch batch;
    folded->stored_chunks = put_base(batch, block, bytes, run->stored_chunks, later);
    folded->stored_delta_bytes = static_cast<std::uint32_t>(later.size());
    kv->write(batch, storage::Durability::Relaxed);
    const std::uint64_t version = next_version();
    now->cache_->publish(key, folded, version, commits.published()->version());
    number = commits.append(next_view(*now, version));
  }
  finish(number);
}

void GraphStore::compact(std::chrono::milliseconds lock_wait) {
  State& state = *state_;
  state.take_writer(lock_wait);
  try {
    (void)state.commits.latest();  // Throws if nothing may be written any more.
    const auto snapshot = state.kv->snapshot();
    const auto cursor = snapshot->cursor(storage::KeySpace::Blocks, {}, true);
    storage::WriteBatch batch;
    const auto write = [&] {
      state.kv->write(batch, state.options.durability);
      batch.clear();
    };
    for (cursor->seek({}); cursor->valid(); cursor->next()) {
      const std::optional<StoredKey> key = parse_key(cursor->key());
      if (!key || key->section || key->document || key->chunk != 0) continue;
      const std::shared_ptr<Run> run = load_run(*snapshot, key->run);
      const bool base = cursor->value().starts_with('B');
      if (base && run->stored_delta_bytes == 0) continue;
      if (key->run.kind == RunKind::AdjacencyOut || key->run.kind == RunKind::AdjacencyIn) {
        static_cast<AdjacencyRun&>(*run).fold();
      }
      std::string bytes;
      run->encode(bytes);
      put_base(batch, BlockKey(key->run), bytes, run->stored_chunks);
      if (batch.byte_size() > kCompactBatchBytes) write();
    }
    write();
    load();
  } catch (...) {
    state.leave_writer();
    throw;
  }
  state.leave_writer();
  state.kv->compact();
}

std::shared_ptr<const GraphView> GraphStore::State::next_view(const GraphView& graph,
                                                              std::uint64_t version) {
  GraphView::Contents contents{graph.cache_,      kv->snapshot(),    graph.catalog_,
                               graph.statistics_, graph.node_bound_, graph.relationship_bound_,
                               version};
  return std::shared_ptr<const GraphView>(new GraphView(std::move(contents)));
}

}  // namespace agora::graph
