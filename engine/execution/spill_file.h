// execution/spill_file.h
//
// Rows that an operator cannot hold, in a temporary file without a name: it goes with the process,
// however that ends, and nobody else can open it. It lies in the folder that TMPDIR names, else /tmp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agora/value.h"

namespace agora::execution {

/// Adds any value, references to nodes and relationships included, to `out`.
void encode_cell(const Value& value, std::string& out);

/// Values one after the other, as encode_cell() wrote them.
class CellReader {
 public:
  explicit CellReader(std::string_view bytes) : rest_(bytes) {}
  /// Requires: there is one more.
  Value next();
  /// Bytes that are not read yet.
  std::size_t left() const noexcept { return rest_.size(); }

 private:
  std::string_view rest_;
};

/// Threads: one. Errors: Io.
class SpillFile {
 public:
  SpillFile();
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  /// Adds at the end.
  void append(std::string_view bytes);
  /// Bytes so far.
  std::uint64_t size() const noexcept { return written_ + waiting_.size(); }
  /// To be called between the last append and the first read.
  void finish();
  /// Adds up to `count` bytes from position `at` to `out`: fewer only at the end.
  void read(std::uint64_t at, std::size_t count, std::string& out) const;

 private:
  int file_ = -1;
  std::uint64_t written_ = 0;
  std::string waiting_;
};

}  // namespace agora::execution
