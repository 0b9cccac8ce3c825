#include "graph/column_run.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <unordered_map>

#include "graph/bit_packing.h"
#include "graph/value_codec.h"
#include "value/memory.h"

namespace agora::graph {
namespace {

// How the values that are present are written. Frozen.
enum Coding : std::uint8_t {
  kOffsets,  // Integers: the least as zigzag, the width, then what each is above the least, packed.
  kRawFloats,   // Floats: u64 each.
  kDictionary,  // Count, then that many different values, then the width and the number of each,
                // packed.
  kPlain,       // Each as value_codec.h writes it.
};

std::vector<std::uint16_t> slots_of(const RunBits& present) {
  std::vector<std::uint16_t> slots;
  slots.reserve(kRunIds);
  present.for_each([&](std::uint16_t slot) { slots.push_back(slot); });
  return slots;
}

unsigned decode_width(ByteReader& in) {
  const unsigned width = in.u8();
  if (width > 64) throw MalformedBytes();
  return width;
}

void encode_integers(const std::vector<std::uint16_t>& slots,
                     const std::vector<std::int64_t>& integers, std::string& out) {
  std::int64_t least = INT64_MAX;
  std::int64_t most = INT64_MIN;
  for (const std::uint16_t slot : slots) {
    least = std::min(least, integers[slot]);
    most = std::max(most, integers[slot]);
  }
  std::vector<std::uint64_t> offsets;
  offsets.reserve(slots.size());
  for (const std::uint16_t slot : slots) {
    offsets.push_back(static_cast<std::uint64_t>(integers[slot]) -
                      static_cast<std::uint64_t>(least));
  }
  const unsigned width =
      bits_for(static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least));
  put_u8(out, kOffsets);
  put_zigzag(out, least);
  put_u8(out, static_cast<std::uint8_t>(width));
  pack_bits(offsets, width, out);
}

void encode_values(const std::vector<std::uint16_t>& slots, const std::vector<Value>& values,
                   std::string& out) {
  // Values are told apart by their bytes, so that 1 and 1.0 stay what they are.
  std::string plain;
  std::vector<std::size_t> ends;
  ends.reserve(slots.size());
  for (const std::uint16_t slot : slots) {
    encode_value(values[slot], plain);
    ends.push_back(plain.size());
  }
  std::unordered_map<std::string_view, std::uint64_t> numbers;
  std::vector<std::uint64_t> codes;
  codes.reserve(slots.size());
  std::string dictionary;
  for (std::size_t i = 0, begin = 0; i < ends.size() && numbers.size() <= slots.size() / 2; ++i) {
    const std::string_view bytes = std::string_view(plain).substr(begin, ends[i] - begin);
    const auto [entry, fresh] = numbers.emplace(bytes, numbers.size());
    if (fresh) dictionary += bytes;
    codes.push_back(entry->second);
    begin = ends[i];
  }
  if (numbers.size() > slots.size() / 2) {
    put_u8(out, kPlain);
    out += plain;
    return;
  }
  const unsigned width = bits_for(numbers.size() - 1);
  put_u8(out, kDictionary);
  put_varint(out, numbers.size());
  out += dictionary;
  put_u8(out, static_cast<std::uint8_t>(width));
  pack_bits(codes, width, out);
}

}  // namespace

void ColumnRun::set(std::uint16_t slot, const Value& value) {
  if (value.is_null()) {
    present_.reset(slot);
    if (layout_ == Layout::Values && slot < values_.size()) values_[slot] = Value();
    return;
  }
  if (present_.none()) {
    integers_.clear();
    floats_.clear();
    values_.clear();
    layout_ = value.is(ValueType::Integer) ? Layout::Integers
              : value.is(ValueType::Float) ? Layout::Floats
                                           : Layout::Values;
  }
  if ((layout_ == Layout::Integers && !value.is(ValueType::Integer)) ||
      (layout_ == Layout::Floats && !value.is(ValueType::Float))) {
    widen();
  }
  const auto put = [slot](auto& array, auto entry) {
    if (slot >= array.size()) array.resize(slot + 1u);
    array[slot] = std::move(entry);
  };
  switch (layout_) {
    case Layout::Integers:
      put(integers_, value.as_int());
      break;
    case Layout::Floats:
      put(floats_, value.as_float());
      break;
    case Layout::Values:
      put(values_, value);
      break;
  }
  present_.set(slot);
}

void ColumnRun::widen() {
  std::vector<Value> values(std::max(integers_.size(), floats_.size()));
  present_.for_each([&](std::uint16_t slot) { values[slot] = value(slot); });
  values_ = std::move(values);
  integers_ = {};
  floats_ = {};
  layout_ = Layout::Values;
}

std::size_t ColumnRun::byte_size() const noexcept {
  std::size_t bytes = sizeof *this + integers_.capacity() * sizeof(std::int64_t) +
                      floats_.capacity() * sizeof(double) + values_.capacity() * sizeof(Value);
  for (const Value& value : values_) bytes += value::heap_bytes(value);
  return bytes;
}

void ColumnRun::encode(std::string& out) const {
  present_.encode(out);
  const std::vector<std::uint16_t> slots = slots_of(present_);
  if (slots.empty()) return;
  switch (layout_) {
    case Layout::Integers:
      return encode_integers(slots, integers_, out);
    case Layout::Floats:
      put_u8(out, kRawFloats);
      for (const std::uint16_t slot : slots)
        put_u64(out, std::bit_cast<std::uint64_t>(floats_[slot]));
      return;
    case Layout::Values:
      return encode_values(slots, values_, out);
  }
}

void ColumnRun::decode(ByteReader& in) {
  ColumnRun fresh;
  fresh.present_ = RunBits::decode(in);
  const std::vector<std::uint16_t> slots = slots_of(fresh.present_);
  if (!slots.empty()) {
    const std::size_t bound = slots.back() + 1u;
    switch (in.u8()) {
      case kOffsets: {
        fresh.integers_.resize(bound);
        const auto least = static_cast<std::uint64_t>(in.zigzag());
        BitUnpacker offsets(in, slots.size(), decode_width(in));
        for (const std::uint16_t slot : slots) {
          fresh.integers_[slot] = static_cast<std::int64_t>(least + offsets.next());
        }
        break;
      }
      case kRawFloats:
        fresh.layout_ = Layout::Floats;
        fresh.floats_.resize(bound);
        for (const std::uint16_t slot : slots)
          fresh.floats_[slot] = std::bit_cast<double>(in.u64());
        break;
      case kDictionary: {
        fresh.layout_ = Layout::Values;
        fresh.values_.resize(bound);
        const std::uint64_t count = in.varint();
        if (count > kRunIds) throw MalformedBytes();
        std::vector<Value> dictionary;
        for (std::uint64_t i = 0; i < count; ++i) dictionary.push_back(decode_value(in));
        BitUnpacker codes(in, slots.size(), decode_width(in));
        for (const std::uint16_t slot : slots) {
          const std::uint64_t code = codes.next();
          if (code >= count) throw MalformedBytes();
          fresh.values_[slot] = dictionary[code];
        }
        break;
      }
      case kPlain:
        fresh.layout_ = Layout::Values;
        fresh.values_.resize(bound);
        for (const std::uint16_t slot : slots) fresh.values_[slot] = decode_value(in);
        break;
      default:
        throw MalformedBytes();
    }
  }
  layout_ = fresh.layout_;
  present_ = fresh.present_;
  integers_ = std::move(fresh.integers_);
  floats_ = std::move(fresh.floats_);
  values_ = std::move(fresh.values_);
}

void ColumnRun::encode_slots(const RunBits& touched, std::string& delta) const {
  touched.for_each([&](std::uint16_t slot) {
    put_varint(delta, slot);
    encode_value(value(slot), delta);
  });
}

void ColumnRun::apply(ByteReader& in) {
  while (!in.empty()) {
    const std::uint16_t slot = decode_slot(in);
    set(slot, decode_value(in));
  }
}

}  // namespace agora::graph
