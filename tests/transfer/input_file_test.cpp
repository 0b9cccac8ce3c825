// Input files while somebody else changes them, and records that lie across the parts in which a file is read.
#include "transfer/input_file.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "agora/error.h"
#include "transfer/csv_reader.h"
#include "transfer/import.h"
#include "transfer/test_folder.h"

using namespace agora;
using namespace agora::transfer;
namespace fs = std::filesystem;
using Catch::Contains;

namespace {

constexpr std::size_t kPart = std::size_t{4} << 20;

/// Every record that is read, with its line, fields and problem.
std::string records(CsvReader reader) {
  std::string text;
  for (;;) {
    const bool more = reader.next();
    if (!more && !reader.problem()) return text;
    text += std::to_string(reader.line()) + (more ? ":" : "!") + std::string(reader.record()) + "=";
    for (std::size_t i = 0; more && i < reader.field_count(); ++i)
      text += std::string(reader.field(i)) + (reader.quoted(i) ? "'|" : "|");
  }
}

std::string message_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a record that lies across two parts of a file is read as if there were one", "[input]") {
  const TestFolder folder;
  const std::string record = "a,\"b \"\"c\"\"\r\nd\",\r\n\"e\"\r\n\"f\"x,y\n\"g\n";
  const std::string line = "some,line,of,text\n";
  for (std::size_t before = 0; before <= record.size(); ++before) {
    std::string bytes = "\xEF\xBB\xBF";
    while (bytes.size() + line.size() < kPart - before) bytes += line;
    bytes.append(kPart - before - bytes.size() - 1, 'x');
    bytes += '\n' + record;
    InputFile file(folder.write("t.csv", bytes));
    CsvReader whole(bytes);
    CsvReader parts(file);
    INFO(before);
    CHECK(records(std::move(parts)) == records(std::move(whole)));
  }
}

TEST_CASE("a field that is larger than a part is read", "[input]") {
  const TestFolder folder;
  const std::string large(GENERATE(3 * kPart, 9 * kPart), 'l');
  const std::string bytes = "a,\"" + large + "\"\nb,c\n";
  InputFile file(folder.write("t.csv", bytes));
  CsvReader reader(file);
  REQUIRE(reader.next());
  CHECK(reader.field(1) == large);
  REQUIRE(reader.next());
  CHECK(reader.field(1) == "c");
  CHECK_FALSE(reader.next());
}

TEST_CASE("a large file is read and given back part by part", "[input]") {
  const TestFolder folder;
  std::string bytes;
  for (int i = 0; bytes.size() < 9 * kPart; ++i) bytes += std::to_string(i) + ",\"x\"\n";
  InputFile file(folder.write("t.csv", bytes));
  CsvReader whole(bytes);
  CsvReader parts(file);
  std::size_t different = 0;
  while (whole.next()) {
    REQUIRE(parts.next());
    different += parts.record() != whole.record() || parts.field(0) != whole.field(0);
    file.release(parts.offset());
  }
  CHECK(different == 0);
  CHECK_FALSE(parts.next());
}

TEST_CASE("a file that is cut short while it is read is an error and no crash", "[input]") {
  const TestFolder folder;
  const fs::path path = folder.write("t.csv", std::string(3 * kPart, 'x'));
  InputFile file(path);
  REQUIRE(file.more());
  fs::resize_file(path, kPart / 2);
  CHECK(file.bytes() == std::string(kPart, 'x'));
  CHECK_THAT(message_of([&] { file.more(); }), Contains("t.csv was changed while it was read"));
}

TEST_CASE("a file that was exchanged for another before it was read is an error", "[input]") {
  const TestFolder folder;
  const fs::path path = folder.write("t.csv", "a\n1\n");
  const fs::path other = folder.write("other.csv", "a\n2\n");
  InputFile file(path);
  fs::rename(other, path);
  CHECK_THAT(message_of([&] { file.more(); }), Contains("was changed while it was read"));
}

TEST_CASE("what was released is read again after a rewind", "[input]") {
  const TestFolder folder;
  const std::size_t size = GENERATE(3 * kPart, 10 * kPart + 17);  // One from the heap, one part by part.
  std::string bytes;
  for (int i = 0; bytes.size() < size; ++i) bytes += std::to_string(i) + '\n';
  InputFile file(folder.write("t.csv", bytes));
  CHECK(file.all() == bytes);
  file.release(2 * kPart + 5);
  CHECK(file.bytes().substr(2 * kPart) == std::string_view(bytes).substr(2 * kPart));
  file.rewind();
  CHECK(file.bytes().empty());
  CHECK(file.all() == bytes);
}

TEST_CASE("a file lies in its folder, whatever its name leads through", "[input]") {
  const TestFolder place;
  place.write("inside/deep/t.csv", "in");
  place.write("outside/t.csv", "out");
  const fs::path folder = place.path() / "inside";
  fs::create_symlink("deep", folder / "link");
  fs::create_symlink("../outside", folder / "away");
  fs::create_symlink(place.path() / "outside/t.csv", folder / "away.csv");
  CHECK(InputFile(folder / "deep/t.csv", folder).all() == "in");
  CHECK(InputFile(folder / "link/t.csv", folder).all() == "in");
  for (const char* const name : {"away/t.csv", "away.csv", "../outside/t.csv"}) {
    INFO(name);
    CHECK_THAT(message_of([&] { InputFile(folder / name, folder); }), Contains("leads outside"));
  }
  CHECK_THAT(message_of([&] { InputFile(folder, folder); }), Contains("leads outside"));
  CHECK_THAT(message_of([&] { InputFile(folder / "deep", folder); }), Contains("directory"));
}

TEST_CASE("an import whose file is cut short meanwhile leaves nothing", "[input]") {
  const TestFolder folder;
  std::string bytes = "id\n";
  for (int i = 0; bytes.size() < 2 * kPart; ++i) bytes += std::to_string(i) + '\n';
  const fs::path path = folder.write("n.csv", bytes);
  const auto store = graph::GraphStore::open(":memory:");
  ImportOptions options;
  options.progress = [&](const ImportProgress&) {
    fs::resize_file(path, 100);
    return true;
  };
  const std::string message = message_of(
      [&] { import_files(*store, {{{{"N"}, path}}, {}}, options, std::chrono::milliseconds(0)); });
  CHECK_THAT(message, Contains("n.csv was changed while it was read"));
  CHECK(store->view()->node_count() == 0);
}
