#include "transfer/row_reader.h"

#include "transfer/json_lines_reader.h"
#include "transfer/table_reader.h"

namespace agora::transfer {

void RowBatch::start(std::vector<const ColumnSpec*> specs, std::size_t max) {
  rows.specs = std::move(specs);
  rows.columns.resize(rows.specs.size());
  for (auto& column : rows.columns) {
    column.clear();
    column.reserve(max);
  }
  rows.lines.clear();
  rows.texts.clear();
  sources.clear();
  destinations.clear();
  starts.clear();
  ends.clear();
  bad.clear();
}

void RowBatch::find_ends(const KeyTable& keys) {
  keys.find(sources, starts);
  keys.find(destinations, ends);
}

std::vector<ColumnSpec> infer_columns(InputFile& file) {
  auto columns = is_json_lines(file.path()) ? infer_members(file) : infer_header(file);
  file.rewind();  // It is read again when its turn comes.
  return columns;
}

std::unique_ptr<RowReader> open_reader(InputFile& file, const std::vector<ColumnSpec>& columns,
                                       const Manifest& manifest, bool ends) {
  if (is_json_lines(file.path()))
    return std::make_unique<JsonLinesReader>(file, columns, manifest, ends);
  return std::make_unique<TableReader>(file, columns, manifest, ends);
}

}  // namespace agora::transfer
