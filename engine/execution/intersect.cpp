#include "execution/intersect.h"

#include <algorithm>

namespace agora::execution {

namespace {

/// From this ratio of lengths on, searching beats walking.
constexpr std::size_t kGallopRatio = 16;

void search_set(std::span<const NodeId> set, std::span<const NodeId> list, std::vector<std::uint32_t>& out) {
  const NodeId* at = set.data();
  const NodeId* const end = at + set.size();
  for (const NodeId node : list) {
    at = first_not_before(at, end, node);
    if (at == end) return;
    if (*at == node) out.push_back(static_cast<std::uint32_t>(at - set.data()));
  }
}

void search_list(std::span<const NodeId> set, std::span<const NodeId> list, std::vector<std::uint32_t>& out) {
  const NodeId* at = list.data();
  const NodeId* const end = at + list.size();
  for (std::size_t i = 0; i < set.size(); ++i) {
    at = first_not_before(at, end, set[i]);
    if (at == end) return;
    for (; at != end && *at == set[i]; ++at) out.push_back(static_cast<std::uint32_t>(i));
  }
}

/// Without a branch that depends on the data but the loop's end.
void merge(std::span<const NodeId> set, std::span<const NodeId> list, std::vector<std::uint32_t>& out) {
  const std::size_t before = out.size();
  out.resize(before + list.size());
  std::uint32_t* to = out.data() + before;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < set.size() && j < list.size()) {
    const std::uint64_t a = set[i].value;
    const std::uint64_t b = list[j].value;
    *to = static_cast<std::uint32_t>(i);
    to += a == b;
    i += a < b;
    j += b <= a;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

}  // namespace

void intersect(std::span<const NodeId> set, std::span<const NodeId> list, std::vector<std::uint32_t>& out) {
  if (set.empty() || list.empty()) return;
  if (list.size() * kGallopRatio < set.size()) {
    search_set(set, list, out);
  } else if (set.size() * kGallopRatio < list.size()) {
    search_list(set, list, out);
  } else {
    merge(set, list, out);
  }
}

const NodeId* first_not_before(const NodeId* from, const NodeId* end, NodeId node) {
  // Places and not pointers: no pointer may lie behind the end, and an empty list may have none at all.
  const std::size_t size = static_cast<std::size_t>(end - from);
  std::size_t at = 0;
  std::size_t step = 1;
  while (at + step < size && from[at + step] < node) {
    at += step;
    step *= 2;
  }
  return std::lower_bound(from + at, from + std::min(at + step + 1, size), node);
}

std::size_t occurrences(std::span<const NodeId> list, NodeId node) {
  const auto [low, high] = std::equal_range(list.begin(), list.end(), node);
  return static_cast<std::size_t>(high - low);
}

void NodeBits::reset(std::uint64_t bound) {
  held_.clear();
  const std::size_t words = static_cast<std::size_t>(bound / 64 + 1);
  held_.add(words * sizeof(std::uint64_t));
  words_.assign(words, 0);
}

void NodeBits::insert(std::span<const NodeId> nodes) noexcept {
  for (const NodeId node : nodes) words_[node.value >> 6] |= std::uint64_t{1} << (node.value & 63);
}

void NodeBits::erase(std::span<const NodeId> nodes) noexcept {
  for (const NodeId node : nodes) words_[node.value >> 6] &= ~(std::uint64_t{1} << (node.value & 63));
}

std::uint64_t NodeBits::count(std::span<const NodeId> list) const noexcept {
  std::uint64_t total = 0;
  for (const NodeId node : list) total += words_[node.value >> 6] >> (node.value & 63) & 1;
  return total;
}

}  // namespace agora::execution
