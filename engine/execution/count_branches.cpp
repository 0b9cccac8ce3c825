#include <algorithm>
#include <utility>

#include "execution/count_branch.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// What a row forbids one branch, taken off its count.
class RowRestriction {
 public:
  RowRestriction(RunningBranch& branch, Context& context) : branch_(branch), view_(context.view) {
    for (const plan::ExcludedEnds& each : branch.node().excluded) {
      excluded_.push_back({each.from, Adjacency(context, each.types, each.direction)});
    }
    last_.assign(excluded_.size(), kNobody);
  }

  void prepare() {
    for (Excluded& each : excluded_) each.adjacency.refresh();
    branch_.restore();
    last_.assign(excluded_.size(), kNobody);
  }

  std::int64_t count(const Batch& batch, std::size_t row, NodeId root) {
    if (!excluded_.empty()) exclude(batch, row);
    auto total = static_cast<WideCount>(branch_.count(root));
    if (total == 0) return 0;
    collect(batch, row, branch_.node().not_nodes, nodes_);
    for (const std::uint64_t node : nodes_) total -= branch_.share(root, NodeId{node});
    collect(batch, row, branch_.node().not_relationships, relationships_);
    for (const std::uint64_t relationship : relationships_) {
      if (!leads_to_excluded(root, RelationshipId{relationship})) {
        total -= static_cast<WideCount>(branch_.share(root, RelationshipId{relationship}));
      }
    }
    return static_cast<std::int64_t>(total);
  }

 private:
  static constexpr std::uint64_t kNobody = ~std::uint64_t{0};
  struct Excluded {
    Slot from;
    Adjacency adjacency;
  };

  /// Rows come mostly in runs with the same node, so what it excludes is taken out of the branch's weights once.
  void exclude(const Batch& batch, std::size_t row) {
    bool same = true;
    for (std::size_t i = 0; i < excluded_.size(); ++i) {
      const Column& from = batch.column(excluded_[i].from);
      const std::uint64_t id = from.empty() || from.is_null(row) ? kNobody : from.id(row);
      same &= id == last_[i];
      last_[i] = id;
    }
    if (same) return;
    branch_.restore();
    for (std::size_t i = 0; i < excluded_.size(); ++i) {
      if (last_[i] == kNobody) continue;
      excluded_[i].adjacency.for_each(NodeId{last_[i]},
                                      [&](NodeId node, RelationshipId) { branch_.exclude(node); });
    }
  }

  static void collect(const Batch& batch, std::size_t row, const std::vector<Slot>& slots,
                      std::vector<std::uint64_t>& out) {
    out.clear();
    for (const Slot slot : slots) {
      const Column& column = batch.column(slot);
      if (!column.empty() && !column.is_null(row)) out.push_back(column.id(row));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
  }

  /// Its share went off with the node's.
  bool leads_to_excluded(NodeId root, RelationshipId relationship) const {
    if (nodes_.empty()) return false;
    const auto record = view_.record(relationship);
    if (!record) return false;
    const NodeId other = record->start == root ? record->end : record->start;
    return std::binary_search(nodes_.begin(), nodes_.end(), other.value);
  }

  RunningBranch& branch_;
  const graph::GraphView& view_;
  std::vector<Excluded> excluded_;
  std::vector<std::uint64_t> last_;
  std::vector<std::uint64_t> nodes_, relationships_;
};

/// Sets the weight of each row: how many matches the parts of the pattern that are not listed have for it.
class CountBranches : public Stream {
 public:
  CountBranches(const plan::CountBranches& node, const Site& site)
      : node_(node), context_(site.context), input_(site.input()),
        product_(node.branches, node.pairs, site), roots_(node.branches.size()) {
    restrictions_.reserve(node.branches.size());
    for (std::size_t i = 0; i < product_.size(); ++i) {
      restrictions_.emplace_back(product_.branch(i), site.context);
    }
  }

  bool next(Batch& batch) override {
    while (input_->next(batch)) {
      product_.prepare();
      for (RowRestriction& restriction : restrictions_) restriction.prepare();
      const auto weights = weights_.fill_integers(batch.row_count());
      mask_.assign(batch.row_count(), 1);
      for (std::size_t row = 0; row < batch.row_count(); ++row) {
        if (row % 64 == 0) context_.check();
        weights[row] = weigh(batch, row);
        mask_[row] = weights[row] > 0;
      }
      batch.column(node_.weight) = weights_;
      batch.keep_where(mask_);
      if (!batch.empty()) return true;
    }
    return false;
  }
  void restart() override { input_->restart(); }

 private:
  std::int64_t weigh(const Batch& batch, std::size_t row) {
    for (std::size_t i = 0; i < roots_.size(); ++i) {
      const Column& root = batch.column(node_.branches[i].root);
      if (!root.empty() && !root.is_null(row)) {
        roots_[i] = NodeId{root.id(row)};
      } else if (node_.branches[i].optional) {
        roots_[i] = kNull;
      } else {
        return 0;
      }
    }
    return product_.count(roots_, [&](std::size_t i) -> std::int64_t {
      if (roots_[i] == kNull) return 1;
      return restrictions_[i].count(batch, row, roots_[i]);
    });
  }

  static constexpr NodeId kNull{~std::uint64_t{0}};

  const plan::CountBranches& node_;
  Context& context_;
  StreamPtr input_;
  CountProduct product_;
  std::vector<RowRestriction> restrictions_;
  std::vector<NodeId> roots_;
  Column weights_;
  std::vector<std::uint8_t> mask_;
};

}  // namespace

StreamPtr make_count_branches(const plan::CountBranches& node, const Site& site) {
  return std::make_unique<CountBranches>(node, site);
}

}  // namespace agora::execution
