#include <algorithm>
#include <memory>
#include <utility>

#include "execution/cycle_leg.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

class Intersect : public Stream {
 public:
  Intersect(const plan::Intersect& node, const Site& site)
      : node_(node), context_(site.context), carried_(site.carried()), input_(site.input()),
        sets_(node.legs.size()), roots_(node.legs.size()), relationships_(node.legs.size()),
        found_(node.legs.size()), cursors_(node.legs.size()), chosen_(node.legs.size()) {
    for (const plan::CycleLeg& leg : node.legs) legs_.push_back(std::make_unique<RunningLeg>(leg, site));
  }

  bool next(Batch& batch) override {
    batch.clear();
    context_.check();
    rows_.clear();
    nodes_.clear();
    for (auto& column : relationships_) column.clear();
    if (next_node_ < sets_.back().size()) begin_lists();  // Between two batches the graph may have changed.
    while (rows_.size() < value::kBatchRows) {
      if (next_node_ < sets_.back().size()) {
        take(sets_.back().nodes[next_node_++]);
      } else if (!next_row()) {
        if (!rows_.empty() || !next_input()) break;
      }
    }
    if (rows_.empty()) return false;
    take_slots(in_, rows_, carried_, batch);
    copy(nodes_, batch.column(node_.node).fill_nodes(rows_.size()));
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const Slot slot = node_.legs[i].hops.front().relationship;
      copy(relationships_[i], batch.column(slot).fill_relationships(rows_.size()));
    }
    batch.set_row_count(rows_.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    forget();
  }

 private:
  static void copy(const std::vector<std::uint64_t>& from, std::span<std::uint64_t> to) {
    std::copy(from.begin(), from.end(), to.begin());
  }

  void forget() {
    row_ = 0;
    standing_ = 0;
    next_node_ = 0;
    for (NodeSet& set : sets_) set.clear();
  }

  bool next_input() {
    context_.check();
    in_.set_slot_count(context_.slot_count());
    forget();  // The input may be in the middle of writing.
    for (const auto& leg : legs_) leg->prepare();
    return input_->next(in_);
  }

  /// Finds the nodes of the next row of the batch; false after its last.
  bool next_row() {
    if (row_ == in_.row_count()) return false;
    const std::size_t row = row_++;
    next_node_ = 0;
    std::size_t same = 0;
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const Column& column = in_.column(node_.roots[node_.legs[i].from]);
      if (column.empty() || column.is_null(row)) {
        standing_ = 0;
        sets_.back().clear();
        return true;
      }
      const NodeId root{column.id(row)};
      if (same == i && i < standing_ && roots_[i] == root) ++same;
      roots_[i] = root;
    }
    if (same == legs_.size() || narrow(same)) begin_lists();
    return true;
  }

  /// Finds the sets anew from that of leg `same` on; false if nothing is left.
  bool narrow(std::size_t same) {
    for (standing_ = same; standing_ < legs_.size(); ++standing_) {
      if (standing_ == 0) {
        legs_[0]->reach(roots_[0], sets_[0]);
      } else {
        legs_[standing_]->narrow(sets_[standing_ - 1], roots_[standing_], sets_[standing_]);
      }
      if (sets_[standing_].nodes.empty()) {
        sets_.back().clear();
        ++standing_;  // This one is right as it is; those after are not.
        return false;
      }
    }
    return true;
  }

  void begin_lists() {
    for (std::size_t i = 0; i < legs_.size(); ++i) legs_[i]->begin(roots_[i], cursors_[i]);
  }

  void take(NodeId node) {
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      found_[i].clear();
      RunningLeg::relationships(cursors_[i], node, found_[i]);
    }
    combine(0, node);
  }

  void combine(std::size_t leg, NodeId node) {
    if (leg == legs_.size()) {
      rows_.push_back(static_cast<std::uint32_t>(row_ - 1));
      nodes_.push_back(node.value);
      for (std::size_t i = 0; i < legs_.size(); ++i) relationships_[i].push_back(chosen_[i].value);
      return;
    }
    for (const RelationshipId relationship : found_[leg]) {
      chosen_[leg] = relationship;
      combine(leg + 1, node);
    }
  }

  const plan::Intersect& node_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  std::vector<std::unique_ptr<RunningLeg>> legs_;
  std::vector<NodeSet> sets_;  ///< What the legs up to this one lead to.
  std::vector<NodeId> roots_;
  std::size_t standing_ = 0;   ///< So many of the sets belong to roots_.
  Batch in_;
  std::size_t row_ = 0, next_node_ = 0;
  value::Selection rows_;
  std::vector<std::uint64_t> nodes_;
  std::vector<std::vector<std::uint64_t>> relationships_;
  std::vector<std::vector<RelationshipId>> found_;  ///< For the present node, by leg.
  std::vector<RunningLeg::Cursor> cursors_;         ///< In the lists of roots_, before next_node_.
  std::vector<RelationshipId> chosen_;
};

}  // namespace

StreamPtr make_intersect(const plan::Intersect& node, const Site& site) {
  return std::make_unique<Intersect>(node, site);
}

}  // namespace agora::execution
