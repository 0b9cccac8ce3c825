#include "execution/memory_budget.h"

#include <string>

#include "agora/error.h"

namespace agora::execution {

StatementMemory::~StatementMemory() {
  if (budget_) budget_->give_back(taken_.load());
}

std::size_t StatementMemory::take(std::size_t least, std::size_t wish) {
  std::size_t taken = taken_.load(std::memory_order_relaxed);
  std::size_t granted;
  do {
    const std::size_t left = limit_ == 0 ? wish : limit_ - std::min(taken, limit_);
    if (left < least) fail_memory();
    // What one thread takes and does not use is not there for the others.
    granted = limit_ == 0 ? wish : std::min(wish, std::max(least, left / 4));
  } while (!taken_.compare_exchange_weak(taken, taken + granted, std::memory_order_relaxed));
  if (budget_ == nullptr || budget_->take(granted)) return granted;
  if (granted > least && budget_->take(least)) {
    taken_.fetch_sub(granted - least, std::memory_order_relaxed);
    return least;
  }
  taken_.fetch_sub(granted, std::memory_order_relaxed);
  fail_budget();
}

void StatementMemory::give_back(std::size_t bytes) noexcept {
  taken_.fetch_sub(bytes, std::memory_order_relaxed);
  if (budget_) budget_->give_back(bytes);
}

void StatementMemory::fail_memory() const {
  throw Error(ErrorCategory::LimitExceeded, "",
              "the statement needs more memory than the limit of " + std::to_string(limit_ >> 20) + " MiB")
      .with_hint("raise the limit (--memory, OpenOptions::memory_limit), or let the query hold fewer rows at a time");
}

void StatementMemory::fail_budget() const {
  throw Error(ErrorCategory::LimitExceeded, "",
              "all statements that run now need more memory together than the budget of " +
                  std::to_string(budget_->limit() >> 20) + " MiB")
      .with_hint("run fewer at a time, or raise the budget (OpenOptions::memory_budget)");
}

}  // namespace agora::execution
