#include "transfer/input_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <system_error>

#include "agora/error.h"

namespace agora::transfer {
namespace fs = std::filesystem;
namespace {

Error cannot_read(const fs::path& path, int number) {
  return Error(ErrorCategory::Io, "",
               "cannot read " + path.string() + ": " + std::generic_category().message(number));
}

bool lies_in(const fs::path& root, const fs::path& file) {
  return std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
}

/// As the system gives memory; parts begin and end there.
constexpr std::size_t kPart = std::size_t{4} << 20;
/// Files up to this size get memory from the heap, which is used again for the next: fresh memory from the system for
/// each was measured to cost ten times what reading it does.
constexpr std::size_t kWhole = std::size_t{32} << 20;

// Opening a pipe must not wait for a writer.
constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

Error leads_outside(const fs::path& file, const fs::path& folder) {
  return Error(ErrorCategory::ImportError, "",
               "the file " + file.string() + " leads outside " + folder.string());
}

/// Opens a file where its name leads by now, if that is in the folder: from there on step by step and through no
/// link, so that a name that is exchanged meanwhile leads nowhere else.
int open_within(const fs::path& path, const fs::path& folder) {
  std::error_code code;
  const fs::path root = fs::canonical(folder, code);
  if (code) throw cannot_read(folder, code.value());
  const fs::path real = fs::canonical(path, code);
  if (code) throw cannot_read(path, code.value());
  if (!lies_in(root, real) || real == root) throw leads_outside(path, folder);
  int at = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (at < 0) throw cannot_read(folder, errno);
  const fs::path inside = real.lexically_relative(root);
  for (auto name = inside.begin(); name != inside.end(); ++name) {
    const bool last = std::next(name) == inside.end();
    const int flags = last ? kFlags : O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    const int below = ::openat(at, name->c_str(), flags | O_NOFOLLOW);
    const int number = errno;
    ::close(at);
    if (below < 0 && (number == ELOOP || number == ENOTDIR)) throw leads_outside(path, folder);
    if (below < 0) throw cannot_read(path, number);
    at = below;
  }
  return at;
}

/// Addresses without memory behind them.
char* reserve(std::size_t size) {
  void* const place =
      ::mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return place == MAP_FAILED ? nullptr : static_cast<char*>(place);
}

/// Gives the memory behind reserved addresses back.
void give_back(char* from, std::size_t size) noexcept {
  ::mmap(from, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

}  // namespace

InputFile::InputFile(fs::path path) : path_(std::move(path)) {
  identity_ = look();
  close();  // A dataset may have more files than a process may have open.
}

InputFile::InputFile(fs::path path, fs::path folder)
    : path_(std::move(path)), folder_(std::move(folder)) {
  identity_ = look();
  close();
}

InputFile::~InputFile() {
  close();
  free();
}

void InputFile::free() noexcept {
  if (data_ && size() <= kWhole) {
    std::free(data_);
  } else if (data_) {
    ::munmap(data_, size());
  }
  data_ = nullptr;
}

InputFile::Identity InputFile::look() {
  file_ = folder_ ? open_within(path_, *folder_) : ::open(path_.c_str(), kFlags);
  if (file_ < 0) throw cannot_read(path_, errno);
  struct stat info {};
  int number = ::fstat(file_, &info) != 0 ? errno : 0;
  if (number == 0 && S_ISDIR(info.st_mode)) number = EISDIR;
  if (number == 0 && !S_ISREG(info.st_mode)) number = EINVAL;
  if (number != 0) {
    close();
    throw cannot_read(path_, number);
  }
  return {static_cast<std::uint64_t>(info.st_dev), static_cast<std::uint64_t>(info.st_ino),
          static_cast<std::uint64_t>(info.st_size)};
}

void InputFile::close() noexcept {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

bool InputFile::more() {
  if (loaded_ == size()) return false;
  const auto changed = [&] {
    return Error(ErrorCategory::Io, "", path_.string() + " was changed while it was read")
        .with_hint("try again when nothing writes to the file");
  };
  if (file_ < 0 && look() != identity_) throw changed();
  const bool whole = size() <= kWhole;
  if (!data_) data_ = whole ? static_cast<char*>(std::malloc(size())) : reserve(size());
  if (!data_) throw cannot_read(path_, ENOMEM);
  // Parts begin at multiples of kPart, so at the begin of a page.
  const std::size_t held = loaded_ - released_.load(std::memory_order_relaxed);
  const std::size_t wanted = std::max(kPart, held / kPart * kPart);
  const std::size_t end = std::min<std::size_t>(size(), loaded_ + wanted);
  if (!whole && ::mprotect(data_ + loaded_, end - loaded_, PROT_READ | PROT_WRITE) != 0)
    throw cannot_read(path_, errno);
  for (std::size_t at = loaded_; at < end;) {
    const ssize_t got = ::pread(file_, data_ + at, end - at, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw cannot_read(path_, errno);
    if (got == 0) throw changed();
    at += static_cast<std::size_t>(got);
  }
  loaded_ = end;
  if (loaded_ == size()) close();
  return true;
}

std::string_view InputFile::all() {
  while (more()) {
  }
  return bytes();
}

void InputFile::release(std::uint64_t before) noexcept {
  if (size() <= kWhole) return;
  const std::size_t begin = released_.load(std::memory_order_relaxed);
  const std::size_t end = static_cast<std::size_t>(before) / kPart * kPart;
  if (end <= begin) return;
  give_back(data_ + begin, end - begin);
  released_.store(end, std::memory_order_relaxed);
}

void InputFile::rewind() noexcept {
  free();
  loaded_ = 0;
  released_.store(0, std::memory_order_relaxed);
}

fs::path file_within(const fs::path& folder, const fs::path& name, std::string_view what) {
  const std::string place(what);
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCategory::ImportError, "", "the file " + name.string() + " " + why);
  };
  // The system would take the name to end there.
  if (name.native().find('\0') != std::string::npos) refuse("has a character of code 0 in its name");
  if (name.empty() || name.is_absolute())
    refuse("must be named relative to " + place);
  if (std::find(name.begin(), name.end(), "..") != name.end())
    refuse("lies outside " + place);
  const fs::path path = folder / name;
  std::error_code code;
  const fs::path real = fs::canonical(path, code);
  if (code) throw cannot_read(path, code.value());
  const fs::path root = fs::canonical(folder, code);
  if (code) throw cannot_read(folder, code.value());
  if (!lies_in(root, real)) {
    refuse("leads outside " + place + " through a symbolic link");
  }
  return path;
}

}  // namespace agora::transfer
