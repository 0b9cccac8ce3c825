// Relationships that are known before their pattern: the pattern checks them and names their ends.

#include <functional>
#include <utility>

#include "execution/adjacency.h"
#include "execution/element_test.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

/// What both forms share: for each row the ends (one or two pairs of them), checked and set.
class BindEnds : public Stream {
 public:
  BindEnds(Slot from, Slot to, bool from_bound, bool to_bound, const std::vector<std::string>& types,
           plan::Direction direction, const Site& site)
      : context_(site.context), adjacency_(site.context, types, direction), from_(from), to_(to),
        from_bound_(from_bound), to_bound_(to_bound), carried_(site.carried()), input_(site.input()) {}

  bool next(Batch& batch) override {
    Batch in(context_.slot_count());
    while (input_->next(in)) {
      context_.check();
      rows_.clear();
      Column from, to;
      for (std::size_t row = 0; row < in.row_count(); ++row) {
        find(in, row, [&](NodeId start, NodeId end) {
          if (!agrees(in, from_, from_bound_, row, start) || !agrees(in, to_, to_bound_, row, end)) return;
          if (from_ == to_ && start != end) return;
          rows_.push_back(static_cast<std::uint32_t>(row));
          from.append_node(start.value);
          to.append_node(end.value);
        });
      }
      if (rows_.empty()) continue;
      batch.clear();
      take_slots(in, rows_, carried_, batch);
      if (!from_bound_) batch.column(from_) = std::move(from);
      if (!to_bound_ && from_ != to_) batch.column(to_) = std::move(to);
      batch.set_row_count(rows_.size());
      return true;
    }
    batch.clear();
    return false;
  }

  void restart() override { input_->restart(); }

 protected:
  using Found = std::function<void(NodeId, NodeId)>;
  /// Calls `found` for each way in which the row's relationships join two nodes.
  virtual void find(const Batch& in, std::size_t row, const Found& found) = 0;

  Context& context_;
  Adjacency adjacency_;

 private:
  static bool agrees(const Batch& in, Slot slot, bool bound, std::size_t row, NodeId node) {
    if (!bound) return true;
    const Value value = in.value(slot, row);
    return value.is(ValueType::Node) && value.id() == node.value;
  }

  Slot from_, to_;
  bool from_bound_, to_bound_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  value::Selection rows_;
};

class BindEndsOfOne : public BindEnds {
 public:
  BindEndsOfOne(const plan::BindEnds& node, const Site& site)
      : BindEnds(node.from, node.to, node.from_bound, node.to_bound, node.types, node.direction, site),
        relationship_(node.relationship) {}

 protected:
  void find(const Batch& in, std::size_t row, const Found& found) override {
    const Value value = in.value(relationship_, row);
    if (!value.is(ValueType::Relationship)) return;
    const auto record = context_.view.record(RelationshipId{value.id()});
    if (!record) return;
    if (adjacency_.admits(*record, record->start, record->end)) found(record->start, record->end);
    const bool loop = record->start == record->end;
    if (!loop && adjacency_.admits(*record, record->end, record->start)) found(record->end, record->start);
  }

 private:
  Slot relationship_;
};

class BindEndsOfList : public BindEnds {
 public:
  BindEndsOfList(const plan::BindEndsVariable& node, const Site& site)
      : BindEnds(node.expand.from, node.expand.to, node.from_bound, node.to_bound, node.expand.types,
                 node.expand.direction, site),
        node_(node.expand), test_(node.expand, site) {}

 protected:
  void find(const Batch& in, std::size_t row, const Found& found) override {
    const Value value = in.value(node_.relationships, row);
    if (!value.is(ValueType::List)) return;
    const List& list = value.as_list();
    const bool length = list.size() >= node_.min && (!node_.max || list.size() <= *node_.max);
    if (!length) return;
    if (list.empty()) {
      // A path of no relationship begins and ends at a node that must be known.
      const Value from = in.value(node_.from, row);
      if (from.is(ValueType::Node)) found(NodeId{from.id()}, NodeId{from.id()});
      return;
    }
    const auto first = context_.view.record(RelationshipId{list.front().id()});
    if (!first) return;
    walk(in, row, list, first->start, found);
    if (first->start != first->end) walk(in, row, list, first->end, found);
  }

 private:
  void walk(const Batch& in, std::size_t row, const List& list, NodeId start, const Found& found) {
    NodeId here = start;
    for (const Value& element : list) {
      if (!element.is(ValueType::Relationship)) return;
      const RelationshipId relationship{element.id()};
      const auto record = context_.view.record(relationship);
      if (!record || (record->start != here && record->end != here)) return;
      const NodeId there = record->start == here ? record->end : record->start;
      if (!adjacency_.admits(*record, here, there) || !test_.holds(in, row, relationship)) return;
      here = there;
    }
    found(start, here);
  }

  const plan::ExpandVariable& node_;
  ElementTest test_;
};

}  // namespace

StreamPtr make_bind_ends(const plan::BindEnds& node, const Site& site) {
  return std::make_unique<BindEndsOfOne>(node, site);
}

StreamPtr make_bind_ends_variable(const plan::BindEndsVariable& node, const Site& site) {
  return std::make_unique<BindEndsOfList>(node, site);
}

}  // namespace agora::execution
