#include "execution/node_weight.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "execution/count_product.h"

namespace agora::execution {

namespace {

/// The label whose presence is all that the predicate asks for, if there is one.
const std::string* label_tested(const semantic::Expression& predicate) {
  const auto* test = std::get_if<semantic::HasLabels>(&predicate.node);
  const bool plain = test && std::holds_alternative<semantic::SlotRef>(test->subject->node) &&
                     test->labels.kind == semantic::LabelExpression::Kind::Name;
  return plain ? &test->labels.name : nullptr;
}

}  // namespace

std::int64_t checked_count(WideCount count) {
  if (count > static_cast<WideCount>(std::numeric_limits<std::int64_t>::max())) {
    throw Error(ErrorCategory::ArithmeticError, "NumberOutOfRange",
                "there are more matches than an integer can count (2^63)");
  }
  return static_cast<std::int64_t>(count);
}

// ---- NodeWeights ---------------------------------------------------------------------------------------------

const NodeWeights::Page& NodeWeights::unknown_page() {
  static const Page page = [] {
    Page unknown;
    unknown.weights.fill(kUnknown);
    return unknown;
  }();
  return page;
}

void NodeWeights::reset(std::uint64_t bound) {
  held_.clear();
  const std::size_t pages = static_cast<std::size_t>(graph::run_number(bound) + 1);
  held_.add(pages * 2 * sizeof(void*));
  owned_.clear();
  owned_.resize(pages);
  pages_.assign(pages, &unknown_page());
}

void NodeWeights::add_page(std::uint64_t number) {
  held_.add(sizeof(Page));
  owned_[number] = std::make_unique<Page>(unknown_page());
  pages_[number] = owned_[number].get();
}

// ---- WeighedNode ---------------------------------------------------------------------------------------------

WeighedNode::WeighedNode(Slot slot, const std::vector<plan::ExpressionPtr>& predicates,
                         const std::vector<plan::CountBranch>& branches,
                         const std::vector<plan::CountBranch::Pair>& pairs, const Site& site)
    : slot_(slot), sources_(predicates), context_(site.context), weights_(site.context) {
  for (const auto& predicate : predicates) {
    predicates_.push_back(compile(*predicate, site.context, site.scope));
  }
  if (!branches.empty()) children_ = std::make_unique<CountProduct>(branches, pairs, site);
}

WeighedNode::~WeighedNode() = default;

RunningBranch& WeighedNode::branch(std::size_t i) { return children_->branch(i); }

bool WeighedNode::prepare(std::span<const Access> access) {
  if (children_) children_->prepare();
  if (prepared_ && stamp_ == context_.view.change_stamp()) return false;
  prepared_ = true;
  stamp_ = context_.view.change_stamp();
  needed_predicates_.clear();
  for (std::size_t i = 0; i < predicates_.size(); ++i) {
    if (!always_holds(*sources_[i], access)) needed_predicates_.push_back(predicates_[i].get());
  }
  find_labels();
  weights_.reset(context_.view.node_id_bound());
  most_ = 1;
  wanted_.clear();
  return true;
}

void WeighedNode::find_labels() {
  labels_.clear();
  if (children_) return;
  for (std::size_t i = 0; i < predicates_.size(); ++i) {
    if (std::find(needed_predicates_.begin(), needed_predicates_.end(), predicates_[i].get()) ==
        needed_predicates_.end()) {
      continue;
    }
    const std::string* name = label_tested(*sources_[i]);
    const auto label = name ? context_.view.catalog().find_label(*name) : std::nullopt;
    if (!label) return labels_.clear();
    labels_.emplace_back(context_.view, *label);
  }
}

void WeighedNode::learn_run(NodeId node) {
  const auto weights = weights_.page(node);
  std::fill(weights.begin(), weights.end(), 0);
  const std::size_t words = graph::kRunIds / 64;
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t word = ~std::uint64_t{0};
    for (graph::LabelReader& label : labels_) word &= label.run_of(node).words()[i];
    for (; word != 0; word &= word - 1) weights[i * 64 + static_cast<std::size_t>(std::countr_zero(word))] = 1;
  }
}

/// A label test needs no look at the nodes if the counts say that every relationship of some access ends at a node
/// with the label.
bool WeighedNode::always_holds(const semantic::Expression& predicate, std::span<const Access> access) const {
  const std::string* name = label_tested(predicate);
  const auto label = name ? context_.view.catalog().find_label(*name) : std::nullopt;
  return label && std::any_of(access.begin(), access.end(), [&](const Access& each) { return all_carry(*label, each); });
}

bool WeighedNode::all_carry(LabelId label, const Access& access) const {
  const auto& catalog = context_.view.catalog();
  const auto& statistics = context_.view.statistics();
  const auto all_ends = [&](TypeId type, graph::Direction end) {
    return statistics.relationship_count(label, type, end) == statistics.relationship_count(type);
  };
  for (const std::string& name : access.types->empty() ? catalog.types() : *access.types) {
    const auto type = catalog.find_type(name);
    if (!type) continue;
    if (access.direction != plan::Direction::In && !all_ends(*type, graph::Direction::In)) return false;
    if (access.direction != plan::Direction::Out && !all_ends(*type, graph::Direction::Out)) return false;
  }
  return true;
}

void WeighedNode::learn() {
  for (std::size_t from = 0; from < wanted_.size(); from += value::kBatchRows) {
    context_.check();
    learn({wanted_.data() + from, std::min(value::kBatchRows, wanted_.size() - from)});
  }
  wanted_.clear();
}

void WeighedNode::learn(std::span<const std::uint64_t> nodes) {
  if (!needed_predicates_.empty()) {
    batch_.clear();
    batch_.set_slot_count(context_.slot_count());
    const auto ids = batch_.column(slot_).fill_nodes(nodes.size());
    std::copy(nodes.begin(), nodes.end(), ids.begin());
    batch_.set_row_count(nodes.size());
    for (Evaluator* predicate : needed_predicates_) {
      if (!batch_.empty()) batch_.keep_where(predicate->evaluate(batch_, scratch_));
    }
    for (const std::uint64_t node : nodes) weights_.set(NodeId{node}, 0);
    nodes = batch_.column(slot_).ids();
  }
  factors_.assign(nodes.size(), 1);
  if (children_) children_->multiply(nodes, factors_);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    weights_.set(NodeId{nodes[i]}, factors_[i]);
    most_ = std::max(most_, factors_[i]);
  }
}

}  // namespace agora::execution
