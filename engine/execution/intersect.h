// execution/intersect.h
//
// Intersecting sorted lists of nodes: by merging where they are about as long, by galloping (exponential, then
// binary search; Bentley and Yao 1976) where one is much longer, by bits where one list meets many others.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"
#include "execution/context.h"

namespace agora::execution {

/// Appends, for each entry of `list` that is in `set`, its position there. `set` ascends strictly, `list` ascends
/// and may repeat; so do the positions.
void intersect(std::span<const NodeId> set, std::span<const NodeId> list, std::vector<std::uint32_t>& out);

/// The first entry of the ascending [from, end) that is not before `node`, which is thought to be near `from`.
const NodeId* first_not_before(const NodeId* from, const NodeId* end, NodeId node);

/// How often `node` is in the ascending `list`.
std::size_t occurrences(std::span<const NodeId> list, NodeId node);

/// A bit per node.
class NodeBits {
 public:
  explicit NodeBits(Context& context) : held_(context) {}
  /// Makes room for ids below `bound`, all out.
  void reset(std::uint64_t bound);
  void insert(std::span<const NodeId> nodes) noexcept;
  void erase(std::span<const NodeId> nodes) noexcept;
  bool contains(NodeId node) const noexcept { return (words_[node.value >> 6] >> (node.value & 63) & 1) != 0; }
  /// How many entries of `list` are in.
  std::uint64_t count(std::span<const NodeId> list) const noexcept;

 private:
  std::vector<std::uint64_t> words_;
  HeldMemory held_;
};

}  // namespace agora::execution
