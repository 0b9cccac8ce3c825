#include <algorithm>
#include <utility>

#include "execution/adjacency.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

bool contains(const std::vector<Slot>& slots, Slot slot) {
  return std::find(slots.begin(), slots.end(), slot) != slots.end();
}

class Expand : public Stream {
 public:
  Expand(const plan::Expand& node, const Site& site)
      : node_(node), context_(site.context), carried_(site.carried()), input_(site.input()),
        adjacency_(site.context, node.types, node.direction) {
    wants_node_ = !node.into && contains(carried_, node.to);
    wants_relationship_ = contains(carried_, node.relationship);
  }

  bool next(Batch& batch) override {
    batch.clear();
    context_.check();
    rows_.clear();
    nodes_.clear();
    relationships_.clear();
    while (rows_.size() < value::kBatchRows) {
      if (!list_nodes_.empty()) {
        take();
      } else if (!next_list()) {
        if (!rows_.empty() || !next_input()) break;
      }
    }
    if (rows_.empty()) return false;
    take_slots(in_, rows_, carried_, batch);
    if (wants_node_) copy(nodes_, batch.column(node_.to).fill_nodes(rows_.size()));
    if (wants_relationship_) {
      copy(relationships_, batch.column(node_.relationship).fill_relationships(rows_.size()));
    }
    batch.set_row_count(rows_.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
    side_ = 0;
    list_nodes_ = {};
  }

 private:
  static void copy(const std::vector<std::uint64_t>& from, std::span<std::uint64_t> to) {
    std::copy(from.begin(), from.end(), to.begin());
  }

  bool next_input() {
    in_.set_slot_count(context_.slot_count());
    row_ = 0;
    side_ = 0;
    adjacency_.refresh();
    return input_->next(in_);
  }

  /// Goes to the next list of neighbours of this input batch; false after the last.
  bool next_list() {
    while (row_ < in_.row_count()) {
      const Column& from = in_.column(node_.from);
      if (side_ == adjacency_.sides().size() || from.empty() || from.is_null(row_)) {
        ++row_;
        side_ = 0;
        continue;
      }
      Adjacency::Side& side = adjacency_.sides()[side_++];
      load(side, NodeId{from.id(row_)});
      if (!list_nodes_.empty()) return true;
    }
    return false;
  }

  void load(Adjacency::Side& side, NodeId from) {
    skip_ = side.skips_loops ? std::optional(from) : std::nullopt;
    const graph::NeighbourList list = side.reader.neighbours(from);
    if (node_.into) {
      load_between(list);
    } else if (list.flat()) {
      list_nodes_ = list.nodes();
      list_relationships_ = list.relationships();
    } else {
      own_nodes_.clear();
      own_relationships_.clear();
      list.append_to(own_nodes_, own_relationships_);
      list_nodes_ = own_nodes_;
      list_relationships_ = own_relationships_;
    }
  }

  void load_between(const graph::NeighbourList& list) {
    own_nodes_.clear();
    own_relationships_.clear();
    const Column& to = in_.column(node_.to);
    if (!to.empty() && !to.is_null(row_)) {
      const NodeId other{to.id(row_)};
      list.for_each_to(other, [&](RelationshipId relationship) {
        own_nodes_.push_back(other);
        own_relationships_.push_back(relationship);
      });
    }
    list_nodes_ = own_nodes_;
    list_relationships_ = own_relationships_;
  }

  void take() {
    const std::size_t count = std::min(value::kBatchRows - rows_.size(), list_nodes_.size());
    const auto row = static_cast<std::uint32_t>(row_);
    if (!skip_) {
      rows_.insert(rows_.end(), count, row);
      if (wants_node_) {
        for (std::size_t i = 0; i < count; ++i) nodes_.push_back(list_nodes_[i].value);
      }
      if (wants_relationship_) {
        for (std::size_t i = 0; i < count; ++i) relationships_.push_back(list_relationships_[i].value);
      }
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        if (list_nodes_[i] == *skip_) continue;
        rows_.push_back(row);
        nodes_.push_back(list_nodes_[i].value);
        relationships_.push_back(list_relationships_[i].value);
      }
    }
    list_nodes_ = list_nodes_.subspan(count);
    list_relationships_ = list_relationships_.subspan(count);
    // nodes_ and relationships_ are read only where wanted; keep their lengths in step for the skipping case.
    if (!wants_node_) nodes_.clear();
    if (!wants_relationship_) relationships_.clear();
  }

  const plan::Expand& node_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  Adjacency adjacency_;
  bool wants_node_, wants_relationship_;
  Batch in_;
  std::size_t row_ = 0, side_ = 0;
  std::optional<NodeId> skip_;
  std::span<const NodeId> list_nodes_;
  std::span<const RelationshipId> list_relationships_;
  std::vector<NodeId> own_nodes_;
  std::vector<RelationshipId> own_relationships_;
  value::Selection rows_;
  std::vector<std::uint64_t> nodes_, relationships_;
};

}  // namespace

StreamPtr make_expand(const plan::Expand& node, const Site& site) {
  return std::make_unique<Expand>(node, site);
}

}  // namespace agora::execution
