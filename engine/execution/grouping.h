// execution/grouping.h
//
// Rows by equivalence of some of their values: what DISTINCT, grouping and hash joins stand on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "execution/stream.h"
#include "value/compare.h"

namespace agora::execution {

/// Numbers the distinct keys it meets, from 0 in the order of their first appearance.
class KeyTable {
 public:
  explicit KeyTable(std::size_t width) : width_(width), keys_(width) {}

  /// The number of the key in `row` of `columns`; `added` says whether it is new.
  std::uint32_t find_or_add(std::span<const Column* const> columns, std::size_t row, bool& added);
  /// As find_or_add, but kAbsent if it is not there.
  std::uint32_t find(std::span<const Column* const> columns, std::size_t row) const;

  static constexpr std::uint32_t kAbsent = 0xffffffff;
  /// Equal for equivalent keys.
  static std::size_t hash(std::span<const Column* const> columns, std::size_t row);
  std::size_t size() const noexcept { return size_; }
  /// Part `part` of every key, by number.
  const Column& keys(std::size_t part) const { return keys_[part]; }
  /// Bytes held. Costs nothing to ask.
  std::size_t memory() const;
  void clear();

 private:
  using WordMap = absl::flat_hash_map<std::uint64_t, std::uint32_t>;
  /// Nodes and integers alone as the key are by far the most common, and need no hash of a Value.
  enum class Kind : std::uint8_t { Node, Integer, Other };
  static Kind kind_of(std::span<const Column* const> columns, std::size_t row, std::uint64_t& word);

  std::uint32_t find_or_add_word(WordMap& words, std::uint64_t word, std::span<const Column* const> columns,
                                 std::size_t row, bool& added);
  bool equal(std::uint32_t number, std::span<const Column* const> columns, std::size_t row) const;
  std::uint32_t add(std::span<const Column* const> columns, std::size_t row);

  std::size_t width_;
  std::size_t size_ = 0;
  std::size_t heap_bytes_ = 0;  ///< Of keys that are boxed values.
  std::vector<Column> keys_;
  WordMap nodes_, integers_;
  /// Hash of any other key, to the first key with it; further ones are chained.
  absl::flat_hash_map<std::size_t, std::uint32_t> first_;
  std::vector<std::uint32_t> chain_;
};

}  // namespace agora::execution
