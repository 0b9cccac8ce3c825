#include "graph/bulk_writer.h"

#include <algorithm>
#include <future>
#include <iterator>

#include "agora/error.h"
#include "catalog/catalog_codec.h"
#include "graph/block_io.h"
#include "graph/bulk_state.h"
#include "graph/column_run.h"
#include "graph/document.h"
#include "graph/fork_commit.h"
#include "graph/label_run.h"
#include "graph/shape_run.h"
#include "graph/store_state.h"
#include "graph/value_codec.h"
#include "value/article.h"

namespace agora::graph {
namespace {

constexpr std::uint64_t kNodesWorthAThread = 20'000;

void require_rows(const std::vector<BulkColumn>& columns, std::size_t rows,
                  const catalog::Catalog& catalog) {
  for (const BulkColumn& column : columns) {
    if (column.values.size() != rows) {
      throw Error(ErrorCategory::Usage, "",
                  "a column has not as many values as there are rows: " + catalog.name(column.key));
    }
    for (const Value& value : column.values) {
      if (value.is_null() || storable(value)) continue;
      throw Error(ErrorCategory::TypeError, "InvalidPropertyType",
                  value::with_article(to_string(value.type())) +
                      " of this kind cannot be stored as a property: " + catalog.name(column.key));
    }
  }
}

void write_sorted(std::vector<std::pair<std::string, std::string>>& entries, storage::SortedRunWriter& run) {
  // The entries of an index come in order, index by index.
  const auto before = [](const auto& a, const auto& b) { return a.first < b.first; };
  if (!std::is_sorted(entries.begin(), entries.end(), before)) std::sort(entries.begin(), entries.end(), before);
  for (const auto& [key, value] : entries) run.put(key, value);
}

}  // namespace

BulkWriter::BulkWriter(GraphStore& store) : state_(std::make_unique<State>(store)) {
  // Names and schema may have been declared before the load.
  state_->catalog = store.view()->catalog();
}

BulkWriter::~BulkWriter() {
  if (state_->store != nullptr) state_->store->state_->leave_writer();
}

LabelId BulkWriter::label(std::string_view name) {
  const auto known = state_->catalog.find_label(name);
  return known ? *known : state_->catalog.add_label(name);
}

TypeId BulkWriter::type(std::string_view name) {
  const auto known = state_->catalog.find_type(name);
  return known ? *known : state_->catalog.add_type(name);
}

PropertyKeyId BulkWriter::property_key(std::string_view name) {
  const auto known = state_->catalog.find_property_key(name);
  return known ? *known : state_->catalog.add_property_key(name);
}

catalog::Catalog& BulkWriter::catalog() { return state_->catalog; }
std::uint64_t BulkWriter::node_count() const noexcept { return state_->nodes; }
std::uint64_t BulkWriter::relationship_count() const noexcept { return state_->relationships; }

NodeId BulkWriter::add_nodes(std::size_t count, std::span<const LabelId> labels,
                             std::vector<BulkColumn> columns) {
  State& state = *state_;
  require_rows(columns, count, state.catalog);
  std::vector<LabelId> set(labels.begin(), labels.end());
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  for (const LabelId label : set) state.declare_types(catalog::Owner::of(label), columns);
  std::sort(columns.begin(), columns.end(),
            [](const auto& a, const auto& b) { return a.key < b.key; });

  const NodeId first{state.nodes};
  std::vector<PropertyKeyId> keys;
  for (std::size_t begin = 0; begin < count;) {
    // One run at a time, so that complete ones can be packed.
    const std::uint64_t id = first.value + begin;
    const std::size_t end = std::min<std::size_t>(count, begin + kRunIds - run_slot(id));
    const auto slot_of = [&](std::size_t row) { return run_slot(first.value + row); };
    for (const LabelId label : set) {
      LabelRun& run = state.open_run_as<LabelRun>(RunKind::Label, label.value, id);
      for (std::size_t row = begin; row < end; ++row) run.set(slot_of(row), true);
    }
    for (const BulkColumn& column : columns) {
      ColumnRun& run = state.open_run_as<ColumnRun>(RunKind::NodeColumn, column.key.value, id);
      for (std::size_t row = begin; row < end; ++row) run.set(slot_of(row), column.values[row]);
    }
    ShapeRun& shapes = state.open_run_as<ShapeRun>(RunKind::NodeShape, 0, id);
    for (std::size_t row = begin; row < end; ++row) {
      keys.clear();
      for (const BulkColumn& column : columns) {
        if (!column.values[row].is_null()) keys.push_back(column.key);
      }
      shapes.set(slot_of(row), keys);
    }
    begin = end;
    state.pack(run_number(first.value + end));
  }
  state.nodes += count;
  state.label_set_of.insert(state.label_set_of.end(), count, state.label_set(set));
  state.statistics.add_nodes(static_cast<std::int64_t>(count));
  for (const LabelId label : set)
    state.statistics.add_nodes(label, static_cast<std::int64_t>(count));
  return first;
}

void BulkWriter::add_relationships(TypeId type, std::span<const NodeId> starts,
                                   std::span<const NodeId> ends, std::vector<BulkColumn> columns) {
  State& state = *state_;
  require_rows(columns, starts.size(), state.catalog);
  const auto unknown = [&](NodeId node) { return node.value >= state.nodes; };
  if (starts.size() != ends.size() || std::any_of(starts.begin(), starts.end(), unknown) ||
      std::any_of(ends.begin(), ends.end(), unknown)) {
    throw Error(ErrorCategory::Usage, "",
                "a relationship of the bulk load joins a node that was not added before");
  }
  state.declare_types(catalog::Owner::of(type), columns);
  State::Relationships& rows = state.by_type[type];
  const std::size_t before = rows.starts.size();
  rows.starts.insert(rows.starts.end(), starts.begin(), starts.end());
  rows.ends.insert(rows.ends.end(), ends.begin(), ends.end());
  for (BulkColumn& column : columns) {
    std::vector<Value>& values = rows.columns[column.key];
    values.resize(before);  // Nulls for the rows that came without this column.
    std::move(column.values.begin(), column.values.end(), std::back_inserter(values));
  }
  state.relationships += starts.size();
}

void BulkWriter::set_document(std::string_view name, std::string_view bytes) {
  for (auto& entry : document_entries(name, bytes))
    state_->document_entries.push_back(std::move(entry));
}

void BulkWriter::finish() {
  State& state = *state_;
  state.pack();
  // The nodes are complete.
  auto node_entries = std::async(
      state.nodes >= kNodesWorthAThread ? std::launch::async | std::launch::deferred : std::launch::deferred,
      [&state] { return state.index_entries_of(catalog::ElementKind::Node); });
  state.sort_relationships();
  state.pack();
  state.check_mandatory();
  state.index_entries = node_entries.get();
  State::Entries entries = state.index_entries_of(catalog::ElementKind::Relationship);
  std::move(entries.begin(), entries.end(), std::back_inserter(state.index_entries));
  state.ingest();
  GraphStore& store = *state.store;
  store.load();
  store.state_->leave_writer();
  state.store = nullptr;
}

Run& BulkWriter::State::open_run(const RunKey& key) {
  std::shared_ptr<Run>& run = open[key];
  if (!run) run = make_run(key.kind);
  return *run;
}

void BulkWriter::State::pack(std::uint64_t number) {
  for (auto at = open.begin(); at != open.end();) {
    if (at->first.number >= number) {
      ++at;
      continue;
    }
    Bases& bases = of_nodes(at->first.kind) ? node_bases : relationship_bases;
    if (!at->second->empty()) at->second->encode(bases[at->first]);
    open.erase(at++);
  }
}

std::uint16_t BulkWriter::State::label_set(std::span<const LabelId> labels) {
  const auto found =
      std::find_if(label_sets.begin(), label_sets.end(), [&](const std::vector<LabelId>& each) {
        return std::equal(each.begin(), each.end(), labels.begin(), labels.end());
      });
  if (found != label_sets.end()) return static_cast<std::uint16_t>(found - label_sets.begin());
  if (label_sets.size() > UINT16_MAX) {
    throw Error(ErrorCategory::LimitExceeded, "",
                "a bulk load can have 65,536 different sets of labels, no more");
  }
  label_sets.emplace_back(labels.begin(), labels.end());
  return static_cast<std::uint16_t>(label_sets.size() - 1);
}

void BulkWriter::State::ingest() {
  std::vector<std::pair<std::string, std::string>> blocks;
  const auto add = [&](const BlockKey& key, std::string_view base) {
    std::vector<std::string> values = base_values(key, base);
    for (std::size_t i = 0; i < values.size(); ++i) {
      blocks.emplace_back(key.chunk(static_cast<std::uint16_t>(i)).bytes(), std::move(values[i]));
    }
  };
  for (Bases* bases : {&node_bases, &relationship_bases}) {
    for (auto& [key, base] : *bases) {
      add(BlockKey(key), base);
      base = {};
    }
  }
  std::string names;
  catalog::CatalogCodec::encode(catalog, names);
  add(BlockKey::catalog_section(kNamesSection), names);
  std::string counts;
  put_varint(counts, nodes);
  put_varint(counts, relationships);
  catalog::StatisticsCodec::encode(statistics, counts);
  add(BlockKey::catalog_section(kCountsSection), counts);

  std::move(document_entries.begin(), document_entries.end(), std::back_inserter(blocks));

  std::vector<std::unique_ptr<storage::SortedRunWriter>> runs;
  const auto new_run = [&](storage::KeySpace space) -> storage::SortedRunWriter& {
    return *runs.emplace_back(store->storage().new_run(space));
  };
  std::future<void> indexes;
  if (!index_entries.empty()) {
    indexes = std::async(std::launch::async | std::launch::deferred,
                         [this, &run = new_run(storage::KeySpace::Index)] { write_sorted(index_entries, run); });
  }
  write_sorted(blocks, new_run(storage::KeySpace::Blocks));
  if (indexes.valid()) indexes.get();
  store->storage().ingest(std::move(runs));
}

}  // namespace agora::graph
