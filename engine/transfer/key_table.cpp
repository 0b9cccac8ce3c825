#include "transfer/key_table.h"

#include <charconv>

namespace agora::transfer {

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

const KeyTable::Entry* KeyTable::find(std::string_view cell) const {
  if (!numbers_.empty()) {
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (code == std::errc() && end == cell.data() + cell.size()) {
      if (const auto found = numbers_.find(number); found != numbers_.end()) return &found->second;
    }
  }
  const auto found = texts_.find(cell);
  return found == texts_.end() ? nullptr : &found->second;
}

}  // namespace agora::transfer
