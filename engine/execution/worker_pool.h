// execution/worker_pool.h
//
// The threads that help statements with their work. They are started when one first needs them. A statement
// never waits for a thread: it gets those that are idle, works itself meanwhile, and alone if there are none.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "storage/fork_guard.h"

namespace agora::execution {

/// Threads: any.
class WorkerPool {
  struct Job;

 public:
  /// At most so many threads; 0: nobody ever helps.
  explicit WorkerPool(std::size_t threads) : size_(threads) {}
  /// Requires: no team is left.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  std::size_t size() const noexcept { return size_; }

  /// The threads that help with one piece of work. Threads: one.
  class Team {
   public:
    Team() = default;
    Team(Team&&) = default;
    Team& operator=(Team&& other) noexcept {
      wait();
      pool_ = other.pool_;
      job_ = std::move(other.job_);
      return *this;
    }
    ~Team() { wait(); }
    /// Until all who began are done; who has not begun yet does not.
    void wait() noexcept;

   private:
    friend class WorkerPool;
    Team(WorkerPool& pool, std::shared_ptr<Job> job) : pool_(&pool), job_(std::move(job)) {}
    WorkerPool* pool_ = nullptr;
    std::shared_ptr<Job> job_;
  };

  /// Lets up to `most` idle threads call `work`, each once, and returns at once. `work` must not throw, and what
  /// it uses must outlive the team.
  Team help(std::size_t most, std::function<void()> work);

 private:
  void run();
  /// Makes sure that there is a thread for all that is to be done; false if the system refuses one.
  bool start_threads() noexcept;

  const std::size_t size_;
  const storage::ForkGuard fork_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Job>> queue_;
  std::size_t busy_ = 0;  ///< Threads that work or are about to.
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace agora::execution
