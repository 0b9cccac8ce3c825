// Random operations of every kind against a plain model: writes, statements that fail or are undone,
// transactions that are rolled back, indexes that come and go, folds, compaction; in a folder also
// reopening, backups, checkpoints and a second reader; every eighth beside a thread that reads.
//
// AGORA_MODEL_SEEDS asks for more, AGORA_MODEL_FIRST for a later start. A failure is cut down to few steps, which AGORA_MODEL_STEPS runs alone.

#include "graph_model.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>

#include "temporary_folder.h"

using namespace agora::graph;

namespace {

constexpr int kSteps = 12;
/// One seed in so many is for a folder, which costs much more.
constexpr unsigned kFolderEach = 10;

unsigned first_seed() {
  const char* given = std::getenv("AGORA_MODEL_FIRST");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 1;
}

unsigned seeds() {
#ifdef NDEBUG
  constexpr unsigned kUsual = 1000;
#else
  constexpr unsigned kUsual = 200;
#endif
  const char* given = std::getenv("AGORA_MODEL_SEEDS");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : kUsual;
}

/// Where syncs cost nothing, if there is such a place.
std::filesystem::path quick_folder() {
  std::error_code ignored;
  return std::filesystem::is_directory("/dev/shm", ignored) ? "/dev/shm"
                                                            : std::filesystem::temp_directory_path();
}

ModelSettings settings_of(unsigned seed, bool in_folder) {
  ModelSettings settings;
  settings.cache_bytes = seed % 2 == 0 ? 0 : std::size_t{64} << 20;
  settings.readers = seed % 8 == 0;
  if (in_folder) settings.folder = quick_folder();
  return settings;
}

void try_steps(const std::vector<unsigned>& steps, const ModelSettings& settings) {
  const auto wrong = run_model(steps, settings);
  if (!wrong) return;
  const std::vector<unsigned> fewer = shrink_model(steps, settings);
  std::string list;
  for (const unsigned step : fewer) list += std::to_string(step) + " ";
  const auto again = run_model(fewer, settings);
  FAIL((settings.folder.empty() ? "in memory" : "in a folder")
       << ", cache " << settings.cache_bytes << ", readers " << settings.readers << ": "
       << again.value_or(*wrong) << "\nAGORA_MODEL_STEPS=\"" << list << '"');
}

}  // namespace

TEST_CASE("any sequence of writes leaves what a plain model has", "[graph][model]") {
  if (const char* given = std::getenv("AGORA_MODEL_STEPS")) {
    std::vector<unsigned> steps;
    std::istringstream in(given);
    for (unsigned step; in >> step;) steps.push_back(step);
    for (const bool in_folder : {false, true}) {
      for (const unsigned seed : {0u, 1u, 8u}) try_steps(steps, settings_of(seed, in_folder));
    }
    return;
  }
  const unsigned first = first_seed();
  const unsigned end = first + seeds();
  for (unsigned seed = first; seed < end; ++seed) {
    const bool in_folder = seed % kFolderEach == 0;
    try_steps(model_steps(seed, kSteps), settings_of(in_folder ? seed / kFolderEach : seed, in_folder));
  }
  SUCCEED();
}

TEST_CASE("a failing sequence of steps is cut down to what it takes", "[graph][model]") {
  ModelSettings settings;
  settings.forgets_deletions = true;
  const std::vector<unsigned> steps = model_steps(1, 40);
  REQUIRE(run_model(steps, settings).has_value());
  const std::vector<unsigned> fewer = shrink_model(steps, settings);
  CHECK(run_model(fewer, settings).has_value());
  CHECK(fewer.size() <= 3);
}
