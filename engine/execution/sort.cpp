#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "execution/row_count.h"
#include "execution/sorted_runs.h"
#include "execution/streams.h"
#include "value/compare.h"

namespace agora::execution {

namespace {

class Sort : public Stream {
 public:
  Sort(const plan::Sort& node, const Site& site)
      : context_(site.context), held_(site.context), input_(site.input()),
        limit_(row_count(node.limit, kNoLimit, site.context, site.scope)) {
    for (const auto& item : node.items) {
      keys_.push_back({compile(*item.expression, site.context, site.scope), item.descending, {}, {}});
    }
  }

  bool next(Batch& batch) override {
    batch.clear();
    if (!sorted_) gather();
    if (runs_) return next_of_runs(batch);
    const std::size_t left = order_.size() - position_;
    if (left == 0) return false;
    const std::size_t count = std::min(value::kBatchRows, left);
    batch = rows_.take(std::span(order_).subspan(position_, count));
    position_ += count;
    return true;
  }

  void restart() override {
    input_->restart();
    forget();
    sorted_ = false;
  }

 private:
  static constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

  struct Key {
    EvaluatorPtr evaluator;
    bool descending;
    Column scratch;
    Column values;
  };

  void forget() {
    rows_ = Batch(context_.slot_count());
    for (Key& key : keys_) key.values = Column();
    order_.clear();
    position_ = 0;
    runs_.reset();
    given_ = 0;
    held_.clear();
  }

  void gather() {
    forget();
    sorted_ = true;
    Batch in(context_.slot_count());
    while (input_->next(in)) {
      context_.check();
      held_.add(in.memory() + keys_.size() * in.row_count() * sizeof(Value));
      for (Key& key : keys_) key.values.append_range(key.evaluator->evaluate(in, key.scratch), 0, in.row_count());
      append_rows(in, rows_);
      // With a limit far below what came in, most rows can go again.
      if (limit_ < kNoLimit && rows_.row_count() > 4 * limit_ + 4 * value::kBatchRows) cut();
      if (context_.should_spill(held_.bytes())) spill();
    }
    if (runs_) {
      spill();
      runs_->finish();
    } else {
      sort_rows();
    }
  }

  /// Writes the rows so far, sorted, to a file.
  void spill() {
    if (!runs_) {
      std::vector<bool> descending;
      for (const Key& key : keys_) descending.push_back(key.descending);
      runs_ = std::make_unique<SortedRuns>(context_, std::move(descending));
    }
    sort_rows();
    std::vector<const Column*> columns;
    for (const Key& key : keys_) columns.push_back(&key.values);
    runs_->add(rows_, columns, order_);
    rows_ = Batch(context_.slot_count());
    for (Key& key : keys_) key.values = Column();
    order_.clear();
    held_.clear();
  }

  bool next_of_runs(Batch& batch) {
    context_.check();
    const std::uint64_t count = std::min<std::uint64_t>(value::kBatchRows, limit_ - given_);
    if (count == 0 || !runs_->next(batch, static_cast<std::size_t>(count))) return false;
    given_ += batch.row_count();
    return true;
  }

  int compare(std::uint32_t a, std::uint32_t b) {
    // A sort of many rows takes long between two batches.
    if (++compared_ % 65536 == 0) context_.check();
    for (const Key& key : keys_) {
      const int order = compare(key.values, a, b);
      if (order != 0) return key.descending ? -order : order;
    }
    return 0;
  }

  static int compare(const Column& column, std::uint32_t a, std::uint32_t b) {
    const auto compare_numbers = [&](const auto& numbers) {
      return numbers[a] < numbers[b] ? -1 : numbers[a] > numbers[b] ? 1 : 0;
    };
    if (column.is(value::Layout::Values)) return value::order(column.values()[a], column.values()[b]);
    if (column.is(value::Layout::Integers) && !column.has_nulls()) return compare_numbers(column.integers());
    return value::order(column.value(a), column.value(b));
  }

  void sort_rows() {
    order_.resize(rows_.row_count());
    std::iota(order_.begin(), order_.end(), 0u);
    // Equal rows stay in the order in which they came.
    const auto before = [this](std::uint32_t a, std::uint32_t b) {
      const int order = compare(a, b);
      return order != 0 ? order < 0 : a < b;
    };
    if (limit_ < order_.size()) {
      const auto middle = order_.begin() + static_cast<std::ptrdiff_t>(limit_);
      std::partial_sort(order_.begin(), middle, order_.end(), before);
      order_.resize(static_cast<std::size_t>(limit_));
    } else {
      std::sort(order_.begin(), order_.end(), before);
    }
  }

  void cut() {
    sort_rows();
    // Kept in their order, so that later equal rows stay behind them.
    rows_ = rows_.take(order_);
    for (Key& key : keys_) key.values = key.values.take(order_);
    held_.clear();
    held_.add(rows_.memory() + keys_.size() * rows_.row_count() * sizeof(Value));
  }

  Context& context_;
  HeldMemory held_;
  StreamPtr input_;
  std::uint64_t limit_;
  std::vector<Key> keys_;
  bool sorted_ = false;
  Batch rows_;
  value::Selection order_;
  std::size_t position_ = 0, compared_ = 0;
  std::unique_ptr<SortedRuns> runs_;  ///< Once there were too many rows to hold.
  std::uint64_t given_ = 0;           ///< Of them.
};

}  // namespace

StreamPtr make_sort(const plan::Sort& node, const Site& site) { return std::make_unique<Sort>(node, site); }

}  // namespace agora::execution
