#include <algorithm>
#include <utility>

#include "execution/evaluator.h"
#include "execution/node_source.h"

namespace agora::execution {

namespace {

std::optional<IndexId> find_index(const Context& context, const std::string& label, const std::string& key) {
  const auto& catalog = context.view.catalog();
  const auto label_id = catalog.find_label(label);
  const auto key_id = catalog.find_property_key(key);
  if (!label_id || !key_id) return std::nullopt;
  const catalog::Index* index = catalog.find_index(catalog::Owner::of(*label_id), *key_id);
  return index ? std::optional(index->id) : std::nullopt;
}

/// All nodes of one answer at once.
class SeekSource : public NodeSource {
 public:
  bool more(std::vector<NodeId>& out) override {
    out = std::exchange(found_, {});
    return !out.empty();
  }

 protected:
  std::vector<NodeId> found_;
};

class EqualitySeek : public SeekSource {
 public:
  EqualitySeek(const plan::IndexSeek& node, Context& context, EvaluatorPtr value)
      : context_(context), label_(node.label), key_(node.key), any_of_(node.any_of), value_(std::move(value)) {}

  void begin_batch(const Batch& batch) override {
    index_ = find_index(context_, label_, key_);
    if (!value_->constant()) wanted_ = &value_->evaluate(batch, scratch_);
  }

  void begin(std::size_t row) override {
    found_.clear();
    const Value wanted = value_->constant() ? *value_->constant() : wanted_->value(row);
    if (!index_ || wanted.is_null()) return;
    if (!any_of_) {
      context_.view.index_seek(*index_, wanted, found_);
      return;
    }
    if (!wanted.is(ValueType::List)) {
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "IN needs a list on its right side, but got " + std::string(to_string(wanted.type())));
    }
    for (const Value& element : wanted.as_list()) context_.view.index_seek(*index_, element, found_);
    // A value that stands twice in the list finds its node once.
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  }

 private:
  Context& context_;
  std::string label_, key_;
  bool any_of_;
  EvaluatorPtr value_;
  std::optional<IndexId> index_;
  Column scratch_;
  const Column* wanted_ = nullptr;
};

class RangeSeek : public SeekSource {
 public:
  RangeSeek(const plan::IndexRange& node, Context& context, const Scope& scope)
      : context_(context), label_(node.label), key_(node.key),
        lower_(compile(node.lower, context, scope)), upper_(compile(node.upper, context, scope)),
        prefix_(compile(node.prefix, context, scope)), lower_inclusive_(node.lower_inclusive),
        upper_inclusive_(node.upper_inclusive) {}

  void begin_batch(const Batch& batch) override {
    index_ = find_index(context_, label_, key_);
    if (lower_) lower_values_ = &lower_->evaluate(batch, lower_scratch_);
    if (upper_) upper_values_ = &upper_->evaluate(batch, upper_scratch_);
    if (prefix_) prefixes_ = &prefix_->evaluate(batch, prefix_scratch_);
  }

  void begin(std::size_t row) override {
    found_.clear();
    if (!index_) return;
    if (prefix_) {
      const Value prefix = prefixes_->value(row);
      if (prefix.is(ValueType::String)) context_.view.index_prefix(*index_, prefix.as_string(), found_);
      return;
    }
    std::optional<graph::Bound> lower, upper;
    if (lower_) lower = graph::Bound{lower_values_->value(row), lower_inclusive_};
    if (upper_) upper = graph::Bound{upper_values_->value(row), upper_inclusive_};
    const bool unknown = (lower && lower->value.is_null()) || (upper && upper->value.is_null());
    if (!unknown) context_.view.index_range(*index_, lower, upper, found_);
  }

 private:
  Context& context_;
  std::string label_, key_;
  EvaluatorPtr lower_, upper_, prefix_;
  bool lower_inclusive_, upper_inclusive_;
  std::optional<IndexId> index_;
  Column lower_scratch_, upper_scratch_, prefix_scratch_;
  const Column* lower_values_ = nullptr;
  const Column* upper_values_ = nullptr;
  const Column* prefixes_ = nullptr;
};

}  // namespace

StreamPtr make_index_seek(const plan::IndexSeek& node, const Site& site) {
  return make_node_scan(
      std::make_unique<EqualitySeek>(node, site.context, compile(*node.value, site.context, site.scope)),
      node.node, site);
}

StreamPtr make_index_range(const plan::IndexRange& node, const Site& site) {
  return make_node_scan(std::make_unique<RangeSeek>(node, site.context, site.scope), node.node, site);
}

}  // namespace agora::execution
