#include "storage/kv_store.h"

namespace agora::storage {

void WriteBatch::put(KeySpace space, std::string_view key, std::string_view value) {
  add(Kind::Put, space, key, value);
}

void WriteBatch::append(KeySpace space, std::string_view key, std::string_view bytes) {
  add(Kind::Append, space, key, bytes);
}

void WriteBatch::remove(KeySpace space, std::string_view key) { add(Kind::Remove, space, key, {}); }

void WriteBatch::remove_range(KeySpace space, std::string_view begin, std::string_view end) {
  if (begin < end) add(Kind::RemoveRange, space, begin, end);
}

void WriteBatch::clear() {
  operations_.clear();
  bytes_.clear();
}

WriteBatch::Operation WriteBatch::operation(std::size_t i) const noexcept {
  const Entry& entry = operations_[i];
  const std::size_t end = i + 1 < operations_.size() ? operations_[i + 1].offset : bytes_.size();
  const std::string_view both(bytes_.data() + entry.offset, end - entry.offset);
  return {entry.kind, entry.space, both.substr(0, entry.key_size), both.substr(entry.key_size)};
}

void WriteBatch::add(Kind kind, KeySpace space, std::string_view key, std::string_view value) {
  operations_.push_back({kind, space, static_cast<std::uint32_t>(key.size()), bytes_.size()});
  bytes_.append(key);
  bytes_.append(value);
}

}  // namespace agora::storage
