// Files of many batches, which are read on one thread while another works on what came before.

#include <algorithm>
#include <catch2/catch.hpp>

#include "agora/error.h"
#include "transfer/import.h"
#include "transfer/test_folder.h"

using namespace agora;
using namespace agora::transfer;
using Catch::Contains;

namespace {

constexpr std::size_t kPeople = 60'000;

constexpr std::string_view kManifest = R"({
  "format": "agora-dataset", "version": 1, "name": "t",
  "nodes": [{"label": "P", "file": "p.csv", "key": "key", "columns": [
    {"name": "key", "type": "integer", "required": true, "unique": true}, {"name": "age", "type": "integer"}]}],
  "relationships": [{"type": "KNOWS", "file": "knows.csv", "columns": [
    {"name": "src", "type": "string"}, {"name": "dst", "type": "string"}, {"name": "since", "type": "integer"}]}]
})";

std::size_t friend_of(std::size_t person, std::size_t i) { return (person * 7919 + i * 104'729) % kPeople; }

/// Everybody knows two. The ages in `bad` are no numbers.
void write(const TestFolder& folder, const std::vector<std::size_t>& bad = {}) {
  std::string people = "key,age\n", knows = "src,dst,since\n";
  for (std::size_t i = 0; i < kPeople; ++i) {
    const bool good = std::find(bad.begin(), bad.end(), i) == bad.end();
    people += std::to_string(i) + "," + (good ? std::to_string(i % 90) : "old") + "\n";
    for (const std::size_t k : {1u, 2u})
      knows += std::to_string(i) + "," + std::to_string(friend_of(i, k)) + "," + std::to_string(i + k) + "\n";
  }
  folder.write("manifest.json", kManifest);
  folder.write("p.csv", people);
  folder.write("knows.csv", knows);
}

struct Told {
  ImportOptions options;
  std::vector<std::uint64_t> lines;

  Told() {
    options.problem = [this](const ImportProblem& problem) { lines.push_back(problem.line); };
  }
};

}  // namespace

TEST_CASE("a large import has every row once, with its values", "[transfer]") {
  const TestFolder folder;
  write(folder);
  const auto store = graph::GraphStore::open(":memory:");
  const ImportReport report = import_folder(*store, folder.path(), {}, std::chrono::milliseconds(0));
  CHECK(report.nodes_created == kPeople);
  CHECK(report.relationships_created == 2 * kPeople);
  const auto view = store->view();
  CHECK(view->relationship_count() == 2 * kPeople);
  std::vector<RelationshipId> relationships;
  view->scan_relationships(RelationshipId{}, 3 * kPeople, relationships);
  REQUIRE(relationships.size() == 2 * kPeople);
  std::vector<bool> seen(2 * kPeople);
  std::size_t wrong = 0;
  for (const RelationshipId each : relationships) {
    const auto record = view->record(each);
    const std::size_t from = static_cast<std::size_t>(view->property(record->start, "key").as_int());
    const std::size_t to = static_cast<std::size_t>(view->property(record->end, "key").as_int());
    const std::size_t k = static_cast<std::size_t>(view->property(each, "since").as_int()) - from;
    wrong += (k != 1 && k != 2) || to != friend_of(from, k) || seen[from * 2 + k - 1];
    if (k == 1 || k == 2) seen[from * 2 + k - 1] = true;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the bad rows of a large file are told in its order", "[transfer]") {
  const TestFolder folder;
  // At the ends of batches, next to each other, and the last.
  const std::vector<std::size_t> bad = {0, 16'383, 16'384, 16'385, 40'000, kPeople - 1};
  write(folder, bad);
  std::vector<std::uint64_t> lines;
  for (const std::size_t row : bad) lines.push_back(row + 2);

  Told all;
  const auto store = graph::GraphStore::open(":memory:");
  CHECK_THROWS_WITH(import_folder(*store, folder.path(), all.options, std::chrono::milliseconds(0)),
                    Contains("p.csv:2: column `age`"));
  // Then come the relationships of those who are missing.
  REQUIRE(all.lines.size() > lines.size());
  CHECK(std::equal(lines.begin(), lines.end(), all.lines.begin()));
  CHECK(store->view()->node_count() == 0);

  Told few;
  few.options.max_problems = 3;
  CHECK_THROWS_WITH(import_folder(*store, folder.path(), few.options, std::chrono::milliseconds(0)),
                    Contains("reading stopped there"));
  CHECK(few.lines == std::vector<std::uint64_t>(lines.begin(), lines.begin() + 3));

  Told skipped;
  skipped.options.skip_bad = true;
  const ImportReport report = import_folder(*store, folder.path(), skipped.options, std::chrono::milliseconds(0));
  CHECK(report.nodes_created == kPeople - bad.size());
  std::size_t without_end = 0;
  for (std::size_t i = 0; i < kPeople; ++i) {
    for (const std::size_t k : {1u, 2u}) {
      const auto is_bad = [&](std::size_t person) { return std::find(bad.begin(), bad.end(), person) != bad.end(); };
      without_end += is_bad(i) || is_bad(friend_of(i, k));
    }
  }
  CHECK(report.rows_skipped == bad.size() + without_end);
  CHECK(report.relationships_created == 2 * kPeople - without_end);
}

TEST_CASE("a large import can be given up in the middle", "[transfer]") {
  const TestFolder folder;
  write(folder);
  const auto store = graph::GraphStore::open(":memory:");
  ImportOptions options;
  options.progress = [](const ImportProgress& progress) { return progress.relationships == 0; };
  CHECK_THROWS_WITH(import_folder(*store, folder.path(), options, std::chrono::milliseconds(0)), Contains("cancelled"));
  CHECK(store->view()->node_count() == 0);
  CHECK(import_folder(*store, folder.path(), {}, std::chrono::milliseconds(0)).nodes_created == kPeople);
}
