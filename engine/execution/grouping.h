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
  std::size_t size() const noexcept { return size_; }
  /// Part `part` of every key, by number.
  const Column& keys(std::size_t part) const { return keys_[part]; }
  std::size_t memory() const;
  void clear();

 private:
  static bool plain(std::span<const Column* const> columns, std::size_t row, std::uint64_t& word);
  std::size_t hash(std::span<const Column* const> columns, std::size_t row) const;
  bool equal(std::uint32_t number, std::span<const Column* const> columns, std::size_t row) const;
  std::uint32_t add(std::span<const Column* const> columns, std::size_t row);

  std::size_t width_;
  std::size_t size_ = 0;
  std::vector<Column> keys_;
  /// One id as the whole key is by far the most common, and needs no hash of a Value.
  absl::flat_hash_map<std::uint64_t, std::uint32_t> nodes_;
  /// Hash of the key, to the first key with it; further ones are chained.
  absl::flat_hash_map<std::size_t, std::uint32_t> first_;
  std::vector<std::uint32_t> chain_;
};

}  // namespace agora::execution
