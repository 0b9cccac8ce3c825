#include <algorithm>
#include <cassert>

#include "value/batch.h"
#include "value/memory.h"

namespace agora::value {
namespace {

/// The narrowest layout for a value that is not null. Elements with contents stay boxed, or they
/// would lose them.
Layout layout_for(const Value& value) noexcept {
  switch (value.type()) {
    case ValueType::Integer:
      return Layout::Integers;
    case ValueType::Float:
      return Layout::Floats;
    case ValueType::Boolean:
      return Layout::Booleans;
    case ValueType::Node:
      return value.has_contents() ? Layout::Values : Layout::Nodes;
    case ValueType::Relationship:
      return value.has_contents() ? Layout::Values : Layout::Relationships;
    default:
      return Layout::Values;
  }
}

template <typename T>
void keep_rows(std::vector<T>& array, std::span<const std::uint32_t> rows) {
  // Rows ascend, so each moves to where it is or before.
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] != i) array[i] = std::move(array[rows[i]]);
  }
  array.resize(rows.size());
}

template <typename T>
void append_rows(std::vector<T>& array, const std::vector<T>& other,
                 std::span<const std::uint32_t> rows) {
  const std::size_t before = array.size();
  array.resize(before + rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) array[before + i] = other[rows[i]];
}

template <typename T>
void append_run(std::vector<T>& array, const std::vector<T>& other, std::size_t from,
                std::size_t count) {
  const auto begin = other.begin() + static_cast<std::ptrdiff_t>(from);
  array.insert(array.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
}

}  // namespace

Column Column::repeated(const Value& value, std::size_t count) {
  Column column;
  column.append_repeated(value, count);
  return column;
}

void Column::resize_array(Layout layout, std::size_t count) {
  switch (layout) {
    case Layout::Values:
      values_.resize(count);
      break;
    case Layout::Integers:
      integers_.resize(count);
      break;
    case Layout::Floats:
      floats_.resize(count);
      break;
    case Layout::Booleans:
      booleans_.resize(count);
      break;
    case Layout::Nodes:
    case Layout::Relationships:
      ids_.resize(count);
      break;
  }
}

void Column::widen() {
  if (layout_ == Layout::Values) return;
  std::vector<Value> boxed;
  boxed.reserve(std::max(size_ + 1, size_ * 2));
  for (std::size_t row = 0; row < size_; ++row) boxed.push_back(value(row));
  resize_array(layout_, 0);
  nulls_.clear();
  values_ = std::move(boxed);
  layout_ = Layout::Values;
}

bool Column::fit(Layout layout) {
  if (layout_ == layout) return true;
  if (null_count_ == size_) {  // Nothing but nulls, or nothing at all: any layout can hold them.
    resize_array(layout_, 0);
    layout_ = layout;
    resize_array(layout_, 0);
    resize_array(layout_, size_);
    nulls_.assign(layout == Layout::Values ? 0 : size_, 1);
    return true;
  }
  widen();
  return false;
}

void Column::mark_valid() {
  if (null_count_ > 0 && layout_ != Layout::Values) nulls_.push_back(0);
  ++size_;
}

Value Column::value(std::size_t row) const {
  assert(row < size_);
  if (layout_ == Layout::Values) return values_[row];
  if (is_null(row)) return {};
  switch (layout_) {
    case Layout::Integers:
      return integers_[row];
    case Layout::Floats:
      return floats_[row];
    case Layout::Booleans:
      return booleans_[row] != 0;
    case Layout::Nodes:
      return Value::node_reference(ids_[row]);
    default:
      return Value::relationship_reference(ids_[row]);
  }
}

std::span<const std::int64_t> Column::integers() const noexcept {
  assert(layout_ == Layout::Integers);
  return integers_;
}

std::span<const double> Column::floats() const noexcept {
  assert(layout_ == Layout::Floats);
  return floats_;
}

std::span<const std::uint8_t> Column::booleans() const noexcept {
  assert(layout_ == Layout::Booleans);
  return booleans_;
}

std::span<const std::uint64_t> Column::ids() const noexcept {
  assert(layout_ == Layout::Nodes || layout_ == Layout::Relationships);
  return ids_;
}

std::span<const Value> Column::values() const noexcept {
  assert(layout_ == Layout::Values);
  return values_;
}

std::span<const std::uint8_t> Column::nulls() const noexcept {
  if (null_count_ == 0 || layout_ == Layout::Values) return {};
  return nulls_;
}

void Column::append(Value value) {
  switch (value.is_null() ? Layout::Values : layout_for(value)) {
    case Layout::Integers:
      return append_integer(value.as_int());
    case Layout::Floats:
      return append_float(value.as_float());
    case Layout::Booleans:
      return append_boolean(value.as_bool());
    case Layout::Nodes:
      return append_node(value.id());
    case Layout::Relationships:
      return append_relationship(value.id());
    case Layout::Values:
      break;
  }
  if (value.is_null()) return append_null();
  if (layout_ != Layout::Values && !fit(Layout::Values)) widen();
  values_.push_back(std::move(value));
  ++size_;
}

void Column::append_null() {
  if (layout_ != Layout::Values) {
    if (null_count_ == 0) nulls_.assign(size_, 0);
    nulls_.push_back(1);
  }
  resize_array(layout_, size_ + 1);
  ++null_count_;
  ++size_;
}

void Column::append_integer(std::int64_t number) {
  if (fit(Layout::Integers)) {
    integers_.push_back(number);
    return mark_valid();
  }
  values_.emplace_back(number);
  ++size_;
}

void Column::append_float(double number) {
  if (fit(Layout::Floats)) {
    floats_.push_back(number);
    return mark_valid();
  }
  values_.emplace_back(number);
  ++size_;
}

void Column::append_boolean(bool truth) {
  if (fit(Layout::Booleans)) {
    booleans_.push_back(truth ? 1 : 0);
    return mark_valid();
  }
  values_.emplace_back(truth);
  ++size_;
}

void Column::append_node(std::uint64_t id) {
  if (fit(Layout::Nodes)) {
    ids_.push_back(id);
    return mark_valid();
  }
  values_.push_back(Value::node_reference(id));
  ++size_;
}

void Column::append_relationship(std::uint64_t id) {
  if (fit(Layout::Relationships)) {
    ids_.push_back(id);
    return mark_valid();
  }
  values_.push_back(Value::relationship_reference(id));
  ++size_;
}

void Column::append_repeated(const Value& value, std::size_t count) {
  reserve(size_ + count);
  for (std::size_t i = 0; i < count; ++i) append(value);
}

void Column::append(const Column& other, std::size_t row) {
  if (other.is_null(row)) return append_null();
  switch (other.layout_) {
    case Layout::Integers:
      return append_integer(other.integers_[row]);
    case Layout::Floats:
      return append_float(other.floats_[row]);
    case Layout::Booleans:
      return append_boolean(other.booleans_[row] != 0);
    case Layout::Nodes:
      return append_node(other.ids_[row]);
    case Layout::Relationships:
      return append_relationship(other.ids_[row]);
    case Layout::Values:
      return append(other.values_[row]);
  }
}

void Column::append_range(const Column& other, std::size_t from, std::size_t count) {
  if (from >= other.size_) return;
  count = std::min(count, other.size_ - from);
  const bool alike = !has_nulls() && !other.has_nulls() && other.layout_ != Layout::Values;
  if (!alike || !fit(other.layout_)) {
    for (std::size_t row = from; row < from + count; ++row) append(other, row);
    return;
  }
  switch (layout_) {
    case Layout::Integers:
      append_run(integers_, other.integers_, from, count);
      break;
    case Layout::Floats:
      append_run(floats_, other.floats_, from, count);
      break;
    case Layout::Booleans:
      append_run(booleans_, other.booleans_, from, count);
      break;
    default:
      append_run(ids_, other.ids_, from, count);
      break;
  }
  size_ += count;
}

void Column::append_selected(const Column& other, std::span<const std::uint32_t> rows) {
  const bool alike = !has_nulls() && !other.has_nulls();
  if (!alike || !fit(other.layout_)) {
    for (const std::uint32_t row : rows) append(other, row);
    return;
  }
  switch (layout_) {
    case Layout::Values:
      append_rows(values_, other.values_, rows);
      break;
    case Layout::Integers:
      append_rows(integers_, other.integers_, rows);
      break;
    case Layout::Floats:
      append_rows(floats_, other.floats_, rows);
      break;
    case Layout::Booleans:
      append_rows(booleans_, other.booleans_, rows);
      break;
    default:
      append_rows(ids_, other.ids_, rows);
      break;
  }
  size_ += rows.size();
}

template <typename T>
std::span<T> Column::fill(Layout layout, std::vector<T>& array, std::size_t count) {
  if (layout != layout_) clear();
  nulls_.clear();
  null_count_ = 0;
  layout_ = layout;
  size_ = count;
  array.resize(count);
  return array;
}

std::span<std::int64_t> Column::fill_integers(std::size_t count) {
  return fill(Layout::Integers, integers_, count);
}
std::span<double> Column::fill_floats(std::size_t count) {
  return fill(Layout::Floats, floats_, count);
}
std::span<std::uint8_t> Column::fill_booleans(std::size_t count) {
  return fill(Layout::Booleans, booleans_, count);
}
std::span<std::uint64_t> Column::fill_nodes(std::size_t count) {
  return fill(Layout::Nodes, ids_, count);
}
std::span<std::uint64_t> Column::fill_relationships(std::size_t count) {
  return fill(Layout::Relationships, ids_, count);
}

std::span<Value> Column::fill_values(std::size_t count) {
  values_.clear();
  return fill(Layout::Values, values_, count);
}

void Column::count_nulls() noexcept {
  if (layout_ == Layout::Values) {
    null_count_ = static_cast<std::size_t>(
        std::count_if(values_.begin(), values_.end(), [](const Value& v) { return v.is_null(); }));
  } else if (null_count_ > 0) {
    null_count_ =
        static_cast<std::size_t>(std::count(nulls_.begin(), nulls_.end(), std::uint8_t{1}));
  }
  if (null_count_ == 0) nulls_.clear();
}

void Column::set_null(std::size_t row) {
  if (is_null(row)) return;
  if (layout_ == Layout::Values) {
    values_[row] = Value();
  } else {
    if (null_count_ == 0) nulls_.assign(size_, 0);
    nulls_[row] = 1;
  }
  ++null_count_;
}

void Column::set(std::size_t row, Value value) {
  if (value.is_null()) return set_null(row);
  const bool was_null = is_null(row);
  if (!fit(layout_for(value))) {
    values_[row] = std::move(value);
  } else {
    switch (layout_) {
      case Layout::Values:
        values_[row] = std::move(value);
        break;
      case Layout::Integers:
        integers_[row] = value.as_int();
        break;
      case Layout::Floats:
        floats_[row] = value.as_float();
        break;
      case Layout::Booleans:
        booleans_[row] = value.as_bool() ? 1 : 0;
        break;
      default:
        ids_[row] = value.id();
        break;
    }
    if (was_null && layout_ != Layout::Values) nulls_[row] = 0;
  }
  if (was_null && --null_count_ == 0) nulls_.clear();
}

Column Column::take(std::span<const std::uint32_t> rows) const {
  Column column;
  column.reserve(rows.size());
  column.append_selected(*this, rows);
  return column;
}

void Column::keep(std::span<const std::uint32_t> rows) {
  switch (layout_) {
    case Layout::Values:
      keep_rows(values_, rows);
      break;
    case Layout::Integers:
      keep_rows(integers_, rows);
      break;
    case Layout::Floats:
      keep_rows(floats_, rows);
      break;
    case Layout::Booleans:
      keep_rows(booleans_, rows);
      break;
    default:
      keep_rows(ids_, rows);
      break;
  }
  size_ = rows.size();
  if (null_count_ == 0) return;
  if (layout_ != Layout::Values) keep_rows(nulls_, rows);
  count_nulls();
}

Column Column::slice(std::size_t from, std::size_t count) const {
  Column column;
  column.append_range(*this, from, count);
  return column;
}

void Column::truncate(std::size_t count) {
  if (count >= size_) return;
  resize_array(layout_, count);
  size_ = count;
  if (null_count_ == 0) return;
  if (layout_ != Layout::Values) nulls_.resize(count);
  count_nulls();
}

void Column::clear() noexcept {
  values_.clear();
  integers_.clear();
  floats_.clear();
  booleans_.clear();
  ids_.clear();
  nulls_.clear();
  size_ = 0;
  null_count_ = 0;
}

void Column::reserve(std::size_t rows) {
  switch (layout_) {
    case Layout::Values:
      values_.reserve(rows);
      break;
    case Layout::Integers:
      integers_.reserve(rows);
      break;
    case Layout::Floats:
      floats_.reserve(rows);
      break;
    case Layout::Booleans:
      booleans_.reserve(rows);
      break;
    default:
      ids_.reserve(rows);
      break;
  }
}

std::size_t Column::memory() const {
  std::size_t bytes = values_.capacity() * sizeof(Value) +
                      integers_.capacity() * sizeof(std::int64_t) +
                      floats_.capacity() * sizeof(double) + booleans_.capacity() +
                      ids_.capacity() * sizeof(std::uint64_t) + nulls_.capacity();
  for (const Value& each : values_) bytes += heap_bytes(each);
  return bytes;
}

}  // namespace agora::value
