// transfer/table_reader.h
//
// A CSV file as rows of values: finds the declared columns by the header, converts the cells and
// names every row that does not fit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/cell_reader.h"
#include "transfer/csv_reader.h"
#include "transfer/import_target.h"
#include "transfer/input_file.h"
#include "transfer/problems.h"

namespace agora::transfer {

/// The header's names and the type that fits each column, from one pass over the file.
std::vector<ColumnSpec> infer_columns(const InputFile& file);

class TableReader {
 public:
  /// `ends`: the columns src and dst are read too, as text. `columns` and `manifest` must outlive
  /// the reader.
  TableReader(const InputFile& file, const std::vector<ColumnSpec>& columns,
              const Manifest& manifest, bool ends, Problems& problems);

  /// False if the header does not fit, which is noted as a problem.
  bool usable() const noexcept { return usable_; }
  /// Replaces `rows` by at most `max` good rows; false if there was none left. Bad rows are noted
  /// and left out.
  bool read(Rows& rows, std::size_t max);
  /// The cells src and dst of each row of the last read(); as long as the file is mapped.
  const std::vector<std::string>& sources() const noexcept { return ends_[0]; }
  const std::vector<std::string>& destinations() const noexcept { return ends_[1]; }

  std::uint64_t offset() const noexcept { return csv_.offset(); }
  /// Records seen so far, bad ones included.
  std::uint64_t record_count() const noexcept { return records_; }

 private:
  struct Column {
    std::size_t field;
    CellReader reader;
    const ColumnSpec* spec;
  };
  void read_header(const std::vector<ColumnSpec>& columns, const Manifest& manifest, bool ends);
  bool convert(Rows& rows);
  void bad(const std::string& reason) { problems_.add(file_.path(), csv_.line(), reason); }

  const InputFile& file_;
  Problems& problems_;
  CsvReader csv_;
  bool check_utf8_;
  bool usable_ = true;
  bool with_ends_;
  std::size_t end_fields_[2] = {0, 0};
  std::size_t width_ = 0;
  std::vector<Column> columns_;
  std::vector<Value> row_;
  std::vector<std::string> ends_[2];
  std::uint64_t records_ = 0;
};

}  // namespace agora::transfer
