#include "graph/key_layout.h"

#include "base/coding.h"

namespace agora::graph {
namespace {

constexpr std::uint8_t kNodes = 0;
constexpr std::uint8_t kRelationships = 1;

}  // namespace

void BlockKey::u8(std::uint8_t number) noexcept { bytes_[size_++] = static_cast<char>(number); }

template <typename Number>
void BlockKey::put(Number number) noexcept {
  store_big_endian(bytes_ + size_, number);
  size_ += sizeof number;
}

BlockKey::BlockKey(const RunKey& run) noexcept {
  put(kPartition);
  switch (run.kind) {
    case RunKind::AdjacencyOut:
      u8('a'), u8(0), put(run.id);
      break;
    case RunKind::AdjacencyIn:
      u8('a'), u8(1), put(run.id);
      break;
    case RunKind::Ends:
      u8('e');
      break;
    case RunKind::NodeColumn:
      u8('c'), u8(kNodes), put(run.id);
      break;
    case RunKind::RelationshipColumn:
      u8('c'), u8(kRelationships), put(run.id);
      break;
    case RunKind::NodeShape:
      u8('s'), u8(kNodes);
      break;
    case RunKind::RelationshipShape:
      u8('s'), u8(kRelationships);
      break;
    case RunKind::Label:
      u8('l'), put(run.id);
      break;
  }
  put(static_cast<std::uint64_t>(run.number << kRunBits));
  put(std::uint16_t{0});
}

BlockKey BlockKey::catalog_section(std::uint8_t section) noexcept {
  BlockKey key;
  key.put(kPartition);
  key.u8('k');
  key.u8(section);
  key.put(std::uint16_t{0});
  return key;
}

BlockKey BlockKey::chunk(std::uint16_t number) const noexcept {
  BlockKey key = *this;
  store_big_endian(key.bytes_ + size_ - sizeof number, number);
  return key;
}

std::string run_prefix(RunKind kind, std::uint32_t id) {
  const BlockKey key(RunKey{kind, id, 0});
  return std::string(
      key.bytes().substr(0, key.bytes().size() - sizeof(std::uint64_t) - sizeof(std::uint16_t)));
}

bool parse_run_key(std::string_view key, std::string_view prefix, std::uint64_t& number,
                   std::uint16_t& chunk) {
  if (key.size() != prefix.size() + 10 || !key.starts_with(prefix)) return false;
  number = load_big_endian<std::uint64_t>(key.data() + prefix.size()) >> kRunBits;
  chunk = load_big_endian<std::uint16_t>(key.data() + prefix.size() + 8);
  return true;
}

std::optional<StoredKey> parse_key(std::string_view key) {
  constexpr std::size_t kTail = sizeof(std::uint64_t) + sizeof(std::uint16_t);
  if (key.size() < 3 || load_big_endian<std::uint16_t>(key.data()) != kPartition) return std::nullopt;
  StoredKey found;
  found.chunk = load_big_endian<std::uint16_t>(key.data() + key.size() - sizeof(std::uint16_t));
  const auto byte_at = [&](std::size_t i) { return static_cast<std::uint8_t>(key[i]); };
  const auto has = [&](std::size_t middle) { return key.size() == 3 + middle + kTail; };
  const auto number_at = [&](std::size_t i) { return load_big_endian<std::uint32_t>(key.data() + i); };
  switch (key[2]) {
    case 'd':
      found.document = true;
      return found;
    case 'k':
      if (key.size() != 6) return std::nullopt;
      found.section = byte_at(3);
      return found;
    case 'a':
      if (!has(5) || byte_at(3) > 1) return std::nullopt;
      found.run = {byte_at(3) == 0 ? RunKind::AdjacencyOut : RunKind::AdjacencyIn, number_at(4), 0};
      break;
    case 'e':
      if (!has(0)) return std::nullopt;
      found.run = {RunKind::Ends, 0, 0};
      break;
    case 'c':
      if (!has(5) || byte_at(3) > 1) return std::nullopt;
      found.run = {byte_at(3) == kNodes ? RunKind::NodeColumn : RunKind::RelationshipColumn, number_at(4), 0};
      break;
    case 's':
      if (!has(1) || byte_at(3) > 1) return std::nullopt;
      found.run = {byte_at(3) == kNodes ? RunKind::NodeShape : RunKind::RelationshipShape, 0, 0};
      break;
    case 'l':
      if (!has(4)) return std::nullopt;
      found.run = {RunKind::Label, number_at(3), 0};
      break;
    default:
      return std::nullopt;
  }
  const auto first = load_big_endian<std::uint64_t>(key.data() + key.size() - kTail);
  if (first % kRunIds != 0) return std::nullopt;
  found.run.number = first >> kRunBits;
  return found;
}

std::string index_entry_prefix(IndexId index, std::string_view values, bool unique) {
  std::string key;
  put_u16(key, kPartition);
  put_u8(key, unique ? 'j' : 'i');
  put_u32(key, index.value);
  key += values;
  return key;
}

std::string describe(const RunKey& key) {
  const std::string first = std::to_string(key.number << kRunBits);
  const std::string last = std::to_string((key.number << kRunBits) + kRunIds - 1);
  const auto of = [&](std::string_view what, std::string_view elements) {
    return std::string(what) + " of " + std::string(elements) + " " + first + " to " + last;
  };
  const std::string number = std::to_string(key.id);
  switch (key.kind) {
    case RunKind::AdjacencyOut:
      return of("the outgoing relationships (type number " + number + ")", "nodes");
    case RunKind::AdjacencyIn:
      return of("the incoming relationships (type number " + number + ")", "nodes");
    case RunKind::Ends:
      return of("the ends", "relationships");
    case RunKind::NodeColumn:
      return of("the values of property number " + number, "nodes");
    case RunKind::RelationshipColumn:
      return of("the values of property number " + number, "relationships");
    case RunKind::NodeShape:
      return of("the list", "nodes");
    case RunKind::RelationshipShape:
      return of("the list of properties", "relationships");
    case RunKind::Label:
      return of("label number " + number, "nodes");
  }
  return first;
}

}  // namespace agora::graph
