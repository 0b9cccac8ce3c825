// tests/graph/graph_model.h
//
// A graph as plain maps, and a driver that does the same random things to it and to a store. What it
// does is a list of numbers, one a step, so that a run that fails can be cut down to the steps that it
// takes: each step decides by its own number and by what is there.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "graph/graph_store.h"

namespace agora::graph {

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

  void erase(std::uint64_t node);
  /// As graph_check.h dumps a view.
  std::string dump(const catalog::Catalog& catalog) const;
};

/// What a step found to be otherwise than in the model.
struct Mismatch {
  std::string what;
};

struct ModelSettings {
  std::size_t cache_bytes = 0;
  std::filesystem::path folder;  ///< Empty: in memory. Else an empty folder, for the store and its copies.
  bool readers = false;          ///< A thread reads all the while.
  bool forgets_deletions = false;  ///< The model is wrong, to see that it is noticed.
};

class ModelDriver {
 public:
  explicit ModelDriver(ModelSettings settings);
  ~ModelDriver();

  /// Throws Mismatch; Error is one too.
  void step(unsigned number);
  /// What must hold at the end.
  void finish();

 private:
  class Reader;

  void open();
  void transaction();
  void statement(WriteTransaction& transaction);
  void operation(GraphFork& graph);
  void schema(GraphFork& graph);
  template <typename Id, typename Elements>
  void set(GraphFork& graph, Id id, Elements& elements);
  void copy(bool backup);
  void read_beside();
  void check(const GraphView& view, const char* where) const;

  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  std::string name(const char* stem, int count) { return stem + std::to_string(pick(count)); }
  std::uint64_t any_node();
  std::uint64_t any_relationship();
  Value any_value();

  ModelSettings settings_;
  std::unique_ptr<GraphStore> store_;
  std::unique_ptr<GraphStore> beside_;  ///< Reads the same folder, as another process would.
  std::unique_ptr<Reader> reader_;
  std::mt19937 random_;
  Model model_;
  int copies_ = 0;
};

/// Runs the steps; what went wrong, if anything did.
std::optional<std::string> run_model(const std::vector<unsigned>& steps, const ModelSettings& settings);

/// The steps of a seed.
std::vector<unsigned> model_steps(unsigned seed, int count);

/// Fewer steps that go wrong too.
std::vector<unsigned> shrink_model(std::vector<unsigned> steps, const ModelSettings& settings);

}  // namespace agora::graph
