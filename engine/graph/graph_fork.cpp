#include "graph/graph_fork.h"

#include <utility>

#include "graph/fork_layer.h"

namespace agora::graph {
namespace {

/// What a run costs beside its contents.
constexpr std::size_t kRunBytes = 512;

}  // namespace

SideEffects& SideEffects::operator+=(const SideEffects& other) noexcept {
  nodes_created += other.nodes_created;
  nodes_deleted += other.nodes_deleted;
  relationships_created += other.relationships_created;
  relationships_deleted += other.relationships_deleted;
  properties_set += other.properties_set;
  labels_added += other.labels_added;
  labels_removed += other.labels_removed;
  return *this;
}

void ForkLayer::take_over(ForkLayer&& above) {
  for (auto& [key, run] : above.runs) {
    ForkRun& mine = runs[key];
    mine.run = std::move(run.run);
    mine.touched |= run.touched;
    mine.delta += run.delta;
  }
  deleted_nodes.merge(above.deleted_nodes);
  deleted_relationships.merge(above.deleted_relationships);
  for (const auto& [key, present] : above.entries) entries[key] = present;
  for (auto& [key, ids] : above.owners) owners[key] = std::move(ids);
  dropped_indexes.insert(dropped_indexes.end(), above.dropped_indexes.begin(),
                         above.dropped_indexes.end());
  for (auto& [name, bytes] : above.documents) documents[name] = std::move(bytes);
  effects += above.effects;
}

GraphFork::GraphFork(const GraphView& base)
    : GraphView(base), transaction_(std::make_unique<ForkLayer>()) {
  layer_ = transaction_.get();
}

GraphFork::~GraphFork() = default;

bool GraphFork::in_statement() const noexcept { return statement_ != nullptr; }

void GraphFork::begin_statement() {
  statement_ = std::make_unique<ForkLayer>();
  statement_->below = transaction_.get();
  statement_->catalog = catalog_;
  statement_->statistics = statistics_;
  statement_->node_bound = node_bound_;
  statement_->relationship_bound = relationship_bound_;
  memory_before_statement_ = memory_;
  own_catalog_.reset();
  own_statistics_.reset();
  layer_ = statement_.get();
}

void GraphFork::accept_statement() {
  check_statement();
  layer_ = transaction_.get();
  transaction_->take_over(std::move(*statement_));
  statement_.reset();
  ++change_stamp_;
}

void GraphFork::undo_statement() {
  catalog_ = statement_->catalog;
  statistics_ = statement_->statistics;
  node_bound_ = statement_->node_bound;
  relationship_bound_ = statement_->relationship_bound;
  memory_ = memory_before_statement_;
  own_catalog_.reset();
  own_statistics_.reset();
  layer_ = transaction_.get();
  statement_.reset();
  ++change_stamp_;
}

void GraphFork::start_over(const GraphView& base) {
  statement_.reset();
  transaction_ = std::make_unique<ForkLayer>();
  layer_ = transaction_.get();
  own_catalog_.reset();
  own_statistics_.reset();
  memory_ = memory_before_statement_ = 0;
  move_to(base);
}

const SideEffects& GraphFork::side_effects() const noexcept { return layer_->effects; }

catalog::Catalog& GraphFork::change_catalog() {
  if (!own_catalog_) {
    own_catalog_ = std::make_shared<catalog::Catalog>(*catalog_);
    catalog_ = own_catalog_;
  } else if (own_catalog_.use_count() > 2) {
    // Somebody took hold of it meanwhile, a plan for instance.
    own_catalog_ = std::make_shared<catalog::Catalog>(*own_catalog_);
    catalog_ = own_catalog_;
  }
  return *own_catalog_;
}

catalog::Statistics& GraphFork::change_statistics() {
  if (!own_statistics_) {
    own_statistics_ = std::make_shared<catalog::Statistics>(*statistics_);
    statistics_ = own_statistics_;
  }
  return *own_statistics_;
}

ForkRun& GraphFork::change(const RunKey& key) {
  ++change_stamp_;
  const auto found = layer_->runs.find(key);
  if (found != layer_->runs.end()) {
    ForkRun& own = found->second;
    if (own.run.use_count() > 1) own.run = own.run->clone();
    return own;
  }
  std::shared_ptr<Run> copy = run(key)->clone();
  memory_ += copy->byte_size() + kRunBytes;
  ForkRun& own = layer_->runs[key];
  own.run = std::move(copy);
  return own;
}

LabelId GraphFork::label(std::string_view name) {
  if (const auto known = catalog_->find_label(name)) return *known;
  return change_catalog().add_label(name);
}

TypeId GraphFork::type_named(std::string_view name) {
  if (const auto known = catalog_->find_type(name)) return *known;
  return change_catalog().add_type(name);
}

void GraphFork::set_document(std::string_view name, std::string bytes) {
  memory_ += bytes.size();
  if (document(name) != bytes) layer_->documents[std::string(name)] = std::move(bytes);
}

bool GraphFork::remove_document(std::string_view name) {
  if (!document(name)) return false;
  layer_->documents[std::string(name)] = std::nullopt;
  return true;
}

PropertyKeyId GraphFork::property_key(std::string_view name) {
  if (const auto known = catalog_->find_property_key(name)) return *known;
  return change_catalog().add_property_key(name);
}

}  // namespace agora::graph
