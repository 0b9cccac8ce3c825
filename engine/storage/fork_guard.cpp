#include "storage/fork_guard.h"

#include <pthread.h>

#include <atomic>

#include "agora/error.h"

namespace agora::storage {
namespace {

std::atomic<std::uint64_t> generation{0};

void count_fork() { generation.fetch_add(1, std::memory_order_relaxed); }

void watch_forks() {
  static const int registered = pthread_atfork(nullptr, nullptr, count_fork);
  (void)registered;
}

}  // namespace

ForkGuard::ForkGuard() {
  watch_forks();
  generation_ = generation.load(std::memory_order_relaxed);
}

bool ForkGuard::in_child() const noexcept {
  return generation.load(std::memory_order_relaxed) != generation_;
}

void ForkGuard::check() const {
  if (!in_child()) return;
  throw Error(ErrorCategory::Usage, "",
              "this database was opened before the process forked and cannot be used in the child")
      .with_hint("open the database again in the child process");
}

}  // namespace agora::storage
