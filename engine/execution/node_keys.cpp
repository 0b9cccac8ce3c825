#include "execution/node_keys.h"

#include <algorithm>

namespace agora::execution {

std::int64_t NumberedTexts::number(std::string_view text) {
  const auto [at, added] = numbers_.emplace(std::string(text), static_cast<std::int64_t>(texts_.size()));
  if (added) {
    held_.add(text.size() + 96);
    texts_.push_back(&at->first);
  }
  return at->second;
}

NodeKeys& NodeKeyring::keys(const semantic::ExpressionPtr& source, Slot slot, const Site& site) {
  const auto* property = std::get_if<semantic::PropertyAccess>(&source->node);
  std::unique_ptr<NodeKeys>& keys = keys_[property ? property->key : std::string()];
  if (!keys) keys = std::make_unique<NodeKeys>(source, slot, texts_, site);
  return *keys;
}

NodeKeys::NodeKeys(const semantic::ExpressionPtr& source, Slot slot, NumberedTexts& texts, const Site& site)
    : slot_(slot), context_(site.context), source_(compile(*source, site.context, site.scope)), texts_(texts),
      held_(site.context) {}

void NodeKeys::prepare() {
  if (prepared_ && stamp_ == context_.view.change_stamp()) return;
  prepared_ = true;
  stamp_ = context_.view.change_stamp();
  held_.clear();
  pages_.clear();
  pages_.resize(static_cast<std::size_t>(graph::run_number(context_.view.node_id_bound()) + 1));
}

void NodeKeys::learn(std::span<const NodeId> nodes) {
  wanted_.clear();
  for (const NodeId node : nodes) {
    std::unique_ptr<Page>& page = pages_[graph::run_number(node.value)];
    if (!page) {
      held_.add(sizeof(Page));
      page = std::make_unique<Page>();
      page->kinds.fill(Kind::Unknown);
    }
    if (page->kinds[graph::run_slot(node.value)] != Kind::Unknown) continue;
    wanted_.push_back(node.value);
    if (wanted_.size() == value::kBatchRows) compute();
  }
  if (!wanted_.empty()) compute();
}

void NodeKeys::compute() {
  context_.check();
  batch_.clear();
  batch_.set_slot_count(context_.slot_count());
  const auto ids = batch_.column(slot_).fill_nodes(wanted_.size());
  std::copy(wanted_.begin(), wanted_.end(), ids.begin());
  batch_.set_row_count(wanted_.size());
  const Column& values = source_->evaluate(batch_, scratch_);
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const Key key = key_of(values.value(i));
    Page& page = *pages_[graph::run_number(wanted_[i])];
    page.kinds[graph::run_slot(wanted_[i])] = key.kind;
    page.numbers[graph::run_slot(wanted_[i])] = key.number;
  }
  wanted_.clear();
}

NodeKeys::Key NodeKeys::key_of(const Value& value) {
  if (value.is_null()) return {Kind::Null, 0};
  if (value.is(ValueType::Integer)) return {Kind::Integer, value.as_int()};
  if (!value.is(ValueType::String)) return {Kind::Other, 0};
  return {Kind::Text, texts_.number(value.as_string())};
}

}  // namespace agora::execution
