#include "graph/index_key.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>

#include "base/coding.h"

namespace agora::graph {
namespace {

void put_escaped(std::string& out, std::string_view text) {
  for (const char byte : text) {
    out.push_back(byte);
    if (byte == 0) out.push_back(static_cast<char>(0xff));
  }
}

/// True if the text was cut and hashed.
bool put_text(std::string& out, std::string_view text) {
  put_escaped(out, text.substr(0, kMaxIndexedText));
  out.push_back(0);
  if (text.size() <= kMaxIndexedText) {
    out.push_back(1);
    return false;
  }
  out.push_back(2);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  put_u64(out, hash.high64);
  put_u64(out, hash.low64);
  return true;
}

void put_integer(std::string& out, std::int64_t number) {
  auto below = static_cast<double>(number);
  // Rounding up may leave the range of integers, so it is undone before the float is turned back
  // into one.
  constexpr double kBound = 9223372036854775808.0;
  if (below >= kBound || static_cast<std::int64_t>(below) > number)
    below = std::nextafter(below, -kBound * 2);
  const auto above = static_cast<std::uint64_t>(number) -
                     static_cast<std::uint64_t>(static_cast<std::int64_t>(below));
  put_ordered_f64(out, below);
  put_u16(out, static_cast<std::uint16_t>(
                   above));  // At most 1,023: floats of this size are 1,024 apart.
}

struct Encoder {
  std::string& out;
  bool hashed = false;

  /// False if the value equals nothing.
  bool put(const Value& value) {
    if (value.is_null()) return false;
    out.push_back(index_class(value));
    switch (value.type()) {
      case ValueType::Boolean:
        put_u8(out, value.as_bool());
        break;
      case ValueType::Integer:
        put_integer(out, value.as_int());
        break;
      case ValueType::Float: {
        const double number = value.as_float();
        if (std::isnan(number)) return false;
        put_ordered_f64(out, number == 0 ? 0.0 : number);
        put_u16(out, 0);
        break;
      }
      case ValueType::String:
      case ValueType::Enumerated:
        hashed |= put_text(out, value.as_string());
        break;
      case ValueType::Date:
        put_ordered_i64(out, value.as_date().days);
        break;
      case ValueType::LocalTime:
        put_ordered_i64(out, value.as_local_time().nanoseconds);
        break;
      case ValueType::Time:
        put_ordered_i64(out, value.as_time().nanoseconds -
                                 value.as_time().offset_seconds * std::int64_t{1'000'000'000});
        put_ordered_i64(out, value.as_time().offset_seconds);
        break;
      case ValueType::LocalDateTime:
        put_ordered_i64(out, value.as_local_datetime().seconds);
        put_u32(out, static_cast<std::uint32_t>(value.as_local_datetime().nanoseconds));
        break;
      case ValueType::DateTime:
        put_ordered_i64(out, value.as_datetime().seconds);
        put_u32(out, static_cast<std::uint32_t>(value.as_datetime().nanoseconds));
        put_ordered_i64(out, value.as_datetime().offset_seconds);
        hashed |= put_text(out, value.as_datetime().zone);
        break;
      case ValueType::Duration:
        put_ordered_i64(out, value.as_duration().months);
        put_ordered_i64(out, value.as_duration().days);
        put_ordered_i64(out, value.as_duration().seconds);
        put_u32(out, static_cast<std::uint32_t>(value.as_duration().nanoseconds));
        break;
      case ValueType::List:
        return put_list(value.as_list());
      default:
        return false;
    }
    return true;
  }

  bool put_list(const List& list) {
    for (const Value& each : list) {
      if (!put(each)) return false;
    }
    out.push_back(0);
    return true;
  }
};

/// Keys are found by their bytes and must fit a store's limits: a long one keeps its front.
constexpr std::size_t kMaxKey = 2048;

void shorten(IndexKey& key) {
  if (key.bytes.size() <= kMaxKey) return;
  const XXH128_hash_t hash = XXH3_128bits(key.bytes.data(), key.bytes.size());
  key.bytes.resize(kMaxKey);
  put_u64(key.bytes, hash.high64);
  put_u64(key.bytes, hash.low64);
  key.hashed = true;
}

}  // namespace

char index_class(const Value& value) noexcept {
  switch (value.type()) {
    case ValueType::Boolean:
      return 'b';
    case ValueType::Integer:
    case ValueType::Float:
      return 'n';
    case ValueType::String:
    case ValueType::Enumerated:
      return 's';
    case ValueType::Date:
      return 'd';
    case ValueType::LocalTime:
      return 't';
    case ValueType::Time:
      return 'u';
    case ValueType::LocalDateTime:
      return 'v';
    case ValueType::DateTime:
      return 'w';
    case ValueType::Duration:
      return 'x';
    case ValueType::List:
      return 'l';
    default:
      return 0;
  }
}

std::optional<IndexKey> index_key(std::span<const Value> values) {
  IndexKey key;
  Encoder encoder{key.bytes};
  for (const Value& value : values) {
    if (!encoder.put(value)) return std::nullopt;
  }
  key.hashed = encoder.hashed;
  shorten(key);
  return key;
}

std::string index_prefix_bytes(std::string_view prefix) {
  std::string bytes = "s";
  put_escaped(bytes, prefix.substr(0, kMaxIndexedText));
  return bytes;
}

std::string after_prefix(std::string bytes) {
  while (!bytes.empty() && static_cast<unsigned char>(bytes.back()) == 0xff) bytes.pop_back();
  if (!bytes.empty())
    bytes.back() = static_cast<char>(static_cast<unsigned char>(bytes.back()) + 1);
  return bytes;
}

}  // namespace agora::graph
