// execution/node_comparison.h
#pragma once

#include <memory>
#include <vector>

#include "execution/cycle_leg.h"
#include "execution/node_keys.h"

namespace agora::execution {

/// Which nodes of a set stand in the relation of a plan::CycleComparison to one other node: by their keys where both
/// have some that the operator can be answered by, else by evaluating the predicate for the whole set.
class NodeComparison {
 public:
  /// All references must outlive this.
  NodeComparison(const plan::CycleComparison& node, std::shared_ptr<NodeKeys> own, std::shared_ptr<NodeKeys> other,
                 const Site& site);

  const plan::CycleComparison& node() const noexcept { return node_; }
  /// To be called before each batch.
  void prepare();
  /// Drops the nodes of `set` for which it does not hold with `other`.
  void keep(NodeSet& set, NodeId other);

 private:
  bool keep_by_keys(NodeSet& set, NodeId other);
  void keep_by_predicate(NodeSet& set, NodeId other);

  const plan::CycleComparison& node_;
  Context& context_;
  std::shared_ptr<NodeKeys> own_, other_;
  EvaluatorPtr predicate_;
  std::vector<std::uint8_t> mask_;
  Batch batch_;
  Column scratch_;
};

}  // namespace agora::execution
