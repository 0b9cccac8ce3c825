// Exports: what was imported comes back byte by byte, an edit is all that differs, and nothing is
// written where it should not be.

#include "transfer/export.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <sstream>

#include "agora/error.h"
#include "graph/graph_store.h"
#include "transfer/cell_writer.h"
#include "transfer/export_journal.h"
#include "transfer/import.h"
#include "transfer/manifest_text.h"
#include "transfer/output_folder.h"
#include "transfer/test_folder.h"

using namespace agora;
using namespace agora::transfer;
namespace fs = std::filesystem;
using Catch::Contains;
using namespace std::string_literals;

namespace {

constexpr std::chrono::milliseconds kNoWait{0};
using Store = std::unique_ptr<graph::GraphStore>;

Store memory() { return graph::GraphStore::open(":memory:"); }

void change(graph::GraphStore& store, const std::function<void(graph::GraphFork&)>& work) {
  const auto transaction = store.begin_write(kNoWait);
  transaction->begin_statement();
  work(transaction->graph());
  transaction->accept_statement();
  transaction->commit();
}

NodeId node(graph::GraphFork& graph, const std::vector<std::string>& labels, const Map& properties) {
  std::vector<LabelId> ids;
  for (const std::string& label : labels) ids.push_back(graph.label(label));
  const NodeId made = graph.create_node(ids);
  for (const auto& [key, value] : properties)
    graph.set_property(made, graph.property_key(key), value);
  return made;
}

void join(graph::GraphFork& graph, NodeId start, std::string_view type, NodeId end,
          const Map& properties) {
  const RelationshipId made = graph.create_relationship(graph.type_named(type), start, end);
  for (const auto& [key, value] : properties)
    graph.set_property(made, graph.property_key(key), value);
}

ExportReport write(graph::GraphStore& store, const fs::path& folder, std::string dataset = {}) {
  return export_folder(*store.view(), folder, {std::move(dataset)});
}

/// Lines that only one of two texts has, `-` and `+` before them.
std::string difference(const std::string& before, const std::string& after) {
  const auto lines_of = [](const std::string& all) {
    std::multiset<std::string> lines;
    std::istringstream in(all);
    for (std::string line; std::getline(in, line);) lines.insert(line);
    return lines;
  };
  const auto old_lines = lines_of(before);
  const auto new_lines = lines_of(after);
  std::vector<std::string> only;
  std::string text;
  std::set_difference(old_lines.begin(), old_lines.end(), new_lines.begin(), new_lines.end(),
                      std::back_inserter(only));
  for (const std::string& line : only) text += "-" + line + "\n";
  only.clear();
  std::set_difference(new_lines.begin(), new_lines.end(), old_lines.begin(), old_lines.end(),
                      std::back_inserter(only));
  for (const std::string& line : only) text += "+" + line + "\n";
  return text;
}

const std::map<std::string, std::string> kDataset = {
    {"manifest.json", R"({
  "format": "agora-dataset", "version": 1, "name": "t", "unknown": [{"x": "]}"}],
  "enumerations": {"Level": {"ordered": true, "values": ["local", "national", "global"]}},
  "nodes": [
    {"label": "Group", "labels": ["Group", "Actor"], "file": "nodes/group.csv", "key": "key", "count": 3,
     "columns": [
       {"name": "key", "type": "string", "required": true, "unique": true},
       {"name": "name", "type": "string", "required": true},
       {"name": "level", "type": "Level"},
       {"name": "aliases", "type": "list<string>"}, {"name": "years", "type": "list<integer>"},
       {"name": "big", "type": "boolean"}, {"name": "since", "type": "date"}, {"name": "share", "type": "float"}
     ]},
    {"label": "Law", "file": "nodes/law.jsonl", "key": "key", "columns": [
       {"name": "key", "type": "integer", "required": true, "unique": true},
       {"name": "any", "type": "json"}]}
  ],
  "relationships": [
    {"type": "OPPOSES", "from": ["Actor"], "to": "Law", "file": "relationships/opposes.csv", "key": "key", "count": 2,
     "columns": [
       {"name": "src", "type": "string"},
       {"name": "dst", "type": "string"},
       {"name": "key", "type": "string", "required": true, "unique": true},
       {"name": "cites", "type": "list<string>", "required": true}
     ]}
  ]
}
)"},
    {"nodes/group.csv",
     "key,name,level,aliases,years,big,since,share\n"
     "g1,\"One, \"\"first\"\"\",national,a;b\\;c;d\\\\,2001;2002,true,2015-07-21,0.5\n"
     "g2,\"\",,\"\",\"\",false,,1e+300\n"
     "g3,\" two\nlines \",,ä,,,,-0.0\n"},
    {"nodes/law.jsonl",
     "{\"key\": 9, \"any\": [1,2]}\n{\"key\": 10, \"any\": {\"$duration\":\"P1D\"}}\n{\"key\": 11}\n"},
    {"relationships/opposes.csv", "src,dst,key,cites\ng2,9,a,p2\ng1,10,o1,p1;p2\n"},
};

void put(const TestFolder& folder, const std::map<std::string, std::string>& files) {
  for (const auto& [name, text] : files) folder.write(name, text);
}

}  // namespace

TEST_CASE("what was imported comes back byte by byte") {
  TestFolder folder;
  put(folder, kDataset);
  const auto store = memory();
  import_folder(*store, folder.path(), {}, kNoWait);
  TestFolder out;
  SECTION("by the manifest that was kept") {
    const ExportReport report = write(*store, out.path() / "new");
    CHECK(report.nodes == 6);
    CHECK(report.relationships == 2);
    CHECK(report.files_written == 4);
    CHECK(report.remarks.empty());
    fs::rename(out.path() / "new", out.path() / "moved");
  }
  SECTION("by the folder's own manifest, and nothing is touched there") {
    put(out, kDataset);
    const ExportReport report = write(*store, out.path());
    CHECK(report.files_written == 0);
    CHECK(report.files_unchanged == 4);
    fs::create_directory(out.path() / "moved");
    for (const auto& [name, text] : kDataset) {
      fs::create_directories((out.path() / "moved" / name).parent_path());
      fs::rename(out.path() / name, out.path() / "moved" / name);
    }
  }
  std::map<std::string, std::string> files;
  for (const auto& [name, text] : out.files()) files[name.substr(6)] = text;
  CHECK(files == kDataset);
}

TEST_CASE("an edit is all that differs") {
  TestFolder folder;
  put(folder, kDataset);
  const auto store = memory();
  import_folder(*store, folder.path(), {}, kNoWait);
  std::string expected;
  const auto differences = [&] {
    std::string text;
    for (const auto& [name, after] : folder.files()) {
      const auto before = kDataset.find(name);
      const std::string found = difference(before == kDataset.end() ? "" : before->second, after);
      if (!found.empty()) text += name + "\n" + found;
    }
    return text;
  };
  SECTION("a property") {
    change(*store, [](auto& graph) {
      graph.set_property(NodeId{0}, graph.property_key("name"), Value("=new;"));
    });
    expected = "nodes/group.csv\n"
               "-g1,\"One, \"\"first\"\"\",national,a;b\\;c;d\\\\,2001;2002,true,2015-07-21,0.5\n"
               "+g1,=new;,national,a;b\\;c;d\\\\,2001;2002,true,2015-07-21,0.5\n";
  }
  SECTION("a node and a relationship more, one less") {
    change(*store, [](auto& graph) {
      const NodeId made = node(graph, {"Actor", "Group"}, {{"key", "g0"}, {"name", "N"}});
      join(graph, made, "OPPOSES", NodeId{3}, {{"key", "b"}, {"cites", List{"p"}}});
      std::vector<RelationshipId> all;
      graph.scan_relationships(RelationshipId{}, 9, all);
      for (const RelationshipId each : all) {
        if (graph.property(each, "key") == Value("o1")) graph.delete_relationship(each);
      }
      graph.delete_node(NodeId{2});
      graph.delete_node(NodeId{0});
    });
    expected =
        "manifest.json\n-    {\"label\": \"Group\", \"labels\": [\"Group\", \"Actor\"], \"file\": "
        "\"nodes/group.csv\", \"key\": \"key\", \"count\": 3,\n+    {\"label\": \"Group\", \"labels\": "
        "[\"Group\", \"Actor\"], \"file\": \"nodes/group.csv\", \"key\": \"key\", \"count\": 2,\n"
        "nodes/group.csv\n- two\n-g1,\"One, \"\"first\"\"\",national,a;b\\;c;d\\\\,2001;2002,true,"
        "2015-07-21,0.5\n-g3,\" two\n-lines \",,ä,,,,-0.0\n+g0,N,,,,,,\n"
        "relationships/opposes.csv\n-g1,10,o1,p1;p2\n+g0,9,b,p\n";
    expected.erase(expected.find("- two\n"), 6);
  }
  SECTION("what the manifest has no place for gets one") {
    change(*store, [](auto& graph) {
      graph.set_property(NodeId{1}, graph.property_key("rank"), Value(7));
      const NodeId made = node(graph, {"Note"}, {{"key", "n1"}, {"x", 1.5}});
      join(graph, made, "ON", NodeId{0}, {{"key", "k"}, {"at", List{1, 2}}});
    });
    const ExportReport report = write(*store, folder.path());
    REQUIRE(report.remarks.size() == 3);
    CHECK(folder.read("nodes/note.csv") == "key,x\nn1,1.5\n");
    CHECK(folder.read("relationships/on.csv") == "src,dst,key,at\nn1,g1,k,1;2\n");
    CHECK_THAT(folder.read("nodes/group.csv"), Contains("since,share,rank\n") && Contains("1e+300,7\n"));
    CHECK_THAT(folder.read("manifest.json"),
               Contains("{\"name\": \"share\", \"type\": \"float\"}, {\"name\": \"rank\", \"type\": \"integer\"}") &&
                   Contains("\"file\": \"nodes/note.csv\"") && Contains("\"unknown\": [{\"x\": \"]}\"}]"));
    // And all of it is imported and exported again as it is.
    const auto again = memory();
    import_folder(*again, folder.path(), {}, kNoWait);
    CHECK(write(*again, folder.path()).files_written == 0);
    return;
  }
  write(*store, folder.path());
  CHECK(differences() == expected);
  // Imported again it is the same graph.
  const auto again = memory();
  import_folder(*again, folder.path(), {}, kNoWait);
  CHECK(write(*again, folder.path()).files_written == 0);
}

TEST_CASE("a graph that came without a manifest gets one, and comes back equal") {
  const auto store = memory();
  change(*store, [](auto& graph) {
    graph.create_enumeration({"Level", true, {"low", "high"}});
    graph.create_constraint({.name = "person_key", .kind = catalog::ConstraintKind::Unique,
                             .owner = catalog::Owner::of(graph.label("Person")),
                             .keys = {graph.property_key("id")}, .type = {}, .index = {}});
    graph.create_constraint({.name = "level", .kind = catalog::ConstraintKind::Type,
                             .owner = catalog::Owner::of(graph.label("Person")),
                             .keys = {graph.property_key("level")},
                             .type = {ValueType::Enumerated, false, "Level", {}}, .index = {}});
    graph.create_index("by_name", catalog::Owner::of(graph.label("Person")),
                       {graph.property_key("name")});
    graph.create_endpoint_rule({graph.type_named("KNOWS"), graph.label("Person"), graph.label("Person")});
    const NodeId a = node(graph, {"Person"}, {{"id", 1}, {"name", "a;b"}, {"level", "high"},
                                              {"tags", List{"x;y", "\\"}}});
    const NodeId b = node(graph, {"Person", "Admin"}, {{"id", 2}, {"name", ""}, {"empty", List{}},
                                                       {"one", List{""}}, {"nul", "a\0b"s}});
    const NodeId c = node(graph, {}, {{"when", Value(LocalTime{5})}, {"x", "=1+1"}});
    const NodeId d = node(graph, {"Mix"}, {{"v", 1}});
    node(graph, {"Mix"}, {{"v", "1"}});
    node(graph, {"Mix"}, {{"v", 1.0}});
    join(graph, a, "KNOWS", b, {{"w", 1.0}});
    join(graph, a, "KNOWS", b, {{"w", 1.0}});
    join(graph, c, "T", c, {});
    join(graph, d, "T", a, {{"x", true}});
  });
  TestFolder first;
  const ExportReport report = write(*store, first.path() / "same");
  CHECK(report.nodes == 6);
  CHECK(report.relationships == 4);
  const auto again = memory();
  import_folder(*again, first.path() / "same", {}, kNoWait);
  const catalog::Catalog& schema = again->view()->catalog();
  CHECK(schema.find_constraint("person_key"));
  CHECK(schema.find_constraint("level"));
  CHECK(schema.constraints().size() == 2);
  CHECK(schema.find_index("by_name"));
  CHECK(schema.endpoint_rules().size() == 1);
  CHECK(schema.find_enumeration("Level")->ordered);
  CHECK(again->view()->property(NodeId{0}, "when") == Value(LocalTime{5}));
  TestFolder second;
  write(*again, second.path() / "same");
  CHECK(first.files() == second.files());
}

TEST_CASE("keys of several labels that clash become numbers") {
  const auto store = memory();
  change(*store, [](auto& graph) {
    for (const char* label : {"A", "B"}) {
      graph.create_constraint({.name = label, .kind = catalog::ConstraintKind::Unique,
                               .owner = catalog::Owner::of(graph.label(label)),
                               .keys = {graph.property_key("id")}, .type = {}, .index = {}});
      node(graph, {label}, {{"id", 1}});
    }
  });
  TestFolder out;
  write(*store, out.path());
  CHECK(out.read("nodes/a.csv") == "_id,id\nn1,1\n");
  CHECK(out.read("nodes/b.csv") == "_id,id\nn2,1\n");
}

TEST_CASE("several datasets in one database are told apart") {
  TestFolder a;
  put(a, kDataset);
  TestFolder b;
  b.write("manifest.json", R"({"format": "agora-dataset", "version": 1, "name": "other", "nodes": [
    {"label": "Place", "file": "p.csv", "key": "key", "columns": [{"name": "key", "type": "string"}]}]})");
  b.write("p.csv", "key\np1\n");
  const auto store = memory();
  import_folder(*store, a.path(), {}, kNoWait);
  import_folder(*store, b.path(), {}, kNoWait);
  TestFolder out;
  CHECK_THROWS_WITH(write(*store, out.path()), Contains("several datasets: other, t"));
  CHECK_THROWS_WITH(write(*store, out.path(), "x"), Contains("no dataset of that name"));
  CHECK_THAT(write(*store, out.path(), "t").remarks.at(0), Contains("1 nodes"));
  CHECK(out.files() == kDataset);
  CHECK(write(*store, b.path()).files_written == 0);
  CHECK_THROWS_WITH(write(*store, b.path(), "t"), Contains("the folder has the dataset other"));
  const auto foreign = memory();
  import_folder(*foreign, b.path(), {}, kNoWait);
  CHECK_THROWS_WITH(write(*foreign, a.path()), Contains("the database has other"));
}

TEST_CASE("what cannot be written is said, and nothing is written") {
  TestFolder folder;
  put(folder, kDataset);
  const auto store = memory();
  import_folder(*store, folder.path(), {}, kNoWait);
  TestFolder out;
  SECTION("a value that its column cannot hold") {
    change(*store, [](auto& graph) {
      graph.set_property(NodeId{0}, graph.property_key("aliases"), Value(List{""}));
    });
    CHECK_THROWS_WITH(write(*store, out.path() / "x"),
                      Contains("`aliases`") && Contains("`g1`") && Contains("list<string>"));
  }
  SECTION("two nodes with one key") {
    change(*store, [](auto& graph) { node(graph, {"Note"}, {{"key", "g1"}}); });
    CHECK_THROWS_WITH(write(*store, out.path() / "x"), Contains("two nodes have the key `g1`"));
  }
  SECTION("two nodes with one key, in a file of nodes without a label") {
    const auto bare = memory();
    out.write("in/manifest.json", R"({"nodes": [{"labels": [], "file": "n.csv", "key": "k", "columns": [
      {"name": "k", "type": "string"}]}]})");
    out.write("in/n.csv", "k\na\n");
    import_folder(*bare, out.path() / "in", {}, kNoWait);
    import_folder(*bare, out.path() / "in", {}, kNoWait);  // Without a label they cannot merge.
    CHECK_THROWS_WITH(write(*bare, out.path() / "x"), Contains("two nodes have the key `a`, one with no label"));
    fs::remove_all(out.path() / "in");
  }
  SECTION("a manifest that points elsewhere") {
    out.write("x/manifest.json", R"({"format": "agora-dataset", "version": 1, "name": "t", "nodes": [
      {"label": "Group", "labels": ["Group", "Actor"], "file": "../../group.csv", "key": "key",
       "columns": [{"name": "key", "type": "string"}]}]})");
    CHECK_THROWS_WITH(write(*store, out.path() / "x"), Contains("does not lie within"));
    fs::remove_all(out.path() / "x");
  }
  CHECK(out.files().empty());
  CHECK_FALSE(fs::exists(out.path() / "x"));
}

TEST_CASE("an output folder follows no link, replaces no folder and leaves nothing half done") {
  TestFolder elsewhere;
  TestFolder folder;
  folder.write("a.csv", "old");
  fs::create_directory_symlink(elsewhere.path(), folder.path() / "link");
  fs::create_symlink(elsewhere.path() / "target.csv", folder.path() / "file.csv");
  fs::create_directory(folder.path() / "dir.csv");
  const auto refused = [&](const fs::path& name) {
    try {
      OutputFolder out(folder.path());
      out.write("a.csv", "new");
      out.write("deep/er/b.csv", "b");
      out.write(name, "x");
      out.commit();
    } catch (const Error&) {
      return true;
    }
    return false;
  };
  for (const char* name : {"link/x.csv", "file.csv", "dir.csv", "../x.csv", "/tmp/x.csv", "a/../x.csv",
                           "", "a.csv/x", "."}) {
    INFO(name);
    CHECK(refused(name));
    CHECK(folder.read("a.csv") == "old");
    CHECK_FALSE(fs::exists(folder.path() / "deep"));
  }
  CHECK(elsewhere.files().empty());
  CHECK(folder.files() == std::map<std::string, std::string>{{"a.csv", "old"}});
  ::chmod((folder.path() / "a.csv").c_str(), 0640);
  OutputFolder out(folder.path());
  out.write("a.csv", "new");
  out.write("deep/er/b.csv", "b");
  CHECK(folder.read("a.csv") == "old");
  out.commit();
  CHECK(folder.files() == std::map<std::string, std::string>{{"a.csv", "new"}, {"deep/er/b.csv", "b"}});
  struct stat info {};
  REQUIRE(::stat((folder.path() / "a.csv").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0640);
}

namespace {

/// Runs `work` in a process of its own, which ends without cleaning up.
void run_and_die(const std::function<void()>& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
}

using Files = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("an export that is killed while its files take their places is finished by the next who comes") {
  const Files before = {{"a.csv", "old a"}, {"sub/b.csv", "old b"}, {"c.csv", "old c"}};
  const Files after = {{"a.csv", "new a"}, {"sub/b.csv", "new b"}, {"c.csv", "old c"}, {"new/d.csv", "new d"}};
  const auto replace = [&](const fs::path& folder, int killed_at) {
    OutputFolder out(folder);
    for (const auto& [name, text] : after) out.write(name, text);
    int steps = 0;
    out.commit([&] {
      if (steps++ == killed_at) ::_exit(0);
    });
  };
  for (int killed_at = 0; killed_at <= 3; ++killed_at) {
    for (const bool by_export : {false, true}) {
      INFO(killed_at);
      TestFolder folder;
      for (const auto& [name, text] : before) folder.write(name, text);
      run_and_die([&] { replace(folder.path(), killed_at); });
      CHECK(folder.files().contains(".agora-export"));
      if (by_export) {
        OutputFolder out(folder.path());
      } else {
        finish_export(folder.path());
      }
      CHECK(folder.files() == after);
      finish_export(folder.path());  // Nothing is left to do.
      CHECK(folder.files() == after);
    }
  }
}

TEST_CASE("an import of a folder whose export was killed reads the new files alone") {
  TestFolder folder;
  put(folder, kDataset);
  const auto store = memory();
  import_folder(*store, folder.path(), {}, kNoWait);
  const auto count = store->view()->node_count();
  const std::string manifest = folder.read("manifest.json");
  run_and_die([&] {
    OutputFolder out(folder.path());
    out.write("nodes/law.jsonl", "");
    out.write("manifest.json", manifest + "\n");
    int steps = 0;
    out.commit([&] {
      if (steps++ == 1) ::_exit(0);
    });
  });
  CHECK(folder.read("manifest.json") == manifest);
  const auto again = memory();
  CHECK_THROWS_AS(import_folder(*again, folder.path(), {}, kNoWait), Error);  // Relationships name laws.
  CHECK(folder.read("manifest.json") == manifest + "\n");
  CHECK(folder.read("nodes/law.jsonl").empty());
  CHECK(again->view()->node_count() == 0);
  CHECK(count > 0);
}

TEST_CASE("a journal that was cut off leaves the files as they were") {
  TestFolder folder;
  folder.write("a.csv", "old");
  folder.write(".a.csv.1.0.new", "new");
  folder.write(".agora-export", "agora-export 1\0a.csv\0.a.csv.1.0.new\0"s);
  finish_export(folder.path());
  CHECK(folder.files() == Files{{"a.csv", "old"}});
}

TEST_CASE("a journal moves nothing but an export's own files, and only within the folder") {
  for (const std::string& entry : {"../b.csv\0.b.csv.1.0.new\0"s, "a.csv\0a.new\0"s,
                                   "a.csv\0../.a.csv.1.new\0"s, "\0\0"s}) {
    INFO(entry);
    TestFolder place;
    place.write("b.csv", "outside");
    place.write(".b.csv.1.0.new", "x");
    place.write(".a.csv.1.new", "x");
    place.write("in/a.csv", "inside");
    place.write("in/a.new", "x");
    place.write("in/.agora-export", "agora-export 1\0"s + entry + "end\0"s);
    finish_export(place.path() / "in");
    CHECK(place.files() == Files{{"b.csv", "outside"}, {".b.csv.1.0.new", "x"}, {".a.csv.1.new", "x"},
                                 {"in/a.csv", "inside"}, {"in/a.new", "x"}});
  }
  TestFolder place;
  TestFolder elsewhere;
  elsewhere.write("a.csv", "outside");
  elsewhere.write(".a.csv.1.new", "x");
  fs::create_directory_symlink(elsewhere.path(), place.path() / "link");
  place.write(".agora-export", "agora-export 1\0link/a.csv\0.a.csv.1.new\0end\0"s);
  CHECK_THROWS_WITH(finish_export(place.path()), Contains("cannot finish the export"));
  CHECK(elsewhere.read("a.csv") == "outside");
}

TEST_CASE("a manifest's text is changed in place") {
  const std::string text = "\xEF\xBB\xBF{ \"nodes\" : [{\"count\":1,\"columns\":[],\"x\":\"}\\\"\"}, {\"count\" : 22 }]}";
  ManifestChanges changes;
  changes.nodes = {{5, {}}, {22, {}}};
  CHECK(change_manifest(text, changes) ==
        "\xEF\xBB\xBF{ \"nodes\" : [{\"count\":5,\"columns\":[],\"x\":\"}\\\"\"}, {\"count\" : 22 }]}");
  changes.nodes[0].new_columns = {{.name = "a\"b", .type = {ValueType::Integer, true, {}, {}}}};
  changes.new_nodes = {"{}"};
  changes.new_relationships = {"{1}", "{2}"};
  CHECK(change_manifest(text, changes) ==
        "\xEF\xBB\xBF{ \"nodes\" : [{\"count\":5,\"columns\":[{\"name\": \"a\\\"b\", \"type\": "
        "\"list<integer>\"}],\"x\":\"}\\\"\"}, {\"count\" : 22 }, {}], \"relationships\": [{1}, {2}]}");
}
