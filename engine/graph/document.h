// graph/document.h
//
// Documents: named texts that are kept beside the graph and belong to no element of it, such as the
// text of a source or the manifest that a dataset came with. Queries do not see them.
//
//   key      partition:u16 'd' name 0:u8 chunk:u16
//   value    checksum:u64 part         chunk 0: part := chunk_count:varint bytes
//
// A part is at most kChunkBytes long. The checksum is XXH3-64 of the part, seeded with the hash of
// the key. A name is 1 to 512 bytes, none of them 0.
//
// Frozen: a change here raises storage::kFormatVersion and adds an upgrade.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/kv_store.h"

namespace agora::graph {

/// The document of that name, or nothing. Throws Error: Corrupt.
std::optional<std::string> read_document(const storage::Snapshot& snapshot, std::string_view name);

/// The names that begin with `prefix`, in byte order.
std::vector<std::string> document_names(const storage::Snapshot& snapshot, std::string_view prefix);

/// Keys and values of a document, in the order of their keys. Throws Error LimitExceeded for more than 2 GB, Usage
/// for a name that cannot be one.
std::vector<std::pair<std::string, std::string>> document_entries(std::string_view name,
                                                                  std::string_view bytes);

/// Replaces the document.
void put_document(storage::WriteBatch& batch, std::string_view name, std::string_view bytes);
void remove_document(storage::WriteBatch& batch, std::string_view name);

}  // namespace agora::graph
