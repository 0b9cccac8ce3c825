// For libFuzzer: mutates the words of statements beside their bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "language/tokens.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using agora::test::tokens;

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

std::size_t write(const std::string& text, std::uint8_t* data, std::size_t most) {
  const std::size_t size = std::min(text.size(), most);
  std::memcpy(data, text.data(), size);
  return size;
}

std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  std::minstd_rand random(seed);
  std::vector<std::string> parts = tokens(view(data, size));
  if (random() % 3 == 0 || parts.empty()) return LLVMFuzzerMutate(data, size, most);
  const auto place = [&] {
    return parts.begin() + static_cast<std::ptrdiff_t>(random() % parts.size());
  };
  switch (random() % 4) {
    case 0:
      parts.erase(place());
      break;
    case 1: {
      const std::string copied = *place();
      parts.insert(place(), copied);
      break;
    }
    case 2:
      std::iter_swap(place(), place());
      break;
    default: {
      const std::string copied = *place();
      *place() = copied;
    }
  }
  return write(joined(parts), data, most);
}

/// The begin of one statement and the end of another.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* out,
                                                 std::size_t most, unsigned seed) {
  std::minstd_rand random(seed);
  std::vector<std::string> left = tokens(view(first, first_size));
  const std::vector<std::string> right = tokens(view(second, second_size));
  if (left.empty() || right.empty()) return 0;
  left.resize(random() % left.size() + 1);
  left.insert(left.end(), right.begin() + static_cast<std::ptrdiff_t>(random() % right.size()),
              right.end());
  return write(joined(left), out, most);
}
