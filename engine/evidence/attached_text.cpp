#include "evidence/attached_text.h"

#include <algorithm>

#include "agora/error.h"
#include "evidence/digest.h"

namespace agora::evidence {
namespace {

constexpr std::size_t kAtOnce = 4096;

std::string text_document(std::string_view source) { return "text/" + std::string(source); }

std::string text_property(const graph::GraphView& graph, NodeId node, std::string_view key) {
  const Value value = graph.property(node, key);
  return value.is(ValueType::String) || value.is(ValueType::Enumerated)
             ? std::string(value.as_string())
             : std::string();
}

template <typename Visit>
void for_each_of(const graph::GraphView& graph, std::string_view label, Visit&& visit) {
  const auto id = graph.catalog().find_label(label);
  if (!id) return;
  std::vector<NodeId> nodes;
  for (NodeId from{};;) {
    graph.scan_nodes(*id, from, kAtOnce, nodes);
    if (nodes.empty()) return;
    for (const NodeId node : nodes) visit(node);
    from = NodeId{nodes.back().value + 1};
  }
}

/// The first node with the label and key; by an index if there is one.
std::optional<NodeId> node_with_key(const graph::GraphView& graph, std::string_view label,
                                    std::string_view key) {
  const auto label_id = graph.catalog().find_label(label);
  const auto property = graph.catalog().find_property_key("key");
  if (!label_id || !property) return std::nullopt;
  if (const auto* index = graph.catalog().find_index(catalog::Owner::of(*label_id), *property)) {
    std::vector<NodeId> found;
    graph.index_seek(index->id, Value(key), found);
    return found.empty() ? std::nullopt : std::optional(found.front());
  }
  std::optional<NodeId> found;
  for_each_of(graph, label, [&](NodeId node) {
    if (!found && text_property(graph, node, "key") == key) found = node;
  });
  return found;
}

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error(ErrorCategory::ImportError, "", message).with_hint(hint + "; nothing was attached");
}

}  // namespace

void attach_text(graph::GraphFork& graph, std::string_view source, std::string text, bool checked) {
  const auto node = node_with_key(graph, "Source", source);
  if (!node) {
    std::string known;
    for (const GraphSource& each : sources_of(graph)) known += (known.empty() ? "" : ", ") + each.key;
    throw Error(ErrorCategory::EntityNotFound, "",
                "there is no Source with the key `" + std::string(source) + "`")
        .with_hint(known.empty() ? "import a dataset with a Source first" : "there are " + known);
  }
  const SourceText prepared(text);  // It refuses what is not UTF-8.
  if (checked) {
    const std::string expected = text_property(graph, *node, "sha256");
    if (expected.empty()) {
      refuse("the source `" + std::string(source) + "` has no sha256 to check the text against",
             "attach it unchecked if you are sure that it is the text");
    }
    if (prepared.sha256() != expected) {
      refuse("this is not the text of `" + std::string(source) + "`: its SHA-256 is " +
                 prepared.sha256() + ", the source's " + expected,
             "look for the very file, line ends included, or attach it unchecked and let "
             "evidence.check() say which passages are in it");
    }
  }
  graph.set_document(text_document(source), std::move(text));
}

bool detach_text(graph::GraphFork& graph, std::string_view source) {
  return graph.remove_document(text_document(source));
}

std::vector<GraphSource> sources_of(const graph::GraphView& graph) {
  std::vector<GraphSource> sources;
  for_each_of(graph, "Source", [&](NodeId node) {
    std::string key = text_property(graph, node, "key");
    if (!key.empty()) sources.push_back({node, std::move(key), text_property(graph, node, "sha256")});
  });
  std::sort(sources.begin(), sources.end(),
            [](const auto& left, const auto& right) { return left.key < right.key; });
  return sources;
}

PassageReader::PassageReader(const graph::GraphView& graph)
    : graph_(graph), sources_(sources_of(graph)) {}

std::vector<GraphPassage> PassageReader::all() const {
  std::vector<GraphPassage> passages;
  for_each_of(graph_, "Passage", [&](NodeId node) {
    GraphPassage passage = read(node);
    if (!passage.key.empty()) passages.push_back(std::move(passage));
  });
  std::sort(passages.begin(), passages.end(),
            [](const auto& left, const auto& right) { return left.key < right.key; });
  return passages;
}

std::optional<GraphPassage> PassageReader::find(std::string_view key) const {
  const auto node = node_with_key(graph_, "Passage", key);
  return node ? std::optional(read(*node)) : std::nullopt;
}

GraphPassage PassageReader::read(NodeId node) const {
  GraphPassage passage;
  passage.node = node;
  passage.key = text_property(graph_, node, "key");
  passage.source = source_of(node);
  passage.section = text_property(graph_, node, "section");
  passage.gist = text_property(graph_, node, "gist");
  passage.mark.sha256 = text_property(graph_, node, "sha256");
  passage.mark.folded_sha256 = text_property(graph_, node, "foldedSha256");
  passage.mark.opening = text_property(graph_, node, "opening");
  const Value start = graph_.property(node, "start");
  const Value end = graph_.property(node, "end");
  const bool placed = start.is(ValueType::Integer) && end.is(ValueType::Integer) &&
                      start.as_int() >= 0 && start.as_int() < end.as_int();
  if (placed) {
    passage.mark.range = {static_cast<std::uint64_t>(start.as_int()),
                          static_cast<std::uint64_t>(end.as_int())};
  }
  passage.complete = placed && !passage.mark.sha256.empty();
  return passage;
}

std::optional<NodeId> PassageReader::target(NodeId node, std::string_view type) const {
  const auto id = graph_.catalog().find_type(type);
  if (!id) return std::nullopt;
  std::optional<NodeId> first;
  graph_.neighbours(node, *id, catalog::Direction::Out).for_each([&](NodeId each, RelationshipId) {
    if (!first) first = each;
  });
  return first;
}

std::string PassageReader::source_of(NodeId passage) const {
  auto source = target(passage, "FROM_SOURCE");
  if (!source) {
    if (const auto section = target(passage, "IN_SECTION")) source = target(*section, "FROM_SOURCE");
  }
  if (source) return text_property(graph_, *source, "key");
  return sources_.size() == 1 ? sources_.front().key : std::string();
}

std::shared_ptr<const SourceText> TextLibrary::text(const graph::GraphView& graph,
                                                    std::string_view source) {
  const std::lock_guard lock(mutex_);
  if (version_ == graph.version() && source_ == source) return text_;
  std::optional<std::string> document = graph.document(text_document(source));
  text_ = document ? std::make_shared<const SourceText>(*std::move(document)) : nullptr;
  version_ = graph.version();
  source_ = source;
  return text_;
}

}  // namespace agora::evidence
