// Plans as one line of text: what is asked, and which operators answer it.
#include <catch2/catch.hpp>

#include "catalog/catalog.h"
#include "catalog/statistics.h"
#include "plan/planner.h"
#include "plan/print_plan.h"
#include "semantic/binder.h"
#include "syntax/parser.h"

using namespace agora;

namespace {

/// 1,000 people who know 10,000 times and read 2,000 times, 100 papers, an index over Person.name.
struct Library {
  catalog::Catalog catalog;
  catalog::Statistics statistics;

  Library() {
    const LabelId person = catalog.add_label("Person");
    const LabelId paper = catalog.add_label("Paper");
    const TypeId knows = catalog.add_type("KNOWS");
    const TypeId reads = catalog.add_type("READS");
    const PropertyKeyId name = catalog.add_property_key("name");
    catalog.add_property_key("year");
    catalog::Index index;
    index.name = "person_name";
    index.owner = catalog::Owner::of(person);
    index.keys = {name};
    index.unique = true;
    catalog.add(index);
    statistics.add_nodes(1100);
    statistics.add_nodes(person, 1000);
    statistics.add_nodes(paper, 100);
    statistics.add_relationships(knows, 10000);
    statistics.add_relationships(person, knows, catalog::Direction::Out, 10000);
    statistics.add_relationships(person, knows, catalog::Direction::In, 10000);
    statistics.add_relationships(reads, 2000);
    statistics.add_relationships(person, reads, catalog::Direction::Out, 2000);
    statistics.add_relationships(paper, reads, catalog::Direction::In, 2000);
  }

  std::string plan(const std::string& query, double share_above = 1e18, const plan::ValueSample* sample = nullptr) const {
    const syntax::Statement statement = syntax::parse(query);
    const auto bound = semantic::bind(std::get<syntax::Query>(statement.node), query, {});
    return plan::print_line(plan::plan_statement(bound, catalog, statistics, false, share_above, sample));
  }
};

struct Case {
  const char* what;
  const char* query;
  const char* plan;
};

}  // namespace

TEST_CASE("rows of a large count are dealt out to several threads", "[plan]") {
  const Library library;
  const std::string query = "MATCH (p:Person) WHERE p.year > 1990 RETURN count(*)";
  CHECK(library.plan(query, plan::kShareAbove).find("distribute") == std::string::npos);
  CHECK(library.plan(query, 1000).find("filter(p.year > 1990) distribute(31 at a time) nodesByLabel(p:Person)") !=
        std::string::npos);
}

TEST_CASE("the work of counting is that of the labels it walks over, whatever else the graph has", "[plan]") {
  Library library;
  // Almost no node of this graph is read.
  library.statistics.add_nodes(1'000'000);
  library.statistics.add_nodes(library.catalog.add_label("Page"), 1'000'000);
  // 100 papers lead to 2,000 readers; these know 10,000.
  for (const char* query : {"MATCH (t:Paper)<-[:READS]-(p)-[:KNOWS]->(q) RETURN count(*)",
                            "MATCH (t:Paper)<-[:READS]-(p:Person)-[:KNOWS]->(q:Person) RETURN t, count(*)"}) {
    CAPTURE(query);
    CHECK(library.plan(query, 12'000).find("countBranches") != std::string::npos);
    CHECK(library.plan(query, 12'000).find("distribute(16 at a time) nodesByLabel(t:Paper)") != std::string::npos);
    CHECK(library.plan(query, 13'000).find("distribute") == std::string::npos);
  }
}

TEST_CASE("a pattern starts where a predicate lets few values through", "[plan]") {
  struct Hundred : plan::ValueSample {
    std::vector<Value> numbers;
    Hundred() {
      for (std::int64_t i = 0; i < 100; ++i) numbers.emplace_back(i);
    }
    const std::vector<Value>& values(LabelId, PropertyKeyId) const override { return numbers; }
  } const sample;
  const Library library;
  const auto starts_at = [&](const std::string& where) {
    const std::string plan = library.plan("MATCH (a:Person)-[:KNOWS]->(b:Person) WHERE " + where + " RETURN a, b", 1e18, &sample);
    return plan.substr(plan.rfind(' ') + 1);
  };
  CHECK(starts_at("a.year > 10 AND b.year > 90") == "nodesByLabel(b:Person)");
  CHECK(starts_at("a.year > 90 AND b.year > 10") == "nodesByLabel(a:Person)");
  CHECK(starts_at("a.year > 50 AND b.year = 1") == "nodesByLabel(b:Person)");
  CHECK(starts_at("a.year = $year AND b.year < 50") == "nodesByLabel(a:Person)");
}

TEST_CASE("a plan starts where few rows are and filters as early as it can", "[plan]") {
  const Library library;
  const Case kCases[] = {
      {"a unique property finds its node by the index",
       "MATCH (p:Person {name: 'Ada'}) RETURN p.year",
       "retain(p.year) project(p.year) indexSeek(p:Person(name = 'Ada'))"},
      {"a parameter does too", "MATCH (p:Person) WHERE p.name = $name RETURN p",
       "retain(p) indexSeek(p:Person(name = $name))"},
      {"a range and a prefix go through the index and are checked again",
       "MATCH (p:Person) WHERE p.name STARTS WITH 'A' RETURN p.name",
       "retain(p.name) project(p.name) filter(p.name STARTS WITH 'A') indexRange(p:Person(name "
       "STARTS WITH 'A'))"},
      {"the pattern starts from the rarer side",
       "MATCH (p:Person)-[r:READS]->(t:Paper) RETURN p, r, t",
       "retain(p, r, t) filter(p:Person) expand((t)<-[r:READS]-(p)) nodesByLabel(t:Paper)"},
      {"a known node is where a pattern goes on",
       "MATCH (p:Person {name: 'Ada'})-[:KNOWS]->(q:Person) WHERE q.year > 1990 RETURN q",
       "retain(q) filter(q.year > 1990) filter(q:Person) expand((p)-[:KNOWS]->(q)) "
       "indexSeek(p:Person(name = 'Ada'))"},
      {"a cycle of two is what lies in both directions",
       "MATCH (a:Person {name: 'Ada'})-[:KNOWS]->(b)-[:KNOWS]->(a) RETURN b",
       "retain(b) filter(different(_1, _3)) intersect((a)-[:KNOWS]->(b) & (a)<-[:KNOWS]-(b)) "
       "indexSeek(a:Person(name = 'Ada'))"},
      {"a node that several relationships lead to is found by all of them at once",
       "MATCH (a:Person {name: 'Ada'})-[:KNOWS]->(b)-[:KNOWS]->(c)<-[:KNOWS]-(a) RETURN b, c",
       "retain(b, c) filter(different(_5, _3)) filter(different(_1, _3)) filter(different(_1, _5)) "
       "intersect((a)-[:KNOWS]->(c) & (b)-[:KNOWS]->(c)) expand((a)-[:KNOWS]->(b)) "
       "indexSeek(a:Person(name = 'Ada'))"},
      {"patterns that share nothing are multiplied", "MATCH (a:Paper), (b:Person) RETURN a, b",
       "retain(a, b) cartesianProduct {nodesByLabel(b:Person)} nodesByLabel(a:Paper)"},
      {"OPTIONAL MATCH runs for a batch of rows",
       "MATCH (p:Paper) OPTIONAL MATCH (p)<-[:READS]-(q) RETURN p, q",
       "retain(p, q) optionalApply {expand((p)<-[:READS]-(q)) argument(p)} nodesByLabel(p:Paper)"},
      {"rows to be written are all read before the first is written",
       "MATCH (p:Person) SET p.year = 1 RETURN p",
       "retain(p) eager update(1 items) eager nodesByLabel(p:Person)"},
      {"rows that come from a parameter are not held",
       "UNWIND $rows AS row CREATE (:Person {name: row})",
       "create(1 nodes, 0 relationships) unwind($rows AS row) argument"},
      {"a limit makes a sort keep only the first rows",
       "MATCH (p:Person) RETURN p.name ORDER BY p.name SKIP 2 LIMIT 3",
       "retain(p.name) limit(3) skip(2) topRows(`p.name` LIMIT 2 + 3) project(p.name) "
       "nodesByLabel(p:Person)"},
  };
  for (const Case& c : kCases) {
    DYNAMIC_SECTION(c.what) { CHECK(library.plan(c.query) == c.plan); }
  }
}

TEST_CASE("what is only counted is not listed", "[plan]") {
  const Library library;
  const Case kCases[] = {
      {"a chain hangs on one node",
       "MATCH (p:Person)-[:KNOWS]->(q:Person)-[:READS]->(t:Paper) RETURN count(*)",
       "retain(count(*)) aggregate(count(*) weighted by _6) countBranches((q)<-[:KNOWS]-(p) WHERE p:Person, "
       "(q)-[:READS]->(t) WHERE t:Paper) nodesByLabel(q:Person)"},
      {"two ends that must differ are a pair",
       "MATCH (a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person) WHERE a <> c RETURN count(*)",
       "retain(count(*)) aggregate(count(*) weighted by _6) countBranches((b)-[:KNOWS]-(a) WHERE a:Person, "
       "(b)-[:KNOWS]-(c) WHERE c:Person; a <> c) nodesByLabel(b:Person)"},
      {"two ends that are compared are a pair, and differ anyhow if one must be less",
       "MATCH (a:Person)-[:KNOWS]-(b:Person)-[:KNOWS]-(c:Person) WHERE a.year < c.year RETURN count(*)",
       "retain(count(*)) aggregate(count(*) weighted by _6) countBranches((b)-[:KNOWS]-(a) WHERE a:Person, "
       "(b)-[:KNOWS]-(c) WHERE c:Person; a.year < c.year) nodesByLabel(b:Person)"},
      {"an absent relationship leaves out ends for each node that the way begins at",
       "MATCH (a:Person)-[:KNOWS]-(b)-[:KNOWS]-(c) WHERE a <> c AND NOT (a)-[:KNOWS]-(c) RETURN count(*)",
       "retain(count(*)) aggregate(count(*) weighted by _7) countBranches((a)-[:KNOWS]-(b) * {(b)-[:KNOWS]-(c) <> a "
       "not next to a}) nodesByLabel(a:Person)"},
      {"what must differ from where a way of two steps began is counted with it",
       "MATCH (t:Paper)<-[:READS]-(c)-[:KNOWS]-(b)-[:KNOWS]-(a:Person) WHERE a <> c RETURN t, count(*)",
       "retain(t, count(*)) aggregate(t, count(*) weighted by _8) countBranches((t)<-[:READS]-(c) * {(c)-[:KNOWS]-(b) "
       "* {(b)-[:KNOWS]-(a) WHERE a:Person <> c}}) nodesByLabel(t:Paper)"},
      {"other aggregates take the weight too, and what they read is listed",
       "MATCH (p:Person)-[:READS]->(t:Paper) RETURN avg(p.year), count(DISTINCT p), count(t)",
       "retain(avg(p.year), count(DISTINCT p), count(t)) aggregate(avg(p.year), count(DISTINCT p), count(*) weighted by "
       "_6) countBranches((p)-[:READS]->(t) WHERE t:Paper) nodesByLabel(p:Person)"},
      {"what an optional part finds is counted by whether it finds something",
       "MATCH (t:Paper) OPTIONAL MATCH (t)<-[:READS]-(p:Person) RETURN count(p)",
       "retain(count(p)) aggregate(count(_4) weighted by _5) countBranches(optional (t)<-[:READS]-(p) WHERE p:Person) "
       "nodesByLabel(t:Paper)"},

      {"what is grouped by stays listed",
       "MATCH (p:Person)-[:READS]->(t:Paper) RETURN t.year, count(*)",
       "retain(count(*), t.year) aggregate(t.year, count(*) weighted by _5) countBranches((t)<-[:READS]-(p) WHERE "
       "p:Person) nodesByLabel(t:Paper)"},
      {"an optional part counts as one where there is none",
       "MATCH (t:Paper) OPTIONAL MATCH (t)<-[:READS]-(p:Person) RETURN count(*)",
       "retain(count(*)) aggregate(count(*) weighted by _4) countBranches(optional (t)<-[:READS]-(p) WHERE "
       "p:Person) nodesByLabel(t:Paper)"},
      {"other aggregates need the rows",
       "MATCH (p:Person)-[:READS]->(t:Paper) RETURN collect(t.year)",
       "retain(collect(t.year)) aggregate(collect(t.year)) filter(p:Person) "
       "expand((t)<-[:READS]-(p)) nodesByLabel(t:Paper)"},
      {"a cycle is counted by intersecting what its nodes lead to",
       "MATCH (a:Person)-[:KNOWS]->(b)-[:KNOWS]->(c)-[:KNOWS]->(a) RETURN count(*)",
       "retain(count(*)) aggregate(count(*) weighted by _7) countCycle((a)-[:KNOWS]->(b), (b)-[:KNOWS]->(c) & "
       "(a)<-[:KNOWS]-(c)) nodesByLabel(a:Person)"},
      {"a node of a cycle that is compared with another is left out where that does not hold",
       "MATCH (a:Person)-[:KNOWS]->(b)-[:KNOWS]->(c)-[:KNOWS]->(a) WHERE a.year < b.year RETURN count(*)",
       "retain(count(*)) aggregate(count(*) weighted by _7) countCycle((a)-[:KNOWS]->(b) WHERE a.year < b.year, "
       "(b)-[:KNOWS]->(c) & (a)<-[:KNOWS]-(c)) nodesByLabel(a:Person)"},
      {"clauses that follow each other are one pattern, but may use a relationship both",
       "MATCH (a:Person)-[:KNOWS]->(b) MATCH (b)-[:KNOWS]->(c) MATCH (c)-[:READS]->(t:Paper) RETURN c",
       "retain(c) filter(a:Person) expand((b)<-[:KNOWS]-(a)) expand((c)<-[:KNOWS]-(b)) "
       "expand((t)<-[:READS]-(c)) nodesByLabel(t:Paper)"},
  };
  for (const Case& c : kCases) {
    DYNAMIC_SECTION(c.what) { CHECK(library.plan(c.query) == c.plan); }
  }
}

TEST_CASE("two patterns are joined by what must be equal", "[plan]") {
  Library library;
  const auto joins = [&](const char* query) { return library.plan(query, plan::kShareAbove).find("hashJoin") != std::string::npos; };
  CHECK(joins("MATCH (p:Person), (q:Person) WHERE p.year = q.year RETURN p, q"));
  CHECK(joins("MATCH (p:Person), (t:Paper {year: p.year}) RETURN count(*)"));
  CHECK_FALSE(joins("MATCH (p:Person), (q:Person) WHERE p.year < q.year RETURN p, q"));
  CHECK_FALSE(joins("MATCH (p:Person), (q:Person) WHERE p.year + 1 = q.year RETURN p, q"));
}

TEST_CASE("a relationship that must exist closes a counted cycle", "[plan]") {
  Library library;
  const std::string plan = library.plan(
      "MATCH (a:Person)-[:KNOWS]-(b)-[:KNOWS]-(c) WHERE (a)-[:KNOWS]-(c) RETURN count(*)", plan::kShareAbove);
  CHECK(plan.find("countCycle") != std::string::npos);
  CHECK(plan.find(" exists") != std::string::npos);
}

TEST_CASE("paths repeat their parts, and some are chosen", "[plan]") {
  const Library library;
  const Case kCases[] = {
      {"one repetition is a plan of its own",
       "MATCH (p:Person {name: 'Ada'})((a)-[r:KNOWS]->(b) WHERE b.year > 1900){1,3}(q) RETURN q, r",
       
       "retain(r, q) repeat((p)(r){1,3}(q)) {filter(b.year > 1900) expand((a)-[r:KNOWS]->(b)) "
       "argument(a)} indexSeek(p:Person(name = 'Ada'))"},
      {"from where few rows are, though it is written from the other end",
       "MATCH (q)((a)-[:KNOWS]->(b)){2}(p:Person {name: 'Ada'}) RETURN q",
       "retain(q) repeat((p)(_3){2,2}(q)) {expand((b)<-[:KNOWS]-(a)) argument(b)} "
       "indexSeek(p:Person(name = 'Ada'))"},
      {"the nearest between two known nodes are searched from both",
       "MATCH p = ANY SHORTEST (a:Person {name: 'Ada'})-[:KNOWS]->+(b:Person {name: 'Bo'}) RETURN p",
       "retain(p) project(path(_0, _2, _1) AS p) selectPathsInto(SHORTEST (a)(_5){1,}(b)) {expand((_3)-[:KNOWS]->(_4)) "
       "argument(_3)} indexSeek(b:Person(name = 'Bo')) indexSeek(a:Person(name = 'Ada'))"},
      {"where only the ends are asked for any path will do",
       "MATCH (p:Person {name: 'Ada'})((a)-[:KNOWS]->(b))+(q) RETURN count(DISTINCT q)",
       "retain(count(DISTINCT q)) aggregate(count(DISTINCT q)) selectPaths(ANY (p)(_3){1,}(q)) "
       "{expand((a)-[:KNOWS]->(b)) argument(a)} indexSeek(p:Person(name = 'Ada'))"},
      {"and where only existence is",
       "MATCH (p:Person {name: 'Ada'}) RETURN EXISTS { (p)((a)-[:KNOWS]->(b))+(:Paper) } AS e",
       "retain(e) project(EXISTS { MATCH (p)((a)-[:KNOWS]->(b)){1,}(:Paper) } AS e) "
       "indexSeek(p:Person(name = 'Ada')) subquery {filter(_7:Paper) selectPaths(ANY (p)(_3){1,}(_7)) "
       "{expand((a)-[:KNOWS]->(b)) argument(a)} argument(p)}"},
      {"but each path where they are counted",
       "MATCH (p:Person {name: 'Ada'})((a)-[:KNOWS]->(b))+(q) RETURN count(q)",
       "retain(count(q)) aggregate(count(q)) repeat((p)(_3){1,}(q)) {expand((a)-[:KNOWS]->(b)) "
       "argument(a)} indexSeek(p:Person(name = 'Ada'))"},
      {"a choice is made for each pair of ends",
       "MATCH p = SHORTEST 2 (a:Person {name: 'Ada'})-[:KNOWS]->+(b:Person {name: 'Bo'}) RETURN p",
       "retain(p) project(path(_0, _2, _1) AS p) filter(b.name = 'Bo') filter(b:Person) "
       "selectPaths(SHORTEST 2 (a)(_5){1,}(b)) {expand((_3)-[:KNOWS]->(_4)) argument(_3)} "
       "indexSeek(a:Person(name = 'Ada'))"},
      {"among the paths that pass its condition",
       "MATCH ALL SHORTEST ((a:Person {name: 'Ada'})-[r:KNOWS]->*(b) WHERE size(r) > 2) RETURN b",
       "retain(b) selectPaths(ALL SHORTEST (a)(r){0,}(b) WHERE size(r) > 2) "
       "{expand((_3)-[r:KNOWS]->(_4)) argument(_3)} indexSeek(a:Person(name = 'Ada'))"},
      {"each relationship of a variable length is tested on the way",
       "MATCH (a:Person {name: 'Ada'})-[r:KNOWS*1..3 WHERE r.year > 1900]->(b) RETURN b",
       "retain(b) expandVariable((a)-[r:KNOWS*1..3]->(b) WHERE r.year > 1900) "
       "indexSeek(a:Person(name = 'Ada'))"},
      {"a walk may use a relationship again",
       "MATCH WALK (a:Person {name: 'Ada'})-[:KNOWS]->(b)<-[:KNOWS]-(c) RETURN c",
       "retain(c) expand((b)<-[:KNOWS]-(c)) expand((a)-[:KNOWS]->(b)) "
       "indexSeek(a:Person(name = 'Ada'))"},
  };
  for (const Case& c : kCases) {
    DYNAMIC_SECTION(c.what) { CHECK(library.plan(c.query) == c.plan); }
  }
}
