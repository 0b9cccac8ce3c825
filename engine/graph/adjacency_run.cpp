#include "graph/adjacency_run.h"

namespace agora::graph {
namespace {

/// Up to here inserting into the changes is cheaper than a new base.
constexpr std::size_t kFewChanges = 256;
/// Beyond this a copy of the changes, which every commit makes, costs more than a new base now and
/// then.
constexpr std::size_t kManyChanges = 4096;

const std::shared_ptr<const AdjacencyBase>& no_base() {
  static const auto kNone = std::make_shared<const AdjacencyBase>();
  return kNone;
}

}  // namespace

void NeighbourList::append_to(std::vector<NodeId>& nodes,
                              std::vector<RelationshipId>& relationships) const {
  if (flat()) {
    nodes.insert(nodes.end(), nodes_.begin(), nodes_.end());
    relationships.insert(relationships.end(), relationships_, relationships_ + nodes_.size());
    return;
  }
  for_each([&](NodeId node, RelationshipId relationship) {
    nodes.push_back(node);
    relationships.push_back(relationship);
  });
}

AdjacencyRun::AdjacencyRun() : base_(no_base()) {}

std::size_t AdjacencyRun::entry_count() const noexcept {
  std::size_t count = base_->nodes.size();
  for (const AdjacencyChange& change : changes_) change.removed ? --count : ++count;
  return count;
}

std::span<const AdjacencyChange> AdjacencyRun::changes_of(std::uint16_t slot) const noexcept {
  const auto by_slot = [](const AdjacencyChange& change, std::uint16_t s) {
    return change.slot < s;
  };
  const auto first = std::lower_bound(changes_.begin(), changes_.end(), slot, by_slot);
  auto last = first;
  if (first != changes_.end() && first->slot == slot) {
    last = std::lower_bound(first, changes_.end(), static_cast<std::uint16_t>(slot + 1), by_slot);
  }
  return {first, last};
}

void AdjacencyRun::add(std::uint16_t slot, NodeId node, RelationshipId relationship) {
  const AdjacencyChange change{node, relationship, slot, false};
  if (changes_.empty() || changes_.back() < change) {
    changes_.push_back(change);
  } else {
    changes_.insert(std::lower_bound(changes_.begin(), changes_.end(), change), change);
  }
  fold_if_large();
}

void AdjacencyRun::remove(std::uint16_t slot, NodeId node, RelationshipId relationship) {
  const AdjacencyChange change{node, relationship, slot, true};
  const auto at = std::lower_bound(changes_.begin(), changes_.end(), change);
  if (at != changes_.end() && *at == change) {
    if (!at->removed) changes_.erase(at);
    return;
  }
  if (base_->offsets.empty()) return;
  const auto begin = base_->nodes.begin() + base_->offsets[slot];
  const auto end = base_->nodes.begin() + base_->offsets[slot + 1u];
  const auto [low, high] = std::equal_range(begin, end, node);
  const auto first = base_->relationships.begin() + (low - base_->nodes.begin());
  const auto last = base_->relationships.begin() + (high - base_->nodes.begin());
  if (!std::binary_search(first, last, relationship)) return;
  changes_.insert(at, change);
  fold_if_large();
}

void AdjacencyRun::fold_if_large() {
  const std::size_t bound = std::clamp(base_->nodes.size() / 4, kFewChanges, kManyChanges);
  if (changes_.size() > bound) fold();
}

void AdjacencyRun::fold() {
  if (changes_.empty()) return;
  auto base = std::make_shared<AdjacencyBase>();
  const std::size_t count = entry_count();
  base->nodes.reserve(count);
  base->relationships.reserve(count);
  if (count > 0) {
    base->offsets.reserve(kRunIds + 1);
    for (std::uint16_t slot = 0; slot < kRunIds; ++slot) {
      base->offsets.push_back(static_cast<std::uint32_t>(base->nodes.size()));
      list(slot).append_to(base->nodes, base->relationships);
    }
    base->offsets.push_back(static_cast<std::uint32_t>(base->nodes.size()));
  }
  base_ = std::move(base);
  changes_.clear();
}

std::size_t AdjacencyRun::byte_size() const noexcept {
  return sizeof *this + base_->offsets.capacity() * sizeof(std::uint32_t) +
         base_->nodes.capacity() * sizeof(NodeId) +
         base_->relationships.capacity() * sizeof(RelationshipId) +
         changes_.capacity() * sizeof(AdjacencyChange);
}

void AdjacencyRun::encode(std::string& out) const {
  if (!changes_.empty()) {
    AdjacencyRun folded(*this);
    folded.fold();
    return folded.encode(out);
  }
  const AdjacencyBase& base = *base_;
  const auto degree = [&](std::size_t slot) { return base.offsets[slot + 1] - base.offsets[slot]; };
  const std::size_t slots = base.offsets.empty() ? 0 : kRunIds;
  put_varint(out, base.nodes.size());
  for (std::size_t slot = 0, gap = 0; slot < slots; ++slot, ++gap) {
    if (degree(slot) == 0) continue;
    put_varint(out, gap);
    put_varint(out, degree(slot));
    gap = static_cast<std::size_t>(-1);
  }
  std::uint64_t first = 0;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    std::uint64_t last = first;
    for (std::uint32_t i = base.offsets[slot]; i < base.offsets[slot + 1]; ++i) {
      const std::uint64_t node = base.nodes[i].value;
      if (i == base.offsets[slot]) {
        put_zigzag(out, static_cast<std::int64_t>(node - first));
        first = node;
      } else {
        put_varint(out, node - last);
      }
      last = node;
    }
  }
  std::uint64_t last = 0;
  for (const RelationshipId relationship : base.relationships) {
    put_zigzag(out, static_cast<std::int64_t>(relationship.value - last));
    last = relationship.value;
  }
}

void AdjacencyRun::decode(ByteReader& in) {
  auto base = std::make_shared<AdjacencyBase>();
  const std::uint64_t count = in.varint();
  if (count > in.remaining() || count > UINT32_MAX)
    throw MalformedBytes();  // A byte an entry at least.
  base->nodes.resize(count);
  base->relationships.resize(count);
  if (count > 0) base->offsets.assign(kRunIds + 1, static_cast<std::uint32_t>(count));
  std::uint64_t slot = 0;
  for (std::uint64_t before = 0, filled = 0; before < count;) {
    const std::uint64_t gap = in.varint();
    const std::uint64_t degree = in.varint();
    if (gap >= kRunIds || slot + gap >= kRunIds || degree == 0 || degree > count - before)
      throw MalformedBytes();
    slot += gap;
    for (; filled <= slot; ++filled) base->offsets[filled] = static_cast<std::uint32_t>(before);
    before += degree;
    ++slot;
    if (before == count) {
      for (; filled <= kRunIds; ++filled) base->offsets[filled] = static_cast<std::uint32_t>(count);
    }
  }
  std::uint64_t first = 0;
  for (std::size_t s = 0; count > 0 && s < kRunIds; ++s) {
    std::uint32_t i = base->offsets[s];
    if (i == base->offsets[s + 1]) continue;
    first += static_cast<std::uint64_t>(in.zigzag());
    std::uint64_t node = first;
    base->nodes[i].value = node;
    for (++i; i < base->offsets[s + 1]; ++i) base->nodes[i].value = node += in.varint();
  }
  std::uint64_t last = 0;
  for (RelationshipId& relationship : base->relationships) {
    relationship.value = last += static_cast<std::uint64_t>(in.zigzag());
  }
  base_ = std::move(base);
  changes_.clear();
}

void AdjacencyRun::put_change(std::string& delta, const AdjacencyChange& change) {
  put_varint(delta, static_cast<std::uint64_t>(change.slot) << 1 | (change.removed ? 1 : 0));
  put_varint(delta, change.node.value);
  put_varint(delta, change.relationship.value);
}

void AdjacencyRun::apply(ByteReader& in) {
  while (!in.empty()) {
    const std::uint64_t head = in.varint();
    if (head >> 1 >= kRunIds) throw MalformedBytes();
    const auto slot = static_cast<std::uint16_t>(head >> 1);
    const NodeId node{in.varint()};
    const RelationshipId relationship{in.varint()};
    head & 1 ? remove(slot, node, relationship) : add(slot, node, relationship);
  }
}

}  // namespace agora::graph
