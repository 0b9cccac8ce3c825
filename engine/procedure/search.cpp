#include "procedure/search.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evidence/digest.h"
#include "function/unicode.h"
#include "graph/graph_view.h"

namespace agora::procedure {
namespace {

using Emit = std::function<void(List)>;

/// What nodes are called by, best first.
constexpr std::string_view kNameProperties[] = {"name", "key", "aliases", "title"};
constexpr std::size_t kAtOnce = 4096;

/// How well a text is hit; smaller is better.
enum Rank : std::int64_t { kWhole, kBeginning, kWord, kInside };

struct Hit {
  std::int64_t rank;
  std::string name;
  NodeId node;
  std::string_view property;
  std::string value;
};

/// Without case and diacritics, white space made one space.
std::string folded(std::string_view text) {
  return evidence::normalise_space(function::fold(text));
}

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
}

std::optional<Rank> rank_of(const std::string& text, const std::string& wanted) {
  std::optional<Rank> best;
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
    if (at == 0) return text.size() == wanted.size() ? kWhole : kBeginning;
    const Rank rank = is_word_byte(text[at - 1]) ? kInside : kWord;
    best = best ? std::min(*best, rank) : rank;
  }
  return best;
}

class Search {
 public:
  Search(const graph::GraphView& view, std::string_view text) : view_(view), wanted_(folded(text)) {
    for (const std::string_view name : kNameProperties) {
      if (const auto key = view.catalog().find_property_key(name)) keys_.emplace_back(name, *key);
    }
    name_ = view.catalog().find_property_key("name");
  }

  std::vector<Hit> run() const {
    std::vector<Hit> hits;
    if (wanted_.empty()) return hits;
    std::vector<NodeId> nodes;
    for (NodeId from{};;) {
      view_.scan_nodes(from, kAtOnce, nodes);
      if (nodes.empty()) break;
      for (const NodeId node : nodes) look_at(node, hits);
      from = NodeId{nodes.back().value + 1};
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& left, const Hit& right) {
      return std::tie(left.rank, left.name) < std::tie(right.rank, right.name);
    });
    return hits;
  }

 private:
  /// Adds the best hit of a node, if it has one.
  void look_at(NodeId node, std::vector<Hit>& hits) const {
    std::optional<Hit> best;
    for (const auto& [property, key] : keys_) {
      const Value value = view_.property(node, key);
      const List single{value};
      for (const Value& each : value.is(ValueType::List) ? value.as_list() : single) {
        if (!each.is(ValueType::String)) continue;
        const auto rank = rank_of(folded(each.as_string()), wanted_);
        if (!rank || (best && best->rank <= *rank)) continue;
        best = Hit{*rank, {}, node, property, std::string(each.as_string())};
      }
    }
    if (!best) return;
    const Value name = name_ ? view_.property(node, *name_) : Value();
    if (name.is(ValueType::String)) best->name = name.as_string();
    hits.push_back(*std::move(best));
  }

  const graph::GraphView& view_;
  std::string wanted_;
  std::vector<std::pair<std::string_view, PropertyKeyId>> keys_;
  std::optional<PropertyKeyId> name_;
};

}  // namespace

void add_search(function::ProcedureRegistry& registry) {
  function::Procedure procedure = function::parse_signature(
      "db.search(text :: STRING?) :: (node :: NODE, key :: STRING?, name :: STRING?, property :: STRING, "
      "value :: STRING, rank :: INTEGER)");
  procedure.description =
      "Nodes whose name, key, aliases or title have the text in them, case and accents aside; rank 0 is "
      "the whole value, 1 its beginning, 2 the beginning of a word, 3 inside of one. Looks at every node.";
  procedure.run = [](function::CallContext& context, std::span<const Value> arguments, const Emit& emit) {
    if (arguments[0].is_null()) return;
    const auto& view = static_cast<const graph::GraphView&>(*context.graph);
    for (const Hit& hit : Search(view, arguments[0].as_string()).run()) {
      const Value key = view.property(hit.node, "key");
      emit({Value::node_reference(hit.node.value), key.is(ValueType::String) ? key : Value(),
            hit.name.empty() ? Value() : Value(hit.name), Value(hit.property), Value(hit.value),
            Value(hit.rank)});
    }
  };
  registry.add(std::move(procedure));
}

}  // namespace agora::procedure
