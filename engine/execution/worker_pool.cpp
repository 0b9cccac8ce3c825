#include "execution/worker_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace agora::execution {

struct WorkerPool::Job {
  std::function<void()> work;
  std::size_t left = 0;  ///< Threads that have not finished it, begun or not.
  std::condition_variable done;
};

WorkerPool::~WorkerPool() {
  if (fork_.in_child()) {
    // The threads stayed with the parent.
    for (std::thread& thread : threads_) thread.detach();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

WorkerPool::Team WorkerPool::help(std::size_t most, std::function<void()> work) {
  if (size_ == 0 || fork_.in_child()) return {};
  auto job = std::make_shared<Job>();
  job->work = std::move(work);
  const std::lock_guard lock(mutex_);
  for (most = std::min(most, size_ - busy_); job->left < most; ++job->left) {
    ++busy_;
    if (!start_threads()) {
      --busy_;
      break;
    }
    queue_.push_back(job);
    wake_.notify_one();
  }
  return {*this, std::move(job)};
}

bool WorkerPool::start_threads() noexcept {
  try {
    while (threads_.size() < busy_) threads_.emplace_back([this] { run(); });
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const std::shared_ptr<Job> job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job->work();
    lock.lock();
    --busy_;
    if (--job->left == 0) job->done.notify_all();
  }
}

void WorkerPool::Team::wait() noexcept {
  if (!job_) return;
  std::unique_lock lock(pool_->mutex_);
  const std::size_t not_begun = std::erase(pool_->queue_, job_);
  job_->left -= not_begun;
  pool_->busy_ -= not_begun;
  job_->done.wait(lock, [this] { return job_->left == 0; });
  lock.unlock();
  job_.reset();
}

}  // namespace agora::execution
