#include <utility>

#include "execution/grouping.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

class Distinct : public Stream {
 public:
  Distinct(const plan::Distinct& node, const Site& site)
      : slots_(node.slots), context_(site.context), held_(site.context), input_(site.input()),
        seen_(node.slots.size()) {}

  bool next(Batch& batch) override {
    while (input_->next(batch)) {
      context_.check();
      const value::Selection rows = fresh_rows(batch);
      account();
      if (rows.empty()) continue;
      if (rows.size() < batch.row_count()) batch.keep(rows);
      return true;
    }
    batch.clear();
    return false;
  }

  void restart() override {
    input_->restart();
    seen_.clear();
    held_.clear();
    counted_ = 0;
  }

 private:
  value::Selection fresh_rows(const Batch& batch) {
    std::vector<Column> nulls(slots_.size());
    std::vector<const Column*> columns;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const Column& column = batch.column(slots_[i]);
      if (column.empty()) nulls[i] = Column::repeated(Value(), batch.row_count());
      columns.push_back(column.empty() ? &nulls[i] : &column);
    }
    value::Selection rows;
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      bool added;
      seen_.find_or_add(columns, row, added);
      if (added) rows.push_back(static_cast<std::uint32_t>(row));
    }
    return rows;
  }

  void account() {
    if (seen_.size() < counted_ * 2 && seen_.size() < counted_ + 4096) return;
    held_.clear();
    held_.add(seen_.memory());
    counted_ = seen_.size();
  }

  std::vector<Slot> slots_;
  Context& context_;
  HeldMemory held_;
  StreamPtr input_;
  KeyTable seen_;
  std::size_t counted_ = 0;
};

}  // namespace

StreamPtr make_distinct(const plan::Distinct& node, const Site& site) {
  return std::make_unique<Distinct>(node, site);
}

}  // namespace agora::execution
