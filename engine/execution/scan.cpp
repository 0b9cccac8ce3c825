// Scans without an input give out nodes in batches; with one, they do so for each of its rows.

#include <algorithm>
#include <utility>

#include "execution/evaluator.h"
#include "execution/node_source.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

class AllNodes : public NodeSource {
 public:
  explicit AllNodes(Context& context) : context_(context) {}
  void begin(std::size_t) override { from_ = NodeId{0}; }
  bool more(std::vector<NodeId>& out) override {
    context_.view.scan_nodes(from_, value::kBatchRows, out);
    if (out.empty()) return false;
    from_ = NodeId{out.back().value + 1};
    return true;
  }

 private:
  Context& context_;
  NodeId from_;
};

class LabelledNodes : public NodeSource {
 public:
  LabelledNodes(Context& context, std::string label) : context_(context), name_(std::move(label)) {}
  void begin(std::size_t) override {
    from_ = NodeId{0};
    label_ = context_.view.catalog().find_label(name_);
  }
  bool more(std::vector<NodeId>& out) override {
    out.clear();
    if (!label_) return false;
    context_.view.scan_nodes(*label_, from_, value::kBatchRows, out);
    if (out.empty()) return false;
    from_ = NodeId{out.back().value + 1};
    return true;
  }

 private:
  Context& context_;
  std::string name_;
  std::optional<LabelId> label_;
  NodeId from_;
};

class NodeWithId : public NodeSource {
 public:
  NodeWithId(Context& context, EvaluatorPtr id) : context_(context), id_(std::move(id)) {}
  void begin_batch(const Batch& batch) override { wanted_ = &id_->evaluate(batch, scratch_); }
  void begin(std::size_t row) override {
    const Value value = wanted_->value(row);
    found_ = value.is(ValueType::Integer) && value.as_int() >= 0;
    if (found_) node_ = NodeId{static_cast<std::uint64_t>(value.as_int())};
    found_ = found_ && context_.view.exists(node_);
  }
  bool more(std::vector<NodeId>& out) override {
    out.clear();
    if (std::exchange(found_, false)) out.push_back(node_);
    return !out.empty();
  }

 private:
  Context& context_;
  EvaluatorPtr id_;
  Column scratch_;
  const Column* wanted_ = nullptr;
  NodeId node_;
  bool found_ = false;
};

/// Without an input: the nodes alone.
class NodeScan : public Stream {
 public:
  NodeScan(std::unique_ptr<NodeSource> source, Slot slot, Context& context)
      : source_(std::move(source)), slot_(slot), context_(context) {
    one_row_.set_slot_count(context.slot_count());
    one_row_.set_row_count(1);
  }
  bool next(Batch& batch) override {
    batch.clear();
    context_.check();
    if (!begun_) {
      source_->begin_batch(one_row_);
      source_->begin(0);
    }
    begun_ = true;
    if (!source_->more(nodes_)) return false;
    const auto ids = batch.column(slot_).fill_nodes(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) ids[i] = nodes_[i].value;
    batch.set_row_count(nodes_.size());
    return true;
  }
  void restart() override { begun_ = false; }

 private:
  std::unique_ptr<NodeSource> source_;
  Slot slot_;
  Context& context_;
  Batch one_row_;
  std::vector<NodeId> nodes_;
  bool begun_ = false;
};

/// The nodes for each row of the input.
class NodeScanPerRow : public Stream {
 public:
  NodeScanPerRow(std::unique_ptr<NodeSource> source, Slot slot, const Site& site)
      : source_(std::move(source)), slot_(slot), context_(site.context), carried_(site.carried()),
        input_(site.input()) {}

  bool next(Batch& batch) override {
    batch.clear();
    rows_.clear();
    ids_.clear();
    while (ids_.size() < value::kBatchRows) {
      if (!left_.empty()) {
        take(value::kBatchRows - ids_.size());
      } else if (open_ && source_->more(nodes_)) {
        left_ = nodes_;
      } else if (!next_row()) {
        break;
      }
    }
    if (ids_.empty()) return false;
    take_slots(in_, rows_, carried_, batch);
    const auto out = batch.column(slot_).fill_nodes(ids_.size());
    std::copy(ids_.begin(), ids_.end(), out.begin());
    batch.set_row_count(ids_.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
    open_ = false;
    left_ = {};
  }

 private:
  void take(std::size_t room) {
    const std::size_t count = std::min(room, left_.size());
    for (NodeId node : left_.first(count)) ids_.push_back(node.value);
    rows_.insert(rows_.end(), count, static_cast<std::uint32_t>(row_ - 1));
    left_ = left_.subspan(count);
  }

  /// Goes to the next row; false if there is none, or what was gathered must go out first.
  bool next_row() {
    context_.check();
    open_ = false;
    if (row_ == in_.row_count()) {
      if (!ids_.empty()) return false;  // The rows gathered belong to this input batch.
      in_.set_slot_count(context_.slot_count());
      row_ = 0;
      if (!input_->next(in_)) return false;
      source_->begin_batch(in_);
    }
    source_->begin(row_++);
    open_ = true;
    return true;
  }

  std::unique_ptr<NodeSource> source_;
  Slot slot_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  Batch in_;
  std::size_t row_ = 0;
  bool open_ = false;
  std::vector<NodeId> nodes_;
  std::span<const NodeId> left_;
  value::Selection rows_;
  std::vector<std::uint64_t> ids_;
};

}  // namespace

StreamPtr make_node_scan(std::unique_ptr<NodeSource> source, Slot slot, const Site& site) {
  if (site.op.inputs.empty()) return std::make_unique<NodeScan>(std::move(source), slot, site.context);
  return std::make_unique<NodeScanPerRow>(std::move(source), slot, site);
}

StreamPtr make_scan(const plan::AllNodesScan& node, const Site& site) {
  return make_node_scan(std::make_unique<AllNodes>(site.context), node.node, site);
}

StreamPtr make_scan(const plan::NodesByLabel& node, const Site& site) {
  return make_node_scan(std::make_unique<LabelledNodes>(site.context, node.label), node.node, site);
}

StreamPtr make_scan(const plan::NodeById& node, const Site& site) {
  return make_node_scan(
      std::make_unique<NodeWithId>(site.context, compile(*node.ids, site.context, site.scope)), node.node, site);
}

}  // namespace agora::execution
