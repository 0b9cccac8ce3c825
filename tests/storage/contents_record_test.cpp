// A table of contents that lost its end, or was replaced by an older one, is reported and not taken for
// the state of a process that was killed.

#include "storage/contents_record.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "agora/error.h"
#include "scratch_folder.h"
#include "storage/kv_store.h"
#include "storage/store_copy.h"

using namespace agora;
using namespace agora::storage;
using agora::test::ScratchFolder;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

void put(KvStore& store, const std::string& key, const std::string& value) {
  WriteBatch batch;
  batch.put(KeySpace::Blocks, key, value);
  store.write(batch, Durability::Synced);
}

std::string get(const KvStore& store, const std::string& key) {
  std::string value;
  return store.snapshot()->get(KeySpace::Blocks, key, value) ? value : "(none)";
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void set_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

StoreOptions reading() {
  StoreOptions options;
  options.mode = OpenMode::ReadOnly;
  return options;
}

/// Has 20 keys, each flushed by itself, so that the table of contents names many files.
fs::path make(const ScratchFolder& scratch) {
  const fs::path folder = scratch / "db";
  const auto store = open_store(folder);
  for (int i = 0; i < 20; ++i) {
    put(*store, "key" + std::to_string(i), "value");
    store->flush();
  }
  store->close();
  return folder;
}

fs::path table_of(const fs::path& folder) {
  return folder / "data" / read_contents_record(folder).value().table;
}

/// The error of opening, or what the last key has.
std::string outcome(const fs::path& folder, const StoreOptions& options) {
  try {
    return get(*open_store(folder, options), "key19");
  } catch (const Error& error) {
    return error.category() == ErrorCategory::Corrupt ? error.message() : "another error: " + error.message();
  }
}

}  // namespace

TEST_CASE("a table of contents that was cut off anywhere is reported") {
  ScratchFolder scratch;
  const fs::path folder = make(scratch);
  const std::string whole = bytes_of(table_of(folder));
  REQUIRE(whole.size() == read_contents_record(folder)->bytes);
  for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 97) {
    set_bytes(table_of(folder), whole.substr(0, size));
    INFO("cut to " << size);
    CHECK_THAT(outcome(folder, reading()), Contains(table_of(folder).filename().string()));
    CHECK_THAT(outcome(folder, {}), Contains(table_of(folder).filename().string()));
  }
  set_bytes(table_of(folder), whole);
  CHECK(outcome(folder, reading()) == "value");
  CHECK(outcome(folder, {}) == "value");
}

TEST_CASE("no changed byte of a table of contents passes") {
  ScratchFolder scratch;
  const fs::path folder = make(scratch);
  const std::string whole = bytes_of(table_of(folder));
  for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 97) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    set_bytes(table_of(folder), changed);
    INFO("byte " << at);
    CHECK_THAT(outcome(folder, reading()), Contains("table of contents"));
  }
}

TEST_CASE("an older table of contents is reported") {
  ScratchFolder scratch;
  const fs::path folder = make(scratch);
  const fs::path older = scratch / "older";
  fs::copy(folder, older, fs::copy_options::recursive);
  SECTION("the same one, as it was") {
    auto store = open_store(folder);
    const std::string then = bytes_of(table_of(folder));
    put(*store, "key20", "value");
    store->close();
    store.reset();
    set_bytes(table_of(folder), then);
  }
  SECTION("the one before, with its name in CURRENT") {
    put(*open_store(folder), "key20", "value");
    fs::copy_file(older / "data/CURRENT", folder / "data/CURRENT", fs::copy_options::overwrite_existing);
    fs::copy_file(table_of(older), folder / "data" / table_of(older).filename());
  }
  CHECK_THAT(outcome(folder, reading()), Contains("so what was committed last would be missing"));
  CHECK_THAT(outcome(folder, {}), Contains("so what was committed last would be missing"));
  CHECK_THROWS_AS(copy_store(folder, scratch / "copy"), Error);
  CHECK_FALSE(fs::exists(scratch / "copy"));
}

TEST_CASE("a database opens without its record, and with one that is behind or damaged") {
  ScratchFolder scratch;
  const fs::path folder = make(scratch);
  const std::string behind = bytes_of(contents_file(folder));
  put(*open_store(folder), "key20", "value");
  REQUIRE(bytes_of(contents_file(folder)) != behind);
  SECTION("behind") { set_bytes(contents_file(folder), behind); }
  SECTION("missing") { fs::remove(contents_file(folder)); }
  SECTION("empty") { set_bytes(contents_file(folder), ""); }
  SECTION("a changed digit") {
    std::string changed = bytes_of(contents_file(folder));
    changed[changed.size() / 2] ^= 1;
    set_bytes(contents_file(folder), changed);
    CHECK_THROWS_WITH(verify_store(folder), Contains("agora.contents"));
  }
  CHECK(outcome(folder, reading()) == "value");
  CHECK(outcome(folder, {}) == "value");
  CHECK(read_contents_record(folder).has_value());  // The writer made it anew.
  CHECK_NOTHROW(verify_store(folder));
}

TEST_CASE("copies and checkpoints have a record of their own") {
  ScratchFolder scratch;
  const fs::path folder = make(scratch);
  copy_store(folder, scratch / "copy");
  open_store(folder)->checkpoint(scratch / "checkpoint");
  for (const char* name : {"copy", "checkpoint"}) {
    const fs::path each = scratch / name;
    CHECK(outcome(each, reading()) == "value");
    const std::string whole = bytes_of(table_of(each));
    set_bytes(table_of(each), whole.substr(0, whole.size() - 10));
    CHECK_THAT(outcome(each, reading()), Contains("table of contents"));
  }
}
