#include <utility>

#include "execution/evaluators.h"

namespace agora::execution {

using semantic::Subquery;

namespace {

/// EXISTS, COUNT, COLLECT and VALUE. Where the subquery's plan allows it, it runs once for the whole batch with the row's
/// number carried along; else once per row.
class SubqueryEvaluator : public Evaluator {
 public:
  SubqueryEvaluator(const Subquery& node, Context& context, const SourceSpan& where)
      : kind_(node.kind), keeps_(kind_ == Subquery::Kind::Collect || kind_ == Subquery::Kind::Value),
        imports_(node.imports), context_(context), where_(where) {
    const plan::SubqueryPlan& planned = plan::subquery_plan(context.plan, node.query.get());
    batched_ = planned.batched;
    if (keeps_) result_ = node.query->output_slots.front();
    Scope scope;
    scope.argument = &argument_;
    if (batched_) {
      row_slot_ = context.hidden_slot();
      scope.carried.push_back(row_slot_);
    }
    stream_ = build(*planned.root, context, scope);
  }

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const std::size_t rows = batch.row_count();
    counts_.assign(rows, 0);
    if (keeps_) lists_.assign(rows, {});
    if (batched_) {
      run_batch(batch);
    } else {
      for (std::size_t row = 0; row < rows; ++row) run_row(batch, row);
    }
    scratch.clear();
    for (std::size_t row = 0; row < rows; ++row) scratch.append(answer(row));
    return scratch;
  }

 private:
  Value answer(std::size_t row) {
    switch (kind_) {
      case Subquery::Kind::Exists:
        return counts_[row] > 0;
      case Subquery::Kind::Count:
        return static_cast<std::int64_t>(counts_[row]);
      case Subquery::Kind::Collect:
        return Value(std::move(lists_[row]));
      case Subquery::Kind::Value:
        return lists_[row].empty() ? Value() : std::move(lists_[row].front());
    }
    return {};
  }

  void run_batch(const Batch& batch) {
    argument_.rows = Batch(context_.slot_count());
    for (Slot slot : imports_) argument_.rows.column(slot) = batch.column(slot);
    Column numbers;
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      numbers.append_integer(static_cast<std::int64_t>(row));
    }
    argument_.rows.column(row_slot_) = std::move(numbers);
    argument_.rows.set_row_count(batch.row_count());
    stream_->restart();
    Batch found(context_.slot_count());
    std::size_t missing = batch.row_count();
    while (stream_->next(found)) {
      const auto rows = found.column(row_slot_).integers();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<std::size_t>(rows[i]);
        if (counts_[row] == 0) --missing;
        take(row, found, i);
      }
      if (kind_ == Subquery::Kind::Exists && missing == 0) return;
    }
  }

  void run_row(const Batch& batch, std::size_t row) {
    argument_.rows = Batch(context_.slot_count());
    for (Slot slot : imports_) argument_.rows.column(slot).append(batch.value(slot, row));
    argument_.rows.set_row_count(1);
    stream_->restart();
    Batch found(context_.slot_count());
    while (stream_->next(found)) {
      for (std::size_t i = 0; i < found.row_count(); ++i) take(row, found, i);
      if (kind_ == Subquery::Kind::Exists) return;
    }
  }

  void take(std::size_t row, const Batch& found, std::size_t i) {
    ++counts_[row];
    if (kind_ == Subquery::Kind::Value && counts_[row] > 1) {
      throw Error(ErrorCategory::SemanticError, "SubqueryCardinality",
                  "VALUE { … } found more than one row, but can give only one value")
          .at(where_)
          .with_hint("add LIMIT 1 or an aggregate, or use COLLECT { … } for a list of all");
    }
    if (keeps_) lists_[row].push_back(found.value(result_, i));
  }

  Subquery::Kind kind_;
  bool keeps_;  ///< The values, not only how many there are.
  std::vector<Slot> imports_;
  Context& context_;
  SourceSpan where_;
  bool batched_ = false;
  Slot result_ = 0, row_slot_ = 0;
  ArgumentSource argument_;
  StreamPtr stream_;
  std::vector<std::uint64_t> counts_;
  std::vector<List> lists_;
};

}  // namespace

EvaluatorPtr make_subquery(const Subquery& node, const Build& build) {
  return std::make_unique<SubqueryEvaluator>(node, build.context, build.expression.where);
}

}  // namespace agora::execution
