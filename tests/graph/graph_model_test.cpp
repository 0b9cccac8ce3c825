// tests/graph/graph_model_test.cpp
//
// Random writes of every kind - in statements that are accepted or undone, in transactions that are
// committed or rolled back - against a plain model. One store keeps everything decoded, one decodes
// everything anew each time.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "agora/error.h"
#include "graph/graph_store.h"
#include "graph_check.h"

using namespace agora;
using namespace agora::graph;
using namespace std::chrono_literals;

namespace {

struct Model {
  struct Node {
    std::set<std::string> labels;
    std::map<std::string, Value> properties;
  };
  struct Relationship {
    std::string type;
    std::uint64_t start;
    std::uint64_t end;
    std::map<std::string, Value> properties;
  };
  std::map<std::uint64_t, Node> nodes;
  std::map<std::uint64_t, Relationship> relationships;

  void erase(std::uint64_t node) {
    nodes.erase(node);
    std::erase_if(relationships, [&](const auto& each) {
      return each.second.start == node || each.second.end == node;
    });
  }
};

Map in_key_order(const std::map<std::string, Value>& properties, const catalog::Catalog& catalog) {
  Map map;
  for (const std::string& key : catalog.property_keys()) {
    if (const auto found = properties.find(key); found != properties.end())
      map.set(key, found->second);
  }
  return map;
}

std::string dump(const Model& model, const catalog::Catalog& catalog) {
  std::string text;
  for (const auto& [id, node] : model.nodes) {
    text += "(" + std::to_string(id);
    for (const std::string& label : catalog.labels()) {
      if (node.labels.contains(label)) text += ":" + label;
    }
    text += " " + to_string(Value(in_key_order(node.properties, catalog))) + ")\n";
  }
  for (const auto& [id, each] : model.relationships) {
    text += "[" + std::to_string(id) + ":" + each.type + " " + std::to_string(each.start) + "->" +
            std::to_string(each.end) + " " +
            to_string(Value(in_key_order(each.properties, catalog))) + "]\n";
  }
  return text;
}

class Driver {
 public:
  Driver(GraphStore& store, unsigned seed) : store_(store), random_(seed) {}

  void run(int transactions) {
    for (int i = 0; i < transactions; ++i) {
      const Model before = model_;
      const auto reader = store_.view();
      const std::string seen = i % 8 == 0 ? agora::graph::dump(*reader) : std::string();
      auto transaction = store_.begin_write(1s);
      for (int statements = pick(4); statements >= 0; --statements) statement(*transaction);
      REQUIRE(agora::graph::dump(transaction->graph()) ==
              ::dump(model_, transaction->graph().catalog()));
      if (pick(5) == 0) {
        transaction->rollback();
        model_ = before;
      } else {
        transaction->commit();
      }
      const auto view = store_.view();
      REQUIRE(agora::graph::dump(*view) == ::dump(model_, view->catalog()));
      REQUIRE(inconsistency(*view) == "");
      if (!seen.empty()) REQUIRE(agora::graph::dump(*reader) == seen);
    }
  }

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  void statement(WriteTransaction& transaction) {
    const Model before = model_;
    transaction.begin_statement();
    for (int i = pick(12); i >= 0; --i) operation(transaction.graph());
    if (pick(4) == 0) {
      transaction.undo_statement();
      model_ = before;
    } else {
      transaction.accept_statement();
    }
  }

  std::string name(const char* stem, int count) { return stem + std::to_string(pick(count)); }
  std::uint64_t any_node() {
    return std::next(model_.nodes.begin(), pick(static_cast<int>(model_.nodes.size())))->first;
  }
  std::uint64_t any_relationship() {
    return std::next(model_.relationships.begin(),
                     pick(static_cast<int>(model_.relationships.size())))
        ->first;
  }

  Value any_value() {
    switch (pick(8)) {
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
      default:
        return pick(6);
    }
  }

  void operation(GraphFork& graph) {
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
      if (pick(2) == 0) {
        CHECK(graph.add_label(NodeId{node}, graph.label(label)) ==
              model_.nodes[node].labels.insert(label).second);
      } else {
        CHECK(graph.remove_label(NodeId{node}, graph.label(label)) ==
              (model_.nodes[node].labels.erase(label) > 0));
      }
    } else if (what < 18 && !model_.relationships.empty()) {
      const std::uint64_t id = any_relationship();
      graph.delete_relationship(RelationshipId{id});
      model_.relationships.erase(id);
    } else if (what == 18) {
      const std::uint64_t node = any_node();
      graph.detach_delete_node(NodeId{node});
      model_.erase(node);
    }
  }

  template <typename Id, typename Elements>
  void set(GraphFork& graph, Id id, Elements& elements) {
    const std::string key = name("p", 4);
    const Value value = any_value();
    graph.set_property(id, graph.property_key(key), value);
    if (value.is_null()) {
      elements[id.value].properties.erase(key);
    } else {
      elements[id.value].properties[key] = value;
    }
  }

  GraphStore& store_;
  std::mt19937 random_;
  Model model_;
};

}  // namespace

namespace {

/// AGORA_MODEL_SEEDS asks for more.
unsigned seeds() {
  const char* given = std::getenv("AGORA_MODEL_SEEDS");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 20;
}

}  // namespace

TEST_CASE("any sequence of writes leaves what a plain model has", "[graph][model]") {
  const std::size_t cache = GENERATE(std::size_t{0}, std::size_t{64} << 20);
  const unsigned seed = GENERATE(range(1u, 1 + seeds()));
  CAPTURE(cache, seed);
  GraphStoreOptions options;
  options.cache_bytes = cache;
  const auto store = GraphStore::open("", options);
  {
    auto transaction = store->begin_write(1s);
    GraphFork& graph = transaction->graph();
    graph.create_index("by_p0", catalog::Owner::of(graph.label("L0")), {graph.property_key("p0")});
    graph.create_index("by_p1", catalog::Owner::of(graph.label("L1")), {graph.property_key("p1")});
    transaction->commit();
  }
  Driver(*store, seed).run(40);
}
