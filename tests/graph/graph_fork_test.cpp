#include "graph/graph_fork.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "agora/error.h"
#include "graph/graph_store.h"
#include "graph/readers.h"
#include "graph_check.h"

using namespace agora;
using namespace agora::graph;
using namespace std::chrono_literals;

namespace {

/// Runs `change` as a statement and gives the error it ends with: "Category/Detail: message", or
/// "".
template <typename Change>
std::string outcome(WriteTransaction& transaction, Change&& change) {
  transaction.begin_statement();
  try {
    change(transaction.graph());
    transaction.accept_statement();
    return {};
  } catch (const Error& error) {
    transaction.undo_statement();
    const std::string detail = error.detail().empty() ? "" : "/" + error.detail();
    return std::string(to_string(error.category())) + detail + ": " + error.message();
  }
}

struct Fixture {
  std::unique_ptr<GraphStore> store = GraphStore::open("");
  std::unique_ptr<WriteTransaction> transaction = store->begin_write(1s);
  GraphFork& graph = transaction->graph();
  LabelId person = graph.label("Person");
  LabelId city = graph.label("City");
  TypeId knows = graph.type_named("KNOWS");
  PropertyKeyId key = graph.property_key("key");
  PropertyKeyId level = graph.property_key("level");

  NodeId create(LabelId label, const Value& value = {}) {
    const NodeId node = graph.create_node({&label, 1});
    if (!value.is_null()) graph.set_property(node, key, value);
    return node;
  }
  catalog::Constraint constraint(catalog::ConstraintKind kind, catalog::Owner owner,
                                 PropertyKeyId property) {
    catalog::Constraint made;
    made.kind = kind;
    made.owner = owner;
    made.keys = {property};
    return made;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a deleted element answers type and ends and nothing else",
                 "[graph][fork]") {
  const NodeId a = create(person);
  const NodeId b = create(person);
  const RelationshipId r = graph.create_relationship(knows, a, b);
  graph.set_property(r, key, 1);
  graph.delete_relationship(r);
  graph.delete_node(a);
  CHECK(graph.is_deleted(a));
  CHECK_FALSE(graph.exists(a));
  CHECK(graph.type(r) == "KNOWS");
  CHECK(graph.ends(r).start == a);
  const auto rejects = [](auto&& question) {
    try {
      question();
    } catch (const Error& error) {
      return error.category() == ErrorCategory::EntityNotFound &&
             error.detail() == "DeletedEntityAccess";
    }
    return false;
  };
  CHECK(rejects([&] { return graph.labels(a); }));
  CHECK(rejects([&] { return graph.property(a, key); }));
  CHECK(rejects([&] { return graph.property(r, "key"); }));
  CHECK(rejects([&] { return graph.properties(r); }));
  CHECK(rejects([&] { graph.set_property(a, key, 1); }));
  value::Column column;
  CHECK(rejects([&] { graph.gather({&a, 1}, key, column); }));
  CHECK_NOTHROW(graph.delete_node(a));
  transaction->commit();
  CHECK(store->view()->node_count() == 1);
  CHECK(store->view()->record(r) == std::nullopt);
}

TEST_CASE_METHOD(Fixture, "deleting a connected node fails at the end of the statement",
                 "[graph][fork]") {
  const NodeId a = create(person);
  const RelationshipId r = graph.create_relationship(knows, a, a);
  const std::string error = outcome(*transaction, [&](GraphFork& g) { g.delete_node(a); });
  CHECK(error.starts_with("ConstraintVerificationFailed/DeleteConnectedNode"));
  CHECK(graph.exists(a));
  CHECK(outcome(*transaction, [&](GraphFork& g) {
          g.delete_node(a);
          g.delete_relationship(r);
        }) == "");
  CHECK(graph.node_count() == 0);
  CHECK(inconsistency(graph) == "");
}

TEST_CASE_METHOD(Fixture, "a statement that is undone leaves nothing, and the next one works",
                 "[graph][fork]") {
  create(person, "a");
  const std::string before = dump(graph);
  const std::uint64_t bound = graph.node_id_bound();
  transaction->begin_statement();
  create(graph.label("New"), "b");
  CHECK(graph.side_effects().nodes_created == 1);
  transaction->undo_statement();
  CHECK(dump(graph) == before);
  CHECK(graph.node_id_bound() == bound);
  CHECK_FALSE(graph.catalog().find_label("New"));
  transaction->begin_statement();
  create(person, "c");
  transaction->accept_statement();
  CHECK(graph.node_count() == 2);
  CHECK(transaction->side_effects().nodes_created == 2);
}

TEST_CASE_METHOD(Fixture, "ids are not given again after a delete", "[graph][fork]") {
  const NodeId a = create(person);
  graph.delete_node(a);
  transaction->commit();
  auto next = store->begin_write(1s);
  CHECK(next->graph().create_node({}).value > a.value);
}

TEST_CASE_METHOD(Fixture, "values that cannot be stored are type errors", "[graph][fork]") {
  const NodeId a = create(person);
  for (const Value& value : {Value(Map{{"x", 1}}), Value(List{Map{}}), Value(List{1, "a"})}) {
    CHECK(outcome(*transaction, [&](GraphFork& g) {
            g.set_property(a, key, value);
          }).starts_with("TypeError/InvalidPropertyType"));
  }
}

TEST_CASE_METHOD(Fixture, "uniqueness is checked when the statement ends", "[graph][constraint]") {
  graph.create_constraint(
      constraint(catalog::ConstraintKind::Unique, catalog::Owner::of(person), key));
  const NodeId a = create(person, 1);
  const NodeId b = create(person, 2);
  create(city, 1);
  SECTION("two values may be swapped") {
    CHECK(outcome(*transaction, [&](GraphFork& g) {
            g.set_property(a, key, 2);
            g.set_property(b, key, 1);
          }) == "");
    std::vector<NodeId> found;
    graph.index_seek(graph.catalog().indexes()[0].id, Value(1.0), found);
    CHECK(found == std::vector<NodeId>{b});
  }
  SECTION("the error names label, value and constraint") {
    CHECK(outcome(*transaction, [&](GraphFork&) { create(person, 1); }) ==
          "ConstraintValidationFailed: more than one :Person would have key = 1, which the "
          "constraint "
          "constraint_Person_key_unique forbids");
    CHECK(outcome(*transaction, [&](GraphFork& g) { g.add_label(NodeId{2}, person); }) != "");
  }
  SECTION("it holds for texts that are too long to be their own key") {
    const std::string text(1000, 't');
    CHECK(outcome(*transaction, [&](GraphFork&) { create(person, text); }) == "");
    CHECK(outcome(*transaction, [&](GraphFork&) { create(person, text + "x"); }) == "");
    CHECK(outcome(*transaction, [&](GraphFork&) { create(person, text); }) != "");
  }
  SECTION("it holds across commits") {
    transaction->commit();
    transaction = store->begin_write(1s);
    transaction->begin_statement();
    const NodeId node = transaction->graph().create_node({&person, 1});
    transaction->graph().set_property(node, key, 2);
    CHECK_THROWS_AS(transaction->accept_statement(), Error);
    transaction->undo_statement();
  }
  SECTION("NaN equals nothing and null is no value") {
    CHECK(outcome(*transaction, [&](GraphFork&) {
            create(person, std::nan(""));
            create(person, std::nan(""));
            create(person);
            create(person);
          }) == "");
  }
}

TEST_CASE_METHOD(Fixture, "mandatory properties are checked when the statement ends",
                 "[graph][constraint]") {
  graph.create_constraint(
      constraint(catalog::ConstraintKind::Existence, catalog::Owner::of(person), key));
  graph.create_constraint(
      constraint(catalog::ConstraintKind::Existence, catalog::Owner::of(knows), key));
  NodeId a;
  CHECK(outcome(*transaction, [&](GraphFork&) { a = create(person, 1); }) == "");
  CHECK(outcome(*transaction, [&](GraphFork&) { create(person); }) ==
        "ConstraintValidationFailed: every :Person must have the property key (constraint "
        "constraint_Person_key_required)");
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.set_property(a, key, Value()); }) != "");
  CHECK(outcome(*transaction, [&](GraphFork& g) {
          g.set_property(a, key, Value());
          g.set_property(a, key, 2);
        }) == "");
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.add_label(g.create_node({}), person); }) != "");
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.create_relationship(knows, a, a); }) != "");
}

TEST_CASE_METHOD(Fixture, "an enumeration turns names into ordered values", "[graph][constraint]") {
  CHECK(graph.create_enumeration({"Level", true, {"local", "national", "global"}}));
  auto typed = constraint(catalog::ConstraintKind::Type, catalog::Owner::of(person), level);
  typed.type.type = ValueType::Enumerated;
  typed.type.enumeration = "Level";
  const NodeId before = create(person);
  graph.set_property(before, level, "global");
  graph.create_constraint(typed);
  CHECK(graph.property(before, level).is(ValueType::Enumerated));
  graph.create_index("", catalog::Owner::of(person), {level});

  const NodeId a = create(person);
  graph.set_property(a, level, "local");
  const NodeId b = create(person);
  graph.set_property(b, level, "national");
  CHECK(graph.property(a, level).as_enumerated().position == 0);
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.set_property(a, level, "nationl"); }) ==
        "ConstraintValidationFailed: :Person.level can be 'local', 'national', 'global', not "
        "'nationl'");
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.set_property(a, level, 3); }) != "");
  std::vector<NodeId> found;
  const IndexId index = graph.catalog().indexes()[0].id;
  graph.index_range(index, Bound{"national", true}, std::nullopt, found);
  CHECK(found == std::vector<NodeId>{b, before});
  found.clear();
  graph.index_seek(index, "local", found);
  CHECK(found == std::vector<NodeId>{a});
  SECTION("also when the label comes later") {
    const NodeId c = graph.create_node({});
    graph.set_property(c, level, "local");
    graph.add_label(c, person);
    CHECK(graph.property(c, level).is(ValueType::Enumerated));
    CHECK(inconsistency(graph) == "");
  }
  SECTION("it cannot be dropped while it is used") {
    CHECK_THROWS_AS(graph.drop_enumeration("Level"), Error);
  }
}

TEST_CASE_METHOD(Fixture, "endpoint rules hold relationships to their labels",
                 "[graph][constraint]") {
  graph.create_endpoint_rule({knows, person, person});
  graph.check_statement();
  const NodeId a = create(person);
  const NodeId b = create(city);
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.create_relationship(knows, a, a); }) == "");
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.create_relationship(knows, a, b); }) ==
        "ConstraintValidationFailed: a [:KNOWS] relationship cannot join (:Person)-->(:City); "
        "declared for it: "
        "(:Person)-->(:Person)");
}

TEST_CASE_METHOD(Fixture, "the key of a relationship is unique for its type",
                 "[graph][constraint]") {
  graph.create_constraint(
      constraint(catalog::ConstraintKind::Unique, catalog::Owner::of(knows), key));
  const NodeId a = create(person);
  RelationshipId first;
  const auto relate = [&](TypeId type) {
    return outcome(*transaction, [&](GraphFork& g) {
      first = g.create_relationship(type, a, a);
      g.set_property(first, key, "k");
    });
  };
  CHECK(relate(knows) == "");
  const RelationshipId known = first;
  CHECK(relate(graph.type_named("LIKES")) == "");
  CHECK(relate(knows).find("more than one [:KNOWS] would have key = 'k'") != std::string::npos);
  std::vector<RelationshipId> found;
  graph.index_seek(graph.catalog().indexes()[0].id, "k", found);
  CHECK(found == std::vector<RelationshipId>{known});
  graph.delete_relationship(known);
  CHECK(relate(knows) == "");
}

TEST_CASE_METHOD(Fixture, "a declaration that the data breaks is refused", "[graph][constraint]") {
  create(person, 1);
  create(person, 1);
  create(person);
  const catalog::Owner owner = catalog::Owner::of(person);
  CHECK(outcome(*transaction, [&](GraphFork& g) {
          g.create_constraint(constraint(catalog::ConstraintKind::Unique, owner, key));
        }).starts_with("ConstraintValidationFailed"));
  CHECK(outcome(*transaction, [&](GraphFork& g) {
          g.create_constraint(constraint(catalog::ConstraintKind::Existence, owner, key));
        }).starts_with("ConstraintValidationFailed"));
  auto typed = constraint(catalog::ConstraintKind::Type, owner, key);
  typed.type.type = ValueType::String;
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.create_constraint(typed); }) ==
        "ConstraintValidationFailed: :Person.key is declared as STRING, but the value is an "
        "INTEGER: 1");
  CHECK(graph.catalog().constraints().empty());
  CHECK(graph.catalog().indexes().empty());
}

TEST_CASE_METHOD(Fixture, "declaring twice and dropping what is not there", "[graph][constraint]") {
  const catalog::Owner owner = catalog::Owner::of(person);
  CHECK(graph.create_index("i", owner, {key}));
  CHECK_FALSE(graph.create_index("j", owner, {key}, true));
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.create_index("j", owner, {key}); }) ==
        "SchemaError: these properties are indexed already, by i");
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.create_index("i", owner, {level}); }) ==
        "SchemaError: there is already an index named i");
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.drop_index("k"); }) ==
        "SchemaError: there is no index named k");
  CHECK_FALSE(graph.drop_index("k", true));
  CHECK(graph.create_constraint(constraint(catalog::ConstraintKind::Key, owner, level)));
  const std::string name = graph.catalog().constraints()[0].name;
  CHECK(outcome(*transaction, [&](GraphFork& g) { g.drop_index(name); }) ==
        "SchemaError: the index " + name + " belongs to the constraint of the same name");
  CHECK(graph.drop_constraint(name));
  CHECK(graph.catalog().indexes().size() == 1);
  CHECK(graph.drop_index("i"));
  CHECK(graph.catalog().indexes().empty());
}

TEST_CASE_METHOD(Fixture, "an index finds by equality, range and prefix", "[graph][index]") {
  graph.create_index("i", catalog::Owner::of(person), {key});
  const Value values[] = {
      3, 1, 2.5, "ab", "abc", "b", true, std::string(400, 'l'), std::string(400, 'l') + "m", -7};
  std::vector<NodeId> nodes;
  for (const Value& value : values) nodes.push_back(create(person, value));
  const bool committed = GENERATE(false, true);
  std::shared_ptr<const GraphView> view;
  if (committed) {
    transaction->commit();
    view = store->view();
  }
  const GraphView& g = committed ? *view : graph;
  const IndexId index = g.catalog().find_index("i")->id;
  const auto positions = [&](const std::vector<NodeId>& found) {
    std::vector<std::size_t> out;
    for (const NodeId node : found) out.push_back(node.value);
    return out;
  };
  const auto range = [&](std::optional<Bound> from, std::optional<Bound> to) {
    std::vector<NodeId> found;
    g.index_range(index, from, to, found);
    return positions(found);
  };
  const auto prefix = [&](const std::string& text) {
    std::vector<NodeId> found;
    g.index_prefix(index, text, found);
    return positions(found);
  };
  using Ids = std::vector<std::size_t>;
  CHECK(range(Bound{1}, Bound{3}) == Ids{1, 2, 0});
  CHECK(range(Bound{1, false}, Bound{3, false}) == Ids{2});
  CHECK(range(std::nullopt, Bound{1.0}) == Ids{9, 1});
  CHECK(range(Bound{"abc"}, std::nullopt) == Ids{4, 5, 7, 8});
  CHECK(range(std::nullopt, Bound{"abc", false}) == Ids{3});
  CHECK(range(Bound{std::string(400, 'l'), false}, std::nullopt) == Ids{8});
  CHECK(range(Bound{std::nan("")}, std::nullopt).empty());
  CHECK(range(Bound{1}, Bound{"a"}).empty());
  CHECK(prefix("a") == Ids{3, 4});
  CHECK(prefix("") == Ids{3, 4, 5, 7, 8});
  CHECK(prefix(std::string(400, 'l')) == Ids{7, 8});
  CHECK(prefix(std::string(400, 'l') + "m") == Ids{8});
  std::vector<NodeId> found;
  g.index_seek(index, Value(std::string(400, 'l')), found);
  CHECK(positions(found) == Ids{7});
}

TEST_CASE_METHOD(Fixture, "readers see what a fork writes between their calls",
                 "[graph][readers]") {
  const NodeId a = create(person);
  const NodeId b = create(person);
  AdjacencyReader out(graph, knows, Direction::Out);
  ColumnReader keys(graph, catalog::ElementKind::Node, key);
  CHECK(out.degree(a) == 0);
  CHECK(keys.value(a.value).is_null());
  graph.create_relationship(knows, a, b);
  graph.set_property(a, key, 5);
  CHECK(out.degree(a) == 1);
  CHECK(keys.value(a.value) == Value(5));
  value::Column column;
  const std::uint64_t ids[] = {b.value, a.value};
  keys.gather(ids, column);
  CHECK(column.value(0).is_null());
  CHECK(column.value(1) == Value(5));
  graph.set_property(b, key, "text");
  keys.gather(ids, column);
  CHECK(column.value(0) == Value("text"));
  CHECK(column.value(1) == Value(5));
}
