// graph/block_io.h
//
// Blocks between the store and memory: records with checksums, bases in chunks, deltas behind them.
// The format is in key_layout.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/key_layout.h"
#include "graph/run.h"
#include "storage/kv_store.h"

namespace agora::graph {

/// Deltas behind a base up to this many bytes; with more, a commit writes the base anew itself.
inline constexpr std::size_t kMaxDeltaBytes = 24 * 1024;

struct StoredBlock {
  std::optional<std::string> base;
  std::vector<std::string> deltas;
  std::uint32_t chunks = 0;
  std::uint32_t delta_bytes = 0;
};

/// What is stored for the block, nothing if there is no such key. `what` names it for a person.
/// Throws Error: Corrupt.
std::optional<StoredBlock> read_block(const storage::Snapshot& snapshot, const BlockKey& key,
                                      std::string_view what);

/// The values of the block's keys, chunk 0 first, for a base alone.
std::vector<std::string> base_values(const BlockKey& key, std::string_view base);

/// Replaces the block by a base; `stored_chunks` is what it had before, `deltas` what stands behind
/// it, as stored. Gives the chunks it has now.
std::uint32_t put_base(storage::WriteBatch& batch, const BlockKey& key, std::string_view base,
                       std::uint32_t stored_chunks, std::string_view deltas = {});
/// Applies deltas as they are stored to a run. Throws Error: Corrupt.
void apply_deltas(const RunKey& key, std::string_view deltas, Run& run);
/// Gives the bytes it added.
std::uint32_t append_delta(storage::WriteBatch& batch, const BlockKey& key, std::string_view delta);
void remove_block(storage::WriteBatch& batch, const BlockKey& key, std::uint32_t stored_chunks);

/// The run as it is stored, or nullptr. Throws Error: Corrupt.
std::shared_ptr<Run> load_run(const storage::Snapshot& snapshot, const RunKey& key);

}  // namespace agora::graph
