// transfer/cell_writer.h
//
// Values as cells of a dataset's files: the way back of cell_reader.h. One value has one cell, so that
// an export of what was imported gives the same bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "transfer/cell_reader.h"
#include "transfer/manifest.h"

namespace agora::transfer {

class CellWriter {
 public:
  /// `enumeration` belongs to the column's type and must outlive the writer; null for other types.
  CellWriter(const ColumnSpec& column, const catalog::Enumeration* enumeration);

  /// The cell as it stands in the file, in quotes where it needs them; empty for null. Nothing if no
  /// cell of the column's type is read as this very value.
  std::optional<std::string> write(const Value& value) const;
  /// The same as a member of a JSON object.
  std::optional<std::string> write_json(const Value& value) const;

 private:
  ColumnSpec column_;
  CellReader reader_;
};

/// The text as a field, in quotes if it is empty or has a comma, a quote or a line end.
std::string csv_field(std::string_view text);

}  // namespace agora::transfer
