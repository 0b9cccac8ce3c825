#include "value/memory.h"

namespace agora::value {
namespace {

constexpr std::size_t kHead = 32;  ///< The counter and what the allocator adds.

std::size_t heap_bytes_of(const std::vector<Value>& values) {
  std::size_t bytes = values.capacity() * sizeof(Value);
  for (const Value& each : values) bytes += heap_bytes(each);
  return bytes;
}

}  // namespace

std::size_t heap_bytes(const Map& map) {
  std::size_t bytes = map.size() * sizeof(Map::Entry);
  for (const auto& [key, each] : map) bytes += key.capacity() + heap_bytes(each);
  return bytes;
}

std::size_t heap_bytes(const Value& value) {
  switch (value.type()) {
    case ValueType::String: {
      const std::size_t size = value.as_string().size();
      return size <= 14 ? 0 : kHead + size;
    }
    case ValueType::List:
      return kHead + sizeof(List) + heap_bytes_of(value.as_list());
    case ValueType::Map:
      return kHead + sizeof(Map) + heap_bytes(value.as_map());
    case ValueType::Node:
      if (!value.has_contents()) return 0;
      return kHead + sizeof(Node) + value.as_node().labels.size() * sizeof(std::string) +
             heap_bytes(value.as_node().properties);
    case ValueType::Relationship:
      if (!value.has_contents()) return 0;
      return kHead + sizeof(Relationship) + heap_bytes(value.as_relationship().properties);
    case ValueType::Path:
      return kHead + sizeof(Path) + heap_bytes_of(value.as_path().nodes) +
             heap_bytes_of(value.as_path().relationships);
    case ValueType::Time:
      return kHead + sizeof(Time);
    case ValueType::DateTime:
      return kHead + sizeof(DateTime);
    case ValueType::LocalDateTime:
      return kHead + sizeof(LocalDateTime);
    case ValueType::Duration:
      return kHead + sizeof(Duration);
    case ValueType::Enumerated:
      return kHead + sizeof(Enumerated);
    default:
      return 0;
  }
}

}  // namespace agora::value
