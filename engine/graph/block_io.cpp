#include "graph/block_io.h"

#include <xxhash.h>

#include <algorithm>

#include "agora/error.h"
#include "base/coding.h"

namespace agora::graph {
namespace {

constexpr char kBase = 'B';
constexpr char kDelta = 'D';
constexpr char kMore = 'C';
constexpr std::size_t kHeadBytes = 1 + 4 + 4;

std::uint32_t checksum(char kind, std::string_view key, std::string_view payload) {
  const std::uint64_t seed = XXH3_64bits(key.data(), key.size()) + static_cast<std::uint8_t>(kind);
  return static_cast<std::uint32_t>(XXH3_64bits_withSeed(payload.data(), payload.size(), seed));
}

void put_record(std::string& out, char kind, std::string_view key, std::string_view payload) {
  out.push_back(kind);
  put_u32(out, static_cast<std::uint32_t>(payload.size()));
  put_u32(out, checksum(kind, key, payload));
  out += payload;
}

struct Record {
  char kind;
  std::string_view payload;
};

Record take_record(ByteReader& in, std::string_view key) {
  const char kind = static_cast<char>(in.u8());
  const std::uint32_t length = in.u32();
  const std::uint32_t expected = in.u32();
  const Record record{kind, in.bytes(length)};
  if (checksum(kind, key, record.payload) != expected) throw MalformedBytes();
  return record;
}

[[noreturn]] void throw_corrupt(std::string_view what) {
  throw Error(ErrorCategory::Corrupt, "", "the stored data is damaged: " + std::string(what))
      .with_hint("restore a backup, or run a check to see what else is damaged");
}

/// The parts of a base after its first.
void read_further_chunks(const storage::Snapshot& snapshot, const BlockKey& key,
                         StoredBlock& block) {
  std::vector<BlockKey> keys;
  for (std::uint32_t i = 1; i < block.chunks; ++i)
    keys.push_back(key.chunk(static_cast<std::uint16_t>(i)));
  std::vector<std::string_view> views;
  for (const BlockKey& each : keys) views.push_back(each.bytes());
  std::vector<std::optional<std::string>> values;
  snapshot.multi_get(storage::KeySpace::Blocks, views, values);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!values[i]) throw MalformedBytes();
    ByteReader in(*values[i]);
    const Record record = take_record(in, views[i]);
    if (record.kind != kMore || !in.empty()) throw MalformedBytes();
    *block.base += record.payload;
  }
}

}  // namespace

std::optional<StoredBlock> read_block(const storage::Snapshot& snapshot, const BlockKey& key,
                                      std::string_view what) {
  std::string value;
  if (!snapshot.get(storage::KeySpace::Blocks, key.bytes(), value)) return std::nullopt;
  try {
    StoredBlock block;
    block.chunks = 1;
    ByteReader in(value);
    for (bool first = true; !in.empty(); first = false) {
      const Record record = take_record(in, key.bytes());
      if (record.kind == kBase && first) {
        ByteReader payload(record.payload);
        const std::uint64_t chunks = payload.varint();
        if (chunks == 0 || chunks > UINT16_MAX) throw MalformedBytes();
        block.chunks = static_cast<std::uint32_t>(chunks);
        block.base = std::string(payload.rest());
      } else if (record.kind == kDelta) {
        block.deltas.emplace_back(record.payload);
        block.delta_bytes += static_cast<std::uint32_t>(kHeadBytes + record.payload.size());
      } else {
        throw MalformedBytes();
      }
    }
    if (block.chunks > 1) read_further_chunks(snapshot, key, block);
    return block;
  } catch (const MalformedBytes&) {
    throw_corrupt(what);
  }
}

std::vector<std::string> base_values(const BlockKey& key, std::string_view base) {
  const std::size_t chunks =
      std::max<std::size_t>(1, (base.size() + kChunkBytes - 1) / kChunkBytes);
  if (chunks > UINT16_MAX) {
    throw Error(ErrorCategory::LimitExceeded, "",
                "a block of 1,024 neighbouring elements would exceed 2 GB; spread large values or "
                "relationships "
                "over more elements");
  }
  std::vector<std::string> values(chunks);
  std::string first;
  put_varint(first, chunks);
  first += base.substr(0, kChunkBytes);
  put_record(values[0], kBase, key.bytes(), first);
  for (std::size_t i = 1; i < chunks; ++i) {
    put_record(values[i], kMore, key.chunk(static_cast<std::uint16_t>(i)).bytes(),
               base.substr(i * kChunkBytes, kChunkBytes));
  }
  return values;
}

std::uint32_t put_base(storage::WriteBatch& batch, const BlockKey& key, std::string_view base,
                       std::uint32_t stored_chunks, std::string_view deltas) {
  std::vector<std::string> values = base_values(key, base);
  values[0] += deltas;
  for (std::size_t i = 0; i < values.size(); ++i) {
    batch.put(storage::KeySpace::Blocks, key.chunk(static_cast<std::uint16_t>(i)).bytes(),
              values[i]);
  }
  for (std::size_t i = values.size(); i < stored_chunks; ++i) {
    batch.remove(storage::KeySpace::Blocks, key.chunk(static_cast<std::uint16_t>(i)).bytes());
  }
  return static_cast<std::uint32_t>(values.size());
}

std::uint32_t append_delta(storage::WriteBatch& batch, const BlockKey& key,
                           std::string_view delta) {
  std::string record;
  record.reserve(kHeadBytes + delta.size());
  put_record(record, kDelta, key.bytes(), delta);
  batch.append(storage::KeySpace::Blocks, key.bytes(), record);
  return static_cast<std::uint32_t>(record.size());
}

void remove_block(storage::WriteBatch& batch, const BlockKey& key, std::uint32_t stored_chunks) {
  for (std::uint32_t i = 0; i < stored_chunks; ++i) {
    batch.remove(storage::KeySpace::Blocks, key.chunk(static_cast<std::uint16_t>(i)).bytes());
  }
}

void apply_deltas(const RunKey& key, std::string_view deltas, Run& run) {
  const BlockKey block_key(key);
  try {
    for (ByteReader in(deltas); !in.empty();) {
      const Record record = take_record(in, block_key.bytes());
      if (record.kind != kDelta) throw MalformedBytes();
      ByteReader delta(record.payload);
      run.apply(delta);
    }
  } catch (const MalformedBytes&) {
    throw_corrupt(describe(key));
  }
}

std::shared_ptr<Run> load_run(const storage::Snapshot& snapshot, const RunKey& key) {
  const BlockKey block_key(key);
  // The name is made only for an error: this is a hot path.
  std::optional<StoredBlock> block;
  try {
    block = read_block(snapshot, block_key, "");
    if (!block) return nullptr;
    std::shared_ptr<Run> run = make_run(key.kind);
    if (block->base) {
      ByteReader in(*block->base);
      run->decode(in);
      if (!in.empty()) throw MalformedBytes();
    }
    for (const std::string& delta : block->deltas) {
      ByteReader in(delta);
      run->apply(in);
    }
    run->stored_chunks = block->chunks;
    run->stored_delta_bytes = block->delta_bytes;
    return run;
  } catch (const MalformedBytes&) {
    throw_corrupt(describe(key));
  } catch (const Error& error) {
    if (error.category() == ErrorCategory::Corrupt && !block) throw_corrupt(describe(key));
    throw;
  }
}

}  // namespace agora::graph
