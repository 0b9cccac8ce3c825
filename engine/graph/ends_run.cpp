#include "graph/ends_run.h"

namespace agora::graph {
namespace {

TypeId decode_type(std::uint64_t number) {
  if (number >= UINT32_MAX) throw MalformedBytes();
  return TypeId{static_cast<std::uint32_t>(number)};
}

}  // namespace

void EndsRun::set(std::uint16_t slot, const RelationshipRecord& record) {
  if (slot >= records_.size()) {
    records_.resize(slot + 1u, RelationshipRecord{kNoType, {}, {}});
  }
  records_[slot] = record;
  live_.set(slot);
}

void EndsRun::encode(std::string& out) const {
  live_.encode(out);
  // Sorted loads have long stretches of one type and one start.
  std::string types;
  std::uint64_t stretches = 0;
  std::uint64_t length = 0;
  TypeId current = kNoType;
  const auto close = [&] {
    if (length == 0) return;
    put_varint(types, current.value);
    put_varint(types, length);
    ++stretches;
    length = 0;
  };
  live_.for_each([&](std::uint16_t slot) {
    if (records_[slot].type != current) close();
    current = records_[slot].type;
    ++length;
  });
  close();
  put_varint(out, stretches);
  out += types;
  std::uint64_t last = 0;
  live_.for_each([&](std::uint16_t slot) {
    put_zigzag(out, static_cast<std::int64_t>(records_[slot].start.value - last));
    last = records_[slot].start.value;
  });
  last = 0;
  live_.for_each([&](std::uint16_t slot) {
    put_zigzag(out, static_cast<std::int64_t>(records_[slot].end.value - last));
    last = records_[slot].end.value;
  });
}

void EndsRun::decode(ByteReader& in) {
  EndsRun fresh;
  fresh.live_ = RunBits::decode(in);
  std::vector<std::uint16_t> slots;
  fresh.live_.for_each([&](std::uint16_t slot) { slots.push_back(slot); });
  if (!slots.empty()) fresh.records_.resize(slots.back() + 1u, RelationshipRecord{kNoType, {}, {}});
  std::size_t at = 0;
  for (std::uint64_t left = in.varint(); left > 0; --left) {
    const TypeId type = decode_type(in.varint());
    const std::uint64_t length = in.varint();
    if (length > slots.size() - at) throw MalformedBytes();
    for (std::uint64_t i = 0; i < length; ++i) fresh.records_[slots[at++]].type = type;
  }
  if (at != slots.size()) throw MalformedBytes();
  std::uint64_t last = 0;
  for (const std::uint16_t slot : slots) {
    fresh.records_[slot].start.value = last += static_cast<std::uint64_t>(in.zigzag());
  }
  last = 0;
  for (const std::uint16_t slot : slots) {
    fresh.records_[slot].end.value = last += static_cast<std::uint64_t>(in.zigzag());
  }
  live_ = fresh.live_;
  records_ = std::move(fresh.records_);
}

void EndsRun::encode_slots(const RunBits& touched, std::string& delta) const {
  touched.for_each([&](std::uint16_t slot) {
    put_varint(delta, slot);
    if (!exists(slot)) {
      put_varint(delta, 0);
      return;
    }
    put_varint(delta, records_[slot].type.value + std::uint64_t{1});
    put_varint(delta, records_[slot].start.value);
    put_varint(delta, records_[slot].end.value);
  });
}

void EndsRun::apply(ByteReader& in) {
  while (!in.empty()) {
    const std::uint16_t slot = decode_slot(in);
    const std::uint64_t type = in.varint();
    if (type == 0) {
      remove(slot);
      if (slot < records_.size()) records_[slot].type = kNoType;
      continue;
    }
    RelationshipRecord record;
    record.type = decode_type(type - 1);
    record.start.value = in.varint();
    record.end.value = in.varint();
    set(slot, record);
  }
}

}  // namespace agora::graph
