// graph/label_run.h
//
// Which of 1,024 nodes carry a label.
#pragma once

#include <cstdint>
#include <memory>

#include "graph/run.h"

namespace agora::graph {

class LabelRun final : public Run {
 public:
  bool has(std::uint16_t slot) const noexcept { return bits_.test(slot); }
  const RunBits& bits() const noexcept { return bits_; }
  void set(std::uint16_t slot, bool carries) noexcept {
    carries ? bits_.set(slot) : bits_.reset(slot);
  }

  std::size_t byte_size() const noexcept override { return sizeof *this; }
  bool empty() const noexcept override { return bits_.none(); }
  std::shared_ptr<Run> clone() const override { return std::make_shared<LabelRun>(*this); }
  void encode(std::string& out) const override { bits_.encode(out); }
  void decode(ByteReader& in) override { bits_ = RunBits::decode(in); }
  void encode_slots(const RunBits& touched, std::string& delta) const override {
    touched.for_each([&](std::uint16_t slot) {
      put_varint(delta, slot);
      put_u8(delta, has(slot));
    });
  }
  void apply(ByteReader& in) override {
    while (!in.empty()) {
      const std::uint16_t slot = decode_slot(in);
      set(slot, in.u8() != 0);
    }
  }

 private:
  RunBits bits_;
};

}  // namespace agora::graph
