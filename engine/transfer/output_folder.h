// transfer/output_folder.h
//
// Files written into one folder and nowhere else, all of them or none: each is written beside its
// place under another name, and only when all are there do they take their places. Who is killed meanwhile
// leaves a journal by which the next user of the folder finishes that (export_journal.h).
//
// Names are relative, without `..`; no symbolic link is followed below the folder, and what is no
// regular file is not replaced. A file that has its bytes already is left alone.
// Errors: Error Io (the system refused), Usage (a name that leads elsewhere).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace agora::transfer {

class OutputFolder {
 public:
  /// Makes the folder if it is missing, and finishes what another left undone in it.
  explicit OutputFolder(std::filesystem::path folder);
  /// Unless commit() returned, what was written is removed.
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  void write(const std::filesystem::path& name, std::string_view bytes);
  /// Puts the files in their places, in the order in which they were written. `step` is for tests: it is called
  /// before the first, between two and behind the last.
  void commit(const std::function<void()>& step = {});

  std::uint64_t written() const noexcept { return pending_.size(); }
  std::uint64_t unchanged() const noexcept { return unchanged_; }

 private:
  struct Pending {
    int folder;  ///< Index in open_.
    std::string temporary;
    std::string name;
    bool done = false;
  };
  struct OpenFolder {
    std::filesystem::path path;  ///< Relative to the root; empty for itself.
    int descriptor;
    bool made;
  };
  int open_folder(const std::filesystem::path& path);
  [[noreturn]] void fail(const std::filesystem::path& name, int number) const;

  std::filesystem::path root_;
  std::vector<OpenFolder> open_;
  std::vector<Pending> pending_;
  std::uint64_t unchanged_ = 0;
  bool committed_ = false;
};

}  // namespace agora::transfer
