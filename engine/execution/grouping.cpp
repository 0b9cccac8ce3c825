#include "execution/grouping.h"

namespace agora::execution {

bool KeyTable::plain(std::span<const Column* const> columns, std::size_t row, std::uint64_t& word) {
  if (columns.size() != 1 || !columns[0]->is(value::Layout::Nodes) || columns[0]->is_null(row)) return false;
  word = columns[0]->id(row);
  return true;
}

std::size_t KeyTable::hash(std::span<const Column* const> columns, std::size_t row) const {
  std::size_t result = 0;
  for (const Column* column : columns) {
    result = result * 0x9e3779b97f4a7c15u + value::hash(column->value(row));
  }
  return result;
}

bool KeyTable::equal(std::uint32_t number, std::span<const Column* const> columns, std::size_t row) const {
  for (std::size_t part = 0; part < width_; ++part) {
    if (!value::equivalent(keys_[part].value(number), columns[part]->value(row))) return false;
  }
  return true;
}

std::uint32_t KeyTable::add(std::span<const Column* const> columns, std::size_t row) {
  for (std::size_t part = 0; part < width_; ++part) keys_[part].append(*columns[part], row);
  chain_.push_back(kAbsent);
  return static_cast<std::uint32_t>(size_++);
}

std::uint32_t KeyTable::find(std::span<const Column* const> columns, std::size_t row) const {
  std::uint64_t word;
  if (plain(columns, row, word)) {
    const auto found = nodes_.find(word);
    return found == nodes_.end() ? kAbsent : found->second;
  }
  const auto found = first_.find(hash(columns, row));
  if (found == first_.end()) return kAbsent;
  std::uint32_t number = found->second;
  while (number != kAbsent && !equal(number, columns, row)) number = chain_[number];
  return number;
}

std::uint32_t KeyTable::find_or_add(std::span<const Column* const> columns, std::size_t row, bool& added) {
  added = false;
  std::uint64_t word;
  if (plain(columns, row, word)) {
    const auto [entry, fresh] = nodes_.try_emplace(word, static_cast<std::uint32_t>(size_));
    if (fresh) {
      added = true;
      add(columns, row);
    }
    return entry->second;
  }
  const auto [entry, fresh] = first_.try_emplace(hash(columns, row), static_cast<std::uint32_t>(size_));
  if (!fresh) {
    for (std::uint32_t number = entry->second;; number = chain_[number]) {
      if (equal(number, columns, row)) return number;
      if (chain_[number] != kAbsent) continue;
      chain_[number] = static_cast<std::uint32_t>(size_);
      break;
    }
  }
  added = true;
  return add(columns, row);
}

std::size_t KeyTable::memory() const {
  std::size_t bytes = chain_.capacity() * sizeof(std::uint32_t) + (nodes_.capacity() + first_.capacity()) * 16;
  for (const Column& column : keys_) bytes += column.memory();
  return bytes;
}

void KeyTable::clear() {
  size_ = 0;
  for (Column& column : keys_) column.clear();
  nodes_.clear();
  first_.clear();
  chain_.clear();
}

}  // namespace agora::execution
