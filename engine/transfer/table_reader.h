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
#include "transfer/input_file.h"
#include "transfer/problems.h"
#include "transfer/row_reader.h"

namespace agora::transfer {

/// The header's names and the type that fits each column, from one pass over the file.
std::vector<ColumnSpec> infer_header(const InputFile& file);

class TableReader final : public RowReader {
 public:
  /// `ends`: the columns src and dst are read too, as text. `columns` and `manifest` must outlive
  /// the reader.
  TableReader(const InputFile& file, const std::vector<ColumnSpec>& columns,
              const Manifest& manifest, bool ends, Problems& problems);

  bool read(Rows& rows, std::size_t max) override;
  std::uint64_t offset() const noexcept override { return csv_.offset(); }

 private:
  struct Column {
    std::size_t field;
    CellReader reader;
    const ColumnSpec* spec;
  };
  void read_header(const std::vector<ColumnSpec>& columns, const Manifest& manifest, bool ends);
  bool convert(Rows& rows);
  void bad(const std::string& reason) {
    problems_.add(file_.path(), csv_.line(), reason, csv_.record());
  }

  const InputFile& file_;
  Problems& problems_;
  CsvReader csv_;
  bool check_utf8_;
  bool with_ends_;
  std::size_t end_fields_[2] = {0, 0};
  std::size_t width_ = 0;
  std::vector<Column> columns_;
  std::vector<Value> row_;
};

}  // namespace agora::transfer
