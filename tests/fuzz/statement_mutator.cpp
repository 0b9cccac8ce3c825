// For libFuzzer: mutates the words of statements beside their bytes.
#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

/// Words, strings and single signs, each with the white space behind it.
std::vector<std::string> tokens(std::string_view text) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
  };
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '\'') {
      end = std::min(text.find('\'', end), text.size() - 1) + 1;
    } else if (is_word(text[at])) {
      while (end < text.size() && is_word(text[end])) ++end;
    }
    while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end])) != 0) ++end;
    all.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return all;
}

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
