// transfer/input_file.h
//
// A file to be read from front to back, mapped into memory.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace agora::transfer {

class InputFile {
 public:
  /// Throws Error Io, naming the file, if it cannot be read or is no regular file.
  explicit InputFile(std::filesystem::path path);
  /// The same, and ImportError if what was opened does not lie in `folder`: a link may have been put in its place
  /// since file_within() looked.
  InputFile(std::filesystem::path path, const std::filesystem::path& folder);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  /// Valid as long as the file is open.
  std::string_view bytes() const noexcept { return {data_, size_}; }

 private:
  void map(int file);

  std::filesystem::path path_;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// The file `name` of `folder`. Throws Error ImportError if the name is absolute, has a `..`, or
/// leads out of the folder through a symbolic link; Io if there is no such file.
/// `what` is what messages call the folder.
std::filesystem::path file_within(const std::filesystem::path& folder,
                                  const std::filesystem::path& name,
                                  std::string_view what = "the folder of the manifest");

}  // namespace agora::transfer
