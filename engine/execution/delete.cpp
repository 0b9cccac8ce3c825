#include <utility>

#include "execution/evaluator.h"
#include "execution/streams.h"
#include "value/article.h"

namespace agora::execution {

namespace {

/// DELETE: whether a deleted node still has relationships is asked at the end of the statement, so that
/// `DELETE n, r` may name them in any order.
class Delete : public Stream {
 public:
  Delete(const plan::Delete& node, const Site& site)
      : context_(site.context), input_(site.input()), detach_(node.deletion.detach) {
    for (const auto& target : node.deletion.targets) {
      targets_.push_back({compile(*target, site.context, site.scope), {}, nullptr, target->where});
    }
  }

  bool next(Batch& batch) override {
    if (!input_->next(batch)) return false;
    for (Target& target : targets_) target.values = &target.evaluator->evaluate(batch, target.scratch);
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      if (row % 256 == 0) context_.check();
      for (const Target& target : targets_) erase(target.values->value(row), target.where);
    }
    return true;
  }
  void restart() override { input_->restart(); }

 private:
  struct Target {
    EvaluatorPtr evaluator;
    Column scratch;
    const Column* values;
    SourceSpan where;
  };

  void erase(const Value& value, const SourceSpan& where) {
    switch (value.type()) {
      case ValueType::Null:
        return;
      case ValueType::Node:
        if (detach_) {
          context_.fork->detach_delete_node(NodeId{value.id()});
        } else {
          context_.fork->delete_node(NodeId{value.id()});
        }
        return;
      case ValueType::Relationship:
        context_.fork->delete_relationship(RelationshipId{value.id()});
        return;
      case ValueType::Path:
        for (const Value& relationship : value.as_path().relationships) erase(relationship, where);
        for (const Value& node : value.as_path().nodes) erase(node, where);
        return;
      default:
        throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                    "DELETE takes nodes, relationships and paths, but this is " +
                        value::with_article(to_string(value.type())))
            .at(where);
    }
  }

  Context& context_;
  StreamPtr input_;
  bool detach_;
  std::vector<Target> targets_;
};

}  // namespace

StreamPtr make_delete(const plan::Delete& node, const Site& site) {
  return std::make_unique<Delete>(node, site);
}

}  // namespace agora::execution
