#include <utility>

#include "execution/evaluator.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// FOREACH: runs its updates for each element of the list, one element after the other, and lets the row
/// through. Null counts as an empty list.
class Foreach : public Stream {
 public:
  Foreach(const plan::Foreach& node, const Site& site)
      : node_(node), context_(site.context), where_(node.list->where), input_(site.input(0)),
        list_(compile(*node.list, site.context, site.scope)) {
    Scope inner{&argument_, site.scope.carried};
    updates_ = build(*site.op.inputs[1], site.context, inner);
  }

  bool next(Batch& batch) override {
    if (!input_->next(batch)) return false;
    // What the updates do must not change what the list of a later row is made of.
    const Column lists = list_->evaluate(batch, scratch_);
    updated_.set_slot_count(context_.slot_count());
    for (std::size_t row = 0; row < batch.row_count(); ++row) run(batch, row, lists.value(row));
    return true;
  }
  void restart() override { input_->restart(); }

 private:
  void run(const Batch& batch, std::size_t row, const Value& list) {
    if (list.is_null()) return;
    if (!list.is(ValueType::List)) {
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "FOREACH needs a list, but got " + std::string(to_string(list.type())))
          .at(where_);
    }
    const std::uint32_t rows[] = {static_cast<std::uint32_t>(row)};
    argument_.rows = batch.take(rows);
    argument_.rows.set_slot_count(context_.slot_count());
    for (const Value& element : list.as_list()) {
      context_.check();
      argument_.rows.column(node_.variable).clear();
      argument_.rows.column(node_.variable).append(element);
      updates_->restart();
      while (updates_->next(updated_)) {
      }
    }
  }

  const plan::Foreach& node_;
  Context& context_;
  SourceSpan where_;
  StreamPtr input_;
  EvaluatorPtr list_;
  Column scratch_;
  ArgumentSource argument_;
  StreamPtr updates_;
  Batch updated_;
};

}  // namespace

StreamPtr make_foreach(const plan::Foreach& node, const Site& site) {
  return std::make_unique<Foreach>(node, site);
}

}  // namespace agora::execution
