// value/batch.h
//
// Columns and batches: what operators hand to each other. A column is one slot's values for a run
// of rows; while all of them fit one plain type it holds them in an array of that type, so that
// loops over them are tight. As openCypher is dynamically typed any value may be appended; then the
// column widens to boxed Values by itself. Threads: a column or batch belongs to one thread at a
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agora/value.h"

namespace agora::value {

/// The rows a batch usually holds at most. Nothing breaks beyond it: sorts and joins keep longer
/// columns.
constexpr std::size_t kBatchRows = 2048;

/// Row numbers.
using Selection = std::vector<std::uint32_t>;

/// How a column keeps its rows. All but Values are plain arrays beside an optional null mask.
enum class Layout : std::uint8_t { Values, Integers, Floats, Booleans, Nodes, Relationships };

class Column {
 public:
  Column() = default;
  /// `count` times the same value.
  static Column repeated(const Value& value, std::size_t count);

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  /// In which array the rows are. A column of nulls alone may have any layout.
  Layout layout() const noexcept { return layout_; }
  bool is(Layout layout) const noexcept { return layout_ == layout; }
  /// True if some row is null.
  bool has_nulls() const noexcept { return null_count_ > 0; }
  std::size_t null_count() const noexcept { return null_count_; }
  /// Requires: row < size(), as everywhere below.
  bool is_null(std::size_t row) const noexcept {
    if (null_count_ == 0) return false;
    return layout_ == Layout::Values ? values_[row].is_null() : nulls_[row] != 0;
  }

  /// The row as a Value; for nodes and relationships a reference.
  Value value(std::size_t row) const;
  /// The id of a node or relationship, in whatever layout. Requires: the row is one.
  std::uint64_t id(std::size_t row) const noexcept {
    return layout_ == Layout::Values ? values_[row].id() : ids_[row];
  }

  // The raw arrays, `size()` long; each requires its layout. Where a row is null its number is 0
  // and means nothing. They stay put until the column is changed.
  std::span<const std::int64_t> integers() const noexcept;
  std::span<const double> floats() const noexcept;
  std::span<const std::uint8_t> booleans() const noexcept;  ///< 0 or 1.
  std::span<const std::uint64_t> ids() const noexcept;      ///< Of nodes or relationships.
  std::span<const Value> values() const noexcept;
  /// One byte a row, not 0 where it is null; empty if the column has no nulls or its layout is
  /// Values.
  std::span<const std::uint8_t> nulls() const noexcept;

  void append(Value value);
  void append_null();
  void append_integer(std::int64_t number);
  void append_float(double number);
  void append_boolean(bool truth);
  void append_node(std::uint64_t id);
  void append_relationship(std::uint64_t id);
  void append_repeated(const Value& value, std::size_t count);
  void append(const Column& other, std::size_t row);
  /// Rows [from, from + count) of another column.
  void append_range(const Column& other, std::size_t from, std::size_t count);
  /// The selected rows of another column, in that order.
  void append_selected(const Column& other, std::span<const std::uint32_t> rows);

  // Output for kernels: each makes this a column of `count` rows of that layout without nulls and
  // gives its array to be written (it holds zeros or old numbers). set_null() then marks rows.
  std::span<std::int64_t> fill_integers(std::size_t count);
  std::span<double> fill_floats(std::size_t count);
  std::span<std::uint8_t> fill_booleans(std::size_t count);  ///< Write 0 or 1.
  std::span<std::uint64_t> fill_nodes(std::size_t count);
  std::span<std::uint64_t> fill_relationships(std::size_t count);
  std::span<Value> fill_values(
      std::size_t count);  ///< Nulls at first; call count_nulls() when all are written.
  void count_nulls() noexcept;
  void set_null(std::size_t row);
  /// Puts another value in a row; widens the layout if it must.
  void set(std::size_t row, Value value);

  /// The selected rows as a column of their own; rows may repeat and come in any order.
  Column take(std::span<const std::uint32_t> rows) const;
  /// Keeps the selected rows, in place. Requires: rows ascend strictly.
  void keep(std::span<const std::uint32_t> rows);
  /// Rows [from, from + count), cut at the end.
  Column slice(std::size_t from, std::size_t count) const;
  void truncate(std::size_t count);
  /// Forgets the rows, keeps the memory.
  void clear() noexcept;
  void reserve(std::size_t rows);

  /// Bytes held, contents of values included.
  std::size_t memory() const;

 private:
  void resize_array(Layout layout, std::size_t count);
  /// Makes the layout fit `layout` and says whether it does; if not, the column is one of Values
  /// now.
  bool fit(Layout layout);
  void widen();
  void mark_valid();
  template <typename T>
  std::span<T> fill(Layout layout, std::vector<T>& array, std::size_t count);

  Layout layout_ = Layout::Integers;
  std::size_t size_ = 0;
  std::size_t null_count_ = 0;
  // Only the layout's array is in use, the others are empty.
  std::vector<Value> values_;
  std::vector<std::int64_t> integers_;
  std::vector<double> floats_;
  std::vector<std::uint8_t> booleans_;
  std::vector<std::uint64_t> ids_;
  std::vector<std::uint8_t>
      nulls_;  ///< As long as size_ if there are nulls and the layout is not Values.
};

/// Columns by slot. A slot that nothing writes or needs any more is dead: its column is empty,
/// however many rows the batch has.
class Batch {
 public:
  Batch() = default;
  explicit Batch(std::size_t slots) : columns_(slots) {}

  std::size_t slot_count() const noexcept { return columns_.size(); }
  /// Grows to `slots`; new ones are dead.
  void set_slot_count(std::size_t slots) { columns_.resize(slots); }
  std::size_t row_count() const noexcept { return row_count_; }
  bool empty() const noexcept { return row_count_ == 0; }
  /// To be called when columns were filled one by one; each is then dead or as long as this.
  void set_row_count(std::size_t rows) noexcept { row_count_ = rows; }

  Column& column(std::size_t slot) noexcept { return columns_[slot]; }
  const Column& column(std::size_t slot) const noexcept { return columns_[slot]; }
  bool live(std::size_t slot) const noexcept { return !columns_[slot].empty() || row_count_ == 0; }
  /// The slot's value in a row, null for a dead slot.
  Value value(std::size_t slot, std::size_t row) const {
    return columns_[slot].empty() ? Value() : columns_[slot].value(row);
  }

  /// Keeps the rows where `mask` is not 0. Requires: mask.size() == row_count().
  void keep_where(std::span<const std::uint8_t> mask);
  /// Keeps the rows where `truth` is true: neither false nor null nor anything else.
  void keep_where(const Column& truth);
  /// Keeps the selected rows. Requires: rows ascend strictly.
  void keep(std::span<const std::uint32_t> rows);
  /// The selected rows; they may repeat and come in any order.
  Batch take(std::span<const std::uint32_t> rows) const;
  Batch slice(std::size_t from, std::size_t count) const;
  void truncate(std::size_t rows);
  void append(const Batch& other, std::size_t row);
  void append_range(const Batch& other, std::size_t from, std::size_t count);
  /// Forgets the rows of all slots, keeps slots and memory.
  void clear() noexcept;
  std::size_t memory() const;

 private:
  std::vector<Column> columns_;
  std::size_t row_count_ = 0;
};

/// The rows of a column that are true.
Selection rows_where_true(const Column& truth);

}  // namespace agora::value
