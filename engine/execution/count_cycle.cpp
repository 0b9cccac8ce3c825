#include "execution/cycle_counter.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// Sets the weight of each row: in how many ways the nodes of its cycles that are not listed can be found.
class CountCycle : public Stream {
 public:
  CountCycle(const plan::CountCycle& node, const Site& site)
      : node_(node), context_(site.context), input_(site.input()), counter_(node, site), known_(node.known.size()) {}

  bool next(Batch& batch) override {
    while (input_->next(batch)) {
      counter_.prepare();
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
    for (std::size_t i = 0; i < known_.size(); ++i) {
      const Column& column = batch.column(node_.known[i]);
      if (column.empty() || column.is_null(row)) return 0;
      known_[i] = NodeId{column.id(row)};
    }
    return counter_.count(batch, row, known_);
  }

  const plan::CountCycle& node_;
  Context& context_;
  StreamPtr input_;
  CycleCounter counter_;
  std::vector<NodeId> known_;
  Column weights_;
  std::vector<std::uint8_t> mask_;
};

}  // namespace

StreamPtr make_count_cycle(const plan::CountCycle& node, const Site& site) {
  return std::make_unique<CountCycle>(node, site);
}

}  // namespace agora::execution
