#include "graph/bulk_writer.h"

#include <catch2/catch.hpp>
#include <random>

#include "agora/error.h"
#include "graph_check.h"
#include "temporary_folder.h"

using namespace agora;
using namespace agora::graph;
using namespace std::chrono_literals;

namespace {

struct Rows {
  std::vector<NodeId> starts;
  std::vector<NodeId> ends;
  std::vector<Value> weights;
};

Rows random_rows(unsigned seed, std::size_t count, std::uint64_t nodes) {
  std::mt19937_64 random(seed);
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    // A few hubs and many others.
    rows.starts.push_back(NodeId{random() % 4 == 0 ? random() % 3 : random() % nodes});
    rows.ends.push_back(NodeId{random() % nodes});
    rows.weights.push_back(random() % 3 == 0 ? Value()
                                             : Value(static_cast<std::int64_t>(random() % 100)));
  }
  return rows;
}

std::vector<Value> numbers(std::size_t count) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < count; ++i) values.emplace_back(static_cast<std::int64_t>(i * 7));
  return values;
}

std::vector<Value> names(std::size_t count) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(i % 5 == 0 ? Value() : Value("name " + std::to_string(i % 50)));
  return values;
}

void load(GraphStore& store, std::size_t count, const Rows& rows) {
  const auto bulk = store.begin_bulk(1s);
  const LabelId a[] = {bulk->label("A"), bulk->label("Both")};
  const LabelId b[] = {bulk->label("B"), bulk->label("Both")};
  const PropertyKeyId id = bulk->property_key("id");
  const PropertyKeyId name = bulk->property_key("name");
  catalog::Index index;
  index.name = "by_id";
  index.owner = catalog::Owner::of(a[1]);
  index.keys = {id};
  bulk->catalog().add(index);
  bulk->add_nodes(count / 2, a, {{id, numbers(count / 2)}, {name, names(count / 2)}});
  bulk->add_nodes(count - count / 2, b, {{id, numbers(count - count / 2)}});
  const TypeId type = bulk->type("T");
  const TypeId other = bulk->type("U");
  bulk->add_relationships(other, rows.ends, rows.starts, {});
  bulk->add_relationships(type, rows.starts, rows.ends,
                          {{bulk->property_key("weight"), rows.weights}});
  bulk->finish();
}

}  // namespace

TEST_CASE("a bulk load gives a whole and consistent graph", "[graph][bulk]") {
  const Rows rows = random_rows(1, 30'000, 5000);
  const TemporaryFolder folder;
  const bool disk = GENERATE(false, true);
  auto store = GraphStore::open(disk ? folder.path() / "db" : std::filesystem::path());
  load(*store, 5000, rows);
  if (disk) {
    store->close();
    store = GraphStore::open(folder.path() / "db");
  }
  const auto view = store->view();
  CHECK(view->node_count() == 5000);
  CHECK(view->relationship_count() == 60'000);
  CHECK(inconsistency(*view) == "");
  std::uint64_t weight = 0;
  std::vector<RelationshipId> all;
  view->scan_relationships(*view->catalog().find_type("T"), RelationshipId{0}, SIZE_MAX, all);
  CHECK(all.size() == 30'000);
  RelationshipRecord last;
  for (const RelationshipId each : all) {
    const RelationshipRecord record = *view->record(each);
    CHECK_FALSE(std::pair(record.start, record.end) < std::pair(last.start, last.end));
    last = record;
    const Value value = view->property(each, "weight");
    if (!value.is_null()) weight += static_cast<std::uint64_t>(value.as_int());
  }
  std::uint64_t expected = 0;
  for (const Value& value : rows.weights)
    expected += value.is_null() ? 0 : static_cast<std::uint64_t>(value.as_int());
  CHECK(weight == expected);
  CHECK(view->property(NodeId{6}, "name") == Value("name 6"));
  CHECK(view->property(NodeId{5}, "name").is_null());

  auto transaction = store->begin_write(1s);
  transaction->graph().detach_delete_node(NodeId{0});
  transaction->commit();
  CHECK(inconsistency(*store->view()) == "");
}

TEST_CASE("a bulk load that breaks a constraint leaves nothing", "[graph][bulk]") {
  const auto store = GraphStore::open("");
  const auto attempt = [&](catalog::ConstraintKind kind, std::vector<Value> values) -> std::string {
    const auto bulk = store->begin_bulk(1s);
    const LabelId label = bulk->label("A");
    catalog::Constraint constraint;
    constraint.name = "c";
    constraint.kind = kind;
    constraint.owner = catalog::Owner::of(label);
    constraint.keys = {bulk->property_key("id")};
    if (constraint.unique()) {
      catalog::Index index;
      index.name = "c";
      index.owner = constraint.owner;
      index.keys = constraint.keys;
      index.unique = true;
      constraint.index = bulk->catalog().add(index);
    }
    bulk->catalog().add(constraint);
    try {
      const std::size_t count = values.size();
      bulk->add_nodes(count, {&label, 1}, {{constraint.keys[0], std::move(values)}});
      bulk->finish();
    } catch (const Error& error) {
      return error.message();
    }
    return {};
  };
  using catalog::ConstraintKind;
  CHECK(attempt(ConstraintKind::Unique, {1, 2, 1.0}) ==
        "more than one :A would have id = 1.0, which the constraint c forbids");
  CHECK(attempt(ConstraintKind::Existence, {1, Value()}) ==
        "every :A must have the property id (constraint c)");
  CHECK(attempt(ConstraintKind::Type, {1}) ==
        ":A.id is declared as STRING, but the value is an INTEGER: 1");
  CHECK(store->view()->node_count() == 0);
  CHECK(store->view()->catalog().label_count() == 0);
  CHECK(attempt(ConstraintKind::Unique, {1, 2, Value()}) == "");
  CHECK(store->view()->node_count() == 3);
  CHECK_THROWS_AS(store->begin_bulk(1s), Error);
}
