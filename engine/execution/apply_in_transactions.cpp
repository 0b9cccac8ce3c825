#include <deque>
#include <optional>
#include <utility>

#include "execution/evaluator.h"
#include "execution/row_count.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

using OnError = semantic::CallSubquery::Batches::OnError;
using Kind = plan::Apply::Kind;

/// CALL { … } IN TRANSACTIONS: runs the right side for a number of left rows, commits, and goes on. A part that
/// fails leaves nothing; whether the next ones run is for ON ERROR to say.
class ApplyInTransactions : public Stream {
 public:
  ApplyInTransactions(const plan::ApplyInTransactions& node, const Site& site)
      : node_(node), context_(site.context), left_(site.input(0)), carried_(site.carried()),
        rows_each_(row_count(node.batches.rows, kUsualRows, site.context, site.scope)) {
    if (rows_each_ == 0) {
      throw Error(ErrorCategory::ArgumentError, "NumberOutOfRange",
                  "IN TRANSACTIONS needs at least one row for each transaction")
          .at(node.batches.where);
    }
    Scope inner;
    inner.argument = &argument_;
    right_ = build(*site.op.inputs[1], context_, inner);
  }

  bool next(Batch& batch) override {
    while (ready_.empty()) {
      if (!run_part()) {
        batch.clear();
        return false;
      }
    }
    batch = std::move(ready_.front());
    ready_.pop_front();
    return true;
  }

  void restart() override {
    left_->restart();
    in_.clear();
    row_ = 0;
    broken_ = false;
    ready_.clear();
  }

 private:
  static constexpr std::uint64_t kUsualRows = 1000;

  /// The left rows of the next transaction. False at the end.
  bool gather(Batch& rows) {
    rows = Batch(context_.slot_count());
    while (rows.row_count() < rows_each_) {
      if (row_ == in_.row_count()) {
        in_ = Batch(context_.slot_count());
        row_ = 0;
        if (!left_->next(in_)) break;
      }
      const std::size_t count = std::min<std::size_t>(rows_each_ - rows.row_count(), in_.row_count() - row_);
      append_rows(in_.slice(row_, count), rows);
      row_ += count;
    }
    return rows.row_count() > 0;
  }

  bool run_part() {
    Batch rows;
    if (!gather(rows)) return false;
    if (broken_) {
      keep_rows(rows, report(false, std::nullopt));
      return true;
    }
    BatchTransactions* const transactions = context_.batches;
    std::deque<Batch> made;
    try {
      if (transactions) transactions->begin();
      for (std::size_t row = 0; row < rows.row_count(); ++row) run_row(rows, row, made);
      if (transactions) transactions->commit();
    } catch (const Error& error) {
      if (transactions) transactions->undo();
      if (node_.batches.on_error == OnError::Fail || ends_all(error)) throw;
      broken_ = node_.batches.on_error == OnError::Break;
      keep_rows(rows, report(true, error.message()));
      return true;
    }
    const Value status = report(true, std::nullopt);
    for (Batch& each : made) {
      add_status(each, status);
      ready_.push_back(std::move(each));
    }
    return true;
  }

  /// What no ON ERROR makes good.
  static bool ends_all(const Error& error) {
    return error.category() == ErrorCategory::Cancelled || error.category() == ErrorCategory::LimitExceeded ||
           error.category() == ErrorCategory::Io || error.category() == ErrorCategory::Corrupt;
  }

  void run_row(const Batch& rows, std::size_t row, std::deque<Batch>& made) {
    context_.check();
    argument_.rows = Batch(context_.slot_count());
    for (Slot slot : node_.apply.arguments) {
      if (!rows.column(slot).empty()) argument_.rows.column(slot) = rows.column(slot).slice(row, 1);
    }
    argument_.rows.set_row_count(1);
    right_->restart();
    bool any = false;
    Batch found(context_.slot_count());
    while (right_->next(found)) {
      any = true;
      if (node_.apply.kind == Kind::Unit) continue;
      take_left(rows, row, found);
      made.push_back(std::exchange(found, Batch(context_.slot_count())));
    }
    const bool kept = node_.apply.kind == Kind::Unit || (node_.apply.kind == Kind::Optional && !any);
    if (!kept) return;
    Batch alone(context_.slot_count());
    alone.set_row_count(1);
    take_left(rows, row, alone);
    made.push_back(std::move(alone));
  }

  void take_left(const Batch& rows, std::size_t row, Batch& out) const {
    for (Slot slot : carried_) {
      const Column& column = rows.column(slot);
      if (column.empty()) continue;
      out.column(slot) = Column::repeated(column.value(row), out.row_count());
    }
  }

  /// The left rows as they are, for a transaction that did not happen.
  void keep_rows(const Batch& rows, const Value& status) {
    Batch out(context_.slot_count());
    out.set_row_count(rows.row_count());
    for (Slot slot : carried_) {
      if (!rows.column(slot).empty()) out.column(slot) = rows.column(slot);
    }
    add_status(out, status);
    ready_.push_back(std::move(out));
  }

  static Value report(bool started, const std::optional<std::string>& problem) {
    Map map;
    map.set("started", started);
    map.set("committed", started && !problem);
    map.set("errorMessage", problem ? Value(*problem) : Value());
    return map;
  }

  void add_status(Batch& batch, const Value& status) const {
    if (node_.batches.status) batch.column(*node_.batches.status) = Column::repeated(status, batch.row_count());
  }

  const plan::ApplyInTransactions& node_;
  Context& context_;
  StreamPtr left_, right_;
  std::vector<Slot> carried_;
  std::uint64_t rows_each_;
  ArgumentSource argument_;
  Batch in_;
  std::size_t row_ = 0;
  bool broken_ = false;
  std::deque<Batch> ready_;
};

}  // namespace

StreamPtr make_apply_in_transactions(const plan::ApplyInTransactions& node, const Site& site) {
  return std::make_unique<ApplyInTransactions>(node, site);
}

}  // namespace agora::execution
