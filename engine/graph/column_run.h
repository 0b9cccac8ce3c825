// graph/column_run.h
//
// The values of one property for 1,024 ids: an array of integers or of floats while all are, else
// of Values.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agora/value.h"
#include "graph/run.h"

namespace agora::graph {

class ColumnRun final : public Run {
 public:
  enum class Layout : std::uint8_t { Integers, Floats, Values };

  Layout layout() const noexcept { return layout_; }
  bool has(std::uint16_t slot) const noexcept { return present_.test(slot); }
  const RunBits& present() const noexcept { return present_; }

  Value value(std::uint16_t slot) const {
    if (!has(slot)) return {};
    switch (layout_) {
      case Layout::Integers:
        return integers_[slot];
      case Layout::Floats:
        return floats_[slot];
      case Layout::Values:
        break;
    }
    return values_[slot];
  }

  // Each requires its layout and has(slot).
  std::int64_t integer(std::uint16_t slot) const noexcept { return integers_[slot]; }
  double floating(std::uint16_t slot) const noexcept { return floats_[slot]; }
  const Value& stored(std::uint16_t slot) const noexcept { return values_[slot]; }

  /// Null removes.
  void set(std::uint16_t slot, const Value& value);

  std::size_t byte_size() const noexcept override;
  bool empty() const noexcept override { return present_.none(); }
  std::shared_ptr<Run> clone() const override { return std::make_shared<ColumnRun>(*this); }
  void encode(std::string& out) const override;
  void decode(ByteReader& in) override;
  void encode_slots(const RunBits& touched, std::string& delta) const override;
  void apply(ByteReader& in) override;

 private:
  void widen();

  Layout layout_ = Layout::Integers;
  RunBits present_;
  // By slot, up to the last; only the layout's array is in use.
  std::vector<std::int64_t> integers_;
  std::vector<double> floats_;
  std::vector<Value> values_;
};

}  // namespace agora::graph
