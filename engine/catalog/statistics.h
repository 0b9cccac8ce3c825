// catalog/statistics.h
//
// What the planner may know of the data without reading it. Counts are exact and kept with every commit.
#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.h"

namespace agora::catalog {

/// Which end of a relationship the question stands at: Out follows start -> end.
enum class Direction : std::uint8_t { Out = 0, In = 1 };

class Statistics {
 public:
  std::uint64_t node_count() const noexcept { return nodes_; }
  std::uint64_t node_count(LabelId label) const noexcept;
  std::uint64_t relationship_count() const noexcept { return relationships_; }
  std::uint64_t relationship_count(TypeId type) const noexcept;
  /// Relationships of `type` whose start (Out) or end (In) carries `label`.
  std::uint64_t relationship_count(LabelId label, TypeId type, Direction direction) const noexcept;

  // Changes, positive or negative.
  void add_nodes(std::int64_t count) noexcept { nodes_ += static_cast<std::uint64_t>(count); }
  void add_nodes(LabelId label, std::int64_t count);
  void add_relationships(TypeId type, std::int64_t count);
  void add_relationships(LabelId label, TypeId type, Direction direction, std::int64_t count);

  bool operator==(const Statistics&) const = default;

 private:
  friend class StatisticsCodec;
  std::uint64_t nodes_ = 0;
  std::uint64_t relationships_ = 0;
  std::vector<std::uint64_t> by_label_;
  std::vector<std::uint64_t> by_type_;
  struct EndCount {
    LabelId label;
    TypeId type;
    Direction direction = Direction::Out;
    std::uint64_t count = 0;
    bool before(LabelId other_label, TypeId other_type, Direction other) const noexcept;
    bool operator==(const EndCount&) const = default;
  };
  std::vector<EndCount> by_end_;  // Sorted; flat, because every statement that writes copies it.
};

}  // namespace agora::catalog
