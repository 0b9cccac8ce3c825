// What the seam promises, tried on both implementations.

#include "storage/kv_store.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <thread>

#include "agora/error.h"
#include "storage/scratch_folder.h"

using namespace agora;
using namespace agora::storage;
using agora::test::ScratchFolder;

namespace {

/// One of the two stores, opened empty.
struct Opened {
  ScratchFolder scratch;
  std::unique_ptr<KvStore> store;
  explicit Opened(const std::string& kind)
      : store(kind == "memory" ? open_memory_store() : open_store(scratch / "db")) {}
};

std::string get(const Snapshot& snapshot, KeySpace space, std::string_view key) {
  std::string value;
  return snapshot.get(space, key, value) ? value : "(none)";
}

/// "key=value key=value …" of a whole key space.
std::string dump(const Snapshot& snapshot, KeySpace space, std::string_view from = "",
                 std::string_view end = {}) {
  std::string text;
  auto cursor = snapshot.cursor(space, end);
  for (cursor->seek(from); cursor->valid(); cursor->next()) {
    text +=
        (text.empty() ? "" : " ") + std::string(cursor->key()) + "=" + std::string(cursor->value());
  }
  return text;
}

}  // namespace

TEST_CASE("changes apply in order and together") {
  Opened opened(GENERATE(as<std::string>{}, "memory", "folder"));
  KvStore& store = *opened.store;
  WriteBatch batch;
  batch.put(KeySpace::Blocks, "a", "1");
  batch.append(KeySpace::Blocks, "a", "2");
  batch.append(KeySpace::Blocks, "new", "x");
  batch.put(KeySpace::Blocks, "gone", "1");
  batch.remove(KeySpace::Blocks, "gone");
  batch.remove(KeySpace::Blocks, "never there");
  batch.put(KeySpace::Index, "a", "other space");
  batch.put(KeySpace::Blocks, "r1", "");
  batch.put(KeySpace::Blocks, "r2", "");
  batch.put(KeySpace::Blocks, "r3", "kept");
  batch.remove_range(KeySpace::Blocks, "r1", "r3");
  batch.remove_range(KeySpace::Blocks, "z", "a");  // Empty: nothing happens.
  store.write(batch, Durability::Relaxed);
  CHECK(dump(*store.snapshot(), KeySpace::Blocks) == "a=12 new=x r3=kept");
  CHECK(dump(*store.snapshot(), KeySpace::Index) == "a=other space");

  WriteBatch more;
  more.append(KeySpace::Blocks, "a", std::string("\0\xff", 2));
  more.put(KeySpace::Blocks, "r3", "again");
  store.write(more, Durability::Synced);
  CHECK(get(*store.snapshot(), KeySpace::Blocks, "a") == std::string("12\0\xff", 4));
  CHECK(get(*store.snapshot(), KeySpace::Blocks, "r3") == "again");
}

TEST_CASE("a snapshot does not change") {
  Opened opened(GENERATE(as<std::string>{}, "memory", "folder"));
  KvStore& store = *opened.store;
  WriteBatch batch;
  batch.put(KeySpace::Blocks, "k", "old");
  batch.put(KeySpace::Blocks, "l", "old");
  store.write(batch, Durability::Relaxed);
  const SnapshotPtr before = store.snapshot();
  auto cursor = before->cursor(KeySpace::Blocks);
  cursor->seek("k");

  batch.clear();
  batch.append(KeySpace::Blocks, "k", "+");
  batch.remove(KeySpace::Blocks, "l");
  batch.put(KeySpace::Blocks, "m", "new");
  store.write(batch, Durability::Relaxed);
  CHECK(dump(*before, KeySpace::Blocks) == "k=old l=old");
  CHECK(cursor->value() == "old");
  cursor->next();
  CHECK(cursor->key() == "l");
  CHECK(dump(*store.snapshot(), KeySpace::Blocks) == "k=old+ m=new");
  CHECK(store.snapshot()->sequence() > before->sequence());
  CHECK(store.snapshot()->sequence() == store.snapshot()->sequence());

  // It outlives even the store.
  cursor.reset();
  opened.store->close();
  opened.store.reset();
  CHECK(dump(*before, KeySpace::Blocks) == "k=old l=old");
}

TEST_CASE("cursors go both ways within their bound") {
  Opened opened(GENERATE(as<std::string>{}, "memory", "folder"));
  WriteBatch batch;
  for (const char* key : {"b", "d", "dd", "f"}) batch.put(KeySpace::Index, key, "");
  opened.store->write(batch, Durability::Relaxed);
  const SnapshotPtr snapshot = opened.store->snapshot();
  const auto at = [](Cursor& cursor) { return cursor.valid() ? std::string(cursor.key()) : "-"; };

  struct Case {
    const char* end;
    const char* target;
    const char* seek;
    const char* for_prev;
  };
  for (const Case& c :
       {Case{"", "a", "b", "-"}, Case{"", "b", "b", "b"}, Case{"", "c", "d", "b"},
        Case{"", "d", "d", "d"}, Case{"", "da", "dd", "d"}, Case{"", "z", "-", "f"},
        Case{"f", "e", "-", "dd"}, Case{"f", "f", "-", "dd"}, Case{"f", "z", "-", "dd"},
        Case{"dd", "d", "d", "d"}, Case{"a", "a", "-", "-"}, Case{"b", "z", "-", "-"}}) {
    INFO("end " << c.end << ", target " << c.target);
    const auto cursor = snapshot->cursor(KeySpace::Index, c.end);
    cursor->seek(c.target);
    CHECK(at(*cursor) == c.seek);
    cursor->seek_for_prev(c.target);
    CHECK(at(*cursor) == c.for_prev);
  }
  const auto cursor = snapshot->cursor(KeySpace::Index, {}, /*read_ahead=*/true);
  cursor->seek("dd");
  cursor->prev();
  CHECK(at(*cursor) == "d");
  cursor->prev();
  cursor->prev();
  CHECK(at(*cursor) == "-");
  CHECK(dump(*snapshot, KeySpace::Blocks) == "");
}

TEST_CASE("multi_get answers in the order of the question") {
  Opened opened(GENERATE(as<std::string>{}, "memory", "folder"));
  WriteBatch batch;
  batch.put(KeySpace::Blocks, "a", "1");
  batch.put(KeySpace::Blocks, "c", "3");
  opened.store->write(batch, Durability::Relaxed);
  const std::vector<std::string_view> keys{"c", "b", "a", "c"};
  std::vector<std::optional<std::string>> values;
  opened.store->snapshot()->multi_get(KeySpace::Blocks, keys, values);
  CHECK(values == std::vector<std::optional<std::string>>{"3", std::nullopt, "1", "3"});
}

TEST_CASE("sorted runs arrive together, over what is there") {
  Opened opened(GENERATE(as<std::string>{}, "memory", "folder"));
  KvStore& store = *opened.store;
  WriteBatch batch;
  batch.put(KeySpace::Blocks, "k5", "old");
  batch.put(KeySpace::Blocks, "k9", "stays");
  store.write(batch, Durability::Relaxed);
  const SnapshotPtr before = store.snapshot();
  {
    auto dropped = store.new_run(KeySpace::Blocks);
    dropped->put("k0", "never");
  }
  std::vector<std::unique_ptr<SortedRunWriter>> runs;
  runs.push_back(store.new_run(KeySpace::Blocks));
  runs.push_back(store.new_run(KeySpace::Blocks));
  runs.push_back(store.new_run(KeySpace::Index));
  runs.push_back(store.new_run(KeySpace::Index));  // Stays empty.
  for (int i = 1; i < 4; ++i) runs[0]->put("k" + std::to_string(i), "run");
  runs[1]->put("k5", "run");
  runs[2]->put("i", "run");
  CHECK(runs[0]->entry_count() == 3);
  store.ingest(std::move(runs));
  CHECK(dump(*store.snapshot(), KeySpace::Blocks) == "k1=run k2=run k3=run k5=run k9=stays");
  CHECK(dump(*store.snapshot(), KeySpace::Index) == "i=run");
  CHECK(dump(*before, KeySpace::Blocks) == "k5=old k9=stays");
  batch.clear();
  batch.append(KeySpace::Blocks, "k5", "+");
  store.write(batch, Durability::Relaxed);
  CHECK(get(*store.snapshot(), KeySpace::Blocks, "k5") == "run+");
  CHECK(store.byte_size() > 0);
}

TEST_CASE("any sequence of changes gives what a plain map gives") {
  const auto kind = GENERATE(as<std::string>{}, "memory", "folder");
  const unsigned seed = GENERATE(range(1u, 5u));
  INFO(kind << ", seed " << seed);
  Opened opened(kind);
  std::mt19937 random(seed);
  const auto number = [&](unsigned below) { return random() % below; };
  const auto key = [&] { return "k" + std::to_string(number(400)); };
  std::map<std::string, std::string> model;
  std::vector<std::pair<SnapshotPtr, std::map<std::string, std::string>>> history;

  for (int round = 0; round < 300; ++round) {
    WriteBatch batch;
    for (unsigned i = 0, count = 1 + number(30); i < count; ++i) {
      const std::string k = key();
      const std::string bytes(number(20), static_cast<char>('a' + number(26)));
      switch (number(20)) {
        case 0: {
          const std::string end = key();
          batch.remove_range(KeySpace::Blocks, k, end);
          if (k < end) model.erase(model.lower_bound(k), model.lower_bound(end));
          break;
        }
        case 1:
        case 2:
        case 3:
          batch.remove(KeySpace::Blocks, k);
          model.erase(k);
          break;
        case 4:
        case 5:
        case 6:
        case 7:
        case 8:
        case 9:
          batch.append(KeySpace::Blocks, k, bytes);
          model[k] += bytes;
          break;
        default:
          batch.put(KeySpace::Blocks, k, bytes);
          model[k] = bytes;
      }
    }
    opened.store->write(batch, Durability::Relaxed);
    if (number(10) == 0) opened.store->flush();
    if (number(100) == 0) opened.store->compact();
    if (number(20) == 0) history.emplace_back(opened.store->snapshot(), model);
  }
  history.emplace_back(opened.store->snapshot(), model);
  for (const auto& [snapshot, expected] : history) {
    auto cursor = snapshot->cursor(KeySpace::Blocks);
    cursor->seek("");
    for (const auto& [k, v] : expected) {
      REQUIRE(cursor->valid());
      REQUIRE(cursor->key() == k);
      REQUIRE(cursor->value() == v);
      REQUIRE(get(*snapshot, KeySpace::Blocks, k) == v);
      cursor->next();
    }
    REQUIRE_FALSE(cursor->valid());
    for (int i = 0; i < 50; ++i) {
      const std::string k = key();
      cursor->seek_for_prev(k);
      auto above = expected.upper_bound(k);
      REQUIRE(cursor->valid() == (above != expected.begin()));
      if (cursor->valid()) REQUIRE(cursor->key() == std::prev(above)->first);
    }
  }
}

TEST_CASE("readers and a writer do not disturb each other") {
  Opened opened(GENERATE(as<std::string>{}, "memory", "folder"));
  KvStore& store = *opened.store;
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  std::vector<std::thread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&] {
      while (!done) {
        const SnapshotPtr snapshot = store.snapshot();
        if (get(*snapshot, KeySpace::Blocks, "a") != get(*snapshot, KeySpace::Index, "z")) ++torn;
      }
    });
  }
  for (int i = 0; i < 2000; ++i) {
    WriteBatch batch;
    batch.append(KeySpace::Blocks, "a", "x");
    batch.append(KeySpace::Index, "z", "x");
    store.write(batch, Durability::Relaxed);
  }
  done = true;
  for (auto& reader : readers) reader.join();
  CHECK(torn == 0);
  CHECK(get(*store.snapshot(), KeySpace::Blocks, "a").size() == 2000);
}
