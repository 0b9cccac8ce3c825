// graph/key_layout.h
//
// What is stored under which key.
//
// clang-format off
//   space   key                                                              value
//   Blocks  partition:u16 'a' direction:u8 type:u32 first:u64 chunk:u16      adjacency of 1,024 source nodes
//           partition:u16 'e' first:u64 chunk:u16                            type, start and end of relationships
//           partition:u16 'c' element:u8 key:u32 first:u64 chunk:u16         column: values of a property
//           partition:u16 's' element:u8 first:u64 chunk:u16                 shape: existence and property keys
//           partition:u16 'l' label:u32 first:u64 chunk:u16                  which nodes carry a label
//           partition:u16 'k' section:u8 chunk:u16                           catalog: 1 names and schema, 2 counts
//           partition:u16 'd' name 0:u8 chunk:u16                            documents: see document.h
//   Index   partition:u16 'i' index:u32 value id:u64                         empty
//           partition:u16 'j' index:u32 value                                id:u64   (unique, value not hashed)
//
// Integers in keys are big-endian, so byte order is number order: the blocks of one type, property or label lie
// together. `first` is a multiple of 1,024. direction: 0 out, 1 in. element: 0 nodes, 1 relationships. An index's
// `value` is written down in index_key.h. The partition is 0; it is there for a store with several.
//
// A block's value is a sequence of records. The first key of a run (chunk 0) has at most one base, at its front,
// and after it the deltas in the order of their commits. A base longer than 32 kB goes on in chunks 1, 2, …
// A run that says nothing has no keys.
//
//   value  := record*
//   record := kind:u8 length:u32 checksum:u32 payload[length]
//   kind   := 'B' base | 'D' delta | 'C' the base goes on
//   base   := chunk_count payload            delta := change*
//
// The checksum is the low half of XXH3-64 over the payload, seeded with the kind and the hash of the key, so
// that a block in another's place is noticed too.
//
// Payloads (numbers are varints, differences zigzag, unless it says otherwise; bits := 1 n | 2 u64[16]):
//   adjacency  entries (empty slots, degree)* node_differences relationship_differences     see adjacency_run.cpp
//              change := slot*2+removed node relationship
//   ends       bits stretches (type length)* start_differences end_differences
//              change := slot 0 | slot type+1 start end
//   column     bits coding values                                                           see column_run.cpp
//              change := slot value
//   shape      sets (size key_differences)* slots (set+1 or 0, length)*
//              change := slot 0 | slot size+1 key_differences
//   label      bits
//              change := slot carries:u8
//   catalog    see catalog/catalog_codec.h; counts := next_node next_relationship statistics,
//              change := next_node next_relationship statistics_change
// clang-format on
//
// Frozen: a change here raises storage::kFormatVersion and adds an upgrade.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "graph/run.h"

namespace agora::graph {

inline constexpr std::uint16_t kPartition = 0;
/// Payload of one key at most.
inline constexpr std::size_t kChunkBytes = 32 * 1024;

/// Bytes of a short key on the stack.
class BlockKey {
 public:
  /// Of a run, for its chunk 0.
  explicit BlockKey(const RunKey& run) noexcept;
  /// Of a catalog section, for its chunk 0.
  static BlockKey catalog_section(std::uint8_t section) noexcept;

  /// The key of another chunk of the same run.
  BlockKey chunk(std::uint16_t number) const noexcept;
  /// Valid as long as this.
  std::string_view bytes() const noexcept { return {bytes_, size_}; }

  static constexpr std::size_t kMaxSize = 24;

 private:
  BlockKey() = default;
  void u8(std::uint8_t number) noexcept;
  template <typename Number>
  void put(Number number) noexcept;
  char bytes_[kMaxSize];
  std::size_t size_ = 0;
};

/// What the keys of all runs of a kind and id begin with.
std::string run_prefix(RunKind kind, std::uint32_t id);
/// The number of the run a key with that prefix belongs to, and its chunk. False if it is none.
bool parse_run_key(std::string_view key, std::string_view prefix, std::uint64_t& number, std::uint16_t& chunk);

/// What a key of the space Blocks stands for.
struct StoredKey {
  RunKey run;
  std::optional<std::uint8_t> section;  ///< Of the catalog; then `run` says nothing.
  bool document = false;                ///< Then neither of the others does.
  std::uint16_t chunk = 0;
};
/// Nothing if the key is none of ours.
std::optional<StoredKey> parse_key(std::string_view key);

/// What entries of an index begin with; `values` is as index_key.h writes them.
std::string index_entry_prefix(IndexId index, std::string_view values, bool unique);

/// A run as a person would name it: "the property column of nodes 0 to 1023".
std::string describe(const RunKey& key);

}  // namespace agora::graph
