#include "graph/stable_order.h"

#include <algorithm>
#include <array>
#include <utility>

namespace agora::graph {
namespace {

// Counters of 2,048 buckets stay in the first cache, and two or three passes do for some billion nodes.
constexpr unsigned kDigitBits = 11;
constexpr std::size_t kBuckets = std::size_t{1} << kDigitBits;

struct Item {
  std::uint64_t id;
  std::uint32_t row;
};

void sort_by_digit(const std::vector<Item>& from, std::vector<Item>& to, unsigned shift) {
  std::array<std::size_t, kBuckets> at{};
  const auto digit = [shift](const Item& item) { return item.id >> shift & (kBuckets - 1); };
  for (const Item& item : from) ++at[digit(item)];
  std::size_t before = 0;
  for (std::size_t& each : at) before += std::exchange(each, before);
  for (const Item& item : from) to[at[digit(item)]++] = item;
}

}  // namespace

std::vector<std::uint32_t> stable_order(const std::vector<NodeId>& ids, std::vector<std::uint32_t> order) {
  std::vector<Item> items(order.size()), sorted(order.size());
  std::uint64_t largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    items[i] = {ids[order[i]].value, order[i]};
    largest = std::max(largest, items[i].id);
  }
  for (unsigned shift = 0; shift < 64 && largest >> shift != 0; shift += kDigitBits) {
    sort_by_digit(items, sorted, shift);
    items.swap(sorted);
  }
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = items[i].row;
  return order;
}

}  // namespace agora::graph
