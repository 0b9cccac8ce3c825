// transfer/problems.h
//
// The bad rows of an import: told to the caller one by one, and all together the reason why it
// fails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "agora/import.h"

namespace agora::transfer {

class Problems {
 public:
  explicit Problems(const ImportOptions& options) : options_(options) {}

  /// Notes one. Throws the Error of throw_if_any() once there are too many to go on.
  void add(const std::filesystem::path& file, std::uint64_t line, const std::string& reason);
  /// The same for a row whose text is `text`: with ImportOptions::skip_bad it only counts as
  /// skipped.
  void add(const std::filesystem::path& file, std::uint64_t line, const std::string& reason,
           std::string_view text);
  std::uint64_t skipped() const noexcept { return skipped_; }
  bool any() const noexcept { return count_ > 0; }
  /// Throws Error ImportError that names the first and says how many there were.
  void throw_if_any() const;

 private:
  const ImportOptions& options_;
  std::uint64_t count_ = 0;
  std::uint64_t skipped_ = 0;
  std::string first_;
};

/// "people.csv:12", or the file alone for line 0.
std::string place(const std::filesystem::path& file, std::uint64_t line);

}  // namespace agora::transfer
