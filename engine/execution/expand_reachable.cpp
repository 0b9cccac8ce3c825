#include <algorithm>
#include <utility>

#include "execution/element_test.h"
#include "execution/reachability.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// A variable-length expand that gives each end once, since repeated rows make no difference to what follows.
class ExpandReachable : public Stream {
 public:
  ExpandReachable(const plan::ExpandVariable& node, const Site& site)
      : node_(node), context_(site.context), carried_(site.carried()), input_(site.input()),
        reachability_(site.context, node.types, node.direction), test_(node, site), held_(site.context) {}

  bool next(Batch& batch) override {
    batch.clear();
    context_.check();
    rows_.clear();
    ids_.clear();
    while (ids_.size() < value::kBatchRows) {
      if (given_ < ends_.size()) {
        take();
      } else if (row_ < in_.row_count()) {
        find(row_++);
      } else {
        if (!ids_.empty()) break;
        in_.set_slot_count(context_.slot_count());
        row_ = 0;
        if (!input_->next(in_)) break;
      }
    }
    if (ids_.empty()) return false;
    take_slots(in_, rows_, carried_, batch);
    std::copy(ids_.begin(), ids_.end(), batch.column(node_.to).fill_nodes(ids_.size()).begin());
    batch.set_row_count(ids_.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = given_ = 0;
    ends_.clear();
  }

 private:
  void find(std::size_t row) {
    given_ = 0;
    ends_.clear();
    const Column& from = in_.column(node_.from);
    if (from.empty() || from.is_null(row)) return;
    const NodeId start{from.id(row)};
    Reachability::Admit admit;
    if (node_.each) admit = [&](RelationshipId relationship) { return test_.holds(in_, row, relationship); };
    reachability_.find(start, node_.max.value_or(Reachability::kUnbounded), admit, ends_);
    const bool has_start = !ends_.empty() && ends_.back() == start;
    if (node_.min == 0 && !has_start) ends_.push_back(start);
    held_.clear();
    held_.add(ends_.size() * sizeof(NodeId));
  }

  void take() {
    const std::size_t count = std::min(value::kBatchRows - ids_.size(), ends_.size() - given_);
    for (std::size_t i = 0; i < count; ++i) ids_.push_back(ends_[given_ + i].value);
    rows_.insert(rows_.end(), count, static_cast<std::uint32_t>(row_ - 1));
    given_ += count;
  }

  const plan::ExpandVariable& node_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  Reachability reachability_;
  ElementTest test_;
  HeldMemory held_;
  Batch in_;
  std::size_t row_ = 0, given_ = 0;
  std::vector<NodeId> ends_;
  value::Selection rows_;
  std::vector<std::uint64_t> ids_;
};

}  // namespace

StreamPtr make_expand_reachable(const plan::ExpandVariable& node, const Site& site) {
  return std::make_unique<ExpandReachable>(node, site);
}

}  // namespace agora::execution
