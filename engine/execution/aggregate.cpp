#include <utility>

#include "execution/spilling_groups.h"

namespace agora::execution {

namespace {

class Aggregate : public Stream {
 public:
  Aggregate(const plan::Aggregate& node, const Site& site)
      : context_(site.context), input_(site.input()), groups_(node, site) {}

  bool next(Batch& batch) override {
    if (!gathered_) gather();
    return groups_.next(batch);
  }

  void restart() override {
    input_->restart();
    groups_.clear();
    gathered_ = false;
  }

 private:
  void gather() {
    gathered_ = true;
    Batch in(context_.slot_count());
    while (input_->next(in)) {
      context_.check();
      groups_.add(in);
    }
    groups_.finish();
  }

  Context& context_;
  StreamPtr input_;
  SpillingGroups groups_;
  bool gathered_ = false;
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
