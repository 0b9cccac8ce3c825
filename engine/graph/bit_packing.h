// graph/bit_packing.h
//
// Small numbers side by side without gaps, least significant bit first, the last byte filled with
// zeros.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/coding.h"

namespace agora::graph {

__extension__ using Wide = unsigned __int128;  // A number of 64 bits and what is left of a byte.

inline unsigned bits_for(std::uint64_t largest) noexcept {
  return static_cast<unsigned>(std::bit_width(largest));
}

/// Bytes that `count` numbers of `width` bits take.
inline std::size_t packed_size(std::size_t count, unsigned width) noexcept {
  return (count * width + 7) / 8;
}

inline void pack_bits(std::span<const std::uint64_t> numbers, unsigned width, std::string& out) {
  Wide pending = 0;
  unsigned bits = 0;
  for (const std::uint64_t number : numbers) {
    pending |= static_cast<Wide>(number) << bits;
    for (bits += width; bits >= 8; bits -= 8, pending >>= 8)
      out.push_back(static_cast<char>(pending));
  }
  if (bits > 0) out.push_back(static_cast<char>(pending));
}

/// Reads numbers one by one. Throws MalformedBytes if the bytes cannot hold them.
class BitUnpacker {
 public:
  BitUnpacker(ByteReader& in, std::size_t count, unsigned width)
      : bytes_(in.bytes(packed_size(count, width))), width_(width) {}

  std::uint64_t next() noexcept {
    while (bits_ < width_) {
      pending_ |= static_cast<Wide>(static_cast<std::uint8_t>(bytes_[at_++])) << bits_;
      bits_ += 8;
    }
    const std::uint64_t mask = width_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width_) - 1;
    const std::uint64_t number = static_cast<std::uint64_t>(pending_) & mask;
    pending_ >>= width_;
    bits_ -= width_;
    return number;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  unsigned width_;
  unsigned bits_ = 0;
  Wide pending_ = 0;
};

}  // namespace agora::graph
