#include <utility>

#include "execution/streams.h"

namespace agora::execution {

namespace {

class Union : public Stream {
 public:
  Union(const plan::Union& node, const Site& site)
      : node_(node), context_(site.context), carried_(site.scope.carried) {
    for (std::size_t i = 0; i < site.op.inputs.size(); ++i) inputs_.push_back(site.input(i));
  }

  bool next(Batch& batch) override {
    Batch in(context_.slot_count());
    for (; current_ < inputs_.size(); ++current_) {
      if (!inputs_[current_]->next(in)) {
        if (answered_) current_ = inputs_.size() - 1;
        continue;
      }
      answered_ = node_.first_only && (answered_ || in.row_count() > 0);
      batch.clear();
      for (std::size_t i = 0; i < node_.columns.size(); ++i) {
        const Column& source = in.column(node_.sources[current_][i]);
        Column& target = batch.column(node_.columns[i]);
        target = source.empty() ? Column::repeated(Value(), in.row_count()) : source;
      }
      for (Slot slot : carried_) batch.column(slot) = in.column(slot);
      batch.set_row_count(in.row_count());
      return true;
    }
    batch.clear();
    return false;
  }

  void restart() override {
    for (const StreamPtr& input : inputs_) input->restart();
    current_ = 0;
    answered_ = false;
  }

 private:
  const plan::Union& node_;
  Context& context_;
  std::vector<Slot> carried_;
  std::vector<StreamPtr> inputs_;
  std::size_t current_ = 0;
  bool answered_ = false;  ///< The input has given rows, and those behind it are not asked.
};

}  // namespace

StreamPtr make_union(const plan::Union& node, const Site& site) { return std::make_unique<Union>(node, site); }

}  // namespace agora::execution
