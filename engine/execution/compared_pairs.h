// execution/compared_pairs.h
#pragma once

#include <vector>

#include "execution/count_branch.h"

namespace agora::execution {

/// Counts the pairs of one entry of each of two branches whose nodes satisfy a comparison, and that differ as the plan
/// says: in n log n steps, by sorting both by their keys, where all have keys.
class ComparedPairs {
 public:
  /// All references must outlive this. Requires: the pair has a comparison.
  ComparedPairs(const plan::CountBranch::Pair& pair, const Site& site);

  /// To be called before each batch.
  void prepare() { comparison_.prepare(); }
  /// Both ascend by node. Reorders them.
  using Entries = std::vector<RunningBranch::Entry>;
  WideCount count(Entries& first, Entries& second);

 private:
  struct Keyed {
    NodeKeys::Key key;
    std::int64_t weight;
  };
  WideCount count_all(const Entries& first, const Entries& second);
  WideCount count_one_by_one(const Entries& first, const Entries& second);
  void sort(std::vector<Keyed>& entries) const;
  WideCount equal() const;
  WideCount ordered(const std::vector<Keyed>& low, const std::vector<Keyed>& high, bool or_equal) const;
  WideCount same_node(const Entries& first, const Entries& second);
  WideCount same_relationship(Entries& first, Entries& second);

  const plan::CountBranch::Pair& pair_;
  NodeKeyring keyring_;
  NodeComparison comparison_;
  std::vector<NodeId> nodes_;
  std::vector<Keyed> first_, second_;
};

}  // namespace agora::execution
