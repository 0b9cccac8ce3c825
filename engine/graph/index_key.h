// graph/index_key.h
//
// Values as keys of an index: the order of the bytes is the language's order of the values, and
// values that the language calls equal have the same bytes.
//
// clang-format off
//   key       := component+                        one for each property of the index
//   component := 'b' u8                            boolean
//              | 'n' ordered_f64 u16               number: the float at or below it, and how far
//                                                  an integer is above that
//              | 's' text                          string; an enumerated value is its name
//              | 'd' ordered_i64                   date
//              | 't' ordered_i64                   local time
//              | 'u' ordered_i64 ordered_i64       time: nanoseconds in UTC, offset
//              | 'v' ordered_i64 u32               local datetime
//              | 'w' ordered_i64 u32 ordered_i64 text   datetime: instant, offset, zone
//              | 'x' ordered_i64[3] u32            duration
//              | 'l' component* 00                 list
//   text      := bytes, each 00 as 00 FF, then 00 01
//              | the same of the first 256 bytes, then 00 02 and a 128-bit hash of the whole
// clang-format on
//
// Equality classes: 1 = 1.0 and -0.0 = 0.0 share a key. NaN equals nothing, so it has no key, is
// never found and may be in a unique property many times. Zoned times are equal if instant, offset
// and zone are; they sort by the instant first. Long texts share a key only if their hashes do:
// whoever finds one compares the value itself.
//
// Frozen: a change here raises the format number.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "agora/value.h"

namespace agora::graph {

inline constexpr std::size_t kMaxIndexedText = 256;

/// What a value has in an index.
struct IndexKey {
  std::string bytes;
  bool hashed = false;  ///< Holds a hash: equal bytes are not yet equal values.
};

/// The key of the values; nothing if one of them is null or holds a NaN or null, which equal
/// nothing.
std::optional<IndexKey> index_key(std::span<const Value> values);
inline std::optional<IndexKey> index_key_of(const Value& value) { return index_key({&value, 1}); }

/// The first byte of the value's component: all values it compares with have the same.
char index_class(const Value& value) noexcept;

/// What the keys of all strings with this prefix begin with, and of some others if it is long.
std::string index_prefix_bytes(std::string_view prefix);

/// Less than every key that does not begin with `bytes` but is greater: the end of a range. Empty
/// if there is none.
std::string after_prefix(std::string bytes);

}  // namespace agora::graph
