#include "semantic/split_create.h"

#include <algorithm>
#include <unordered_map>

#include "semantic/expression_walk.h"

namespace agora::semantic {
namespace {

class Splitter {
 public:
  explicit Splitter(Pattern pattern) : pattern_(std::move(pattern)) { find_levels(); }

  std::vector<Create> split() {
    std::vector<Create> out;
    for (std::uint32_t level = 0; level < last_; ++level) out.push_back({only(level)});
    out.push_back({rest()});
    return out;
  }

 private:
  // An element's level is one more than that of what its properties read; 0 if they read nothing
  // made here.
  template <typename Element>
  std::uint32_t level_of(const Element& element) const {
    std::uint32_t level = 0;
    const auto look = [&](const ExpressionPtr& expression) {
      if (!expression) return;
      for (const Reading& reading : readings(*expression)) {
        const auto made = made_.find(reading.slot);
        if (made != made_.end()) level = std::max(level, made->second + 1);
      }
    };
    for (const PropertyEntry& entry : element.properties) look(entry.value);
    look(element.property_map);
    if constexpr (std::is_same_v<Element, NodePattern>) {
      for (const ExpressionPtr& names : element.computed_labels) look(names);
    } else {
      look(element.computed_type);
    }
    return level;
  }

  // Expressions read only what stands before them, but a node may read a relationship of an earlier
  // path, and a relationship a node that comes later in the list of nodes; so both lists are gone
  // through until all stands.
  void find_levels() {
    node_levels_.assign(pattern_.nodes.size(), 0);
    relationship_levels_.assign(pattern_.relationships.size(), 0);
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < pattern_.nodes.size(); ++i) {
        const NodePattern& node = pattern_.nodes[i];
        if (!node.bound) changed |= raise(node_levels_[i], level_of(node), node.slot);
      }
      for (std::size_t i = 0; i < pattern_.relationships.size(); ++i) {
        const RelationshipPattern& each = pattern_.relationships[i];
        const std::uint32_t ends = std::max(node_levels_[each.left], node_levels_[each.right]);
        changed |= raise(relationship_levels_[i], std::max(level_of(each), ends), each.slot);
      }
    }
  }

  bool raise(std::uint32_t& level, std::uint32_t to, Slot slot) {
    const bool changed = to > level || !made_.contains(slot);
    level = std::max(level, to);
    made_[slot] = level;
    last_ = std::max(last_, level);
    return changed;
  }

  Pattern only(std::uint32_t level) const {
    Pattern out;
    std::unordered_map<std::uint32_t, std::uint32_t> places;
    const auto add_node = [&](std::uint32_t index) {
      const auto [at, added] = places.emplace(index, static_cast<std::uint32_t>(out.nodes.size()));
      if (!added) return at->second;
      out.nodes.push_back(pattern_.nodes[index]);
      if (node_levels_[index] < level) take_as_bound(out.nodes.back());
      return at->second;
    };
    for (std::uint32_t i = 0; i < pattern_.nodes.size(); ++i) {
      if (pattern_.nodes[i].bound || node_levels_[i] != level) continue;
      PathPattern alone;
      alone.first_node = add_node(i);
      out.paths.push_back(std::move(alone));
    }
    for (std::uint32_t i = 0; i < pattern_.relationships.size(); ++i) {
      if (relationship_levels_[i] != level) continue;
      RelationshipPattern each = pattern_.relationships[i];
      each.left = add_node(each.left);
      each.right = add_node(each.right);
      PathPattern alone;
      alone.first_node = each.left;
      alone.relationships.push_back(static_cast<std::uint32_t>(out.relationships.size()));
      out.paths.push_back(std::move(alone));
      out.relationships.push_back(std::move(each));
    }
    return out;
  }

  Pattern rest() const {
    Pattern out = pattern_;
    for (std::size_t i = 0; i < out.nodes.size(); ++i) {
      if (node_levels_[i] < last_) take_as_bound(out.nodes[i]);
    }
    for (std::size_t i = 0; i < out.relationships.size(); ++i) {
      if (relationship_levels_[i] < last_) take_as_bound(out.relationships[i]);
    }
    return out;
  }

  static void take_as_bound(NodePattern& node) {
    node.bound = true;
    node.labels.clear();
    node.computed_labels.clear();
    node.properties.clear();
    node.property_map = nullptr;
  }
  static void take_as_bound(RelationshipPattern& relationship) {
    relationship.bound = true;
    relationship.properties.clear();
    relationship.property_map = nullptr;
  }

  Pattern pattern_;
  std::unordered_map<Slot, std::uint32_t>
      made_;  // The level of each element that this CREATE makes.
  std::vector<std::uint32_t> node_levels_;
  std::vector<std::uint32_t> relationship_levels_;
  std::uint32_t last_ = 0;
};

}  // namespace

std::vector<Create> split_create(Create create) {
  return Splitter(std::move(create.pattern)).split();
}

}  // namespace agora::semantic
