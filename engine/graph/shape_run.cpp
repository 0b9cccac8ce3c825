#include "graph/shape_run.h"

#include <algorithm>

namespace agora::graph {
namespace {

void put_keys(std::string& out, std::span<const PropertyKeyId> keys) {
  std::uint32_t last = 0;
  for (const PropertyKeyId key : keys) {
    put_varint(out, key.value - last);
    last = key.value;
  }
}

std::vector<PropertyKeyId> decode_keys(ByteReader& in, std::uint64_t count) {
  if (count > in.remaining()) throw MalformedBytes();
  std::vector<PropertyKeyId> keys(count);
  std::uint64_t last = 0;
  for (PropertyKeyId& key : keys) {
    const std::uint64_t gap = in.varint();
    if (gap > UINT32_MAX || (last += gap) > UINT32_MAX) throw MalformedBytes();
    key.value = static_cast<std::uint32_t>(last);
  }
  return keys;
}

}  // namespace

bool ShapeRun::has_key(std::uint16_t slot, PropertyKeyId key) const noexcept {
  const auto all = keys(slot);
  return std::binary_search(all.begin(), all.end(), key);
}

void ShapeRun::set(std::uint16_t slot, std::vector<PropertyKeyId> keys) {
  if (slot >= shapes_.size()) shapes_.resize(slot + 1u);
  auto found = std::find(sets_.begin(), sets_.end(), keys);
  if (found == sets_.end()) {
    // Sets nobody uses any more are given up before the number could outgrow the slots.
    if (sets_.size() >= kRunIds) {
      shapes_[slot] = 0;
      std::vector<bool> used(sets_.size());
      for (const std::uint16_t shape : shapes_) {
        if (shape != 0) used[shape - 1u] = true;
      }
      const auto free = std::find(used.begin(), used.end(), false);
      found = sets_.begin() + (free - used.begin());
      *found = std::move(keys);
    } else {
      found = sets_.insert(sets_.end(), std::move(keys));
    }
  }
  shapes_[slot] = static_cast<std::uint16_t>(found - sets_.begin() + 1);
}

void ShapeRun::clear(std::uint16_t slot) noexcept {
  if (slot < shapes_.size()) shapes_[slot] = 0;
}

std::size_t ShapeRun::byte_size() const noexcept {
  std::size_t bytes = sizeof *this + shapes_.capacity() * sizeof(std::uint16_t);
  for (const auto& set : sets_) bytes += sizeof set + set.capacity() * sizeof(PropertyKeyId);
  return bytes;
}

bool ShapeRun::empty() const noexcept {
  return std::all_of(shapes_.begin(), shapes_.end(),
                     [](std::uint16_t shape) { return shape == 0; });
}

void ShapeRun::encode(std::string& out) const {
  put_varint(out, sets_.size());
  for (const auto& set : sets_) {
    put_varint(out, set.size());
    put_keys(out, set);
  }
  put_varint(out, shapes_.size());
  // Stretches of one shape.
  for (std::size_t i = 0; i < shapes_.size();) {
    std::size_t end = i + 1;
    while (end < shapes_.size() && shapes_[end] == shapes_[i]) ++end;
    put_varint(out, shapes_[i]);
    put_varint(out, end - i);
    i = end;
  }
}

void ShapeRun::decode(ByteReader& in) {
  ShapeRun fresh;
  const std::uint64_t sets = in.varint();
  if (sets > kRunIds) throw MalformedBytes();
  for (std::uint64_t i = 0; i < sets; ++i) {
    const std::uint64_t count = in.varint();
    fresh.sets_.push_back(decode_keys(in, count));
  }
  const std::uint64_t slots = in.varint();
  if (slots > kRunIds) throw MalformedBytes();
  while (fresh.shapes_.size() < slots) {
    const std::uint64_t shape = in.varint();
    const std::uint64_t length = in.varint();
    if (shape > sets || length > slots - fresh.shapes_.size()) throw MalformedBytes();
    fresh.shapes_.insert(fresh.shapes_.end(), length, static_cast<std::uint16_t>(shape));
  }
  shapes_ = std::move(fresh.shapes_);
  sets_ = std::move(fresh.sets_);
}

void ShapeRun::encode_slots(const RunBits& touched, std::string& delta) const {
  touched.for_each([&](std::uint16_t slot) {
    put_varint(delta, slot);
    put_varint(delta, exists(slot) ? keys(slot).size() + 1 : 0);
    put_keys(delta, keys(slot));
  });
}

void ShapeRun::apply(ByteReader& in) {
  while (!in.empty()) {
    const std::uint16_t slot = decode_slot(in);
    const std::uint64_t count = in.varint();
    if (count == 0) {
      clear(slot);
    } else {
      set(slot, decode_keys(in, count - 1));
    }
  }
}

}  // namespace agora::graph
