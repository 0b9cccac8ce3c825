// The targets without a fuzzer: every text that is kept in corpus/, every seed, and seeds that were cut, mixed and
// changed. AGORA_FUZZ_ROUNDS says how many of the last for each target, AGORA_SEED which.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "fuzz/files.h"
#include "fuzz/target.h"

namespace agora::fuzz {
namespace {

class Mutations {
 public:
  Mutations(std::vector<std::string> seeds, std::vector<std::string> words, unsigned seed)
      : seeds_(std::move(seeds)), words_(std::move(words)), random_(seed) {}

  std::string next() {
    std::string bytes = any(seeds_);
    for (std::size_t count = 1 + below(4); count > 0; --count) mutate(bytes);
    return bytes;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  const std::string& any(const std::vector<std::string>& all) { return all[below(all.size())]; }

  void mutate(std::string& bytes) {
    constexpr std::size_t kLengths[] = {0, 1, 1, 2, 8, 60};
    const std::size_t at = below(bytes.size() + 1);
    const std::size_t length = std::min(bytes.size() - at, kLengths[below(std::size(kLengths))]);
    switch (below(6)) {
      case 0:
        bytes.erase(at, length);
        break;
      case 1:
        bytes.replace(at, length, any(words_));
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, length));
        break;
      case 3:
        for (std::size_t i = at; i < at + length; ++i) bytes[i] = static_cast<char>(random_());
        break;
      case 4:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      default: {  // Its begin, and the end of another.
        const std::string& other = any(seeds_);
        bytes = bytes.substr(0, at) + other.substr(below(other.size() + 1));
      }
    }
  }

  std::vector<std::string> seeds_;
  std::vector<std::string> words_;
  std::mt19937 random_;
};

void check_target(const Target& target, long rounds) {
  const std::filesystem::path folder = std::filesystem::path(AGORA_TESTS_FOLDER "/fuzz/corpus") / target.name;
  if (std::filesystem::exists(folder)) {
    for (const auto& file : sorted_files(folder)) {
      INFO(file.string());
      target.run(contents(file));
    }
  }
  const std::vector<std::string> seeds = target.seeds();
  REQUIRE(!seeds.empty());
  for (const std::string& seed : seeds) {
    INFO(seed);
    target.run(seed);
  }
  const char* const wanted = std::getenv("AGORA_FUZZ_ROUNDS");
  const char* const number = std::getenv("AGORA_SEED");
  Mutations mutations(seeds, target.words(), number ? static_cast<unsigned>(std::atol(number)) : 11);
  for (long left = wanted ? std::atol(wanted) : rounds; left > 0; --left) {
    const std::string bytes = mutations.next();
    INFO(bytes);
    target.run(bytes);
  }
}

}  // namespace

TEST_CASE("statements", "[fuzz]") { check_target(statements, 1500); }
TEST_CASE("datasets", "[fuzz]") { check_target(datasets, 200); }
TEST_CASE("dumps", "[fuzz]") { check_target(dumps, 200); }
TEST_CASE("pipe", "[fuzz]") { check_target(pipe, 300); }
TEST_CASE("blocks", "[fuzz]") { check_target(blocks, 2000); }

}  // namespace agora::fuzz
