#include "graph/document.h"

#include <xxhash.h>

#include <algorithm>

#include "agora/error.h"
#include "base/coding.h"
#include "graph/key_layout.h"

namespace agora::graph {
namespace {

using storage::KeySpace;

constexpr std::size_t kMaxName = 512;
constexpr std::size_t kTailBytes = 1 + 2;  // The 0 after the name, and the chunk.

std::string name_prefix(std::string_view name) {
  std::string key;
  put_u16(key, kPartition);
  put_u8(key, 'd');
  key += name;
  return key;
}

std::string chunk_key(std::string_view name, std::uint16_t chunk) {
  std::string key = name_prefix(name);
  put_u8(key, 0);
  put_u16(key, chunk);
  return key;
}

std::uint64_t checksum(std::string_view key, std::string_view part) {
  return XXH3_64bits_withSeed(part.data(), part.size(), XXH3_64bits(key.data(), key.size()));
}

std::string_view checked_part(std::string_view key, std::string_view value) {
  ByteReader in(value);
  const std::uint64_t expected = in.u64();
  if (checksum(key, in.rest()) != expected) throw MalformedBytes();
  return in.rest();
}

[[noreturn]] void throw_corrupt(std::string_view name) {
  throw Error(ErrorCategory::Corrupt, "",
              "the stored data is damaged: the document " + std::string(name))
      .with_hint("restore a backup, or attach or import the text again");
}

}  // namespace

std::optional<std::string> read_document(const storage::Snapshot& snapshot, std::string_view name) {
  std::string value;
  const std::string first = chunk_key(name, 0);
  if (!snapshot.get(KeySpace::Blocks, first, value)) return std::nullopt;
  try {
    ByteReader in(checked_part(first, value));
    const std::uint64_t chunks = in.varint();
    std::string bytes(in.rest());
    if (chunks == 0 || chunks > UINT16_MAX) throw MalformedBytes();
    for (std::uint64_t chunk = 1; chunk < chunks; ++chunk) {
      const std::string key = chunk_key(name, static_cast<std::uint16_t>(chunk));
      if (!snapshot.get(KeySpace::Blocks, key, value)) throw MalformedBytes();
      bytes += checked_part(key, value);
    }
    return bytes;
  } catch (const MalformedBytes&) {
    throw_corrupt(name);
  }
}

std::vector<std::string> document_names(const storage::Snapshot& snapshot,
                                        std::string_view prefix) {
  const std::string begin = name_prefix(prefix);
  const std::size_t head = name_prefix("").size();
  std::vector<std::string> names;
  const auto cursor = snapshot.cursor(KeySpace::Blocks);
  for (cursor->seek(begin); cursor->valid() && cursor->key().starts_with(begin);) {
    const std::string_view key = cursor->key();
    if (key.size() < head + kTailBytes) throw_corrupt("(its name cannot be read)");
    names.emplace_back(key.substr(head, key.size() - head - kTailBytes));
    std::string next = name_prefix(names.back());
    put_u8(next, 1);  // Behind all of its chunks.
    cursor->seek(next);
  }
  return names;
}

std::vector<std::pair<std::string, std::string>> document_entries(std::string_view name,
                                                                  std::string_view bytes) {
  if (name.empty() || name.size() > kMaxName || name.find('\0') != std::string_view::npos) {
    throw Error(ErrorCategory::Usage, "",
                "a document's name has 1 to 512 bytes, and no 0 byte: " + std::string(name));
  }
  const std::size_t chunks =
      std::max<std::size_t>(1, (bytes.size() + kChunkBytes - 1) / kChunkBytes);
  if (chunks > UINT16_MAX) {
    throw Error(ErrorCategory::LimitExceeded, "",
                "a document can have 2 GB, no more: " + std::string(name));
  }
  std::vector<std::pair<std::string, std::string>> entries;
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    std::string part;
    if (chunk == 0) put_varint(part, chunks);
    part += bytes.substr(chunk * kChunkBytes, kChunkBytes);
    std::string key = chunk_key(name, static_cast<std::uint16_t>(chunk));
    std::string value;
    put_u64(value, checksum(key, part));
    value += part;
    entries.emplace_back(std::move(key), std::move(value));
  }
  return entries;
}

void put_document(storage::WriteBatch& batch, std::string_view name, std::string_view bytes) {
  const auto entries = document_entries(name, bytes);
  remove_document(batch, name);  // It may have been longer.
  for (const auto& [key, value] : entries) batch.put(KeySpace::Blocks, key, value);
}

void remove_document(storage::WriteBatch& batch, std::string_view name) {
  std::string end = name_prefix(name);
  put_u8(end, 1);
  batch.remove_range(KeySpace::Blocks, chunk_key(name, 0), end);
}

}  // namespace agora::graph
