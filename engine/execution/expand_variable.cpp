// Paths of several relationships, found depth first: rows come in the order of the walk, memory is one path.

#include <algorithm>
#include <utility>

#include "execution/adjacency.h"
#include "execution/element_test.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

class ExpandVariable : public Stream {
 public:
  ExpandVariable(const plan::ExpandVariable& node, const Site& site)
      : node_(node), context_(site.context), carried_(site.carried()), input_(site.input()),
        adjacency_(site.context, node.types, node.direction), test_(node, site) {
    wants_list_ = std::find(carried_.begin(), carried_.end(), node.relationships) != carried_.end();
  }

  bool next(Batch& batch) override {
    batch.clear();
    rows_.clear();
    nodes_.clear();
    lists_.clear();
    while (rows_.size() < value::kBatchRows) {
      if (walking_) {
        walking_ = step();
      } else if (row_ < in_.row_count()) {
        begin_row();
      } else if (!rows_.empty() || !next_input()) {
        break;
      }
    }
    if (rows_.empty()) return false;
    take_slots(in_, rows_, carried_, batch);
    if (!node_.into) {
      const auto ids = batch.column(node_.to).fill_nodes(nodes_.size());
      std::copy(nodes_.begin(), nodes_.end(), ids.begin());
    }
    if (wants_list_) std::swap(batch.column(node_.relationships), lists_);
    batch.set_row_count(rows_.size());
    return true;
  }

  void restart() override {
    input_->restart();
    in_.clear();
    row_ = 0;
    walking_ = false;
    levels_.clear();
  }

 private:
  /// The neighbours of the node at one depth that were not tried yet.
  struct Level {
    NodeId node;
    std::vector<std::pair<NodeId, RelationshipId>> open;
  };

  bool next_input() {
    context_.check();
    in_.set_slot_count(context_.slot_count());
    row_ = 0;
    adjacency_.refresh();
    return input_->next(in_);
  }

  void begin_row() {
    const std::size_t row = row_++;
    const Column& from = in_.column(node_.from);
    if (from.empty() || from.is_null(row)) return;
    target_.reset();
    if (node_.into) {
      const Column& to = in_.column(node_.to);
      if (to.empty() || to.is_null(row)) return;
      target_ = NodeId{to.id(row)};
    }
    path_.clear();
    levels_.clear();
    arrive(NodeId{from.id(row)});
    walking_ = true;
  }

  /// The walk stands at `node` with path_ behind it: gives out a row if it is one, and looks further.
  void arrive(NodeId node) {
    if (path_.size() >= node_.min && (!target_ || *target_ == node)) emit(node);
    Level level{node, {}};
    if (!node_.max || path_.size() < *node_.max) {
      adjacency_.for_each(node, [&](NodeId other, RelationshipId relationship) {
        level.open.emplace_back(other, relationship);
      });
      std::reverse(level.open.begin(), level.open.end());  // Tried from the back.
    }
    levels_.push_back(std::move(level));
  }

  void emit(NodeId node) {
    rows_.push_back(static_cast<std::uint32_t>(row_ - 1));
    nodes_.push_back(node.value);
    if (!wants_list_) return;
    List list;
    list.reserve(path_.size());
    for (RelationshipId relationship : path_) list.push_back(Value::relationship_reference(relationship.value));
    if (node_.reversed) std::reverse(list.begin(), list.end());
    lists_.append(Value(std::move(list)));
  }

  /// Goes one relationship further or back; false when the walk is over.
  bool step() {
    if (++steps_ % 4096 == 0) context_.check();
    Level& level = levels_.back();
    if (level.open.empty()) {
      levels_.pop_back();
      if (levels_.empty()) return false;
      path_.pop_back();
      return true;
    }
    const auto [node, relationship] = level.open.back();
    level.open.pop_back();
    if (std::find(path_.begin(), path_.end(), relationship) != path_.end()) return true;
    if (!test_.holds(in_, row_ - 1, relationship)) return true;
    path_.push_back(relationship);
    arrive(node);
    return true;
  }

  const plan::ExpandVariable& node_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  Adjacency adjacency_;
  ElementTest test_;
  bool wants_list_;
  Batch in_;
  std::size_t row_ = 0, steps_ = 0;
  bool walking_ = false;
  std::optional<NodeId> target_;
  std::vector<RelationshipId> path_;
  std::vector<Level> levels_;
  value::Selection rows_;
  std::vector<std::uint64_t> nodes_;
  Column lists_;
};

}  // namespace

StreamPtr make_expand_variable(const plan::ExpandVariable& node, const Site& site) {
  // Reached at the least distance, an end need not be reached at a given one: only bounds up to 1 leave that open.
  if (node.each_end_once && node.min <= 1 && !node.into) return make_expand_reachable(node, site);
  return std::make_unique<ExpandVariable>(node, site);
}

}  // namespace agora::execution
