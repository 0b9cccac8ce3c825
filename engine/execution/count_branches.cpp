#include <algorithm>
#include <utility>

#include "execution/count_product.h"
#include "execution/row_restriction.h"
#include "execution/weigh_rows.h"

namespace agora::execution {

namespace {

/// Counts the matches of the parts of the pattern that are not listed, for a batch of rows at a time.
class CountBranches : public WeighRows {
 public:
  CountBranches(const plan::CountBranches& node, const Site& site)
      : WeighRows(node.weight, site), node_(node), context_(site.context),
        product_(node.branches, node.pairs, site), roots_(node.branches.size()), own_roots_(node.branches.size()) {
    restrictions_.reserve(node.branches.size());
    for (std::size_t i = 0; i < product_.size(); ++i) {
      restrictions_.emplace_back(product_.branch(i), site.context);
    }
  }

 private:
  static constexpr std::uint64_t kNull = ~std::uint64_t{0};

  void weigh(Batch& batch, std::span<std::int64_t> weights) override {
    product_.prepare();
    for (std::size_t i = 0; i < product_.size(); ++i) {
      restrictions_[i].prepare();
      find_roots(batch, i, weights);
    }
    // What is restricted is counted row by row, for the rows that are left then.
    for (const bool restricted : {false, true}) {
      for (const std::uint32_t i : product_.single()) {
        if (restrictions_[i].any() != restricted) continue;
        if (restricted) {
          weigh_restricted(batch, i, weights);
        } else if (node_.branches[i].optional) {
          weigh_optional(batch, i, weights);
        } else {
          product_.branch(i).multiply(roots_[i], weights);
        }
      }
    }
    for (const auto& pair : product_.pairs()) weigh_pair(pair, weights);
  }

  /// Rows without a root count nothing, unless the branch is optional.
  void find_roots(const Batch& batch, std::size_t branch, std::span<std::int64_t> weights) {
    const Column& column = batch.column(node_.branches[branch].root);
    if (column.is(value::Layout::Nodes) && !column.empty() && !column.has_nulls()) {
      roots_[branch] = column.ids();
      return;
    }
    std::vector<std::uint64_t>& roots = own_roots_[branch];
    roots.assign(weights.size(), kNull);
    for (std::size_t row = 0; row < weights.size(); ++row) {
      if (!column.empty() && !column.is_null(row)) {
        roots[row] = column.id(row);
      } else if (!node_.branches[branch].optional) {
        weights[row] = 0;
      }
    }
    roots_[branch] = roots;
  }

  /// No match counts as one, and there is none without a root.
  void weigh_optional(Batch& batch, std::uint32_t branch, std::span<std::int64_t> weights) {
    const auto roots = roots_[branch];
    matches_.assign(weights.size(), 0);
    for (std::size_t row = 0; row < roots.size(); ++row) {
      matches_[row] = weights[row] != 0 && roots[row] != kNull;
    }
    product_.branch(branch).multiply_matches(roots, matches_);
    for (std::size_t row = 0; row < roots.size(); ++row) {
      if (matches_[row] > 1) weights[row] = checked_product(weights[row], matches_[row]);
    }
    if (!node_.branches[branch].found) return;
    Column& found = batch.column(*node_.branches[branch].found);
    const auto ones = found.fill_integers(weights.size());
    std::fill(ones.begin(), ones.end(), 1);
    for (std::size_t row = 0; row < weights.size(); ++row) {
      if (matches_[row] == 0) found.set_null(row);
    }
  }

  void weigh_restricted(const Batch& batch, std::uint32_t branch, std::span<std::int64_t> weights) {
    const auto roots = roots_[branch];
    product_.branch(branch).learn(roots, weights);
    for (std::size_t row = 0; row < roots.size(); ++row) {
      if (row % 64 == 0) context_.check();
      if (weights[row] == 0) continue;
      weights[row] = checked_product(weights[row], restrictions_[branch].count(batch, row, NodeId{roots[row]}));
    }
  }

  void weigh_pair(const plan::CountBranch::Pair& pair, std::span<std::int64_t> weights) {
    const auto first = roots_[pair.first];
    const auto second = roots_[pair.second];
    product_.branch(pair.first).learn(first, weights);
    product_.branch(pair.second).learn(second, weights);
    for (std::size_t row = 0; row < weights.size(); ++row) {
      if (row % 64 == 0) context_.check();
      if (weights[row] == 0) continue;
      weights[row] =
          checked_product(weights[row], product_.count_pair(pair, NodeId{first[row]}, NodeId{second[row]}));
    }
  }

  const plan::CountBranches& node_;
  Context& context_;
  CountProduct product_;
  std::vector<RowRestriction> restrictions_;
  std::vector<std::span<const std::uint64_t>> roots_;  ///< By branch and row; kNull without a root.
  std::vector<std::vector<std::uint64_t>> own_roots_;
  std::vector<std::int64_t> matches_;
};

}  // namespace

StreamPtr make_count_branches(const plan::CountBranches& node, const Site& site) {
  return std::make_unique<CountBranches>(node, site);
}

}  // namespace agora::execution
