// graph/commit_queue.h
//
// Group commit. A transaction that was appended to the log is what the next writer starts from, at
// once; it is shown to readers, and its caller is told, after a sync. One sync serves all that were
// appended before it began. If a sync fails, all that wait for it fail, and nothing is written any
// more: what the disk has is known only after the database is opened again.
//
// Threads: append and publish are called by whoever holds the write lock, the rest by anyone.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "agora/error.h"
#include "graph/graph_view.h"

namespace agora::graph {

class CommitQueue {
 public:
  using ViewPtr = std::shared_ptr<const GraphView>;

  /// `sync` makes durable whatever was appended before it is called; it throws Error.
  explicit CommitQueue(std::function<void()> sync) : sync_(std::move(sync)) {}

  /// What readers see.
  ViewPtr published() const;
  /// What the next writer starts from. Throws what a failed sync threw.
  ViewPtr latest() const;

  /// The number of what was appended last.
  std::uint64_t appended() const;
  /// Appended, not yet durable. Gives the number to wait for.
  std::uint64_t append(ViewPtr view);
  /// Shows `view` at once, whatever is durable. Null closes the queue.
  void publish(ViewPtr view);
  /// Shows what was appended with that number at once, whatever is durable.
  void publish_appended(std::uint64_t number);
  /// Returns when the append with that number is durable and shown. Throws Error: Io.
  void wait(std::uint64_t number);

 private:
  void lead(std::unique_lock<std::mutex>& lock);

  const std::function<void()> sync_;
  mutable std::mutex mutex_;
  std::condition_variable synced_;
  ViewPtr published_;
  ViewPtr latest_;
  std::uint64_t appended_number_ = 0;
  std::uint64_t durable_number_ = 0;
  bool syncing_ = false;
  std::optional<Error> failure_;
};

}  // namespace agora::graph
