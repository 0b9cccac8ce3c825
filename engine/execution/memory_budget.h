// execution/memory_budget.h
//
// What running statements may hold: one with all its threads, and all of them together.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>

namespace agora::execution {

/// Threads: any.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : limit_(bytes) {}

  /// False, and nothing is taken, if that is more than is left.
  bool take(std::size_t bytes) noexcept {
    std::size_t used = used_.load(std::memory_order_relaxed);
    do {
      if (bytes > limit_ - std::min(used, limit_)) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
  }
  void give_back(std::size_t bytes) noexcept { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  std::size_t limit() const noexcept { return limit_; }
  std::size_t used() const noexcept { return used_.load(std::memory_order_relaxed); }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_{0};
};

/// What the threads of one statement hold together. Threads: any.
class StatementMemory {
 public:
  /// `limit` 0: none. `budget`, which may be null, must outlive this.
  StatementMemory(std::size_t limit, MemoryBudget* budget) : limit_(limit), budget_(budget) {}
  ~StatementMemory();
  StatementMemory(const StatementMemory&) = delete;
  StatementMemory& operator=(const StatementMemory&) = delete;

  /// Takes `wish` bytes, or fewer where little is left, but `least` at any rate. Gives how many. Throws Error
  /// (LimitExceeded) if there are not so many; then nothing is taken.
  std::size_t take(std::size_t least, std::size_t wish);
  void give_back(std::size_t bytes) noexcept;
  /// True if less than a quarter is left.
  bool scarce() const noexcept {
    return (limit_ > 0 && taken_.load(std::memory_order_relaxed) > limit_ - limit_ / 4) ||
           (budget_ && budget_->used() > budget_->limit() - budget_->limit() / 4);
  }

 private:
  [[noreturn]] void fail_memory() const;
  [[noreturn]] void fail_budget() const;

  const std::size_t limit_;
  MemoryBudget* const budget_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace agora::execution
