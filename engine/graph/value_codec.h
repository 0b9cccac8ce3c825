// graph/value_codec.h
//
// Property values as bytes inside blocks.
//
// clang-format off
//   value := 0                                     null
//          | 1 | 2                                 false, true
//          | 3 zigzag                              integer
//          | 4 u64                                 float, IEEE 754 bits
//          | 5 sized                               string
//          | 6 count value*                        list
//          | 7 zigzag                              date
//          | 8 varint                              local time
//          | 9 varint zigzag                       time: nanoseconds, offset
//          | 10 zigzag varint                      local datetime
//          | 11 zigzag varint zigzag sized         datetime: seconds, nanoseconds, offset, zone
//          | 12 zigzag zigzag zigzag varint        duration: months, days, seconds, nanoseconds
//          | 13 sized sized varint ordered:u8      enumerated: enumeration, name, position
// clang-format on
//
// Frozen: a change here raises the format number.
#pragma once

#include <string>

#include "agora/value.h"
#include "base/coding.h"

namespace agora::graph {

/// Requires: the value can be a property (no map, node, relationship or path, nor a list with one).
void encode_value(const Value& value, std::string& out);
/// Throws MalformedBytes.
Value decode_value(ByteReader& in);

/// Whether the language allows the value as a property: a plain value or a list of plain values of
/// one type (integers and floats together count as one). Null is not asked for here.
bool storable(const Value& value);

}  // namespace agora::graph
