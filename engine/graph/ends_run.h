// graph/ends_run.h
//
// Type, start and end of 1,024 relationships.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "graph/graph_view.h"
#include "graph/run.h"

namespace agora::graph {

class EndsRun final : public Run {
 public:
  bool exists(std::uint16_t slot) const noexcept { return live_.test(slot); }
  const RunBits& live() const noexcept { return live_; }
  TypeId type(std::uint16_t slot) const noexcept { return records_[slot].type; }

  /// Also of a relationship that was removed from this very copy, not of one that was stored as
  /// removed. nullptr if there is none.
  const RelationshipRecord* record(std::uint16_t slot) const noexcept {
    return slot < records_.size() && records_[slot].type != kNoType ? &records_[slot] : nullptr;
  }

  void set(std::uint16_t slot, const RelationshipRecord& record);
  void remove(std::uint16_t slot) noexcept { live_.reset(slot); }

  std::size_t byte_size() const noexcept override {
    return sizeof *this + records_.capacity() * sizeof(RelationshipRecord);
  }
  bool empty() const noexcept override { return live_.none(); }
  std::shared_ptr<Run> clone() const override { return std::make_shared<EndsRun>(*this); }
  void encode(std::string& out) const override;
  void decode(ByteReader& in) override;
  void encode_slots(const RunBits& touched, std::string& delta) const override;
  void apply(ByteReader& in) override;

 private:
  static constexpr TypeId kNoType{UINT32_MAX};
  RunBits live_;
  std::vector<RelationshipRecord> records_;  // By slot, up to the last.
};

}  // namespace agora::graph
