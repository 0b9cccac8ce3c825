// The way in for libFuzzer: compiled once for each target, which AGORA_FUZZ_TARGET names. With AGORA_FUZZ_SEEDS
// in its environment the program writes the target's seeds and words into that folder instead.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "fuzz/target.h"

namespace {

const agora::fuzz::Target& target = agora::fuzz::AGORA_FUZZ_TARGET;

void write_seeds(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "seeds");
  int number = 0;
  for (const std::string& seed : target.seeds())
    std::ofstream(folder / "seeds" / std::to_string(++number), std::ios::binary) << seed;
  std::ofstream words(folder / "words.dict");
  for (const std::string& word : target.words()) {
    words << '"';
    for (const char each : word) {
      char hex[5];
      std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(each)));
      words << hex;
    }
    words << "\"\n";
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* const folder = std::getenv("AGORA_FUZZ_SEEDS");
  if (folder == nullptr) return 0;
  write_seeds(folder);
  std::exit(0);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
