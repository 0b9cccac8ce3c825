// transfer/input_file.h
//
// A file to be read from front to back, part by part. Each part is read once into memory of our own, so
// that nobody else's write can change or take away what a parser looks at.
//
// Threads: one that reads and one that releases, at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace agora::transfer {

class InputFile {
 public:
  /// Throws Error Io, naming the file, if it cannot be read or is no regular file. Keeps it open only while it is
  /// read.
  explicit InputFile(std::filesystem::path path);
  /// The same, and ImportError if the file does not lie in `folder`: a link may have been put in its place since
  /// file_within() looked.
  InputFile(std::filesystem::path path, std::filesystem::path folder);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  /// When it was opened.
  std::uint64_t size() const noexcept { return identity_.size; }

  /// What was read so far, from the file's begin on. Bytes stay where they are until they are released.
  std::string_view bytes() const noexcept { return {data_, loaded_}; }
  /// Reads some more: 4 MiB, or as much again as is held. False if all is read. Throws Error Io, also if the
  /// file has become shorter or is another one.
  bool more();
  /// Reads all. The same errors.
  std::string_view all();
  /// The bytes before this are not needed any more, and must not be looked at again. Cheap.
  void release(std::uint64_t before) noexcept;
  /// Begins anew; what was read before is gone, and holds no memory.
  void rewind() noexcept;

 private:
  struct Identity {
    std::uint64_t device = 0;
    std::uint64_t number = 0;
    std::uint64_t size = 0;
    bool operator==(const Identity&) const = default;
  };
  /// Opens the file and says which it is.
  Identity look();
  void close() noexcept;
  void free() noexcept;

  std::filesystem::path path_;
  std::optional<std::filesystem::path> folder_;
  Identity identity_;
  int file_ = -1;
  char* data_ = nullptr;  ///< Addresses for the whole file, with memory behind what is held.
  std::size_t loaded_ = 0;
  std::atomic<std::size_t> released_ = 0;
};

/// The file `name` of `folder`. Throws Error ImportError if the name is absolute, has a `..`, or
/// leads out of the folder through a symbolic link; Io if there is no such file.
/// `what` is what messages call the folder.
std::filesystem::path file_within(const std::filesystem::path& folder,
                                  const std::filesystem::path& name,
                                  std::string_view what = "the folder of the manifest");

}  // namespace agora::transfer
