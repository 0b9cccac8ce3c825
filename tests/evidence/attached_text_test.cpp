// Passages of a graph against the text that was attached to their source.

#include "evidence/attached_text.h"

#include <catch2/catch.hpp>

#include "agora/error.h"
#include "evidence/digest.h"
#include "graph/graph_store.h"

using namespace agora;
using namespace agora::evidence;
using Catch::Contains;

namespace {

const std::string kText = "The river rises in May. They say \u201Cit\u2019s high\u201D. The river falls.";

class Graph {
 public:
  Graph() : store_(graph::GraphStore::open(":memory:")) {}

  template <typename Work>
  void write(Work&& work) {
    const auto transaction = store_->begin_write(std::chrono::milliseconds(0));
    transaction->begin_statement();
    work(transaction->graph());
    transaction->accept_statement();
    transaction->commit();
  }
  NodeId node(std::string_view label, const Map& properties) {
    NodeId made{};
    write([&](graph::GraphFork& graph) {
      const LabelId labels[] = {graph.label(label)};
      made = graph.create_node(labels);
      for (const auto& [key, value] : properties)
        graph.set_property(made, graph.property_key(key), value);
    });
    return made;
  }
  void join(NodeId start, std::string_view type, NodeId end) {
    write([&](graph::GraphFork& graph) {
      graph.create_relationship(graph.type_named(type), start, end);
    });
  }
  NodeId passage(std::string_view key, int start, int end, std::string_view words) {
    return node("Passage", {{"key", key}, {"start", start}, {"end", end},
                            {"sha256", passage_digest(words)}, {"opening", words.substr(0, 9)}});
  }
  void attach(std::string_view source, const std::string& text, bool checked = true) {
    write([&](graph::GraphFork& graph) { attach_text(graph, source, text, checked); });
  }
  std::shared_ptr<const graph::GraphView> view() const { return store_->view(); }

 private:
  std::unique_ptr<graph::GraphStore> store_;
};

}  // namespace

TEST_CASE("a text is attached to a source if it is the source's") {
  Graph graph;
  CHECK_THROWS_WITH(graph.attach("s", kText), Contains("no Source with the key `s`"));
  graph.node("Source", {{"key", "s"}, {"sha256", sha256_hex(kText)}});
  graph.node("Source", {{"key", "bare"}});
  CHECK_THROWS_WITH(graph.attach("x", kText), Contains("`x`"));
  CHECK_THROWS_WITH(graph.attach("s", kText + " "), Contains("is not the text of `s`"));
  CHECK_THROWS_WITH(graph.attach("bare", kText), Contains("no sha256"));
  CHECK_THROWS_WITH(graph.attach("s", "\xFF", false), Contains("not valid UTF-8"));
  TextLibrary library;
  CHECK_FALSE(library.text(*graph.view(), "s"));
  graph.attach("s", kText);
  CHECK(library.text(*graph.view(), "s")->text() == kText);
  CHECK(library.text(*graph.view(), "s") == library.text(*graph.view(), "s"));
  graph.attach("s", "other", false);
  CHECK(library.text(*graph.view(), "s")->text() == "other");
  graph.write([](graph::GraphFork& fork) {
    CHECK(detach_text(fork, "s"));
    CHECK_FALSE(detach_text(fork, "s"));
  });
  CHECK_FALSE(library.text(*graph.view(), "s"));
}

TEST_CASE("passages know their source and their place") {
  Graph graph;
  const NodeId source = graph.node("Source", {{"key", "s"}});
  const NodeId section = graph.node("Section", {{"key", "1"}});
  const NodeId direct = graph.passage("b", 0, 23, "The river rises in May.");
  const NodeId through = graph.passage("a", 4, 9, "river");
  graph.passage("c", 5, 5, "");
  graph.node("Passage", {{"key", "d"}, {"start", 1}, {"end", 2}});
  graph.node("Passage", {{"start", 1}, {"end", 2}});
  CHECK(PassageReader(*graph.view()).find("c")->source == "s");  // The only one there is.
  graph.node("Source", {{"key", "t"}});
  graph.join(direct, "FROM_SOURCE", source);
  graph.join(through, "IN_SECTION", section);
  graph.join(section, "FROM_SOURCE", source);
  const auto view = graph.view();
  const auto all = PassageReader(*view).all();
  std::string text;
  for (const GraphPassage& each : all)
    text += each.key + ":" + each.source + (each.complete ? "+" : "-") + " ";
  CHECK(text == "a:s+ b:s+ c:- d:- ");
  CHECK(PassageReader(*view).find("b")->mark.range == TextRange{0, 23});
  CHECK_FALSE(PassageReader(*view).find("z"));
}
