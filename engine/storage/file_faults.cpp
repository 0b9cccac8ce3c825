#include "storage/file_faults.h"

#include <filesystem>
#include <system_error>

namespace agora::storage {
namespace fs = std::filesystem;

std::uint64_t FileFaults::calls() const {
  const std::scoped_lock guard(mutex_);
  return calls_;
}

bool FileFaults::struck() const {
  const std::scoped_lock guard(mutex_);
  return struck_;
}

bool FileFaults::strikes(Call call) {
  const std::scoped_lock guard(mutex_);
  ++calls_;
  if (fail_at_ == 0 || calls_ < fail_at_) return false;
  if (effect_ == Effect::Once && calls_ > fail_at_) return false;
  if (effect_ == Effect::NoSpace && call != Call::Create && call != Call::Append) return false;
  struck_ = true;
  return true;
}

void FileFaults::created(const std::string& file) {
  const std::scoped_lock guard(mutex_);
  files_[file] = {};
}

void FileFaults::appended(const std::string& file, std::uint64_t size) {
  const std::scoped_lock guard(mutex_);
  files_[file].size += size;
}

void FileFaults::synced(const std::string& file) {
  const std::scoped_lock guard(mutex_);
  File& known = files_[file];
  known.safe = known.size;
}

void FileFaults::folder_synced(const std::string& folder) {
  const std::scoped_lock guard(mutex_);
  for (auto& [file, known] : files_) {
    if (fs::path(file).parent_path() == fs::path(folder)) known.in_folder = true;
  }
}

void FileFaults::renamed(const std::string& from, const std::string& to) {
  const std::scoped_lock guard(mutex_);
  const auto found = files_.find(from);
  if (found == files_.end()) return;
  File moved = found->second;
  files_.erase(found);
  moved.in_folder = true;
  files_[to] = moved;
}

void FileFaults::removed(const std::string& file) {
  const std::scoped_lock guard(mutex_);
  files_.erase(file);
}

void FileFaults::lose_unsynced() {
  const std::scoped_lock guard(mutex_);
  for (const auto& [file, known] : files_) {
    std::error_code code;
    if (!fs::exists(file, code)) continue;
    if (!known.in_folder) {
      fs::remove(file, code);
    } else if (known.safe < known.size) {
      fs::resize_file(file, known.safe, code);
    }
  }
  files_.clear();
}

}  // namespace agora::storage
