// transfer/key_table.h
//
// The keys of an import's nodes: one namespace over all files.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"
#include "base/ids.h"

namespace agora::transfer {

class KeyTable {
 public:
  struct Entry {
    NodeId node;
    std::uint32_t file = 0;  ///< Which of the import's node files it came from.
    std::uint64_t line = 0;
  };

  /// Adds a key, an integer or a string; gives the entry that has it already, or nullptr if it was
  /// added.
  const Entry* add(const Value& key, const Entry& entry);
  /// Forgets a key that was added.
  void remove(const Value& key);
  /// Sets the node of a key that was added.
  void set_node(const Value& key, NodeId node);
  /// Replaces `found` by the entries that cells src or dst name, nullptr for those that name none.
  void find(std::span<const std::string> cells, std::vector<const Entry*>& found) const;

 private:
  const Entry* find_text(std::string_view cell) const;

  absl::flat_hash_map<std::int64_t, Entry> numbers_;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  absl::flat_hash_map<std::string, Entry, TextHash, std::equal_to<>> texts_;
};

}  // namespace agora::transfer
