#include "base/utf8.h"

#include <cstdint>

namespace agora::base {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_ascii(std::string_view text, std::size_t offset) noexcept {
  return static_cast<unsigned char>(text[offset]) < 0x80;
}

/// The length of the well-formed sequence at `offset`, or 0.
std::size_t sequence_length(std::string_view text, std::size_t offset) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const std::size_t left = text.size() - offset;
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return left >= 2 && continues(1) ? 2 : 0;
  if (lead < 0xF0) {
    if (left < 3 || !continues(1) || !continues(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // Overlong.
    if (lead == 0xED && byte(1) > 0x9F) return 0;  // A surrogate.
    return 3;
  }
  if (lead > 0xF4 || left < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  return 4;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view text) noexcept {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t length = sequence_length(text, offset);
    if (length == 0) return offset;
    offset += length;
  }
  return std::string_view::npos;
}

char32_t next_code_point(std::string_view text, std::size_t& offset) noexcept {
  if (is_ascii(text, offset)) return static_cast<unsigned char>(text[offset++]);
  const std::size_t length = sequence_length(text, offset);
  if (length == 0) {
    ++offset;
    return kReplacement;
  }
  char32_t code_point = static_cast<unsigned char>(text[offset]) & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code_point = (code_point << 6) | (static_cast<unsigned char>(text[offset + i]) & 0x3Fu);
  }
  offset += length;
  return code_point;
}

void append_code_point(std::string& text, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
    code_point = kReplacement;
  const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t offset = 0; offset < text.size(); ++count) next_code_point(text, offset);
  return count;
}

std::size_t code_point_offset(std::string_view text, std::size_t index) noexcept {
  std::size_t offset = 0;
  for (; index > 0 && offset < text.size(); --index) next_code_point(text, offset);
  return offset;
}

std::string_view code_point_substring(std::string_view text, std::size_t start,
                                      std::size_t length) noexcept {
  text.remove_prefix(code_point_offset(text, start));
  if (length >= text.size()) return text;  // No code point is shorter than a byte.
  return text.substr(0, code_point_offset(text, length));
}

std::u32string to_code_points(std::string_view text) {
  std::u32string result;
  result.reserve(text.size());
  for (std::size_t offset = 0; offset < text.size();)
    result.push_back(next_code_point(text, offset));
  return result;
}

}  // namespace agora::base
