#include "graph/commit_queue.h"

#include <utility>

namespace agora::graph {

CommitQueue::ViewPtr CommitQueue::published() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

CommitQueue::ViewPtr CommitQueue::latest() const {
  const std::lock_guard lock(mutex_);
  if (failure_) throw Error(*failure_);
  return latest_;
}

std::uint64_t CommitQueue::appended() const {
  const std::lock_guard lock(mutex_);
  return appended_number_;
}

std::uint64_t CommitQueue::append(ViewPtr view) {
  ViewPtr before;  // Let go outside of the lock: it may be the last to hold much.
  const std::lock_guard lock(mutex_);
  before = std::exchange(latest_, std::move(view));
  return ++appended_number_;
}

void CommitQueue::publish(ViewPtr view) {
  ViewPtr before, appended;
  const std::lock_guard lock(mutex_);
  appended = std::exchange(latest_, view);
  before = std::exchange(published_, std::move(view));
}

void CommitQueue::publish_appended(std::uint64_t number) {
  ViewPtr before;
  const std::lock_guard lock(mutex_);
  if (durable_number_ >= number) return;  // Shown with a later one.
  durable_number_ = appended_number_;
  before = std::exchange(published_, latest_);
}

void CommitQueue::wait(std::uint64_t number) {
  std::unique_lock lock(mutex_);
  while (durable_number_ < number) {
    if (failure_) throw Error(*failure_);
    if (syncing_) {
      synced_.wait(lock);
    } else {
      lead(lock);
    }
  }
}

/// Syncs for everybody who was appended by now.
void CommitQueue::lead(std::unique_lock<std::mutex>& lock) {
  const std::uint64_t number = appended_number_;
  ViewPtr view = latest_;
  syncing_ = true;
  lock.unlock();
  std::optional<Error> failure;
  try {
    sync_();
  } catch (const Error& error) {
    failure = error;
  }
  lock.lock();
  syncing_ = false;
  if (failure) {
    failure_ = Error(ErrorCategory::Io, "",
                     "what was written last may not be on the disk: " + failure->message())
                   .with_hint("open the database again; it then has what is really on the disk");
  } else {
    durable_number_ = number;
    // A view that was published meanwhile (after a reset) is newer.
    if (published_ && view->version() > published_->version()) view.swap(published_);
  }
  synced_.notify_all();
  lock.unlock();
  view.reset();
  lock.lock();
}

}  // namespace agora::graph
