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

/// The index over several properties, in this order.
std::optional<IndexId> find_index(const Context& context, const plan::IndexSeek& seek) {
  if (seek.also.empty()) return find_index(context, seek.label, seek.key);
  const auto& catalog = context.view.catalog();
  const auto label_id = catalog.find_label(seek.label);
  if (!label_id) return std::nullopt;
  std::vector<PropertyKeyId> keys;
  const auto add = [&](const std::string& key) {
    if (const auto id = catalog.find_property_key(key)) keys.push_back(*id);
  };
  add(seek.key);
  for (const auto& entry : seek.also) add(entry.key);
  const catalog::Index* index = catalog.find_index(catalog::Owner::of(*label_id), keys);
  return index && index->online ? std::optional(index->id) : std::nullopt;
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

/// By all properties of an index over several.
class WideSeek : public SeekSource {
 public:
  WideSeek(const plan::IndexSeek& node, const Site& site) : node_(node), context_(site.context) {
    values_.push_back(compile(*node.value, site.context, site.scope));
    for (const auto& entry : node.also) values_.push_back(compile(*entry.value, site.context, site.scope));
    scratch_.resize(values_.size());
  }

  void begin_batch(const Batch& batch) override {
    index_ = find_index(context_, node_);
    columns_.clear();
    for (std::size_t i = 0; i < values_.size(); ++i) columns_.push_back(&values_[i]->evaluate(batch, scratch_[i]));
  }

  void begin(std::size_t row) override {
    found_.clear();
    if (!index_) return;
    std::vector<Value> wanted;
    for (const Column* column : columns_) wanted.push_back(column->value(row));
    for (const Value& value : wanted) {
      if (value.is_null()) return;
    }
    context_.view.index_seek(*index_, std::span<const Value>(wanted), found_);
  }

 private:
  const plan::IndexSeek& node_;
  Context& context_;
  std::vector<EvaluatorPtr> values_;
  std::vector<Column> scratch_;
  std::vector<const Column*> columns_;
  std::optional<IndexId> index_;
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
  if (!node.also.empty()) return make_node_scan(std::make_unique<WideSeek>(node, site), node.node, site);
  return make_node_scan(
      std::make_unique<EqualitySeek>(node, site.context, compile(*node.value, site.context, site.scope)),
      node.node, site);
}

StreamPtr make_index_range(const plan::IndexRange& node, const Site& site) {
  return make_node_scan(std::make_unique<RangeSeek>(node, site.context, site.scope), node.node, site);
}

}  // namespace agora::execution
