#include "transfer/input_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
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

/// Open for reading, until its scope ends.
class Opened {
 public:
  explicit Opened(const fs::path& path)
      // Opening a pipe must not wait for a writer.
      : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
    if (file_ < 0) throw cannot_read(path, errno);
  }
  ~Opened() { ::close(file_); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  int number() const noexcept { return file_; }

 private:
  int file_;
};

}  // namespace

InputFile::InputFile(fs::path path) : path_(std::move(path)) {
  const Opened file(path_);
  map(file.number());
}

InputFile::InputFile(fs::path path, const fs::path& folder) : path_(std::move(path)) {
  const Opened file(path_);
  std::error_code code;
  const fs::path root = fs::canonical(folder, code);
  if (code) throw cannot_read(folder, code.value());
  // The path of what is open, whatever its name leads to by now.
  const fs::path real = fs::read_symlink("/proc/self/fd/" + std::to_string(file.number()), code);
  if (!code && !lies_in(root, real)) {
    throw Error(ErrorCategory::ImportError, "",
                "the file " + path_.string() + " leads outside " + folder.string());
  }
  map(file.number());
}

void InputFile::map(int file) {
  struct stat info {};
  int number = ::fstat(file, &info) != 0 ? errno : 0;
  if (number == 0 && S_ISDIR(info.st_mode)) number = EISDIR;
  if (number == 0 && !S_ISREG(info.st_mode)) number = EINVAL;
  if (number != 0) throw cannot_read(path_, number);
  if (info.st_size == 0) return;
  size_ = static_cast<std::size_t>(info.st_size);
  void* const mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
  if (mapped == MAP_FAILED) throw cannot_read(path_, errno);
  data_ = static_cast<const char*>(mapped);
  ::madvise(mapped, size_, MADV_SEQUENTIAL);
}

InputFile::~InputFile() {
  if (data_) ::munmap(const_cast<char*>(data_), size_);
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
