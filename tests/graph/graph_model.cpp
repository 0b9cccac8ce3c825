#include "graph_model.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>
#include <utility>

#include "agora/error.h"
#include "graph_check.h"
#include "storage/store_copy.h"

namespace agora::graph {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

Map in_key_order(const std::map<std::string, Value>& properties, const catalog::Catalog& catalog) {
  Map map;
  for (const std::string& key : catalog.property_keys()) {
    if (const auto found = properties.find(key); found != properties.end())
      map.set(key, found->second);
  }
  return map;
}

}  // namespace

void Model::erase(std::uint64_t node) {
  nodes.erase(node);
  std::erase_if(relationships, [&](const auto& each) {
    return each.second.start == node || each.second.end == node;
  });
}

std::string Model::dump(const catalog::Catalog& catalog) const {
  std::string text;
  for (const auto& [id, node] : nodes) {
    text += "(" + std::to_string(id);
    for (const std::string& label : catalog.labels()) {
      if (node.labels.contains(label)) text += ":" + label;
    }
    text += " " + to_string(Value(in_key_order(node.properties, catalog))) + ")\n";
  }
  for (const auto& [id, each] : relationships) {
    text += "[" + std::to_string(id) + ":" + each.type + " " + std::to_string(each.start) + "->" +
            std::to_string(each.end) + " " +
            to_string(Value(in_key_order(each.properties, catalog))) + "]\n";
  }
  return text;
}

/// Whatever it sees must be a state that was committed, or was about to be.
class ModelDriver::Reader {
 public:
  explicit Reader(GraphStore& store) : thread_([this, &store] { run(store); }) {}
  ~Reader() { stop(); }

  void allow(const std::string& state) {
    const std::lock_guard lock(mutex_);
    allowed_.insert(state);
  }
  void stop() {
    done_ = true;
    if (thread_.joinable()) thread_.join();
    if (wrong_) std::exchange(failed_, true);
  }
  bool failed() const { return failed_; }

 private:
  void run(GraphStore& store) {
    while (!done_) {
      const auto view = store.view();
      const std::string seen = dump(*view);
      const std::lock_guard lock(mutex_);
      if (!allowed_.contains(seen)) wrong_ = true;
    }
  }

  std::mutex mutex_;
  std::unordered_set<std::string> allowed_{""};
  std::atomic<bool> done_{false};
  std::atomic<bool> wrong_{false};
  bool failed_ = false;
  std::thread thread_;
};

ModelDriver::ModelDriver(ModelSettings settings) : settings_(std::move(settings)) {
  open();
  auto transaction = store_->begin_write(60s);
  GraphFork& graph = transaction->graph();
  graph.create_index("by_p0", catalog::Owner::of(graph.label("L0")), {graph.property_key("p0")});
  graph.create_index("by_p1", catalog::Owner::of(graph.label("L1")), {graph.property_key("p1")});
  transaction->commit();
  if (settings_.readers) reader_ = std::make_unique<Reader>(*store_);
}

ModelDriver::~ModelDriver() = default;

void ModelDriver::open() {
  GraphStoreOptions options;
  options.cache_bytes = settings_.cache_bytes;
  store_ = GraphStore::open(settings_.folder.empty() ? fs::path() : settings_.folder / "db", options);
}

void ModelDriver::step(unsigned number) {
  random_.seed(number);
  const bool on_disk = !settings_.folder.empty();
  const int what = pick(on_disk ? 16 : 12);
  if (what == 11) {
    store_->finish_housekeeping();
    if (pick(4) == 0) store_->compact();
  } else if (what == 12 && !reader_) {
    if (pick(2) == 0) store_->close();
    store_.reset();
    open();
  } else if (what == 13) {
    copy(pick(2) == 0);
  } else if (what == 14) {
    read_beside();
  } else if (what == 15) {
    store_->storage().flush();
  } else {
    transaction();
  }
  check(*store_->view(), "afterwards");
}

void ModelDriver::finish() {
  if (reader_) {
    reader_->stop();
    if (reader_->failed()) throw Mismatch{"a reader saw what was never committed"};
    reader_.reset();
  }
  store_->finish_housekeeping();
  check(*store_->view(), "at the end");
  if (settings_.folder.empty()) return;
  store_.reset();
  open();
  check(*store_->view(), "opened again");
}

void ModelDriver::check(const GraphView& view, const char* where) const {
  if (graph::dump(view) != model_.dump(view.catalog())) {
    throw Mismatch{std::string(where) + ": the store has\n" + graph::dump(view) + "and the model\n" +
                   model_.dump(view.catalog())};
  }
  if (const std::string wrong = inconsistency(view); !wrong.empty()) {
    throw Mismatch{std::string(where) + ": " + wrong};
  }
}

void ModelDriver::copy(bool backup) {
  const fs::path target = settings_.folder / ("copy" + std::to_string(copies_));
  if (backup) {
    // Again into the same place now and then.
    copies_ += pick(2);
    storage::copy_store(settings_.folder / "db", target);
  } else {
    ++copies_;
    if (fs::exists(target)) return;
    store_->storage().checkpoint(target);
  }
  GraphStoreOptions options;
  options.read_only = true;
  check(*GraphStore::open(target, options)->view(), backup ? "the backup" : "the checkpoint");
}

void ModelDriver::read_beside() {
  if (!beside_) {
    GraphStoreOptions options;
    options.read_only = true;
    beside_ = GraphStore::open(settings_.folder / "db", options);
  } else {
    beside_->refresh();
  }
  check(*beside_->view(), "another process");
}

void ModelDriver::transaction() {
  const Model before = model_;
  const auto view_before = store_->view();
  const bool watched = pick(4) == 0;
  const std::string seen = watched ? graph::dump(*view_before) : std::string();
  auto transaction = store_->begin_write(60s);
  for (int statements = pick(4); statements >= 0; --statements) statement(*transaction);
  check(transaction->graph(), "in the transaction");
  if (pick(5) == 0) {
    transaction->rollback();
    model_ = before;
  } else {
    if (reader_) reader_->allow(model_.dump(transaction->graph().catalog()));
    transaction->commit();
  }
  if (watched && graph::dump(*view_before) != seen) throw Mismatch{"an old view changed"};
}

void ModelDriver::statement(WriteTransaction& transaction) {
  const Model before = model_;
  GraphFork& graph = transaction.graph();
  transaction.begin_statement();
  for (int i = pick(12); i >= 0; --i) operation(graph);
  if (pick(12) == 0) schema(graph);
  const int end = pick(8);
  if (end == 0 && !model_.relationships.empty()) {
    // A node that has relationships cannot go without them: the statement fails.
    graph.delete_node(NodeId{model_.relationships.at(any_relationship()).start});
    try {
      transaction.accept_statement();
    } catch (const Error&) {
      transaction.undo_statement();
      model_ = before;
      return;
    }
    throw Mismatch{"a connected node could be deleted"};
  }
  if (end <= 2) {
    transaction.undo_statement();
    model_ = before;
  } else {
    transaction.accept_statement();
  }
}

void ModelDriver::schema(GraphFork& graph) {
  const std::string key = name("p", 4);
  const std::string index = "extra_" + key;
  if (pick(2) == 0) {
    graph.drop_index(index, true);
  } else {
    graph.create_index(index, catalog::Owner::of(graph.label(name("L", 3))), {graph.property_key(key)}, true);
  }
}

std::uint64_t ModelDriver::any_node() {
  return std::next(model_.nodes.begin(), pick(static_cast<int>(model_.nodes.size())))->first;
}

std::uint64_t ModelDriver::any_relationship() {
  return std::next(model_.relationships.begin(),
                   pick(static_cast<int>(model_.relationships.size())))
      ->first;
}

Value ModelDriver::any_value() {
  switch (pick(9)) {
    case 0:
      return {};
    case 1:
      return pick(2) == 0;
    case 2:
      return pick(5) * 0.5;
    case 3:
      return std::string(static_cast<std::size_t>(pick(40)), 'x');
    case 4:
      return List{pick(3), pick(3)};
    case 5:
      return Date{pick(1000) - 500};
    case 6:
      return std::string(300, 'y') + std::to_string(pick(3));
    case 7:
      return pick(20) == 0 ? Value(std::string(70'000, 'z')) : Value(pick(1'000'000) - 500'000);
    default:
      return pick(6);
  }
}

void ModelDriver::operation(GraphFork& graph) {
  const int what = pick(20);
  if (what < 5 || model_.nodes.empty()) {
    Model::Node node;
    std::vector<LabelId> labels;
    for (int i = pick(3); i > 0; --i) {
      const std::string label = name("L", 3);
      node.labels.insert(label);
      labels.push_back(graph.label(label));
    }
    model_.nodes[graph.create_node(labels).value] = node;
  } else if (what < 10) {
    Model::Relationship each{name("T", 2), any_node(), any_node(), {}};
    const auto id = graph.create_relationship(graph.type_named(each.type), NodeId{each.start},
                                              NodeId{each.end});
    model_.relationships[id.value] = each;
  } else if (what < 13) {
    set(graph, NodeId{any_node()}, model_.nodes);
  } else if (what < 14 && !model_.relationships.empty()) {
    set(graph, RelationshipId{any_relationship()}, model_.relationships);
  } else if (what < 16) {
    const std::uint64_t node = any_node();
    const std::string label = name("L", 3);
    const bool adds = pick(2) == 0;
    const bool changed = adds ? graph.add_label(NodeId{node}, graph.label(label))
                              : graph.remove_label(NodeId{node}, graph.label(label));
    auto& labels = model_.nodes[node].labels;
    if (changed != (adds ? labels.insert(label).second : labels.erase(label) > 0)) {
      throw Mismatch{"a label was there, or was not"};
    }
  } else if (what < 18 && !model_.relationships.empty()) {
    const std::uint64_t id = any_relationship();
    graph.delete_relationship(RelationshipId{id});
    model_.relationships.erase(id);
  } else if (what == 18) {
    const std::uint64_t node = any_node();
    graph.detach_delete_node(NodeId{node});
    if (!settings_.forgets_deletions) model_.erase(node);
  }
}

template <typename Id, typename Elements>
void ModelDriver::set(GraphFork& graph, Id id, Elements& elements) {
  const std::string key = name("p", 4);
  const Value value = any_value();
  graph.set_property(id, graph.property_key(key), value);
  if (value.is_null()) {
    elements[id.value].properties.erase(key);
  } else {
    elements[id.value].properties[key] = value;
  }
}

std::optional<std::string> run_model(const std::vector<unsigned>& steps, const ModelSettings& given) {
  ModelSettings settings = given;
  if (!settings.folder.empty()) {
    std::string path = (settings.folder / "XXXXXX").string();
    settings.folder = mkdtemp(path.data());
  }
  std::optional<std::string> wrong;
  try {
    ModelDriver driver(settings);
    for (const unsigned step : steps) driver.step(step);
    driver.finish();
  } catch (const Mismatch& mismatch) {
    wrong = mismatch.what;
  } catch (const Error& error) {
    wrong = "an error: " + describe(error);
  }
  std::error_code ignored;
  if (!settings.folder.empty()) fs::remove_all(settings.folder, ignored);
  return wrong;
}

std::vector<unsigned> model_steps(unsigned seed, int count) {
  std::mt19937 random(seed);
  std::vector<unsigned> steps(static_cast<std::size_t>(count));
  for (unsigned& step : steps) step = static_cast<unsigned>(random());
  return steps;
}

std::vector<unsigned> shrink_model(std::vector<unsigned> steps, const ModelSettings& settings) {
  for (std::size_t part = std::max<std::size_t>(steps.size() / 2, 1); part > 0; part /= 2) {
    for (std::size_t at = 0; at + part <= steps.size();) {
      std::vector<unsigned> fewer = steps;
      const auto from = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      fewer.erase(from, from + static_cast<std::ptrdiff_t>(part));
      if (run_model(fewer, settings)) {
        steps = std::move(fewer);
      } else {
        at += part;
      }
    }
  }
  return steps;
}

}  // namespace agora::graph
