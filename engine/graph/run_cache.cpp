#include "graph/run_cache.h"

#include <utility>

#include "absl/hash/hash.h"
#include "graph/block_io.h"

namespace agora::graph {
namespace {

/// What an entry costs besides its run.
constexpr std::size_t kEntryBytes = 160;

RunPtr load(const storage::Snapshot& snapshot, const RunKey& key) {
  RunPtr run = load_run(snapshot, key);
  return run ? run : empty_run(key.kind);
}

}  // namespace

RunPtr OlderRuns::find(const RunKey& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = runs_.find(key);
  return found == runs_.end() ? nullptr : found->second;
}

void OlderRuns::keep(const RunKey& key, const RunPtr& run) {
  const std::lock_guard lock(mutex_);
  if (runs_.size() >= kMax) runs_.clear();
  runs_.emplace(key, run);
}

RunCache::RunCache(std::size_t budget_bytes) : shard_budget_(budget_bytes / kShards) {}

RunCache::Shard& RunCache::shard_of(const RunKey& key) {
  // The low bits choose the place inside the shard's table.
  return shards_[absl::Hash<RunKey>{}(key) >> 32 & (kShards - 1)];
}

RunPtr RunCache::get(const RunKey& key, std::uint64_t version, const storage::Snapshot& snapshot,
                     OlderRuns& older) {
  Shard& shard = shard_of(key);
  bool newer = false;
  {
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.entries.find(key);
    if (found != shard.entries.end()) {
      newer = found->second.valid_from > version;
      if (!newer && found->second.run) {
        found->second.recent = true;
        return found->second.run;
      }
      const Entry& entry = found->second;
      if (entry.before && entry.before_from <= version && version < entry.before_end) {
        return entry.before;
      }
    }
  }
  if (newer) {
    if (RunPtr run = older.find(key)) return run;
    RunPtr run = load(snapshot, key);
    older.keep(key, run);
    return run;
  }
  RunPtr run = load(snapshot, key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.entries.find(key);
  if (found != shard.entries.end()) {
    if (found->second.valid_from > version) return run;
    if (found->second.run) return found->second.run;  // Another reader was quicker.
  }
  fill(shard, entry_for(shard, key), run, version);
  return run;
}

void RunCache::publish(const RunKey& key, RunPtr run, std::uint64_t version,
                       std::uint64_t shown) {
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  Entry& entry = entry_for(shard, key);
  if (entry.run && entry.valid_from <= shown) {
    entry.before = std::move(entry.run);
    entry.before_from = entry.valid_from;
    entry.before_end = version;
  } else if (shown >= entry.before_end) {
    entry.before.reset();
  }
  fill(shard, entry, std::move(run), version);
}

RunCache::Entry& RunCache::entry_for(Shard& shard, const RunKey& key) {
  const auto [place, fresh] = shard.entries.try_emplace(key);
  if (fresh) shard.ring.push_back(key);
  return place->second;
}

void RunCache::fill(Shard& shard, Entry& entry, RunPtr run, std::uint64_t version) {
  shard.bytes -= entry.bytes;
  entry.bytes = kEntryBytes + run->byte_size() + (entry.before ? entry.before->byte_size() : 0);
  shard.bytes += entry.bytes;
  entry.run = std::move(run);
  entry.valid_from = version;
  entry.recent = true;
  evict(shard);
}

void RunCache::evict(Shard& shard) {
  const std::uint64_t oldest = oldest_.load(std::memory_order_acquire);
  // Twice round is enough to meet every entry unused.
  for (std::size_t left = 2 * shard.ring.size(); left > 0 && shard.bytes > shard_budget_; --left) {
    if (shard.hand >= shard.ring.size()) shard.hand = 0;
    const auto found = shard.entries.find(shard.ring[shard.hand]);
    Entry& entry = found->second;
    if (std::exchange(entry.recent, false)) {
      ++shard.hand;
      continue;
    }
    if (entry.valid_from > oldest) {
      // A view older than this may still decode the run and must not put it in the place of this
      // one.
      shard.bytes -= entry.bytes;
      entry.bytes = 0;
      entry.run.reset();
      entry.before.reset();
      ++shard.hand;
      continue;
    }
    shard.bytes -= entry.bytes;
    shard.entries.erase(found);
    shard.ring[shard.hand] = shard.ring.back();
    shard.ring.pop_back();
  }
}

void RunCache::enter(std::uint64_t version) {
  const std::lock_guard lock(live_mutex_);
  live_.insert(version);
  oldest_.store(*live_.begin(), std::memory_order_release);
}

void RunCache::leave(std::uint64_t version) {
  const std::lock_guard lock(live_mutex_);
  live_.erase(live_.find(version));
  if (!live_.empty()) oldest_.store(*live_.begin(), std::memory_order_release);
}

std::size_t RunCache::byte_size() const {
  std::size_t bytes = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    bytes += shard.bytes;
  }
  return bytes;
}

}  // namespace agora::graph
