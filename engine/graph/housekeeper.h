// graph/housekeeper.h
//
// What writes leave to be done and no one should wait for: folding deltas into their blocks, moving
// the log to its place. A thread that is started when there is first something to do.
//
// Threads: any, but stop() is for the owner.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "absl/container/flat_hash_set.h"
#include "graph/run.h"
#include "storage/fork_guard.h"

namespace agora::graph {

class Housekeeper {
 public:
  /// Both are called on the thread; what they throw is dropped.
  Housekeeper(std::function<void(const RunKey&)> fold, std::function<void()> tidy);
  ~Housekeeper();

  /// Asks for a fold of the run, once however often it is asked for.
  void fold_soon(const RunKey& key);
  void tidy_soon();
  /// Finishes what is under way and drops the rest: all of it may as well be done another day.
  void stop();
  /// Returns when nothing is left to do. For tests.
  void drain();

 private:
  void start();
  void run();

  const std::function<void(const RunKey&)> fold_;
  const std::function<void()> tidy_;
  const storage::ForkGuard fork_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::deque<RunKey> queue_;
  absl::flat_hash_set<RunKey> queued_;
  bool tidy_due_ = false;
  bool working_ = false;
  bool stopping_ = false;
  std::unique_ptr<std::thread> thread_;
};

}  // namespace agora::graph
