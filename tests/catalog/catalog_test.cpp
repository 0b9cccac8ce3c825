#include "catalog/catalog.h"

#include <catch2/catch.hpp>

#include "catalog/catalog_codec.h"
#include "catalog/statistics.h"

using namespace agora;
using namespace agora::catalog;

namespace {

Catalog example() {
  Catalog catalog;
  const LabelId person = catalog.add_label("Person");
  catalog.add_label("City");
  const TypeId lives = catalog.add_type("LIVES_IN");
  const PropertyKeyId key = catalog.add_property_key("key");
  const PropertyKeyId level = catalog.add_property_key("level");
  catalog.add(Enumeration{"Level", true, {"local", "national"}});
  Index index;
  index.name = "person_key";
  index.owner = Owner::of(person);
  index.keys = {key};
  index.unique = true;
  Constraint unique;
  unique.name = "person_key";
  unique.owner = Owner::of(person);
  unique.keys = {key};
  unique.index = catalog.add(index);
  catalog.add(unique);
  Constraint typed;
  typed.name = "person_level";
  typed.kind = ConstraintKind::Type;
  typed.owner = Owner::of(person);
  typed.keys = {level};
  typed.type = {ValueType::Enumerated, false, "Level", {}};
  catalog.add(typed);
  catalog.add(EndpointRule{lives, person, LabelId{1}});
  return catalog;
}

}  // namespace

TEST_CASE("a name keeps its number", "[catalog]") {
  Catalog catalog;
  CHECK(catalog.add_label("A") == LabelId{0});
  CHECK(catalog.add_label("B") == LabelId{1});
  CHECK(catalog.add_label("A") == LabelId{0});
  CHECK(catalog.find_label("B") == LabelId{1});
  CHECK_FALSE(catalog.find_label("b"));
  CHECK(catalog.name(LabelId{1}) == "B");
}

TEST_CASE("a misspelt name has neighbours", "[catalog]") {
  Catalog catalog;
  for (const char* name : {"Person", "Passage", "Place"}) catalog.add_label(name);
  CHECK(catalog.similar_labels("Persn") == std::vector<std::string>{"Person"});
  CHECK(catalog.similar_labels("person") == std::vector<std::string>{"Person"});
  CHECK(catalog.similar_labels("Quotation").empty());
}

TEST_CASE("two changed copies of one catalog never have the same version", "[catalog]") {
  const Catalog first = example();
  Catalog left = first;
  Catalog right = first;
  CHECK(left.version() == first.version());
  left.add_label("L");
  right.add_label("R");
  CHECK(left.version() != right.version());
  CHECK(left.version() != first.version());
}

TEST_CASE("declarations are found by name and by what they are for", "[catalog]") {
  const Catalog catalog = example();
  const Owner person = Owner::of(LabelId{0});
  CHECK(catalog.find_index(person, PropertyKeyId{0})->name == "person_key");
  CHECK(catalog.find_index(person, PropertyKeyId{1}) == nullptr);
  CHECK(catalog.find_index(Owner::of(TypeId{0}), PropertyKeyId{0}) == nullptr);
  CHECK(catalog.enumeration_of(person, PropertyKeyId{1})->name == "Level");
  CHECK(catalog.constraints_of(person).size() == 2);
  CHECK(catalog.has_schema(person));
  CHECK_FALSE(catalog.has_schema(Owner::of(LabelId{1})));
  CHECK(catalog.has_schema(Owner::of(TypeId{0})));
}

TEST_CASE("an index that is not online is not offered", "[catalog]") {
  Catalog catalog = example();
  catalog.set_online(IndexId{0}, false);
  CHECK(catalog.find_index(Owner::of(LabelId{0}), PropertyKeyId{0}) == nullptr);
}

TEST_CASE("a catalog is read as it was written", "[catalog]") {
  const Catalog catalog = example();
  std::string bytes;
  CatalogCodec::encode(catalog, bytes);
  ByteReader in(bytes);
  const Catalog read = CatalogCodec::decode(in);
  CHECK(in.empty());
  CHECK(read.labels() == catalog.labels());
  CHECK(read.types() == catalog.types());
  CHECK(read.property_keys() == catalog.property_keys());
  CHECK(read.enumerations() == catalog.enumerations());
  CHECK(read.constraints() == catalog.constraints());
  CHECK(read.indexes() == catalog.indexes());
  CHECK(read.endpoint_rules() == catalog.endpoint_rules());
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    ByteReader less(std::string_view(bytes).substr(0, cut));
    CHECK_THROWS_AS(CatalogCodec::decode(less), MalformedBytes);
  }
}

TEST_CASE("counts add up, by change and as a whole", "[catalog]") {
  Statistics before;
  before.add_nodes(5);
  before.add_nodes(LabelId{2}, 3);
  before.add_relationships(TypeId{1}, 4);
  before.add_relationships(LabelId{2}, TypeId{1}, Direction::In, 4);
  Statistics after = before;
  after.add_nodes(-1);
  after.add_nodes(LabelId{0}, 1);
  after.add_relationships(TypeId{1}, -2);
  after.add_relationships(LabelId{0}, TypeId{1}, Direction::Out, 2);
  after.add_relationships(LabelId{2}, TypeId{1}, Direction::In, -2);
  CHECK(after.relationship_count(LabelId{2}, TypeId{1}, Direction::In) == 2);
  CHECK(after.relationship_count(LabelId{2}, TypeId{1}, Direction::Out) == 0);
  CHECK(after.relationship_count() == 2);

  std::string whole;
  StatisticsCodec::encode(before, whole);
  std::string change;
  StatisticsCodec::encode_change(before, after, change);
  ByteReader in(whole);
  Statistics read = StatisticsCodec::decode(in);
  CHECK(read.node_count(LabelId{2}) == 3);
  ByteReader more(change);
  StatisticsCodec::apply_change(more, read);
  CHECK(read.node_count() == after.node_count());
  CHECK(read.node_count(LabelId{0}) == 1);
  CHECK(read.relationship_count() == 2);
  CHECK(read.relationship_count(TypeId{1}) == 2);
  CHECK(read.relationship_count(LabelId{0}, TypeId{1}, Direction::Out) == 2);
  CHECK(read.relationship_count(LabelId{2}, TypeId{1}, Direction::In) == 2);
}
