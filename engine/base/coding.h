// base/coding.h
//
// Numbers as bytes. `put_` functions append to a string; ByteReader takes them off the front again.
//
//   u8, u16, u32, u64   big-endian, so that byte order is number order (for keys)
//   ordered_i64         the sign bit flipped, then big-endian
//   ordered_f64         IEEE 754 with the sign bit (or, below zero, every bit) flipped, then
//   big-endian varint              7 bits a byte, least significant first, the high bit means
//   "more" (for values) zigzag              0, -1, 1, -2, … as varints 0, 1, 2, 3, … sized bytes
//   the length as a varint, then the bytes
//
// Frozen: stored data is read with these.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace agora {

inline constexpr std::size_t kMaxVarintBytes = 10;

template <typename Number>
inline void store_big_endian(char* to, Number number) noexcept {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    to[i] = static_cast<char>(number >> (8 * (sizeof(Number) - 1 - i)));
  }
}

template <typename Number>
inline Number load_big_endian(const char* from) noexcept {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    number = static_cast<Number>((number << 8) | static_cast<std::uint8_t>(from[i]));
  }
  return number;
}

inline void put_u8(std::string& out, std::uint8_t number) {
  out.push_back(static_cast<char>(number));
}

template <typename Number>
inline void put_big_endian(std::string& out, Number number) {
  char bytes[sizeof(Number)];
  store_big_endian(bytes, number);
  out.append(bytes, sizeof bytes);
}
inline void put_u16(std::string& out, std::uint16_t number) { put_big_endian(out, number); }
inline void put_u32(std::string& out, std::uint32_t number) { put_big_endian(out, number); }
inline void put_u64(std::string& out, std::uint64_t number) { put_big_endian(out, number); }

inline constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

inline void put_ordered_i64(std::string& out, std::int64_t number) {
  put_u64(out, static_cast<std::uint64_t>(number) ^ kSignBit);
}
inline std::int64_t decode_ordered_i64(std::uint64_t word) noexcept {
  return static_cast<std::int64_t>(word ^ kSignBit);
}

/// -0.0 sorts just below 0.0, a NaN beyond infinity of its sign: normalise first where they must be
/// equal.
inline std::uint64_t encode_ordered_f64(double number) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  return bits & kSignBit ? ~bits : bits | kSignBit;
}
inline double decode_ordered_f64(std::uint64_t word) noexcept {
  return std::bit_cast<double>(word & kSignBit ? word & ~kSignBit : ~word);
}
inline void put_ordered_f64(std::string& out, double number) {
  put_u64(out, encode_ordered_f64(number));
}

/// Writes at most kMaxVarintBytes to `to`; gives the place after the last.
inline char* store_varint(char* to, std::uint64_t number) noexcept {
  while (number >= 0x80) {
    *to++ = static_cast<char>(number | 0x80);
    number >>= 7;
  }
  *to++ = static_cast<char>(number);
  return to;
}
inline void put_varint(std::string& out, std::uint64_t number) {
  char bytes[kMaxVarintBytes];
  out.append(bytes, static_cast<std::size_t>(store_varint(bytes, number) - bytes));
}

inline std::uint64_t zigzag(std::int64_t number) noexcept {
  return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}
inline std::int64_t unzigzag(std::uint64_t word) noexcept {
  return static_cast<std::int64_t>((word >> 1) ^ (~(word & 1) + 1));
}
inline void put_zigzag(std::string& out, std::int64_t number) { put_varint(out, zigzag(number)); }

inline void put_sized(std::string& out, std::string_view bytes) {
  put_varint(out, bytes.size());
  out.append(bytes);
}

/// What a ByteReader throws when the bytes end too early or a varint is too long. The layer that
/// decodes catches it and says which value is damaged.
class MalformedBytes : public std::runtime_error {
 public:
  MalformedBytes() : std::runtime_error("the bytes end too early or do not form a number") {}
};

/// Takes numbers off the front of bytes that somebody else owns. Never reads past their end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) noexcept
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  std::size_t remaining() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  bool empty() const noexcept { return at_ == end_; }
  std::string_view rest() const noexcept { return {at_, remaining()}; }

  std::uint8_t u8() { return big_endian<std::uint8_t>(); }
  std::uint16_t u16() { return big_endian<std::uint16_t>(); }
  std::uint32_t u32() { return big_endian<std::uint32_t>(); }
  std::uint64_t u64() { return big_endian<std::uint64_t>(); }
  std::int64_t ordered_i64() { return decode_ordered_i64(u64()); }
  double ordered_f64() { return decode_ordered_f64(u64()); }

  std::uint64_t varint() {
    if (at_ != end_ && static_cast<std::uint8_t>(*at_) < 0x80)
      return static_cast<std::uint8_t>(*at_++);
    return long_varint();
  }
  std::int64_t zigzag() { return unzigzag(varint()); }

  std::string_view bytes(std::uint64_t count) {
    need(count);
    const std::string_view taken(at_, static_cast<std::size_t>(count));
    at_ += count;
    return taken;
  }
  std::string_view sized() { return bytes(varint()); }

 private:
  void need(std::uint64_t count) const {
    if (count > remaining()) throw MalformedBytes();
  }
  template <typename Number>
  Number big_endian() {
    need(sizeof(Number));
    const auto number = load_big_endian<Number>(at_);
    at_ += sizeof(Number);
    return number;
  }
  std::uint64_t long_varint() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      need(1);
      const auto byte = static_cast<std::uint8_t>(*at_++);
      // The tenth byte has room for one bit only.
      if (shift == 63 && byte > 1) break;
      number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    throw MalformedBytes();
  }

  const char* at_;
  const char* end_;
};

}  // namespace agora
