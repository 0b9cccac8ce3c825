// Filter, Project and Retain: the operators that leave rows where they are.

#include <algorithm>
#include <utility>

#include "execution/evaluator.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// Keeps the rows for which the predicate is true. Null is not true.
class Filter : public Stream {
 public:
  Filter(const plan::Filter& node, const Site& site)
      : input_(site.input()), predicate_(compile(*node.predicate, site.context, site.scope)) {}

  bool next(Batch& batch) override {
    while (input_->next(batch)) {
      const Column& truth = predicate_->evaluate(batch, scratch_);
      const value::Selection rows = value::rows_where_true(truth);
      if (rows.size() == batch.row_count()) return true;
      if (rows.empty()) continue;  // Operators above rely on never seeing an empty batch.
      batch.keep(rows);
      return true;
    }
    batch.clear();
    return false;
  }
  void restart() override { input_->restart(); }

 private:
  StreamPtr input_;
  EvaluatorPtr predicate_;
  Column scratch_;
};

class Project : public Stream {
 public:
  Project(const plan::Project& node, const Site& site) : input_(site.input()) {
    for (const auto& item : node.items) {
      items_.push_back({item.slot, compile(*item.expression, site.context, site.scope), {}});
    }
  }

  bool next(Batch& batch) override {
    if (!input_->next(batch)) return false;
    // All items see the row as it came in, so they are computed before the first is set.
    for (Item& item : items_) {
      const Column& column = item.evaluator->evaluate(batch, item.result);
      if (&column != &item.result) item.result = column;
    }
    for (Item& item : items_) std::swap(batch.column(item.slot), item.result);
    return true;
  }
  void restart() override { input_->restart(); }

 private:
  struct Item {
    Slot slot;
    EvaluatorPtr evaluator;
    Column result;
  };
  StreamPtr input_;
  std::vector<Item> items_;
};

class Retain : public Stream {
 public:
  Retain(const plan::Retain& node, const Site& site) : input_(site.input()), keep_(site.scope.carried) {
    keep_.insert(keep_.end(), node.slots.begin(), node.slots.end());
    std::sort(keep_.begin(), keep_.end());
  }

  bool next(Batch& batch) override {
    if (!input_->next(batch)) return false;
    for (Slot slot = 0; slot < batch.slot_count(); ++slot) {
      if (!std::binary_search(keep_.begin(), keep_.end(), slot)) batch.column(slot).clear();
    }
    return true;
  }
  void restart() override { input_->restart(); }

 private:
  StreamPtr input_;
  std::vector<Slot> keep_;
};

}  // namespace

StreamPtr make_filter(const plan::Filter& node, const Site& site) {
  return std::make_unique<Filter>(node, site);
}
StreamPtr make_project(const plan::Project& node, const Site& site) {
  return std::make_unique<Project>(node, site);
}
StreamPtr make_retain(const plan::Retain& node, const Site& site) {
  return std::make_unique<Retain>(node, site);
}

}  // namespace agora::execution
