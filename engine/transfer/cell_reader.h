// transfer/cell_reader.h
//
// Cells of a table as values of a declared type, and the type that fits a column of cells.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agora/value.h"
#include "catalog/schema.h"

namespace agora::transfer {

/// Reads the cells of one column.
class CellReader {
 public:
  /// `enumeration` belongs to the type and must outlive the reader; null for other types.
  CellReader(const catalog::PropertyType& type, const catalog::Enumeration* enumeration);

  /// The cell's value: null if it is empty (and not in quotes), a list's elements separated by `;`
  /// (`\;` and
  /// `\\` stand for themselves). Throws std::string, the reason, if the cell does not fit the type.
  Value read(std::string_view cell, bool quoted) const;

 private:
  Value element(std::string_view text) const;
  Value list(std::string_view cell) const;

  catalog::PropertyType type_;
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
