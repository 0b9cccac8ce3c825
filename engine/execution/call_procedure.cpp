#include <utility>

#include "execution/evaluator.h"
#include "execution/streams.h"
#include "value/memory.h"

namespace agora::execution {

namespace {

/// CALL name(…) YIELD …: for each row the rows that the procedure gives. One without outputs lets the row through.
class CallProcedure : public Stream {
 public:
  CallProcedure(const plan::CallProcedure& node, const Site& site)
      : call_(node.call), context_(site.context), where_(site.op.where), carried_(site.carried()),
        input_(site.input()), held_(site.context) {
    for (const auto& argument : call_.arguments) {
      arguments_.push_back(compile(*argument, site.context, site.scope));
    }
    scratch_.resize(arguments_.size());
    values_.resize(arguments_.size());
  }

  bool next(Batch& batch) override {
    batch.clear();
    batch.set_slot_count(context_.slot_count());
    value::Selection rows;
    while (rows.size() < value::kBatchRows) {
      if (given_ == found_.size()) {
        if (row_ < in_.row_count()) {
          run(row_++);
          continue;
        }
        if (!rows.empty() || !next_input()) break;
        continue;
      }
      take(rows, batch);
    }
    if (rows.empty()) return false;
    take_slots(in_, rows, carried_, batch);
    batch.set_row_count(rows.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
    forget();
  }

 private:
  bool next_input() {
    forget();
    in_.set_slot_count(context_.slot_count());
    row_ = 0;
    return input_->next(in_);
  }

  void forget() {
    found_.clear();
    given_ = 0;
    held_.clear();
  }

  void run(std::size_t row) {
    context_.check();
    forget();
    try {
      // Evaluated anew for each row only if there are several: a call per row is the cost that counts.
      for (std::size_t i = 0; i < arguments_.size(); ++i) {
        values_[i] = checked(i, arguments_[i]->evaluate(in_, scratch_[i]).value(row));
      }
      const function::Procedure& procedure = *call_.procedure;
      const bool is_void = procedure.outputs.empty();
      procedure.run(context_.call, values_, [&](List emitted) {
        if (is_void) return;
        std::size_t bytes = sizeof(List) + emitted.size() * sizeof(Value);
        for (const Value& value : emitted) bytes += value::heap_bytes(value);
        held_.add(bytes);
        if (found_.size() % 1024 == 0) context_.check();
        found_.push_back(std::move(emitted));
      });
      if (is_void) found_.emplace_back();
    } catch (Error& error) {
      error.locate(where_);
      throw;
    }
  }

  Value checked(std::size_t index, Value value) const {
    const function::ProcedureColumn& input = call_.procedure->inputs[index];
    if (value.is_null() || input.types.contains(value.type())) return value;
    if (value.is(ValueType::Integer) && input.types.contains(ValueType::Float)) {
      return static_cast<double>(value.as_int());
    }
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "the argument `" + input.name + "` of " + call_.procedure->name + " must be " + input.type +
                    ", but got " + std::string(to_string(value.type())));
  }

  void take(value::Selection& rows, Batch& batch) {
    const List& emitted = found_[given_++];
    rows.push_back(static_cast<std::uint32_t>(row_ - 1));
    for (const auto& yield : call_.yields) batch.column(yield.slot).append(emitted[yield.column]);
  }

  const semantic::ProcedureCall& call_;
  Context& context_;
  SourceSpan where_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  std::vector<EvaluatorPtr> arguments_;
  std::vector<Column> scratch_;
  std::vector<Value> values_;
  Batch in_;
  std::size_t row_ = 0;
  std::vector<List> found_;  ///< What the call for row_ - 1 gave.
  std::size_t given_ = 0;
  HeldMemory held_;
};

}  // namespace

StreamPtr make_call_procedure(const plan::CallProcedure& node, const Site& site) {
  return std::make_unique<CallProcedure>(node, site);
}

}  // namespace agora::execution
