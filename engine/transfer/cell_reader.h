// transfer/cell_reader.h
//
// Cells of a table as values of a declared type, and the type that fits a column of cells.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agora/value.h"
#include "catalog/schema.h"
#include "transfer/manifest.h"

namespace agora::transfer {

/// Reads the cells of one column.
class CellReader {
 public:
  /// `enumeration` belongs to the type and must outlive the reader; null for other types.
  CellReader(const ColumnSpec& column, const catalog::Enumeration* enumeration);

  /// The cell's value: null if it is empty (and not in quotes), a list's elements separated by `;`
  /// (`\;` and `\\` stand for themselves). An empty cell in quotes is the empty list. Throws std::string, the reason, if the cell does not fit the type.
  Value read(std::string_view cell, bool quoted) const;
  /// The same for a member of a JSON object.
  Value from_json(const Value& json) const;

 private:
  Value element(std::string_view text) const;
  Value list(std::string_view cell) const;
  Value element_from_json(const Value& json) const;

  catalog::PropertyType type_;
  bool json_;
  const catalog::Enumeration* enumeration_;
  std::vector<Value> enumerated_;  ///< One for each value of the enumeration, by position.
};

/// Finds the narrowest of integer, float, boolean and string that all cells of a column fit.
class TypeGuess {
 public:
  void see(std::string_view cell, bool quoted);
  ValueType type() const noexcept;

 private:
  bool any_ = false;
  bool integer_ = true;
  bool number_ = true;
  bool boolean_ = true;
};

}  // namespace agora::transfer
