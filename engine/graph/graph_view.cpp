#include "graph/graph_view.h"

#include <algorithm>
#include <set>

#include "agora/error.h"
#include "graph/column_run.h"
#include "graph/document.h"
#include "graph/ends_run.h"
#include "graph/fork_layer.h"
#include "graph/label_run.h"
#include "graph/readers.h"
#include "graph/run_cache.h"
#include "graph/shape_run.h"

namespace agora::graph {
namespace {

/// Calls visit(number) for the runs from `first` on until it returns false.
template <typename Visit>
void for_each_run(std::uint64_t first, std::uint64_t bound, Visit&& visit) {
  for (std::uint64_t number = first; number << kRunBits < bound; ++number) {
    if (!visit(number)) return;
  }
}

/// The slot to begin at: 0 but for the run that `from` is in.
std::uint16_t first_slot(std::uint64_t from, std::uint64_t number) {
  return run_number(from) == number ? run_slot(from) : std::uint16_t{0};
}

template <typename Id>
Id id_at(std::uint64_t number, std::uint16_t slot) {
  return Id{number << kRunBits | slot};
}

[[noreturn]] void throw_deleted(std::string_view element) {
  throw Error(ErrorCategory::EntityNotFound, "DeletedEntityAccess",
              "this " + std::string(element) + " was deleted earlier in the same transaction")
      .with_hint("read what you need from it with WITH before DELETE");
}

}  // namespace

GraphView::GraphView(Contents contents)
    : cache_(std::move(contents.cache)),
      older_(std::make_unique<OlderRuns>()),
      snapshot_(std::move(contents.snapshot)),
      catalog_(std::move(contents.catalog)),
      statistics_(std::move(contents.statistics)),
      node_bound_(contents.node_bound),
      relationship_bound_(contents.relationship_bound),
      version_(contents.version) {
  cache_->enter(version_);
}

GraphView::GraphView(const GraphView& other)
    : GraphView(Contents{other.cache_, other.snapshot_, other.catalog_, other.statistics_,
                         other.node_bound_, other.relationship_bound_, other.version_}) {}

GraphView::~GraphView() { cache_->leave(version_); }

namespace {
thread_local std::uint64_t touched_blocks = 0;
}  // namespace

std::uint64_t blocks_touched() noexcept { return touched_blocks; }

void GraphView::move_to(const GraphView& now) {
  cache_->enter(now.version_);
  cache_->leave(version_);
  older_ = std::make_unique<OlderRuns>();
  snapshot_ = now.snapshot_;
  catalog_ = now.catalog_;
  statistics_ = now.statistics_;
  node_bound_ = now.node_bound_;
  relationship_bound_ = now.relationship_bound_;
  version_ = now.version_;
  ++change_stamp_;
}

RunPtr GraphView::run(const RunKey& key) const {
  ++touched_blocks;
  for (const ForkLayer* layer = layer_; layer != nullptr; layer = layer->below) {
    if (const ForkRun* own = layer->find(key)) return own->run;
  }
  return cache_->get(key, version_, *snapshot_, *older_);
}

// --- Scans
// -------------------------------------------------------------------------------------------------

void GraphView::scan_nodes(NodeId from, std::size_t max, std::vector<NodeId>& out) const {
  out.clear();
  for_each_run(run_number(from.value), node_bound_, [&](std::uint64_t number) {
    const auto shapes = run_as<ShapeRun>(RunKind::NodeShape, 0, number);
    for (std::size_t slot = first_slot(from.value, number); slot < shapes->slot_bound(); ++slot) {
      if (out.size() == max) return false;
      if (shapes->exists(static_cast<std::uint16_t>(slot))) {
        out.push_back(id_at<NodeId>(number, static_cast<std::uint16_t>(slot)));
      }
    }
    return out.size() < max;
  });
}

void GraphView::scan_nodes(LabelId label, NodeId from, std::size_t max,
                           std::vector<NodeId>& out) const {
  out.clear();
  if (node_count(label) == 0) return;
  for_each_run(run_number(from.value), node_bound_, [&](std::uint64_t number) {
    const auto labelled = run_as<LabelRun>(RunKind::Label, label.value, number);
    labelled->bits().for_each_from(first_slot(from.value, number), [&](std::uint16_t slot) {
      if (out.size() == max) return false;
      out.push_back(id_at<NodeId>(number, slot));
      return true;
    });
    return out.size() < max;
  });
}

void GraphView::scan_relationships(RelationshipId from, std::size_t max,
                                   std::vector<RelationshipId>& out) const {
  out.clear();
  for_each_run(run_number(from.value), relationship_bound_, [&](std::uint64_t number) {
    const auto ends = run_as<EndsRun>(RunKind::Ends, 0, number);
    ends->live().for_each_from(first_slot(from.value, number), [&](std::uint16_t slot) {
      if (out.size() == max) return false;
      out.push_back(id_at<RelationshipId>(number, slot));
      return true;
    });
    return out.size() < max;
  });
}

void GraphView::scan_relationships(TypeId type, RelationshipId from, std::size_t max,
                                   std::vector<RelationshipId>& out) const {
  out.clear();
  if (relationship_count(type) == 0) return;
  for_each_run(run_number(from.value), relationship_bound_, [&](std::uint64_t number) {
    const auto ends = run_as<EndsRun>(RunKind::Ends, 0, number);
    ends->live().for_each_from(first_slot(from.value, number), [&](std::uint16_t slot) {
      if (out.size() == max) return false;
      if (ends->type(slot) == type) out.push_back(id_at<RelationshipId>(number, slot));
      return true;
    });
    return out.size() < max;
  });
}

// --- Elements
// ------------------------------------------------------------------------------------------------

bool GraphView::exists(NodeId node) const {
  if (node.value >= node_bound_) return false;
  return run_as<ShapeRun>(RunKind::NodeShape, 0, run_number(node.value))
      ->exists(run_slot(node.value));
}

bool GraphView::exists(RelationshipId relationship) const {
  if (relationship.value >= relationship_bound_) return false;
  return run_as<EndsRun>(RunKind::Ends, 0, run_number(relationship.value))
      ->exists(run_slot(relationship.value));
}

bool GraphView::is_deleted(NodeId node) const noexcept {
  for (const ForkLayer* layer = layer_; layer != nullptr; layer = layer->below) {
    if (layer->deleted_nodes.contains(node)) return true;
  }
  return false;
}

bool GraphView::is_deleted(RelationshipId relationship) const noexcept {
  for (const ForkLayer* layer = layer_; layer != nullptr; layer = layer->below) {
    if (layer->deleted_relationships.contains(relationship)) return true;
  }
  return false;
}

bool GraphView::has_deletions() const noexcept {
  for (const ForkLayer* layer = layer_; layer != nullptr; layer = layer->below) {
    if (!layer->deleted_nodes.empty() || !layer->deleted_relationships.empty()) return true;
  }
  return false;
}

void GraphView::require_not_deleted(NodeId node) const {
  if (layer_ != nullptr && is_deleted(node)) throw_deleted("node");
}

void GraphView::require_not_deleted(RelationshipId relationship) const {
  if (layer_ != nullptr && is_deleted(relationship)) throw_deleted("relationship");
}

bool GraphView::has_label(NodeId node, LabelId label) const {
  require_not_deleted(node);
  return run_as<LabelRun>(RunKind::Label, label.value, run_number(node.value))
      ->has(run_slot(node.value));
}

std::vector<LabelId> GraphView::label_ids(NodeId node) const {
  require_not_deleted(node);
  std::vector<LabelId> found;
  for (std::uint32_t i = 0; i < catalog_->label_count(); ++i) {
    const LabelId label{i};
    if (node_count(label) > 0 &&
        run_as<LabelRun>(RunKind::Label, i, run_number(node.value))->has(run_slot(node.value))) {
      found.push_back(label);
    }
  }
  return found;
}

std::optional<RelationshipRecord> GraphView::record(RelationshipId relationship) const {
  if (relationship.value >= relationship_bound_) return std::nullopt;
  const auto ends = run_as<EndsRun>(RunKind::Ends, 0, run_number(relationship.value));
  const std::uint16_t slot = run_slot(relationship.value);
  const RelationshipRecord* record = ends->record(slot);
  // A decoded run may remember what an earlier transaction removed.
  if (record == nullptr || (!ends->exists(slot) && !is_deleted(relationship))) return std::nullopt;
  return *record;
}

Value GraphView::property(NodeId node, PropertyKeyId key) const {
  require_not_deleted(node);
  return run_as<ColumnRun>(RunKind::NodeColumn, key.value, run_number(node.value))
      ->value(run_slot(node.value));
}

Value GraphView::property(RelationshipId relationship, PropertyKeyId key) const {
  require_not_deleted(relationship);
  return run_as<ColumnRun>(RunKind::RelationshipColumn, key.value, run_number(relationship.value))
      ->value(run_slot(relationship.value));
}

std::vector<PropertyKeyId> GraphView::property_keys(NodeId node) const {
  require_not_deleted(node);
  const auto shapes = run_as<ShapeRun>(RunKind::NodeShape, 0, run_number(node.value));
  const auto keys = shapes->keys(run_slot(node.value));
  return {keys.begin(), keys.end()};
}

std::vector<PropertyKeyId> GraphView::property_keys(RelationshipId relationship) const {
  require_not_deleted(relationship);
  const auto shapes =
      run_as<ShapeRun>(RunKind::RelationshipShape, 0, run_number(relationship.value));
  const auto keys = shapes->keys(run_slot(relationship.value));
  return {keys.begin(), keys.end()};
}

namespace {

template <typename Id>
std::span<const std::uint64_t> raw(std::span<const Id> ids) {
  static_assert(sizeof(Id) == sizeof(std::uint64_t) && alignof(Id) == alignof(std::uint64_t));
  return {reinterpret_cast<const std::uint64_t*>(ids.data()), ids.size()};
}

}  // namespace

void GraphView::gather(std::span<const NodeId> nodes, PropertyKeyId key, value::Column& out) const {
  ColumnReader(*this, catalog::ElementKind::Node, key).gather(raw(nodes), out);
}

void GraphView::gather(std::span<const RelationshipId> relationships, PropertyKeyId key,
                       value::Column& out) const {
  ColumnReader(*this, catalog::ElementKind::Relationship, key).gather(raw(relationships), out);
}

// --- Adjacency
// -----------------------------------------------------------------------------------------------

Neighbours GraphView::neighbours(NodeId node, TypeId type, Direction direction) const {
  const RunKind kind = direction == Direction::Out ? RunKind::AdjacencyOut : RunKind::AdjacencyIn;
  return Neighbours(run_as<AdjacencyRun>(kind, type.value, run_number(node.value)),
                    run_slot(node.value));
}

std::size_t GraphView::degree(NodeId node, TypeId type, Direction direction) const {
  return neighbours(node, type, direction).size();
}

void GraphView::relationships_between(NodeId start, NodeId end, TypeId type,
                                      std::vector<RelationshipId>& out) const {
  const Neighbours forward = neighbours(start, type, Direction::Out);
  const Neighbours back = neighbours(end, type, Direction::In);
  const auto keep = [&](RelationshipId relationship) { out.push_back(relationship); };
  if (forward.size() <= back.size()) {
    forward.for_each_to(end, keep);
  } else {
    back.for_each_to(start, keep);
  }
}

// --- By name
// -------------------------------------------------------------------------------------------------

std::vector<std::string> GraphView::labels(NodeId node) const {
  std::vector<std::string> names;
  for (const LabelId label : label_ids(node)) names.push_back(catalog_->name(label));
  return names;
}

bool GraphView::has_label(NodeId node, std::string_view label) const {
  const auto id = catalog_->find_label(label);
  if (!id) require_not_deleted(node);
  return id && has_label(node, *id);
}

Value GraphView::property(NodeId node, std::string_view key) const {
  const auto id = catalog_->find_property_key(key);
  if (id) return property(node, *id);
  require_not_deleted(node);
  return {};
}

Value GraphView::property(RelationshipId relationship, std::string_view key) const {
  const auto id = catalog_->find_property_key(key);
  if (id) return property(relationship, *id);
  require_not_deleted(relationship);
  return {};
}

Map GraphView::properties(NodeId node) const {
  Map map;
  for (const PropertyKeyId key : property_keys(node))
    map.set(catalog_->name(key), property(node, key));
  return map;
}

Map GraphView::properties(RelationshipId relationship) const {
  Map map;
  for (const PropertyKeyId key : property_keys(relationship)) {
    map.set(catalog_->name(key), property(relationship, key));
  }
  return map;
}

std::string GraphView::type(RelationshipId relationship) const {
  const auto found = record(relationship);
  return found ? catalog_->name(found->type) : std::string();
}

std::optional<std::string> GraphView::document(std::string_view name) const {
  for (const ForkLayer* layer = layer_; layer != nullptr; layer = layer->below) {
    const auto found = layer->documents.find(name);
    if (found != layer->documents.end()) return found->second;
  }
  return read_document(*snapshot_, name);
}

std::vector<std::string> GraphView::document_names(std::string_view prefix) const {
  std::set<std::string> names;
  for (std::string& name : graph::document_names(*snapshot_, prefix)) names.insert(std::move(name));
  std::vector<const ForkLayer*> oldest_first;
  for (const ForkLayer* layer = layer_; layer != nullptr; layer = layer->below) {
    oldest_first.insert(oldest_first.begin(), layer);
  }
  for (const ForkLayer* layer : oldest_first) {
    for (const auto& [name, bytes] : layer->documents) {
      if (!name.starts_with(prefix)) continue;
      if (bytes) {
        names.insert(name);
      } else {
        names.erase(name);
      }
    }
  }
  return {names.begin(), names.end()};
}

function::GraphAccess::Ends GraphView::ends(RelationshipId relationship) const {
  const auto found = record(relationship);
  return found ? Ends{found->start, found->end} : Ends{};
}

}  // namespace agora::graph
