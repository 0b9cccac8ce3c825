#include "reference/rows_text.h"

#include <algorithm>
#include <cmath>

namespace agora::reference {
namespace {

std::string joined(std::vector<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

class Writer {
 public:
  Writer(const SmallGraph& graph, bool list_order) : graph_(graph), list_order_(list_order) {}

  std::string text(const Value& value) const {
    switch (value.type()) {
      case ValueType::Float: {
        const double number = value.as_float();
        if (std::trunc(number) == number && std::fabs(number) < 1e15)
          return std::to_string(static_cast<std::int64_t>(number));
        return to_string(value);
      }
      case ValueType::String:
        return '"' + std::string(value.as_string()) + '"';
      case ValueType::List: {
        std::vector<std::string> items;
        for (const Value& item : value.as_list()) items.push_back(text(item));
        if (!list_order_) std::sort(items.begin(), items.end());
        return '[' + joined(std::move(items)) + ']';
      }
      case ValueType::Map:
        return map_text(value.as_map());
      case ValueType::Node:
        return node_text(value);
      case ValueType::Relationship:
        return relationship_text(value);
      case ValueType::Path:
        return path_text(value.as_path());
      default:
        return to_string(value);
    }
  }

 private:
  std::string map_text(const Map& map) const {
    std::vector<std::string> entries;
    for (const auto& [key, value] : map) entries.push_back(key + ": " + text(value));
    std::sort(entries.begin(), entries.end());
    return '{' + joined(std::move(entries)) + '}';
  }

  std::string node_text(const Value& value) const {
    Node node;
    if (value.has_contents()) {
      node = value.as_node();
    } else {
      node.labels = graph_.labels(NodeId{value.id()});
      node.properties = graph_.properties(NodeId{value.id()});
    }
    std::sort(node.labels.begin(), node.labels.end());
    std::string labels;
    for (const std::string& label : node.labels) labels += ':' + label;
    return '(' + labels + ' ' + map_text(node.properties) + ')';
  }

  std::string relationship_text(const Value& value) const {
    if (value.has_contents()) {
      const Relationship& each = value.as_relationship();
      return "[:" + each.type + ' ' + map_text(each.properties) + ']';
    }
    const SmallRelationship& each = graph_.relationships.at(value.id());
    return "[:" + each.type + ' ' + map_text(each.properties) + ']';
  }

  std::string path_text(const Path& path) const {
    std::string whole = '<' + text(path.nodes[0]);
    for (std::size_t i = 0; i < path.relationships.size(); ++i)
      whole += text(path.relationships[i]) + text(path.nodes[i + 1]);
    return whole + '>';
  }

  const SmallGraph& graph_;
  bool list_order_;
};

}  // namespace

std::vector<std::string> rows_text(const SmallGraph& graph, const std::vector<List>& rows,
                                   Comparison comparison) {
  const Writer writer(graph, comparison.list_order);
  std::vector<std::string> texts;
  for (const List& row : rows) {
    std::vector<std::string> cells;
    for (const Value& cell : row) cells.push_back(writer.text(cell));
    texts.push_back(joined(std::move(cells)));
  }
  if (!comparison.row_order) std::sort(texts.begin(), texts.end());
  return texts;
}

}  // namespace agora::reference
