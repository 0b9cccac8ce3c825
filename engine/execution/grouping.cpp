#include "execution/grouping.h"

#include "value/memory.h"

namespace agora::execution {

using value::Layout;

namespace {

/// An integer, or a float that is equivalent to one (1.0 groups with 1).
bool integral(const Value& value, std::uint64_t& word) {
  if (value.is(ValueType::Integer)) {
    word = static_cast<std::uint64_t>(value.as_int());
    return true;
  }
  if (!value.is(ValueType::Float)) return false;
  const double number = value.as_float();
  // Beyond 2^53 not every integer is a float; there the general comparison decides.
  constexpr double kExact = 9007199254740992.0;
  if (!(number > -kExact && number < kExact)) return false;
  const auto whole = static_cast<std::int64_t>(number);
  word = static_cast<std::uint64_t>(whole);
  return static_cast<double>(whole) == number;
}

constexpr std::int64_t kExactInteger = std::int64_t{1} << 53;

bool exact(std::uint64_t word) {
  const auto number = static_cast<std::int64_t>(word);
  return number > -kExactInteger && number < kExactInteger;
}

}  // namespace

KeyTable::Kind KeyTable::kind_of(std::span<const Column* const> columns, std::size_t row, std::uint64_t& word) {
  if (columns.size() != 1 || columns[0]->is_null(row)) return Kind::Other;
  const Column& column = *columns[0];
  switch (column.layout()) {
    case Layout::Nodes:
      word = column.ids()[row];
      return Kind::Node;
    case Layout::Integers:
      word = static_cast<std::uint64_t>(column.integers()[row]);
      return exact(word) ? Kind::Integer : Kind::Other;
    case Layout::Floats:
      return integral(column.floats()[row], word) ? Kind::Integer : Kind::Other;
    case Layout::Values: {
      const Value& value = column.values()[row];
      if (value.is(ValueType::Node)) {
        word = value.id();
        return Kind::Node;
      }
      return integral(value, word) && exact(word) ? Kind::Integer : Kind::Other;
    }
    default:
      return Kind::Other;
  }
}

std::size_t KeyTable::hash(std::span<const Column* const> columns, std::size_t row) {
  std::size_t result = 0;
  for (const Column* column : columns) {
    const std::size_t part =
        column->is(Layout::Values) ? value::hash(column->values()[row]) : value::hash(column->value(row));
    result = result * 0x9e3779b97f4a7c15u + part;
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
  for (std::size_t part = 0; part < width_; ++part) {
    const Column& column = *columns[part];
    if (column.is(Layout::Values)) heap_bytes_ += value::heap_bytes(column.values()[row]);
    keys_[part].append(column, row);
  }
  chain_.push_back(kAbsent);
  return static_cast<std::uint32_t>(size_++);
}

std::uint32_t KeyTable::find(std::span<const Column* const> columns, std::size_t row) const {
  std::uint64_t word;
  if (const Kind kind = kind_of(columns, row, word); kind != Kind::Other) {
    const WordMap& words = kind == Kind::Node ? nodes_ : integers_;
    const auto found = words.find(word);
    return found == words.end() ? kAbsent : found->second;
  }
  const auto found = first_.find(hash(columns, row));
  if (found == first_.end()) return kAbsent;
  std::uint32_t number = found->second;
  while (number != kAbsent && !equal(number, columns, row)) number = chain_[number];
  return number;
}

std::uint32_t KeyTable::find_or_add(std::span<const Column* const> columns, std::size_t row, bool& added) {
  std::uint64_t word;
  if (const Kind kind = kind_of(columns, row, word); kind != Kind::Other) {
    return find_or_add_word(kind == Kind::Node ? nodes_ : integers_, word, columns, row, added);
  }
  added = false;
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

std::uint32_t KeyTable::find_or_add_word(WordMap& words, std::uint64_t word,
                                         std::span<const Column* const> columns, std::size_t row, bool& added) {
  const auto [entry, fresh] = words.try_emplace(word, static_cast<std::uint32_t>(size_));
  added = fresh;
  if (fresh) add(columns, row);
  return entry->second;
}

std::size_t KeyTable::memory() const {
  return heap_bytes_ + size_ * (width_ * sizeof(Value) + sizeof(std::uint32_t)) +
         (nodes_.capacity() + integers_.capacity() + first_.capacity()) * 17;
}

void KeyTable::clear() {
  size_ = heap_bytes_ = 0;
  for (Column& column : keys_) column.clear();
  nodes_.clear();
  integers_.clear();
  first_.clear();
  chain_.clear();
}

}  // namespace agora::execution
