// transfer/row_reader.h
//
// A file as rows of values, whatever its format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/import_target.h"
#include "transfer/input_file.h"
#include "transfer/key_table.h"
#include "transfer/manifest.h"

namespace agora::transfer {

/// A row that was left out, or (without text) a file that does not fit as a whole.
struct BadRow {
  std::uint64_t line;
  std::string reason;
  std::string_view text = {};  ///< As it stands in its file, until it is released.
};

/// The next rows of a file, and what was seen on the way.
struct RowBatch {
  Rows rows;
  std::vector<std::string> sources;  ///< The cells src and dst of each row, if ends are read.
  std::vector<std::string> destinations;
  std::vector<const KeyTable::Entry*> starts;  ///< What they name, or nullptr; see find_ends().
  std::vector<const KeyTable::Entry*> ends;
  std::vector<BadRow> bad;                ///< In the order of the file.
  std::uint64_t records = 0;              ///< Records of the file so far, bad ones included.
  std::uint64_t offset = 0;               ///< Bytes of the file worked off so far.

  /// Empties it for columns of these specs and up to `max` rows.
  void start(std::vector<const ColumnSpec*> specs, std::size_t max);
  /// Looks up what the cells src and dst name. The table must outlive the batch, unchanged.
  void find_ends(const KeyTable& keys);
};

/// Threads: one at a time.
class RowReader {
 public:
  virtual ~RowReader() = default;

  /// What is wrong with the file as a whole; then there is nothing to read.
  const std::optional<BadRow>& problem() const noexcept { return problem_; }
  /// Replaces the batch by at most `max` records; false if there was none left.
  virtual bool read(RowBatch& batch, std::size_t max) = 0;

 protected:
  std::optional<BadRow> problem_;
  std::uint64_t records_ = 0;
};

/// Columns of a file that no manifest describes: their names and the types that fit the values.
std::vector<ColumnSpec> infer_columns(InputFile& file);

/// A reader for the format that the file's name says. `ends`: the columns src and dst are read too,
/// as text. `file`, `columns` and `manifest` must outlive it.
std::unique_ptr<RowReader> open_reader(InputFile& file, const std::vector<ColumnSpec>& columns,
                                       const Manifest& manifest, bool ends);

}  // namespace agora::transfer
