// transfer/row_reader.h
//
// A file as rows of values, whatever its format.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "transfer/import_target.h"
#include "transfer/input_file.h"
#include "transfer/manifest.h"
#include "transfer/problems.h"

namespace agora::transfer {

class RowReader {
 public:
  virtual ~RowReader() = default;

  /// False if the file as a whole does not fit, which was noted as a problem.
  bool usable() const noexcept { return usable_; }
  /// Replaces `rows` by at most `max` good rows; false if there was none left. Bad rows are noted
  /// and left out.
  virtual bool read(Rows& rows, std::size_t max) = 0;
  /// The cells src and dst of each row of the last read(); as long as the file is mapped.
  std::vector<std::string>& sources() noexcept { return ends_[0]; }
  std::vector<std::string>& destinations() noexcept { return ends_[1]; }

  /// Bytes worked off.
  virtual std::uint64_t offset() const noexcept = 0;
  /// Records seen so far, bad ones included.
  std::uint64_t record_count() const noexcept { return records_; }

 protected:
  /// Empties `rows` for columns of these specs.
  void start(Rows& rows, std::vector<const ColumnSpec*> specs, std::size_t max);

  bool usable_ = true;
  std::vector<std::string> ends_[2];
  std::uint64_t records_ = 0;
};

/// Columns of a file that no manifest describes: their names and the types that fit the values.
std::vector<ColumnSpec> infer_columns(const InputFile& file);

/// A reader for the format that the file's name says. `ends`: the columns src and dst are read too,
/// as text. `file`, `columns` and `manifest` must outlive it.
std::unique_ptr<RowReader> open_reader(const InputFile& file,
                                       const std::vector<ColumnSpec>& columns,
                                       const Manifest& manifest, bool ends, Problems& problems);

}  // namespace agora::transfer
