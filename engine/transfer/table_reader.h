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
#include "transfer/row_reader.h"

namespace agora::transfer {

/// The header's names and the type that fits each column, from one pass over the file.
std::vector<ColumnSpec> infer_header(InputFile& file);

class TableReader final : public RowReader {
 public:
  /// `ends`: the columns src and dst are read too, as text. `file`, `columns` and `manifest` must outlive
  /// the reader.
  TableReader(InputFile& file, const std::vector<ColumnSpec>& columns,
              const Manifest& manifest, bool ends);

  bool read(RowBatch& batch, std::size_t max) override;

 private:
  struct Column {
    std::size_t field;
    CellReader reader;
    const ColumnSpec* spec;
  };
  void read_header(const std::vector<ColumnSpec>& columns, const Manifest& manifest, bool ends);
  void convert(RowBatch& batch);

  CsvReader csv_;
  bool with_ends_;
  std::size_t end_fields_[2] = {0, 0};
  std::size_t width_ = 0;
  std::vector<Column> columns_;
  std::vector<Value> row_;
};

}  // namespace agora::transfer
