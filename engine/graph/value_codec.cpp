#include "graph/value_codec.h"

#include <bit>
#include <utility>

namespace agora::graph {
namespace {

// Frozen, see the header.
enum Tag : std::uint8_t {
  kNull,
  kFalse,
  kTrue,
  kInteger,
  kFloat,
  kString,
  kList,
  kDate,
  kLocalTime,
  kTime,
  kLocalDateTime,
  kDateTime,
  kDuration,
  kEnumerated,
};

constexpr int kMaxDepth = 8;  // A list is never in a list; deeper bytes are damaged, not data.

void put_tag(std::string& out, Tag tag) { put_u8(out, tag); }

std::int32_t small(std::int64_t number) {
  if (number < INT32_MIN || number > INT32_MAX) throw MalformedBytes();
  return static_cast<std::int32_t>(number);
}

Value decode(ByteReader& in, int depth) {
  switch (in.u8()) {
    case kNull:
      return {};
    case kFalse:
      return false;
    case kTrue:
      return true;
    case kInteger:
      return in.zigzag();
    case kFloat:
      return std::bit_cast<double>(in.u64());
    case kString:
      return in.sized();
    case kList: {
      if (depth == 0) throw MalformedBytes();
      const std::uint64_t count = in.varint();
      if (count > in.remaining()) throw MalformedBytes();
      List list;
      list.reserve(count);
      for (std::uint64_t i = 0; i < count; ++i) list.push_back(decode(in, depth - 1));
      return list;
    }
    case kDate:
      return Date{in.zigzag()};
    case kLocalTime:
      return LocalTime{static_cast<std::int64_t>(in.varint())};
    case kTime: {
      Time time;
      time.nanoseconds = static_cast<std::int64_t>(in.varint());
      time.offset_seconds = small(in.zigzag());
      return time;
    }
    case kLocalDateTime: {
      LocalDateTime time;
      time.seconds = in.zigzag();
      time.nanoseconds = small(static_cast<std::int64_t>(in.varint()));
      return time;
    }
    case kDateTime: {
      DateTime time;
      time.seconds = in.zigzag();
      time.nanoseconds = small(static_cast<std::int64_t>(in.varint()));
      time.offset_seconds = small(in.zigzag());
      time.zone = in.sized();
      return time;
    }
    case kDuration: {
      Duration duration;
      duration.months = in.zigzag();
      duration.days = in.zigzag();
      duration.seconds = in.zigzag();
      duration.nanoseconds = small(static_cast<std::int64_t>(in.varint()));
      return duration;
    }
    case kEnumerated: {
      Enumerated enumerated;
      enumerated.enumeration = in.sized();
      enumerated.name = in.sized();
      enumerated.position = small(static_cast<std::int64_t>(in.varint()));
      enumerated.ordered = in.u8() != 0;
      return enumerated;
    }
    default:
      throw MalformedBytes();
  }
}

}  // namespace

void encode_value(const Value& value, std::string& out) {
  switch (value.type()) {
    case ValueType::Boolean:
      return put_tag(out, value.as_bool() ? kTrue : kFalse);
    case ValueType::Integer:
      put_tag(out, kInteger);
      return put_zigzag(out, value.as_int());
    case ValueType::Float:
      put_tag(out, kFloat);
      return put_u64(out, std::bit_cast<std::uint64_t>(value.as_float()));
    case ValueType::String:
      put_tag(out, kString);
      return put_sized(out, value.as_string());
    case ValueType::List:
      put_tag(out, kList);
      put_varint(out, value.as_list().size());
      for (const Value& each : value.as_list()) encode_value(each, out);
      return;
    case ValueType::Date:
      put_tag(out, kDate);
      return put_zigzag(out, value.as_date().days);
    case ValueType::LocalTime:
      put_tag(out, kLocalTime);
      return put_varint(out, static_cast<std::uint64_t>(value.as_local_time().nanoseconds));
    case ValueType::Time:
      put_tag(out, kTime);
      put_varint(out, static_cast<std::uint64_t>(value.as_time().nanoseconds));
      return put_zigzag(out, value.as_time().offset_seconds);
    case ValueType::LocalDateTime:
      put_tag(out, kLocalDateTime);
      put_zigzag(out, value.as_local_datetime().seconds);
      return put_varint(out, static_cast<std::uint64_t>(value.as_local_datetime().nanoseconds));
    case ValueType::DateTime: {
      const DateTime& time = value.as_datetime();
      put_tag(out, kDateTime);
      put_zigzag(out, time.seconds);
      put_varint(out, static_cast<std::uint64_t>(time.nanoseconds));
      put_zigzag(out, time.offset_seconds);
      return put_sized(out, time.zone);
    }
    case ValueType::Duration: {
      const Duration& duration = value.as_duration();
      put_tag(out, kDuration);
      put_zigzag(out, duration.months);
      put_zigzag(out, duration.days);
      put_zigzag(out, duration.seconds);
      return put_varint(out, static_cast<std::uint64_t>(duration.nanoseconds));
    }
    case ValueType::Enumerated: {
      const Enumerated& enumerated = value.as_enumerated();
      put_tag(out, kEnumerated);
      put_sized(out, enumerated.enumeration);
      put_sized(out, enumerated.name);
      put_varint(out, static_cast<std::uint64_t>(enumerated.position));
      return put_u8(out, enumerated.ordered);
    }
    case ValueType::Null:
    case ValueType::Map:
    case ValueType::Node:
    case ValueType::Relationship:
    case ValueType::Path:
      break;  // Not storable; Null alone gets here, as "no value".
  }
  put_tag(out, kNull);
}

Value decode_value(ByteReader& in) { return decode(in, kMaxDepth); }

namespace {

bool plain(ValueType type) {
  switch (type) {
    case ValueType::Null:
    case ValueType::List:
    case ValueType::Map:
    case ValueType::Node:
    case ValueType::Relationship:
    case ValueType::Path:
      return false;
    default:
      return true;
  }
}

ValueType kind_in_list(ValueType type) {
  return type == ValueType::Float ? ValueType::Integer : type;
}

}  // namespace

bool storable(const Value& value) {
  if (!value.is(ValueType::List)) return plain(value.type());
  const List& list = value.as_list();
  for (const Value& each : list) {
    if (!plain(each.type()) || kind_in_list(each.type()) != kind_in_list(list[0].type()))
      return false;
  }
  return true;
}

}  // namespace agora::graph
