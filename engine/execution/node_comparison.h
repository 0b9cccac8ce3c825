// execution/node_comparison.h
#pragma once

#include <span>
#include <vector>

#include "execution/node_keys.h"

namespace agora::execution {

/// Whether two nodes satisfy a plan::NodeComparison: by their keys where both have some, else by evaluating the
/// predicate.
class NodeComparison {
 public:
  /// All references must outlive this.
  NodeComparison(const plan::NodeComparison& node, NodeKeyring& keyring, const Site& site);

  semantic::Operator op() const noexcept { return node_.op; }
  /// To be called before each batch.
  void prepare();
  /// Has the keys of these computed at once, which is cheaper than one by one.
  void learn_own(std::span<const NodeId> nodes) { own_.learn(nodes); }
  void learn_other(std::span<const NodeId> nodes) { other_.learn(nodes); }
  bool holds(NodeId own, NodeId other);
  /// Sets mask[i] to whether it holds for own[i] and `other`.
  void test(std::span<const NodeId> own, NodeId other, std::vector<std::uint8_t>& mask);

  NodeKeys::Key own_key(NodeId node) { return own_.find(node); }
  NodeKeys::Key other_key(NodeId node) { return other_.find(node); }
  /// Whether `a` comes before `b`, both integers or both texts.
  bool before(const NodeKeys::Key& a, const NodeKeys::Key& b) const {
    if (a.kind == NodeKeys::Kind::Integer) return a.number < b.number;
    return a.number != b.number && texts_.text(a.number) < texts_.text(b.number);
  }

 private:
  bool hold(const NodeKeys::Key& own, const NodeKeys::Key& other) const;
  void evaluate(std::span<const NodeId> own, NodeId other, std::vector<std::uint8_t>& mask);

  const plan::NodeComparison& node_;
  Context& context_;
  NodeKeys& own_;
  NodeKeys& other_;
  const NumberedTexts& texts_;
  EvaluatorPtr predicate_;
  std::vector<std::uint8_t> one_;
  Batch batch_;
  Column scratch_;
};

}  // namespace agora::execution
