#include <algorithm>
#include <utility>

#include "execution/aggregator.h"

namespace agora::execution {

namespace {

class Aggregate : public Stream {
 public:
  Aggregate(const plan::Aggregate& node, const Site& site)
      : node_(node), context_(site.context), held_(site.context), input_(site.input()), grouper_(node, site),
        groups_(node) {}

  bool next(Batch& batch) override {
    batch.clear();
    if (!gathered_) gather();
    if (next_group_ >= groups_.count) return false;
    const std::size_t count = std::min(value::kBatchRows, groups_.count - next_group_);
    grouper_.finish(groups_, next_group_, count, batch);
    next_group_ += count;
    return true;
  }

  void restart() override {
    input_->restart();
    groups_ = Groups(node_);
    held_.clear();
    gathered_ = false;
    next_group_ = 0;
  }

 private:
  void gather() {
    gathered_ = true;
    Batch in(context_.slot_count());
    while (input_->next(in)) {
      context_.check();
      grouper_.add(in, groups_);
      account();
    }
    if (node_.keys.empty()) groups_.count = 1;
  }

  void account() {
    // Walking through all states is dear, so it is done as they double or every few dozen batches.
    if (++batches_ % 16 != 0 && groups_.table.size() < counted_ * 2) return;
    counted_ = groups_.table.size() + 1024;
    held_.clear();
    held_.add(groups_.memory());
  }

  const plan::Aggregate& node_;
  Context& context_;
  HeldMemory held_;
  StreamPtr input_;
  Grouper grouper_;
  Groups groups_;
  bool gathered_ = false;
  std::size_t next_group_ = 0, counted_ = 0, batches_ = 0;
};

}  // namespace

StreamPtr make_aggregate(const plan::Aggregate& node, const Site& site) {
  if (node.shared) {
    const plan::Operator* below = site.op.inputs[0].get();
    while (!std::holds_alternative<plan::Distribute>(below->node)) below = below->inputs[0].get();
    return make_shared_aggregate(node, *below, site);
  }
  return std::make_unique<Aggregate>(node, site);
}

}  // namespace agora::execution
