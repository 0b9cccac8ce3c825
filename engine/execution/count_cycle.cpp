#include "execution/cycle_counter.h"
#include "execution/weigh_rows.h"

namespace agora::execution {

namespace {

/// Counts in how many ways the nodes of a row's cycles that are not listed can be found.
class CountCycle : public WeighRows {
 public:
  CountCycle(const plan::CountCycle& node, const Site& site)
      : WeighRows(node.weight, site), node_(node), context_(site.context), counter_(node, site),
        known_(node.known.size()) {}

 private:
  void weigh(Batch& batch, std::span<std::int64_t> weights) override {
    counter_.prepare();
    for (std::size_t row = 0; row < weights.size(); ++row) {
      if (row % 64 == 0) context_.check();
      weights[row] = weigh(batch, row);
    }
  }

  std::int64_t weigh(const Batch& batch, std::size_t row) {
    for (std::size_t i = 0; i < known_.size(); ++i) {
      const Column& column = batch.column(node_.known[i]);
      if (column.empty() || column.is_null(row)) return 0;
      known_[i] = NodeId{column.id(row)};
    }
    return counter_.count(batch, row, known_);
  }

  const plan::CountCycle& node_;
  Context& context_;
  CycleCounter counter_;
  std::vector<NodeId> known_;
};

}  // namespace

StreamPtr make_count_cycle(const plan::CountCycle& node, const Site& site) {
  return std::make_unique<CountCycle>(node, site);
}

}  // namespace agora::execution
