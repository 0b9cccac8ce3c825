// The shortest paths between two known nodes (see bidirectional_search.h).

#include <algorithm>
#include <functional>
#include <utility>

#include "execution/bidirectional_search.h"
#include "execution/element_test.h"
#include "execution/streams.h"

namespace agora::execution {

namespace {

class ShortestPath : public Stream {
 public:
  ShortestPath(const plan::ShortestPath& node, const Site& site)
      : node_(node.expand), context_(site.context), carried_(site.carried()),
        input_(site.input()),
        search_(site.context, node.expand.types, node.expand.direction, node.all, node.expand.max),
        test_(node.expand, site) {}

  bool next(Batch& batch) override {
    Batch in(context_.slot_count());
    while (input_->next(in)) {
      context_.check();
      value::Selection rows;
      Column lists;
      for (std::size_t row = 0; row < in.row_count(); ++row) {
        for (List& path : find(in, row)) {
          rows.push_back(static_cast<std::uint32_t>(row));
          lists.append(Value(std::move(path)));
        }
      }
      if (rows.empty()) continue;
      batch.clear();
      take_slots(in, rows, carried_, batch);
      batch.column(node_.relationships) = std::move(lists);
      batch.set_row_count(rows.size());
      return true;
    }
    batch.clear();
    return false;
  }

  void restart() override { input_->restart(); }

 private:
  std::vector<List> find(const Batch& in, std::size_t row) {
    const Value from = in.value(node_.from, row);
    const Value to = in.value(node_.to, row);
    if (!from.is(ValueType::Node) || !to.is(ValueType::Node)) return {};
    const NodeId start{from.id()};
    const NodeId end{to.id()};
    if (start == end) return node_.min == 0 ? std::vector<List>{{}} : std::vector<List>{};
    std::function<bool(RelationshipId)> admit;
    if (node_.each) admit = [&](RelationshipId relationship) { return test_.holds(in, row, relationship); };
    std::vector<List> lists;
    for (const BidirectionalSearch::Path& path : search_.find(start, end, admit)) lists.push_back(list_of(path));
    return lists;
  }

  List list_of(const BidirectionalSearch::Path& path) const {
    List list;
    for (RelationshipId relationship : path) list.push_back(Value::relationship_reference(relationship.value));
    if (node_.reversed) std::reverse(list.begin(), list.end());
    return list;
  }

  const plan::ExpandVariable& node_;
  Context& context_;
  std::vector<Slot> carried_;
  StreamPtr input_;
  BidirectionalSearch search_;
  ElementTest test_;
};

}  // namespace

StreamPtr make_shortest_path(const plan::ShortestPath& node, const Site& site) {
  return std::make_unique<ShortestPath>(node, site);
}

}  // namespace agora::execution
