#include "storage/write_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>

#include "agora/error.h"
#include "storage/fork_guard.h"
#include "storage/store_folder.h"

namespace agora::storage {
namespace {

// POSIX locks belong to the process: a second one in the same process would succeed, and closing
// any descriptor of the file would drop the first. So this process keeps its own list and opens the
// file once. A child made by fork inherits the list but none of the locks.
std::mutex list_mutex;
std::map<std::string, ForkGuard>& folders_of_this_process() {
  static auto* folders =
      new std::map<std::string, ForkGuard>;  // Never destroyed: stores may close during exit.
  return *folders;
}

bool enter(const std::string& name) {
  const std::scoped_lock guard(list_mutex);
  auto& folders = folders_of_this_process();
  const auto [entry, added] = folders.try_emplace(name);
  if (added) return true;
  if (!entry->second.in_child()) return false;
  entry->second = ForkGuard();
  return true;
}

void leave(const std::string& name) {
  const std::scoped_lock guard(list_mutex);
  folders_of_this_process().erase(name);
}

struct flock whole_file(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

std::string holder_text(int file) {
  char text[256];
  const auto size = ::pread(file, text, sizeof text, 0);
  std::string holder(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  holder.erase(std::find(holder.begin(), holder.end(), '\n'), holder.end());
  if (!holder.empty()) return holder;
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0) {
    return "process " + std::to_string(lock.l_pid);
  }
  return "another process";
}

[[noreturn]] void refuse(const std::filesystem::path& folder, const std::string& holder) {
  throw Error(ErrorCategory::Locked, "",
              "the database " + folder.string() + " is open for writing elsewhere: " + holder)
      .with_hint("close it there, allow a longer wait for the lock, or open it read-only");
}

bool try_lock(int file, const std::filesystem::path& path) {
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(file, F_SETLK, &lock) == 0) return true;
  if (errno == EACCES || errno == EAGAIN || errno == EINTR) return false;
  throw io_error("cannot lock", path, errno);
}

/// Calls `attempt` until it succeeds or `wait` is over.
template <typename Attempt>
bool keep_trying(std::chrono::milliseconds wait, Attempt attempt) {
  const auto end = std::chrono::steady_clock::now() + wait;
  auto pause = std::chrono::milliseconds(1);
  while (!attempt()) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= end) return false;
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(pause, end - now));
    pause = std::min(pause * 2, std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace

std::string lock_holder(const std::filesystem::path& folder) {
  {
    const std::scoped_lock guard(list_mutex);
    const auto& folders = folders_of_this_process();
    const auto found = folders.find(std::filesystem::weakly_canonical(folder).string());
    // Closing a descriptor of the file would drop this process's own lock.
    if (found != folders.end() && !found->second.in_child()) {
      return "this process (" + std::to_string(::getpid()) + ")";
    }
  }
  const int file = ::open(lock_file(folder).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  struct flock lock = whole_file(F_WRLCK);
  const bool held = ::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  std::string holder = held ? holder_text(file) : "";
  ::close(file);
  return holder;
}

WriteLock::WriteLock(const std::filesystem::path& folder, const std::string& program,
                     std::chrono::milliseconds wait)
    : path_(lock_file(folder)) {
  const auto start = std::chrono::steady_clock::now();
  const std::string name = std::filesystem::weakly_canonical(folder).string();
  const bool listed = keep_trying(wait, [&] { return enter(name); });
  if (!listed) refuse(folder, "this process (" + std::to_string(::getpid()) + ") has it open");
  registered_ = name;

  try {
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) throw io_error("cannot write to", path_, errno);
    const auto left = wait - std::chrono::duration_cast<std::chrono::milliseconds>(
                                 std::chrono::steady_clock::now() - start);
    if (!keep_trying(left, [&] { return try_lock(file_, path_); }))
      refuse(folder, holder_text(file_));
    const std::string text = program + ", process " + std::to_string(::getpid()) + "\n";
    // The text is a courtesy to others; the lock holds without it.
    if (::ftruncate(file_, 0) == 0) (void)!::pwrite(file_, text.data(), text.size(), 0);
  } catch (...) {
    if (file_ >= 0) ::close(file_);
    leave(registered_);
    throw;
  }
}

WriteLock::~WriteLock() {
  if (file_ < 0) return;
  (void)!::ftruncate(file_, 0);
  ::close(file_);
  leave(registered_);
}

}  // namespace agora::storage
