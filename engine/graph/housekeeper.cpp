#include "graph/housekeeper.h"

#include <utility>

#include "agora/error.h"

namespace agora::graph {
namespace {

/// A run that is asked for again soon enough need not be remembered for ever.
constexpr std::size_t kMostWaiting = 4096;

}  // namespace

Housekeeper::Housekeeper(std::function<void(const RunKey&)> fold, std::function<void()> tidy)
    : fold_(std::move(fold)), tidy_(std::move(tidy)) {}

Housekeeper::~Housekeeper() { stop(); }

void Housekeeper::fold_soon(const RunKey& key) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= kMostWaiting || !queued_.insert(key).second) return;
  queue_.push_back(key);
  start();
}

void Housekeeper::tidy_soon() {
  const std::lock_guard lock(mutex_);
  tidy_due_ = true;
  start();
}

void Housekeeper::start() {
  if (stopping_) return;
  if (!thread_) thread_ = std::make_unique<std::thread>([this] { run(); });
  wake_.notify_one();
}

void Housekeeper::stop() {
  if (fork_.in_child()) {
    // The thread stayed with the parent, and its lock may be held for ever.
    (void)thread_.release();
    return;
  }
  std::unique_ptr<std::thread> ending;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ending = std::move(thread_);
  }
  wake_.notify_all();
  if (ending) ending->join();
}

void Housekeeper::drain() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return stopping_ || (queue_.empty() && !tidy_due_ && !working_); });
}

void Housekeeper::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    idle_.notify_all();
    wake_.wait(lock, [this] { return stopping_ || tidy_due_ || !queue_.empty(); });
    if (stopping_) return;
    working_ = true;
    const bool tidies = std::exchange(tidy_due_, false);
    std::optional<RunKey> key;
    if (!tidies) {
      key = queue_.front();
      queue_.pop_front();
      queued_.erase(*key);
    }
    lock.unlock();
    try {
      tidies ? tidy_() : fold_(*key);
    } catch (const Error&) {
      // Whoever reads or writes next meets the same error and can tell a person.
    }
    lock.lock();
    working_ = false;
  }
}

}  // namespace agora::graph
