#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "execution/grouping.h"
#include "execution/partitioned_rows.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// Lets a row through if its key was not seen yet. Once too many keys were seen to hold more, rows with other keys
/// are put into a file in parts; each part is then made distinct by itself, in the same way.
class Distinct : public Stream {
 public:
  Distinct(const plan::Distinct& node, const Site& site)
      : slots_(node.slots), kept_(carried_slots(*site.op.inputs[0], site.scope)), context_(site.context),
        held_(site.context), input_(site.input()), seen_(node.slots.size()) {}

  bool next(Batch& batch) override {
    do {
      while (read(batch)) {
        context_.check();
        const value::Selection rows = fresh_rows(batch);
        held_.set(seen_.memory());
        if (!later_ && context_.should_spill(held_.bytes())) put_off();
        if (rows.empty()) continue;
        if (rows.size() < batch.row_count()) batch.keep(rows);
        return true;
      }
    } while (open_part());
    batch.clear();
    return false;
  }

  void restart() override {
    input_->restart();
    forget_seen();
    later_.reset();
    parts_.clear();
    part_.reset();
    level_ = 0;
  }

 private:
  struct Part {
    std::shared_ptr<const PartitionedRows> rows;
    std::size_t number;
  };

  bool read(Batch& batch) { return part_ ? part_->next(batch) : input_->next(batch); }

  /// The rows whose keys are new. Where no more keys can be held, those rows are put off.
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
      if (later_) {
        if (seen_.find(columns, row) != KeyTable::kAbsent) continue;
        later_->add(batch, row, later_->part_of(KeyTable::hash(columns, row)));
        continue;
      }
      bool added;
      seen_.find_or_add(columns, row, added);
      if (added) rows.push_back(static_cast<std::uint32_t>(row));
    }
    return rows;
  }

  void put_off() { later_ = std::make_shared<PartitionedRows>(context_, kept_, level_); }

  /// Goes on with the next part; false if there is none.
  bool open_part() {
    if (later_) {
      later_->finish();
      for (std::size_t number = 0; number < PartitionedRows::kParts; ++number) {
        if (later_->rows(number) > 0) parts_.push_back({later_, number});
      }
      later_.reset();
    }
    if (parts_.empty()) return false;
    forget_seen();
    // The last one first: then a file is done with before another is made.
    const Part next = std::move(parts_.back());
    parts_.pop_back();
    level_ = next.rows->level() + 1;
    part_.emplace(next.rows, next.number);
    return true;
  }

  void forget_seen() {
    seen_ = KeyTable(slots_.size());
    held_.clear();
  }

  const std::vector<Slot> slots_, kept_;
  Context& context_;
  HeldMemory held_;
  StreamPtr input_;
  KeyTable seen_;
  std::shared_ptr<PartitionedRows> later_;      ///< What is put off. Then seen_ takes in nothing more.
  std::vector<Part> parts_;                     ///< Still to be done.
  std::optional<PartitionedRows::Reader> part_;  ///< Where rows come from; none: the input.
  unsigned level_ = 0;                          ///< How often they were put off already.
};

}  // namespace

StreamPtr make_distinct(const plan::Distinct& node, const Site& site) {
  return std::make_unique<Distinct>(node, site);
}

}  // namespace agora::execution
