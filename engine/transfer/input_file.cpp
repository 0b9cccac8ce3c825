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

}  // namespace

InputFile::InputFile(fs::path path) : path_(std::move(path)) {
  // Opening a pipe must not wait for a writer.
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) throw cannot_read(path_, errno);
  struct stat info {};
  int number = ::fstat(file, &info) != 0 ? errno : 0;
  if (number == 0 && S_ISDIR(info.st_mode)) number = EISDIR;
  if (number == 0 && !S_ISREG(info.st_mode)) number = EINVAL;
  if (number == 0 && info.st_size > 0) {
    size_ = static_cast<std::size_t>(info.st_size);
    void* const mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapped == MAP_FAILED) {
      number = errno;
    } else {
      data_ = static_cast<const char*>(mapped);
      ::madvise(mapped, size_, MADV_SEQUENTIAL);
    }
  }
  ::close(file);
  if (number != 0) throw cannot_read(path_, number);
}

InputFile::~InputFile() {
  if (data_) ::munmap(const_cast<char*>(data_), size_);
}

fs::path file_within(const fs::path& folder, const fs::path& name, std::string_view what) {
  const std::string place(what);
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCategory::ImportError, "", "the file " + name.string() + " " + why);
  };
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
  if (std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first != root.end()) {
    refuse("leads outside " + place + " through a symbolic link");
  }
  return path;
}

}  // namespace agora::transfer
