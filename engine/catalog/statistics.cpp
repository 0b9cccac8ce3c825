#include "catalog/statistics.h"

#include <algorithm>
#include <tuple>

namespace agora::catalog {
namespace {

std::uint64_t at(const std::vector<std::uint64_t>& counts, std::uint32_t i) noexcept {
  return i < counts.size() ? counts[i] : 0;
}

void add(std::vector<std::uint64_t>& counts, std::uint32_t i, std::int64_t count) {
  if (i >= counts.size()) counts.resize(i + 1u);
  counts[i] += static_cast<std::uint64_t>(count);
}

}  // namespace

std::uint64_t Statistics::node_count(LabelId label) const noexcept {
  return at(by_label_, label.value);
}

std::uint64_t Statistics::relationship_count(TypeId type) const noexcept {
  return at(by_type_, type.value);
}

bool Statistics::EndCount::before(LabelId other_label, TypeId other_type,
                                  Direction other) const noexcept {
  return std::tie(label, type, direction) < std::tie(other_label, other_type, other);
}

std::uint64_t Statistics::relationship_count(LabelId label, TypeId type,
                                             Direction direction) const noexcept {
  const auto found = std::partition_point(
      by_end_.begin(), by_end_.end(),
      [&](const EndCount& each) { return each.before(label, type, direction); });
  if (found == by_end_.end() || found->label != label || found->type != type ||
      found->direction != direction) {
    return 0;
  }
  return found->count;
}

void Statistics::add_nodes(LabelId label, std::int64_t count) {
  add(by_label_, label.value, count);
}

void Statistics::add_relationships(TypeId type, std::int64_t count) {
  add(by_type_, type.value, count);
  relationships_ += static_cast<std::uint64_t>(count);
}

void Statistics::add_relationships(LabelId label, TypeId type, Direction direction,
                                   std::int64_t count) {
  auto found = std::partition_point(by_end_.begin(), by_end_.end(), [&](const EndCount& each) {
    return each.before(label, type, direction);
  });
  if (found == by_end_.end() || found->label != label || found->type != type ||
      found->direction != direction) {
    found = by_end_.insert(found, EndCount{label, type, direction, 0});
  }
  found->count += static_cast<std::uint64_t>(count);
}

}  // namespace agora::catalog
