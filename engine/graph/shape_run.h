// graph/shape_run.h
//
// Which property keys each of 1,024 nodes or relationships has; for nodes also whether they exist
// at all. Most elements of a run share a few sets of keys, so each names one of them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/run.h"

namespace agora::graph {

class ShapeRun final : public Run {
 public:
  /// False for what was never created, or was deleted, or (relationships) never had a property.
  bool exists(std::uint16_t slot) const noexcept {
    return slot < shapes_.size() && shapes_[slot] != 0;
  }
  /// Ascending.
  std::span<const PropertyKeyId> keys(std::uint16_t slot) const noexcept {
    if (!exists(slot)) return {};
    return sets_[shapes_[slot] - 1u];
  }
  bool has_key(std::uint16_t slot, PropertyKeyId key) const noexcept;
  /// Slots in use end before this.
  std::size_t slot_bound() const noexcept { return shapes_.size(); }

  /// From here on the element exists and has these keys. Requires: ascending.
  void set(std::uint16_t slot, std::vector<PropertyKeyId> keys);
  void clear(std::uint16_t slot) noexcept;

  std::size_t byte_size() const noexcept override;
  bool empty() const noexcept override;
  std::shared_ptr<Run> clone() const override { return std::make_shared<ShapeRun>(*this); }
  void encode(std::string& out) const override;
  void decode(ByteReader& in) override;
  void encode_slots(const RunBits& touched, std::string& delta) const override;
  void apply(ByteReader& in) override;

 private:
  std::vector<std::uint16_t> shapes_;  // By slot, up to the last: 0 or 1 + a number in sets_.
  std::vector<std::vector<PropertyKeyId>> sets_;
};

}  // namespace agora::graph
