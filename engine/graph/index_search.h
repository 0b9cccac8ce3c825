// graph/index_search.h
//
// Reads the entries of one index as a view sees them: those of its snapshot, changed by what its
// transaction wrote.
//
// Threads: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "graph/fork_layer.h"
#include "graph/index_key.h"
#include "storage/kv_store.h"

namespace agora::graph {

struct IndexEntry {
  std::string values;  ///< As index_key.h writes them.
  std::uint64_t id = 0;
  bool operator<(const IndexEntry& other) const {
    return values != other.values ? values < other.values : id < other.id;
  }
};

class IndexSearch {
 public:
  IndexSearch(const storage::Snapshot& snapshot, const ForkLayer* layer,
              const catalog::Index& index)
      : snapshot_(snapshot), layer_(layer), index_(index) {}

  /// The ids under exactly these bytes, ascending. If the key is hashed they are candidates only.
  std::vector<std::uint64_t> equal(const IndexKey& key) const;
  /// The ids under a key of a unique index as it is stored.
  std::vector<std::uint64_t> owners(const std::string& key) const;
  /// All entries with begin <= values < end (no end if empty), in order.
  std::vector<IndexEntry> range(std::string_view begin, std::string_view end) const;

 private:
  void scan(std::string_view begin, std::string_view end, bool unique,
            std::vector<IndexEntry>& out) const;
  const storage::Snapshot& snapshot_;
  const ForkLayer* layer_;
  const catalog::Index& index_;
};

}  // namespace agora::graph
