#include "transfer/key_table.h"

#include <charconv>
#include <optional>

namespace agora::transfer {

namespace {

/// The cell as an integer, if it is one.
std::optional<std::int64_t> number_of(std::string_view cell) {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (code != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  return number;
}

}  // namespace

const KeyTable::Entry* KeyTable::add(const Value& key, const Entry& entry) {
  if (key.is(ValueType::Integer)) {
    const auto [at, added] = numbers_.try_emplace(key.as_int(), entry);
    return added ? nullptr : &at->second;
  }
  const auto [at, added] = texts_.try_emplace(key.as_string(), entry);
  return added ? nullptr : &at->second;
}

void KeyTable::remove(const Value& key) {
  if (key.is(ValueType::Integer)) {
    numbers_.erase(key.as_int());
  } else {
    texts_.erase(key.as_string());
  }
}

void KeyTable::set_node(const Value& key, NodeId node) {
  if (key.is(ValueType::Integer)) {
    numbers_.find(key.as_int())->second.node = node;
  } else {
    texts_.find(key.as_string())->second.node = node;
  }
}

void KeyTable::find(std::span<const std::string> cells, std::vector<const Entry*>& found) const {
  // A table of millions of keys is in no cache: while one key is looked up, the memory of those that follow is on its way.
  constexpr std::size_t kAhead = 16;
  std::vector<std::optional<std::int64_t>> numbers(cells.size());
  const auto fetch = [&](std::size_t i) {
    if (i >= cells.size() || numbers_.empty()) return;
    numbers[i] = number_of(cells[i]);
    if (numbers[i]) numbers_.prefetch(*numbers[i]);
  };
  for (std::size_t i = 0; i < kAhead; ++i) fetch(i);
  found.clear();
  found.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    fetch(i + kAhead);
    const auto at = numbers[i] ? numbers_.find(*numbers[i]) : numbers_.end();
    found.push_back(at != numbers_.end() ? &at->second : find_text(cells[i]));
  }
}

const KeyTable::Entry* KeyTable::find_text(std::string_view cell) const {
  const auto found = texts_.find(cell);
  return found == texts_.end() ? nullptr : &found->second;
}

}  // namespace agora::transfer
