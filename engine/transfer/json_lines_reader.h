// transfer/json_lines_reader.h
//
// JSON Lines as rows of values: an object a line, its members named like columns. A member that is
// missing or null is no value; src and dst are texts or integers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "transfer/cell_reader.h"
#include "transfer/input_file.h"
#include "transfer/row_reader.h"

namespace agora::transfer {

/// The members' names in the order of their first use, and the type that fits each; `ends` come first
/// if they are there.
std::vector<ColumnSpec> infer_members(InputFile& file);

class JsonLinesReader final : public RowReader {
 public:
  /// As TableReader.
  JsonLinesReader(InputFile& file, const std::vector<ColumnSpec>& columns,
                  const Manifest& manifest, bool ends);

  bool read(RowBatch& batch, std::size_t max) override;

 private:
  struct Column {
    CellReader reader;
    const ColumnSpec* spec;
  };
  void convert(std::string_view text, RowBatch& batch);

  InputFile& file_;
  bool with_ends_;
  std::vector<Column> columns_;
  std::vector<Value> row_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 0;
};

}  // namespace agora::transfer
