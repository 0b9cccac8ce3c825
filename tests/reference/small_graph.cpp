#include "reference/small_graph.h"

#include <array>
#include <utility>

#include "value/text.h"

namespace agora::reference {
namespace {

std::string literal(const Value& value) {
  switch (value.type()) {
    case ValueType::String:
      return value::quoted(value.as_string());
    case ValueType::Date:
      return "date('" + to_string(value) + "')";
    default:
      return to_string(value);
  }
}

std::string map_text(const Map& properties) {
  std::string text = "{";
  for (const auto& [key, value] : properties) {
    if (text.size() > 1) text += ", ";
    text += key + ": " + literal(value);
  }
  return text + "}";
}

Value property_or_null(const Map& properties, std::string_view key) {
  const Value* value = properties.find(key);
  return value == nullptr ? Value() : *value;
}

std::size_t below(Random& random, std::size_t count) { return random() % count; }
bool chance(Random& random, int percent) { return static_cast<int>(random() % 100) < percent; }

template <std::size_t N>
const char* one_of(Random& random, const std::array<const char*, N>& choices) {
  return choices[below(random, N)];
}

Value random_mixed(Random& random) {
  switch (below(random, 6)) {
    case 0:
      return Value(1);
    case 1:
      return Value("a");
    case 2:
      return Value(true);
    case 3:
      return Value(2.5);
    case 4:
      return Value(List{Value(1), Value(2)});
    default:
      return Value(Date{18000});
  }
}

Map random_properties(Random& random, std::int64_t uid) {
  Map properties{{"uid", Value(uid)}};
  if (chance(random, 60)) properties.set("x", Value(static_cast<std::int64_t>(below(random, 4))));
  if (chance(random, 40)) properties.set("y", Value(0.5 + static_cast<double>(below(random, 3))));
  if (chance(random, 50)) {
    constexpr std::array kTexts = {"a", "b", "ab", "", "é", "aB"};
    properties.set("s", Value(one_of(random, kTexts)));
  }
  if (chance(random, 50)) properties.set("b", Value(chance(random, 50)));
  if (chance(random, 30)) {
    List list;
    for (std::size_t n = below(random, 4); n > 0; --n)
      list.emplace_back(static_cast<std::int64_t>(below(random, 4)));
    properties.set("l", Value(std::move(list)));
  }
  if (chance(random, 20))
    properties.set("d", Value(Date{18000 + static_cast<std::int64_t>(below(random, 3))}));
  if (chance(random, 40)) properties.set("m", random_mixed(random));
  return properties;
}

}  // namespace

std::string SmallGraph::create_text() const {
  std::string text;
  const auto part = [&text] { text += text.empty() ? "CREATE " : ", "; };
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    part();
    text += "(n" + std::to_string(i);
    for (const std::string& label : nodes[i].labels) text += ':' + label;
    text += ' ' + map_text(nodes[i].properties) + ')';
  }
  for (const SmallRelationship& each : relationships) {
    part();
    text += "(n" + std::to_string(each.start) + ")-[:" + each.type + ' ' +
            map_text(each.properties) + "]->(n" + std::to_string(each.end) + ')';
  }
  return text;
}

std::vector<std::string> SmallGraph::labels(NodeId node) const {
  return nodes.at(node.value).labels;
}

bool SmallGraph::has_label(NodeId node, std::string_view label) const {
  for (const std::string& each : nodes.at(node.value).labels) {
    if (each == label) return true;
  }
  return false;
}

Value SmallGraph::property(NodeId node, std::string_view key) const {
  return property_or_null(nodes.at(node.value).properties, key);
}

Value SmallGraph::property(RelationshipId relationship, std::string_view key) const {
  return property_or_null(relationships.at(relationship.value).properties, key);
}

Map SmallGraph::properties(NodeId node) const { return nodes.at(node.value).properties; }

Map SmallGraph::properties(RelationshipId relationship) const {
  return relationships.at(relationship.value).properties;
}

std::string SmallGraph::type(RelationshipId relationship) const {
  return relationships.at(relationship.value).type;
}

function::GraphAccess::Ends SmallGraph::ends(RelationshipId relationship) const {
  const SmallRelationship& each = relationships.at(relationship.value);
  return {NodeId{each.start}, NodeId{each.end}};
}

namespace {

SmallGraph graph_of(Random& random, std::size_t most_relationships) {
  SmallGraph graph;
  const std::size_t node_count = chance(random, 5) ? 0 : 1 + below(random, 5);
  for (std::size_t i = 0; i < node_count; ++i) {
    SmallNode node{{}, random_properties(random, static_cast<std::int64_t>(i))};
    for (const char* label : {"A", "B", "C"}) {
      if (chance(random, 40)) node.labels.emplace_back(label);
    }
    graph.nodes.push_back(std::move(node));
  }
  if (node_count == 0) return graph;
  const std::size_t relationship_count = below(random, most_relationships + 1);
  for (std::size_t i = 0; i < relationship_count; ++i) {
    constexpr std::array kTypes = {"R", "R", "S", "T"};
    graph.relationships.push_back({one_of(random, kTypes), below(random, node_count),
                                   below(random, node_count),
                                   random_properties(random, static_cast<std::int64_t>(100 + i))});
  }
  return graph;
}

}  // namespace

SmallGraph random_graph(Random& random) { return graph_of(random, 8); }

SmallGraph random_dense_graph(Random& random) { return graph_of(random, 20); }

namespace {

/// Makes the nodes of one kind and joins them at random.
class SocialGraph {
 public:
  explicit SocialGraph(Random& random) : random_(random) {}

  using Nodes = std::vector<std::size_t>;

  Nodes nodes(std::vector<std::string> labels, std::size_t most) {
    Nodes made;
    for (std::size_t n = 1 + below(random_, most); n > 0; --n) {
      const auto uid = static_cast<std::int64_t>(graph.nodes.size());
      Map properties{{"uid", Value(uid)}, {"id", Value(static_cast<std::int64_t>(made.size()))}};
      properties.set("name", Value(std::string("name") + std::to_string(below(random_, 3))));
      properties.set("createdAt", Value(static_cast<std::int64_t>(below(random_, 5))));
      properties.set("length", Value(static_cast<std::int64_t>(below(random_, 50))));
      if (chance(random_, 70)) {
        constexpr std::array kContents = {"about graphs", "a word", "", "words and graphs"};
        properties.set("content", Value(one_of(random_, kContents)));
      }
      made.push_back(graph.nodes.size());
      graph.nodes.push_back({labels, std::move(properties)});
    }
    return made;
  }

  /// One relationship from each of `from` to one of `to`.
  void each_to_one(const Nodes& from, const char* type, const Nodes& to) {
    for (const std::size_t start : from) join(start, type, to[below(random_, to.size())]);
  }

  /// Up to `most` relationships between any of both.
  void some(const Nodes& from, const char* type, const Nodes& to, std::size_t most) {
    for (std::size_t n = below(random_, most + 1); n > 0; --n)
      join(from[below(random_, from.size())], type, to[below(random_, to.size())]);
  }

  SmallGraph graph;

 private:
  void join(std::size_t start, const char* type, std::size_t end) {
    const auto uid = static_cast<std::int64_t>(1000 + graph.relationships.size());
    Map properties{{"uid", Value(uid)},
                   {"createdAt", Value(static_cast<std::int64_t>(below(random_, 5)))}};
    graph.relationships.push_back({type, start, end, std::move(properties)});
  }

  Random& random_;
};

}  // namespace

SmallGraph random_social_graph(Random& random) {
  SocialGraph made(random);
  const auto countries = made.nodes({"Place", "Country"}, 2);
  const auto cities = made.nodes({"Place", "City"}, 2);
  const auto people = made.nodes({"Person"}, 4);
  const auto forums = made.nodes({"Forum"}, 2);
  const auto posts = made.nodes({"Message", "Post"}, 3);
  const auto comments = made.nodes({"Message", "Comment"}, 3);
  const auto tags = made.nodes({"Tag"}, 3);
  const auto classes = made.nodes({"TagClass"}, 2);
  made.each_to_one(cities, "IS_PART_OF", countries);
  made.each_to_one(people, "IS_LOCATED_IN", cities);
  made.some(people, "KNOWS", people, 6);
  made.some(people, "HAS_INTEREST", tags, 4);
  made.some(forums, "HAS_MEMBER", people, 4);
  made.some(forums, "CONTAINER_OF", posts, 3);
  made.each_to_one(posts, "HAS_CREATOR", people);
  made.each_to_one(comments, "HAS_CREATOR", people);
  made.some(people, "LIKES", posts, 3);
  made.some(people, "LIKES", comments, 2);
  made.each_to_one(comments, "REPLY_OF", posts);
  made.some(comments, "REPLY_OF", comments, 2);
  made.some(posts, "HAS_TAG", tags, 3);
  made.some(comments, "HAS_TAG", tags, 3);
  made.each_to_one(tags, "HAS_TYPE", classes);
  return std::move(made.graph);
}

}  // namespace agora::reference
