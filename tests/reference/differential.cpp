#include "reference/differential.h"

#include <algorithm>

#include "language/tokens.h"
#include "reference/evaluator.h"
#include "syntax/parser.h"

namespace agora::reference {
namespace {

std::string lines(const std::vector<std::string>& rows) {
  constexpr std::size_t kMost = 12;
  std::string text;
  for (std::size_t i = 0; i < rows.size() && i < kMost; ++i) text += "    " + rows[i] + '\n';
  if (rows.size() > kMost) text += "    and " + std::to_string(rows.size() - kMost) + " more\n";
  return rows.empty() ? "    (no rows)\n" : text;
}

/// However little there is to do, several threads do it.
OpenOptions shared_out() {
  OpenOptions options;
  options.threads = 3;
  options.share_above = 0;
  return options;
}

}  // namespace

Engine::Engine(const SmallGraph& graph, bool with_index)
    : database_(Database::open(":memory:", shared_out())), connection_(database_.connect()) {
  if (with_index) {
    connection_.query("CREATE CONSTRAINT FOR (n:A) REQUIRE n.uid IS UNIQUE");
    connection_.query("CREATE INDEX FOR (n:A) ON (n.x)");
    connection_.query("CREATE INDEX FOR (n:B) ON (n.s)");
  }
  const std::string create = graph.create_text();
  if (!create.empty()) connection_.query(create);
}

std::vector<std::string> Engine::rows(const std::string& query, const Map& parameters,
                                      const SmallGraph& graph, Comparison comparison) {
  connection_.set_timeout(std::chrono::milliseconds(20'000));
  return rows_text(graph, connection_.query(query, parameters).rows(), comparison);
}

Verdict compare(Engine& engine, const SmallGraph& graph, const std::string& query,
                const Map& parameters, Comparison comparison) {
  const syntax::Statement statement = syntax::parse(query);
  const auto& ast = std::get<syntax::Query>(statement.node);
  const auto expected = [&](bool backwards) {
    return rows_text(graph, Evaluator(graph, parameters, backwards).run(ast).rows, comparison);
  };
  std::vector<std::string> wanted;
  bool refused = false;
  try {
    wanted = expected(false);
  } catch (const TooLarge&) {
    return {Outcome::Skipped, {}};
  } catch (const Unknown&) {
    return {Outcome::Skipped, {}};
  } catch (const Error&) {
    refused = true;
  }
  std::vector<std::string> found;
  try {
    found = engine.rows(query, parameters, graph, comparison);
  } catch (const Error& error) {
    if (refused) return {Outcome::Failed, {}};
    return {Outcome::Different,
            "  expected\n" + lines(wanted) + "  found the error\n    " + describe(error, query) + '\n',
            error.code() + error.detail()};
  }
  // What fails in a row that another order of evaluation never reaches is not compared.
  if (refused) return {Outcome::Failed, {}};
  if (found == wanted) return {};
  try {
    if (expected(true) != wanted) return {Outcome::Skipped, {}};
  } catch (const std::exception&) {
    return {Outcome::Skipped, {}};
  }
  return {Outcome::Different, "  expected\n" + lines(wanted) + "  found\n" + lines(found)};
}

namespace {

class Shrinker {
 public:
  Shrinker(Shrunk begin, std::string error, const Map& parameters, Comparison comparison,
           bool with_index)
      : best_(std::move(begin)),
        error_(std::move(error)),
        parameters_(parameters),
        comparison_(comparison),
        with_index_(with_index) {}

  Shrunk run() {
    for (std::size_t before = 0; before != size() && trials_ > 0;) {
      before = size();
      shrink_query();
      shrink_graph();
    }
    return best_;
  }

 private:
  std::size_t size() const { return best_.query.size() + best_.graph.create_text().size(); }

  bool try_out(SmallGraph graph, std::string query) {
    if (trials_ == 0) return false;
    --trials_;
    try {
      Engine engine(graph, with_index_);
      const Verdict verdict = compare(engine, graph, query, parameters_, comparison_);
      if (verdict.outcome != Outcome::Different) return false;
      // Another error than the first, or one where rows were wrong: the text was spoilt by shrinking.
      if (verdict.error != error_) return false;
      best_ = {std::move(query), std::move(graph), verdict.difference};
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  void shrink_query() {
    std::vector<std::string> all = test::tokens(best_.query);
    for (std::size_t length = std::min<std::size_t>(all.size() / 2, 40); length > 0; --length) {
      for (std::size_t at = 0; at + length <= all.size();) {
        std::string shorter;
        for (std::size_t i = 0; i < all.size(); ++i) {
          if (i < at || i >= at + length) shorter += all[i];
        }
        if (parses(shorter) && try_out(best_.graph, shorter)) {
          all = test::tokens(best_.query);
        } else {
          ++at;
        }
      }
    }
  }

  static bool parses(const std::string& text) {
    try {
      syntax::parse(text);
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  void shrink_graph() {
    for (std::size_t i = best_.graph.relationships.size(); i > 0; --i) {
      SmallGraph graph = best_.graph;
      graph.relationships.erase(graph.relationships.begin() + static_cast<std::ptrdiff_t>(i - 1));
      try_out(std::move(graph), best_.query);
    }
    for (std::size_t i = best_.graph.nodes.size(); i > 0; --i) drop_node(i - 1);
    for (std::size_t i = 0; i < best_.graph.nodes.size(); ++i) {
      for (const std::string& label : std::vector(best_.graph.nodes[i].labels)) {
        SmallGraph graph = best_.graph;
        std::erase(graph.nodes[i].labels, label);
        try_out(std::move(graph), best_.query);
      }
      drop_properties([i](SmallGraph& graph) -> Map& { return graph.nodes[i].properties; });
    }
    for (std::size_t i = 0; i < best_.graph.relationships.size(); ++i)
      drop_properties([i](SmallGraph& graph) -> Map& { return graph.relationships[i].properties; });
  }

  void drop_node(std::size_t node) {
    SmallGraph graph = best_.graph;
    for (SmallRelationship& each : graph.relationships) {
      if (each.start == node || each.end == node) return;
      each.start -= each.start > node ? 1 : 0;
      each.end -= each.end > node ? 1 : 0;
    }
    graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(node));
    try_out(std::move(graph), best_.query);
  }

  template <typename Of>
  void drop_properties(const Of& of) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : of(best_.graph)) keys.push_back(key);
    for (const std::string& key : keys) {
      if (key == "uid") continue;
      SmallGraph graph = best_.graph;
      of(graph).erase(key);
      try_out(std::move(graph), best_.query);
    }
  }

  Shrunk best_;
  std::string error_;  ///< The engine's error in the difference to begin with, or empty.
  const Map& parameters_;
  Comparison comparison_;
  bool with_index_;
  std::size_t trials_ = 6000;
};

}  // namespace

Shrunk shrink(SmallGraph graph, std::string query, const Map& parameters, Comparison comparison,
              bool with_index) {
  Engine engine(graph, with_index);
  const Verdict verdict = compare(engine, graph, query, parameters, comparison);
  return Shrinker({std::move(query), std::move(graph), verdict.difference}, verdict.error, parameters,
                  comparison, with_index)
      .run();
}

}  // namespace agora::reference
