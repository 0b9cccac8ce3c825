#include "value/batch.h"

#include <algorithm>
#include <cassert>

namespace agora::value {

namespace {

/// Without a branch for each row: whether it is taken is anybody's guess.
Selection rows_set(std::span<const std::uint8_t> mask) {
  Selection rows(mask.size());
  std::size_t count = 0;
  for (std::size_t row = 0; row < mask.size(); ++row) {
    rows[count] = static_cast<std::uint32_t>(row);
    count += mask[row] != 0;
  }
  rows.resize(count);
  return rows;
}

}  // namespace

void Batch::keep_where(std::span<const std::uint8_t> mask) {
  assert(mask.size() == row_count_);
  keep(rows_set(mask));
}

void Batch::keep_where(const Column& truth) {
  assert(truth.size() == row_count_);
  keep(rows_where_true(truth));
}

void Batch::keep(std::span<const std::uint32_t> rows) {
  if (rows.size() == row_count_) return;
  for (Column& column : columns_) {
    if (!column.empty()) column.keep(rows);
  }
  row_count_ = rows.size();
}

Batch Batch::take(std::span<const std::uint32_t> rows) const {
  Batch batch(columns_.size());
  for (std::size_t slot = 0; slot < columns_.size(); ++slot) {
    if (!columns_[slot].empty()) batch.columns_[slot] = columns_[slot].take(rows);
  }
  batch.row_count_ = rows.size();
  return batch;
}

Batch Batch::slice(std::size_t from, std::size_t count) const {
  Batch batch(columns_.size());
  batch.append_range(*this, from, count);
  return batch;
}

void Batch::truncate(std::size_t rows) {
  if (rows >= row_count_) return;
  for (Column& column : columns_) column.truncate(rows);
  row_count_ = rows;
}

void Batch::append(const Batch& other, std::size_t row) { append_range(other, row, 1); }

void Batch::append_range(const Batch& other, std::size_t from, std::size_t count) {
  if (from >= other.row_count_) return;
  count = std::min(count, other.row_count_ - from);
  if (columns_.size() < other.columns_.size()) columns_.resize(other.columns_.size());
  for (std::size_t slot = 0; slot < columns_.size(); ++slot) {
    Column& column = columns_[slot];
    const bool has = slot < other.columns_.size() && !other.columns_[slot].empty();
    if (!has && column.empty()) continue;
    // A slot that is dead on one side alone has nulls for that side's rows.
    if (column.empty()) column.append_repeated(Value(), row_count_);
    if (has) {
      column.append_range(other.columns_[slot], from, count);
    } else {
      column.append_repeated(Value(), count);
    }
  }
  row_count_ += count;
}

void Batch::clear() noexcept {
  for (Column& column : columns_) column.clear();
  row_count_ = 0;
}

std::size_t Batch::memory() const {
  std::size_t bytes = columns_.capacity() * sizeof(Column);
  for (const Column& column : columns_) bytes += column.memory();
  return bytes;
}

Selection rows_where_true(const Column& truth) {
  Selection rows;
  rows.reserve(truth.size());
  if (truth.is(Layout::Booleans)) {
    const std::span<const std::uint8_t> booleans = truth.booleans();
    if (!truth.has_nulls()) return rows_set(booleans);
    for (std::size_t row = 0; row < booleans.size(); ++row) {
      if (booleans[row] != 0 && !truth.is_null(row)) rows.push_back(static_cast<std::uint32_t>(row));
    }
  } else if (truth.is(Layout::Values)) {
    const std::span<const Value> values = truth.values();
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (values[row].is(ValueType::Boolean) && values[row].as_bool()) {
        rows.push_back(static_cast<std::uint32_t>(row));
      }
    }
  }
  return rows;
}

}  // namespace agora::value
