#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "agora/agora.h"
#include "api/session.h"
#include "catalog/catalog_codec.h"
#include "fuzz/target.h"
#include "graph/adjacency_run.h"
#include "graph/block_io.h"
#include "graph/column_run.h"
#include "graph/document.h"
#include "graph/ends_run.h"
#include "graph/fork_commit.h"
#include "graph/graph_check.h"
#include "graph/index_key.h"
#include "graph/key_layout.h"
#include "graph/label_run.h"
#include "graph/shape_run.h"
#include "graph/value_codec.h"
#include "storage/contents_record.h"
#include "storage/scratch_folder.h"

namespace agora::fuzz {
namespace {

using graph::RunKind;

// The first byte. Those below kRunKindCount are kinds of runs.
enum Kind : std::uint8_t {
  kCatalog = graph::kRunKindCount,
  kStatistics,
  kOneValue,
  kRawBlock,     ///< A block with its frame and checksums.
  kRawDocument,
  kAnyKey,
  kContentsRecord,
  kKindCount
};

/// Parts: each but the last has its length in front, two bytes.
std::vector<std::string_view> split_parts(std::string_view bytes) {
  std::vector<std::string_view> parts;
  while (bytes.size() >= 2) {
    const std::size_t length = load_big_endian<std::uint16_t>(bytes.data());
    bytes.remove_prefix(2);
    parts.push_back(bytes.substr(0, length));
    bytes.remove_prefix(std::min(bytes.size(), length));
  }
  return parts;
}

std::string join_parts(std::uint8_t kind, const std::vector<std::string>& parts) {
  std::string bytes;
  put_u8(bytes, kind);
  for (const std::string& part : parts) {
    put_u16(bytes, static_cast<std::uint16_t>(part.size()));
    bytes += part;
  }
  return bytes;
}

void read_value(const Value& value) {
  (void)to_string(value);
  (void)graph::index_key_of(value);
  std::string encoded;
  graph::encode_value(value, encoded);
  ByteReader in(encoded);
  std::string again;
  graph::encode_value(graph::decode_value(in), again);
  require(encoded == again, "a value that was encoded is another", to_string(value));
}

void read_run(const graph::Run& run, RunKind kind) {
  (void)run.byte_size();
  (void)run.empty();
  for (std::uint16_t slot = 0; slot < graph::kRunIds; ++slot) {
    switch (kind) {
      case RunKind::AdjacencyOut:
      case RunKind::AdjacencyIn: {
        const graph::NeighbourList list = static_cast<const graph::AdjacencyRun&>(run).list(slot);
        std::vector<NodeId> nodes;
        std::vector<RelationshipId> relationships;
        list.append_to(nodes, relationships);
        require(nodes.size() == relationships.size(), "a list of neighbours is torn");
        if (!nodes.empty()) list.for_each_to(nodes.back(), [](RelationshipId) {});
        break;
      }
      case RunKind::Ends:
        if (static_cast<const graph::EndsRun&>(run).exists(slot))
          require(static_cast<const graph::EndsRun&>(run).record(slot), "a relationship without ends");
        break;
      case RunKind::NodeColumn:
      case RunKind::RelationshipColumn:
        read_value(static_cast<const graph::ColumnRun&>(run).value(slot));
        break;
      case RunKind::NodeShape:
      case RunKind::RelationshipShape: {
        const auto& shape = static_cast<const graph::ShapeRun&>(run);
        for (const PropertyKeyId key : shape.keys(slot)) (void)shape.has_key(slot, key);
        break;
      }
      case RunKind::Label:
        (void)static_cast<const graph::LabelRun&>(run).has(slot);
        break;
    }
  }
}

/// What is decoded stays the same when it is written and read again.
void fuzz_run(RunKind kind, const std::vector<std::string_view>& parts) {
  const graph::RunKey key{kind, 3, 7};
  const graph::BlockKey block(key);
  const auto store = storage::open_memory_store();
  storage::WriteBatch batch;
  if (!parts.empty() && !parts[0].empty()) graph::put_base(batch, block, parts[0], 0);
  for (std::size_t i = 1; i < parts.size(); ++i) graph::append_delta(batch, block, parts[i]);
  store->write(batch, storage::Durability::Relaxed);
  const auto run = graph::load_run(*store->snapshot(), key);
  if (!run) return;
  read_run(*run, kind);
  std::string encoded;
  run->encode(encoded);
  const auto decoded = graph::make_run(kind);
  ByteReader in(encoded);
  decoded->decode(in);
  require(in.empty(), "a block that was encoded has more than is decoded", graph::describe(key));
  std::string again;
  decoded->encode(again);
  require(encoded == again, "a block that was encoded is another", graph::describe(key));
  graph::RunBits all;
  for (std::uint16_t slot = 0; slot < graph::kRunIds; ++slot) all.set(slot);
  std::string delta;
  run->encode_slots(all, delta);
  ByteReader changes(delta);
  decoded->apply(changes);
}

void fuzz_catalog(std::string_view bytes) {
  ByteReader in(bytes);
  const catalog::Catalog decoded = catalog::CatalogCodec::decode(in);
  std::string encoded;
  catalog::CatalogCodec::encode(decoded, encoded);
  ByteReader second(encoded);
  std::string again;
  catalog::CatalogCodec::encode(catalog::CatalogCodec::decode(second), again);
  require(encoded == again, "a catalog that was encoded is another");
}

void fuzz_statistics(const std::vector<std::string_view>& parts) {
  catalog::Statistics statistics;
  for (const std::string_view part : parts) {
    ByteReader in(part);
    catalog::StatisticsCodec::apply_change(in, statistics);
  }
  std::string encoded;
  catalog::StatisticsCodec::encode(statistics, encoded);
  ByteReader in(encoded);
  std::string again;  // A count of nothing is the same as none, so bytes are compared and not the counts.
  catalog::StatisticsCodec::encode(catalog::StatisticsCodec::decode(in), again);
  require(encoded == again, "counts that were encoded are others");
}

/// Under a key of the catalog, a document and a run; then under bytes that are no key.
void fuzz_stored(Kind kind, const std::vector<std::string_view>& parts) {
  const auto store = storage::open_memory_store();
  storage::WriteBatch batch;
  const graph::RunKey run{RunKind::NodeColumn, 3, 7};
  std::string value(parts.empty() ? std::string_view() : parts[0]);
  std::string key(graph::BlockKey(run).bytes());
  if (kind == kRawDocument) key = graph::document_entries("text/x", "")[0].first;
  if (kind == kAnyKey) key = value.empty() ? "x" : value;
  batch.put(storage::KeySpace::Blocks, key, kind == kAnyKey && parts.size() > 1 ? parts[1] : value);
  store->write(batch, storage::Durability::Relaxed);
  graph::GraphCheck check;
  graph::check_blocks(*store->snapshot(), check);
  if (kind == kRawBlock) (void)graph::load_run(*store->snapshot(), run);
  if (kind == kRawDocument) (void)graph::read_document(*store->snapshot(), "text/x");
}

void fuzz_contents_record(std::string_view bytes) {
  static const test::ScratchFolder folder;
  std::ofstream(storage::contents_file(folder.path()), std::ios::binary) << bytes;
  (void)storage::contents_record_damaged(folder.path());
  if (const auto record = storage::read_contents_record(folder.path()))
    (void)storage::contradiction(folder.path(), *record);
}

void run(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto kind = static_cast<Kind>(static_cast<std::uint8_t>(bytes[0]) % kKindCount);
  const std::vector<std::string_view> parts = split_parts(bytes.substr(1));
  const TimeWatch watch("reading a block");
  try {
    switch (kind) {
      case kCatalog:
        return fuzz_catalog(parts.empty() ? "" : parts[0]);
      case kStatistics:
        return fuzz_statistics(parts);
      case kOneValue: {
        ByteReader in(parts.empty() ? "" : parts[0]);
        return read_value(graph::decode_value(in));
      }
      case kRawBlock:
      case kRawDocument:
      case kAnyKey:
        return fuzz_stored(kind, parts);
      case kContentsRecord:
        return fuzz_contents_record(parts.empty() ? "" : parts[0]);
      default:
        return fuzz_run(static_cast<RunKind>(kind), parts);
    }
  } catch (const MalformedBytes&) {
  } catch (const Error& error) {
    require(error.category() == ErrorCategory::Corrupt, "an error that does not say what it is", error.what());
  }
}

std::string seed_of(const storage::Snapshot& snapshot, const graph::StoredKey& stored) {
  const auto key = stored.section ? graph::BlockKey::catalog_section(*stored.section) : graph::BlockKey(stored.run);
  const auto block = graph::read_block(snapshot, key, "");
  std::vector<std::string> parts{block->base.value_or("")};
  if (stored.section == graph::kCountsSection) {
    ByteReader in(parts[0]);
    in.varint();
    in.varint();  // The next ids stand in front.
    parts[0] = std::string(in.rest());
  } else {
    parts.insert(parts.end(), block->deltas.begin(), block->deltas.end());
  }
  auto kind = static_cast<std::uint8_t>(stored.run.kind);
  if (stored.section) kind = *stored.section == graph::kCountsSection ? kStatistics : kCatalog;
  return join_parts(kind, parts);
}

/// Every block of a small graph, before and after its deltas were folded.
std::vector<std::string> seeds() {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  for (const char* const statement :
       {"CREATE ORDERED ENUM Level ('local', 'national')", "CREATE CONSTRAINT k FOR (p:P) REQUIRE p.key IS UNIQUE",
        "CREATE CONSTRAINT l FOR (p:P) REQUIRE p.level IS :: Level", "CREATE INDEX i FOR ()-[t:T]-() ON (t.w)",
        "UNWIND range(1, 40) AS i CREATE (:P {key: 'k' + i, level: 'local', n: i, f: i / 2.0})-[:T {w: i}]->(:Q {x: 'same'})",
        "MATCH (a:P {n: 1}) SET a.d = date('2024-02-29'), a.t = time('12:31+01:00'), a.lt = localtime('23:59'),"
        " a.ldt = localdatetime('2001-01-01T00:00'), a.du = duration('P1Y2DT3.4S'), a.l = [1, 2.5], a.yes = true,"
        " a.dt = datetime('2015-07-21T21:40:32+02:00[Europe/Berlin]')",
        "MATCH (a:P {n: 2})-[t:T]->(b) DELETE t SET b.x = 1 CREATE (a)-[:T]->(a), (b)-[:U]->(a)"})
    connection.query(statement);
  std::vector<std::string> all;
  graph::GraphStore& store = *database.impl().store;
  for (const bool folded : {false, true}) {
    if (folded) store.compact();
    const auto snapshot = store.storage().snapshot();
    const auto cursor = snapshot->cursor(storage::KeySpace::Blocks);
    for (cursor->seek({}); cursor->valid(); cursor->next()) {
      const auto stored = graph::parse_key(cursor->key());
      if (!stored || stored->document || stored->chunk != 0) continue;
      all.push_back(seed_of(*snapshot, *stored));
      if (all.size() == 1) {
        all.push_back(join_parts(kRawBlock, {std::string(cursor->value())}));
        all.push_back(join_parts(kAnyKey, {std::string(cursor->key()), std::string(cursor->value())}));
      }
    }
  }
  all.push_back(join_parts(kRawDocument, {graph::document_entries("text/x", "some text")[0].second}));
  all.push_back(join_parts(kContentsRecord, {"agora-contents MANIFEST-000012 1873 89b4c1f0e2d3a567 5f0a11c2908877de\n"}));
  for (const Value& value : {Value(Date{19000}), Value(LocalTime{5}), Value(List{Value(1), Value("a")})}) {
    std::string bytes;
    graph::encode_value(value, bytes);
    all.push_back(join_parts(kOneValue, {bytes}));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<std::string> words() {
  std::string most;
  put_varint(most, UINT64_MAX);
  std::string large;
  put_varint(large, UINT32_MAX);
  return {most, large, std::string("\x00\x01", 2), "\xff\xff", std::string(128, '\0'), "\x80\x08", "\xff\x07"};
}

}  // namespace

const Target blocks{"blocks", run, seeds, words};

}  // namespace agora::fuzz
