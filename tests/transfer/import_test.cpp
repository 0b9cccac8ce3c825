// Imports of folders and files: what arrives, what is refused and how it is said.

#include "transfer/import.h"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>

#include "agora/error.h"
#include "transfer/csv_reader.h"
#include "transfer/test_folder.h"

using namespace agora;
using namespace agora::transfer;
namespace fs = std::filesystem;
using Catch::Contains;

namespace {

using Folder = TestFolder;

/// Every field of every record, `|` between fields, quoted ones in quotes, problems after `!`.
std::string csv(std::string_view bytes) {
  CsvReader reader(bytes);
  std::string text;
  for (;;) {
    const bool more = reader.next();
    if (!more && !reader.problem()) return text;
    text += std::to_string(reader.line()) + ":";
    for (std::size_t i = 0; more && i < reader.field_count(); ++i) {
      text += (i > 0 ? "|" : "") + (reader.quoted(i) ? "'" + std::string(reader.field(i)) + "'"
                                                     : std::string(reader.field(i)));
    }
    text += more ? " " : "! ";
  }
}

/// All nodes "labels{properties}" and relationships "start-TYPE{…}->end" by their key, sorted.
std::string dump(const graph::GraphView& view) {
  std::vector<std::string> lines;
  const auto key = [&](NodeId node) {
    const Value id = view.property(node, "id");
    return to_string(id.is_null() ? view.property(node, "key") : id);
  };
  std::vector<NodeId> nodes;
  view.scan_nodes(NodeId{}, 1000000, nodes);
  for (const NodeId node : nodes) {
    std::vector<std::string> labels = view.labels(node);
    std::sort(labels.begin(), labels.end());
    std::string line;
    for (const auto& label : labels) line += ":" + label;
    lines.push_back(line + to_string(Value(view.properties(node))));
  }
  std::vector<RelationshipId> relationships;
  view.scan_relationships(RelationshipId{}, 1000000, relationships);
  for (const RelationshipId each : relationships) {
    const auto record = view.record(each);
    lines.push_back(key(record->start) + "-" + view.type(each) +
                    to_string(Value(view.properties(each))) + "->" + key(record->end));
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

std::unique_ptr<graph::GraphStore> memory() { return graph::GraphStore::open(":memory:"); }

ImportReport load(graph::GraphStore& store, const fs::path& folder) {
  return import_folder(store, folder, {}, std::chrono::milliseconds(0));
}

/// All problems of an import that must fail, one a line, then the error.
std::string problems(graph::GraphStore& store, const fs::path& folder, std::uint64_t max = 20) {
  std::string text;
  ImportOptions options;
  options.max_problems = max;
  options.problem = [&](const ImportProblem& problem) {
    text += problem.file.filename().string() + ":" + std::to_string(problem.line) + ": " +
            problem.reason + "\n";
  };
  try {
    import_folder(store, folder, options, std::chrono::milliseconds(0));
  } catch (const Error& error) {
    return text + error.message();
  }
  return text + "(no error)";
}

constexpr std::string_view kManifest = R"({
  "format": "agora-dataset", "version": 1, "name": "t",
  "enumerations": {"Level": {"ordered": true, "values": ["local", "national", "global"]}},
  "nodes": [
    {"label": "Group", "labels": ["Group", "Actor"], "file": "nodes/group.csv", "key": "key", "columns": [
      {"name": "key", "type": "string", "required": true, "unique": true},
      {"name": "name", "type": "string", "required": true},
      {"name": "level", "type": "Level"},
      {"name": "aliases", "type": "list<string>"},
      {"name": "years", "type": "list<integer>"},
      {"name": "big", "type": "boolean"}, {"name": "since", "type": "date"}, {"name": "share", "type": "float"}]},
    {"label": "Law", "file": "nodes/law.csv", "key": "key", "columns": [
      {"name": "key", "type": "string", "required": true, "unique": true}]}],
  "relationships": [
    {"type": "OPPOSES", "from": ["Actor"], "to": ["Law"], "file": "relationships/opposes.csv", "key": "key", "columns": [
      {"name": "src", "type": "string"}, {"name": "dst", "type": "string"},
      {"name": "key", "type": "string", "required": true, "unique": true},
      {"name": "cites", "type": "list<string>", "required": true}]}]
})";

void write_dataset(const Folder& folder) {
  folder.write("manifest.json", kManifest);
  folder.write("nodes/group.csv",
               "key,name,level,aliases,years,big,since,share\n"
               "g1,\"One, \"\"first\"\"\",national,a;b\\;c,2001;2002,true,2015-07-21,0.5\n"
               "g2,Two,,,,,,\n");
  folder.write("nodes/law.csv", "key\nl1\n");
  folder.write("relationships/opposes.csv", "src,dst,key,cites\ng1,l1,o1,p1;p2\n");
}

constexpr std::string_view kDatasetDump =
    ":Actor:Group{key: 'g1', name: 'One, \"first\"', level: 'national', aliases: ['a', 'b;c'], "
    "years: [2001, 2002], big: true, "
    "since: 2015-07-21, share: 0.5}\n"
    ":Actor:Group{key: 'g2', name: 'Two'}\n"
    ":Law{key: 'l1'}\n"
    "g1-OPPOSES{key: 'o1', cites: ['p1', 'p2']}->l1\n";

}  // namespace

TEST_CASE("CSV") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"a,b\n1,2\n", "1:a|b 2:1|2 "},
      {"a\r\nb\r\n", "1:a 2:b "},
      {"a\nb", "1:a 2:b "},
      {"a\nb\r", "1:a 2:b "},
      {"\xEF\xBB\xBF"
       "a\n",
       "1:a "},
      {"a,,\n,\n", "1:a|| 2:| "},
      {"a,", "1:a| "},
      {"\n\na\n\n", "3:a "},
      {"\"a\",\"\"\n", "1:'a'|'' "},
      {"\"\"\n", "1:'' "},
      {"\"a\"\"b\",c\n", "1:'a\"b'|c "},
      {"\"\"\"\"", "1:'\"' "},
      {"\"two\nlines\",x\ny,z\n", "1:'two\nlines'|x 3:y|z "},
      {"\"a\r\nb\"\r\nc\r\n", "1:'a\r\nb' 3:c "},
      {"a\"b\",c\n", "1:a\"b\"|c "},
      {"a\rb\n", "1:a\rb "},
      {"\"a\"b\nc\n", "1:! 2:c "},
      {"\"a\nb\nc\n", "1:! 2:b 3:c "},
      {"x,\"a\"\"b\",\"c\"\"d\",\"e\"\"f\"\n", "1:x|'a\"b'|'c\"d'|'e\"f' "},
      {"\"a\"\r", "1:'a' "},
      {" a , \"b\"\n", "1: a | \"b\" "},
  };
  for (const auto& [bytes, expected] : cases) {
    INFO(bytes);
    CHECK(csv(bytes) == expected);
  }
}

TEST_CASE("a dataset arrives whole, and a second time changes nothing") {
  Folder folder;
  write_dataset(folder);
  const auto store = memory();
  const ImportReport first = load(*store, folder.path());
  CHECK(first.nodes_created == 3);
  CHECK(first.relationships_created == 1);
  CHECK(dump(*store->view()) == kDatasetDump);
  const auto constraints = store->view()->catalog().constraints();
  CHECK(constraints.size() > 10);
  CHECK(store->view()->catalog().endpoint_rules().size() == 1);

  const std::uint64_t written = store->storage().snapshot()->sequence();
  const ImportReport second = load(*store, folder.path());
  CHECK(store->storage().snapshot()->sequence() == written);
  CHECK(second.nodes_absent + second.relationships_absent == 0);
  CHECK(second.nodes_created == 0);
  CHECK(second.nodes_merged == 3);
  CHECK(second.relationships_merged == 1);
  CHECK(second.properties_set == 0);
  CHECK(second.constraints_added == 0);
  CHECK(dump(*store->view()) == kDatasetDump);
  CHECK(store->view()->catalog().constraints() == constraints);
}

TEST_CASE("what the files no longer have is listed, and pruned on request") {
  Folder folder;
  write_dataset(folder);
  const auto store = memory();
  folder.write("nodes/law.csv", "key\nl1\nl2\nl3\n");
  folder.write("relationships/opposes.csv",
               "src,dst,key,cites\ng1,l1,o1,p1;p2\ng1,l2,o2,p1\ng1,l1,o3,p1\n");
  load(*store, folder.path());
  const auto change = [&](const std::function<void(graph::GraphFork&)>& work) {
    auto transaction = store->begin_write(std::chrono::milliseconds(0));
    transaction->begin_statement();
    work(transaction->graph());
    transaction->accept_statement();
    transaction->commit();
  };
  // Not the dataset's: a label of its own, a node of the dataset's label without the key.
  change([](graph::GraphFork& graph) {
    const LabelId labels[] = {graph.label("Note")};
    const NodeId note = graph.create_node(labels);
    graph.set_property(note, graph.property_key("key"), Value("note"));
    const LabelId actor[] = {graph.label("Actor")};
    const NodeId other = graph.create_node(actor);
    graph.set_property(other, graph.property_key("key"), Value("a9"));
    graph.set_property(other, graph.property_key("name"), Value("A"));
  });
  write_dataset(folder);

  const ImportReport listed = load(*store, folder.path());
  CHECK(listed.nodes_absent == 2);
  CHECK(listed.relationships_absent == 2);
  CHECK_FALSE(listed.pruned);
  std::string names;
  for (const ImportedElement& each : listed.absent)
    names += each.kind + (each.relationship ? "-" : ":") + each.key + " ";
  CHECK(names == "Law:l2 Law:l3 OPPOSES-o2 OPPOSES-o3 ");
  CHECK(store->view()->node_count() == 7);

  ImportOptions prune;
  prune.prune = true;
  SECTION("exactly those") {
    const ImportReport pruned =
        import_folder(*store, folder.path(), prune, std::chrono::milliseconds(0));
    CHECK(pruned.pruned);
    CHECK(pruned.nodes_absent == 2);
    CHECK(pruned.relationships_absent == 2);
    std::string left = dump(*store->view());
    for (const std::string& kept :
         {std::string(":Note{key: 'note'}\n"), std::string(":Actor{key: 'a9', name: 'A'}\n")}) {
      INFO(left);
      REQUIRE_THAT(left, Contains(kept));
      left.erase(left.find(kept), kept.size());
    }
    CHECK(left == kDatasetDump);
    const ImportReport again =
        import_folder(*store, folder.path(), prune, std::chrono::milliseconds(0));
    CHECK(again.nodes_absent + again.relationships_absent == 0);
  }
  SECTION("or nothing, if a relationship of somebody else's hangs on one") {
    change([](graph::GraphFork& graph) {
      std::vector<NodeId> notes;
      std::vector<NodeId> laws;
      graph.scan_nodes(*graph.catalog().find_label("Note"), NodeId{}, 1, notes);
      graph.scan_nodes(*graph.catalog().find_label("Law"), NodeId{}, 9, laws);
      graph.create_relationship(graph.type_named("ON"), notes[0], laws[2]);
    });
    const std::string before = dump(*store->view());
    CHECK_THROWS_WITH(import_folder(*store, folder.path(), prune, std::chrono::milliseconds(0)),
                      Contains("`l3`") && Contains("ON"));
    CHECK(dump(*store->view()) == before);
  }
}

TEST_CASE("a changed dataset updates what is there") {
  Folder folder;
  write_dataset(folder);
  const auto store = memory();
  load(*store, folder.path());
  folder.write("nodes/law.csv", "key\nl1\nl2\n");
  folder.write("nodes/group.csv",
               "key,name,level,aliases,years,big,since,share\ng1,New,local,,,,,\n");
  folder.write("relationships/opposes.csv", "src,dst,key,cites\ng1,l2,o1,p1\ng1,l1,o2,p9\n");
  const ImportReport report = load(*store, folder.path());
  CHECK(report.nodes_created == 1);
  CHECK(report.nodes_merged == 2);
  CHECK(dump(*store->view()) ==
        ":Actor:Group{key: 'g1', name: 'New', level: 'local'}\n"
        ":Actor:Group{key: 'g2', name: 'Two'}\n"
        ":Law{key: 'l1'}\n:Law{key: 'l2'}\n"
        "g1-OPPOSES{key: 'o1', cites: ['p1']}->l2\ng1-OPPOSES{key: 'o2', cites: ['p9']}->l1\n");
}

TEST_CASE("what a manifest declares stays enforced") {
  Folder folder;
  write_dataset(folder);
  const auto store = memory();
  if (GENERATE(false, true)) {
    // Into a database that is not empty: then the schema comes through a transaction.
    auto transaction = store->begin_write(std::chrono::milliseconds(0));
    transaction->begin_statement();
    transaction->graph().create_node({});
    transaction->accept_statement();
    transaction->commit();
  }
  load(*store, folder.path());
  const auto refused = [&](const std::function<void(graph::GraphFork&)>& change) {
    auto transaction = store->begin_write(std::chrono::milliseconds(0));
    transaction->begin_statement();
    try {
      change(transaction->graph());
      transaction->accept_statement();
    } catch (const Error& error) {
      return error.category() == ErrorCategory::ConstraintValidationFailed;
    }
    return false;
  };
  const auto node = [](graph::GraphFork& graph, std::string_view label, const Map& properties) {
    const LabelId labels[] = {graph.label(label)};
    const NodeId made = graph.create_node(labels);
    for (const auto& [key, value] : properties)
      graph.set_property(made, graph.property_key(key), value);
    return made;
  };
  CHECK_FALSE(refused([&](auto& graph) {
    node(graph, "Group", {{"key", "g3"}, {"name", "x"}, {"level", "global"}});
  }));
  CHECK(refused([&](auto& graph) { node(graph, "Group", {{"key", "g3"}}); }));
  CHECK(refused([&](auto& graph) { node(graph, "Group", {{"key", "g1"}, {"name", "x"}}); }));
  CHECK(refused([&](auto& graph) { node(graph, "Actor", {{"key", "g1"}, {"name", "x"}}); }));
  CHECK(refused([&](auto& graph) {
    node(graph, "Group", {{"key", "g3"}, {"name", "x"}, {"level", "cosmic"}});
  }));
  CHECK(refused([&](auto& graph) { node(graph, "Group", {{"key", "g3"}, {"name", 7}}); }));
  CHECK(refused([&](auto& graph) {
    const NodeId law = node(graph, "Law", {{"key", "l9"}});
    const RelationshipId made = graph.create_relationship(graph.type_named("OPPOSES"), law, law);
    graph.set_property(made, graph.property_key("key"), Value("o9"));
    graph.set_property(made, graph.property_key("cites"), Value(List{"p"}));
  }));
}

TEST_CASE("every bad row is named and nothing is imported") {
  Folder folder;
  write_dataset(folder);
  const auto store = memory();
  const auto put = [&](const char* file, const char* text) { folder.write(file, text); };
  const std::string header = "key,name,level,aliases,years,big,since,share\n";
  put("nodes/group.csv", (header + "g1,A,,,,,,\n"
                                   ",B,,,,,,\n"
                                   "g1,C,,,,,,\n"
                                   "g3,,,,,,,\n"
                                   "g4,D,cosmic,,,,,\n"
                                   "g5,E,,,1;x,,,\n"
                                   "g6,F,,,,maybe,,\n"
                                   "g7,G,,,,,2015-02-30,\n"
                                   "g8,H,,,,,,wide\n"
                                   "g9,I\n"
                                   "g10,\"two\nlines\" x,,,,,,\n"
                                   "g11,\xff,,,,,,\n")
                             .c_str());
  put("relationships/opposes.csv",
      "src,dst,key,cites\nnobody,l1,o1,p\nl1,g1,o2,p\ng1,l1,o3,\ng1,l1,o4,p\ng1,l1,o4,p\n");
  const std::string found = problems(*store, folder.path());
  for (const char* expected :
       {"group.csv:3: column `key` is empty", "group.csv:4: the key `g1` was given before, at ",
        "group.csv:2", "group.csv:5: column `name` is empty",
        "group.csv:6: column `level`: 'cosmic' is not one of the values of Level: local, national, "
        "global",
        "group.csv:7: column `years`: 'x' is not an integer",
        "group.csv:8: column `big`: 'maybe' is not true or false",
        "group.csv:9: column `since`: '2015-02-30' is not a date",
        "group.csv:10: column `share`: 'wide' is not a number",
        "group.csv:11: the row has 2 fields, the header 8", "group.csv:12: after the closing quote",
        "group.csv:14: field 2 is not valid UTF-8",
        "opposes.csv:2: src: there is no node with the key `nobody`",
        "opposes.csv:3: src: `l1` is a node with the label Law, and OPPOSES needs one with Actor",
        "opposes.csv:3: dst: `g1` is a node with the label Group:Actor, and OPPOSES needs one with "
        "Law",
        "opposes.csv:4: column `cites` is empty",
        "opposes.csv:6: column `key`: `o4` must be unique and was given before, in line 5",
        "more"}) {
    CHECK_THAT(found, Contains(expected));
  }
  CHECK(store->view()->node_count() == 0);
  CHECK(store->view()->catalog().constraints().empty());
  CHECK_THAT(problems(*store, folder.path(), 3), Contains("(and 2 more; reading stopped there)"));

  write_dataset(folder);
  CHECK(load(*store, folder.path()).nodes_created == 3);  // And the write lock is free.
  put("nodes/law.csv", "key\nl1\nl1\n");
  CHECK_THAT(problems(*store, folder.path()), Contains("law.csv:3: the key `l1` was given before"));
  CHECK(dump(*store->view()) == kDatasetDump);
}

TEST_CASE("files and headers that do not fit") {
  Folder folder;
  write_dataset(folder);
  const auto store = memory();
  const std::pair<const char*, const char*> cases[] = {
      {"", "law.csv: the file is empty"},
      {"name\n", "law.csv:1: the column `key` is missing"},
      {"key,other\n", "law.csv:1: the manifest has no column `other`"},
      {"key,key\n", "the column `key` comes twice"},
      {"key,\n", "column 2 has no name"},
      {"\xff\n", "not valid UTF-8"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    folder.write("nodes/law.csv", text);
    CHECK_THAT(problems(*store, folder.path()), Contains(expected));
  }
  fs::remove(folder.path() / "nodes/law.csv");
  CHECK_THAT(problems(*store, folder.path()), Contains("cannot read") && Contains("law.csv"));
}

TEST_CASE("manifests that cannot be read") {
  Folder folder;
  const auto store = memory();
  folder.write("out.csv", "key\n");
  CHECK_THAT(problems(*store, folder.path()), Contains("manifest.json"));
  Folder elsewhere;
  elsewhere.write("x.csv", "key\n");
  fs::create_symlink(elsewhere.path() / "x.csv", folder.path() / "link.csv");
  const auto nodes = [](const std::string& entry) { return "{\"nodes\": [" + entry + "]}"; };
  const std::string columns = R"("columns": [{"name": "id", "type": "integer"}])";
  const std::pair<std::string, const char*> cases[] = {
      {"{", "not valid JSON"},
      {"[]", "not a JSON object"},
      {R"({"format": "x"})", "agora-dataset"},
      {R"({"format": "agora-dataset", "version": 2})", "knows versions up to 1"},
      {nodes("{}"), "`label` is missing"},
      {nodes(R"({"label": "A"})"), "`file` is missing"},
      {nodes(R"({"label": "A", "file": "../x.csv", )" + columns + "}"), "outside the folder"},
      {nodes(R"({"label": "A", "file": "/etc/passwd", )" + columns + "}"),
       "relative to the folder"},
      {nodes(R"({"label": "A", "file": "link.csv", )" + columns + "}"), "symbolic link"},
      {nodes(R"({"label": "A", "file": "missing.csv", )" + columns + "}"), "cannot read"},
      {nodes(R"({"label": "A", "file": "out.csv", "columns": [{"name": "id", "type": "what"}]})"),
       "the type what is neither"},
      {nodes(R"({"label": "A", "file": "out.csv", "key": "k", )" + columns + "}"), "no column `k`"},
      {nodes(R"({"label": "A", "file": "out.csv", "columns": [{"name": "id", "type": "float"}]})"),
       "must be of type string or integer"},
      {R"({"format": "agora-dataset", "version": 1, "enumerations": {"E": {"values": ["a", "a"]}}})",
       "a value twice"},
      {R"({"format": "agora-dataset", "version": 1, "enumerations": {"E": {"values": []}}})",
       "has no values"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    folder.write("manifest.json", text);
    CHECK_THAT(problems(*store, folder.path()), Contains(expected));
  }
}

TEST_CASE("single files: types are inferred and said, ids are one namespace") {
  Folder folder;
  ImportFiles files;
  files.nodes = {{{"Post", "Message"},
                  folder.write("post.csv",
                               "id,n,x,b,s,code,none\n1,5,1.5,true,a,007,\n2,,2,false,\"\",08,\n")},
                 {{"Person"}, folder.write("person.csv", "id,name\n3,Ann\n")}};
  files.relationships = {{"LIKES", folder.write("likes.csv", "src,dst,at\n3,1,10\n3,2,\n")},
                         {"LIKES", folder.write("more.csv", "src,dst\n1,2\n")}};
  const auto store = memory();
  const ImportReport report = import_files(*store, files, {}, std::chrono::milliseconds(0));
  CHECK(report.remarks.size() == 3);
  CHECK_THAT(report.remarks[0],
             Contains("post.csv") &&
                 Contains("id INTEGER, n INTEGER, x FLOAT, b BOOLEAN, s STRING, code STRING"));
  const std::string expected =
      "1-LIKES{}->2\n3-LIKES{at: 10}->1\n3-LIKES{}->2\n"
      ":Message:Post{id: 1, n: 5, x: 1.5, b: true, s: 'a', code: '007'}\n"
      ":Message:Post{id: 2, x: 2.0, b: false, s: '', code: '08'}\n"
      ":Person{id: 3, name: 'Ann'}\n";
  CHECK(dump(*store->view()) == expected);
  CHECK(store->view()->catalog().constraints().size() == 3);

  // Again: nodes merge, relationships have no key and are new.
  const ImportReport again = import_files(*store, files, {}, std::chrono::milliseconds(0));
  CHECK(again.nodes_merged == 3);
  CHECK(again.relationships_created == 3);

  files.nodes[1].file = folder.write("bad.csv", "name,id\nAnn,3\n");
  CHECK_THROWS_WITH(import_files(*store, files, {}, std::chrono::milliseconds(0)),
                    Contains("must begin with `id`"));
  files.nodes[1].file = folder.path() / "nowhere.csv";
  CHECK_THROWS_WITH(import_files(*store, files, {}, std::chrono::milliseconds(0)),
                    Contains("there is no file"));
}

TEST_CASE("a manifest beside single files gives their types") {
  Folder folder;
  folder.write("manifest.json",
               R"({"nodes": [{"label": "A", "labels": ["A"], "file": "a.csv", "count": 1,
      "columns": [{"name": "id", "type": "integer"}, {"name": "day", "type": "string"}]}], "relationships": []})");
  ImportFiles files;
  files.nodes = {{{"B", "C"}, folder.write("a.csv", "id,day\n1,12\n")}};
  const auto store = memory();
  CHECK(import_files(*store, files, {}, std::chrono::milliseconds(0)).remarks.empty());
  CHECK(dump(*store->view()) == ":B:C{id: 1, day: '12'}\n");
  folder.write("a.csv", "id,day\n1,12\n2,13\n");
  CHECK_THAT(problems(*memory(), folder.path()),
             Contains("a.csv: it has 2 rows, and its manifest says 1"));
}

TEST_CASE("files as they come: marks, line ends, long fields") {
  Folder folder;
  write_dataset(folder);
  const auto store = memory();
  const std::string name(5'000'000, 'x');
  folder.write("nodes/group.csv", "\xEF\xBB\xBFkey,name,level,aliases,years,big,since,share\r\n"
                                  "g1,\"One, \"\"first\"\"\",national,a;b\\;c,2001;2002,true,"
                                  "2015-07-21,0.5\r\ng2," + name + ",,\"\",\"\",,,\r\n");
  load(*store, folder.path());
  const graph::GraphView& view = *store->view();
  CHECK(view.property(NodeId{1}, "name") == Value(name));
  CHECK(view.property(NodeId{1}, "aliases") == Value(List{}));
  CHECK(view.property(NodeId{0}, "name") == Value("One, \"first\""));

  folder.write("nodes/law.csv", std::string("key\nl1\nl\0two\n", 14));
  CHECK_THAT(problems(*memory(), folder.path()),
             Contains("law.csv:3: column `key`: it has a character of code 0"));
  folder.write("nodes/law.csv", "\xFF\xFEk\0");
  CHECK_THAT(problems(*memory(), folder.path()), Contains("law.csv:1: the header is not valid UTF-8"));
}

TEST_CASE("JSON Lines arrive as CSV does") {
  Folder folder;
  write_dataset(folder);
  std::string manifest(kManifest);
  const auto rename = [&](const std::string& from, const std::string& to) {
    manifest.replace(manifest.find(from), from.size(), to);
  };
  rename("nodes/group.csv", "nodes/group.jsonl");
  rename("relationships/opposes.csv", "relationships/opposes.ndjson");
  folder.write("manifest.json", manifest);
  folder.write("nodes/group.jsonl",
               "\xEF\xBB\xBF{\"key\": \"g1\", \"name\": \"One, \\\"first\\\"\", \"level\": \"national\", "
               "\"aliases\": [\"a\", \"b;c\"], \"years\": [2001, 2002], \"big\": true, "
               "\"since\": \"2015-07-21\", \"share\": 0.5}\r\n\n{\"name\":\"Two\",\"key\":\"g2\",\"level\":null}");
  folder.write("relationships/opposes.ndjson",
               "{\"src\": \"g1\", \"dst\": \"l1\", \"key\": \"o1\", \"cites\": [\"p1\", \"p2\"]}\n");
  const auto store = memory();
  load(*store, folder.path());
  CHECK(dump(*store->view()) == kDatasetDump);

  folder.write("nodes/group.jsonl",
               "{\"key\": \"g1\", \"name\": \"A\"}\n"
               "{\"key\": \"g2\"}\n[1]\n{\"key\": \n{\"key\": \"g5\", \"name\": 7}\n"
               "{\"key\": \"g6\", \"name\": \"x\", \"years\": [1, \"two\"]}\n"
               "{\"key\": \"g7\", \"name\": \"x\", \"colour\": \"red\"}\n"
               "{\"key\": \"g8\", \"name\": \"x\", \"level\": \"cosmic\"}\n"
               "{\"key\": \"g1\", \"name\": \"x\"}\n\"\xFF\"\n");
  folder.write("relationships/opposes.ndjson",
               "{\"dst\": \"l1\", \"key\": \"o1\", \"cites\": []}\n"
               "{\"src\": \"nobody\", \"dst\": \"l1\", \"key\": \"o2\", \"cites\": []}\n");
  const std::string found = problems(*memory(), folder.path());
  for (const char* expected :
       {"group.jsonl:2: column `name` is missing and must not be", "group.jsonl:3: it is not a JSON object",
        "group.jsonl:4: ", "group.jsonl:5: column `name`: '7' is not a text",
        "group.jsonl:6: column `years`: '\"two\"' is not an integer",
        "group.jsonl:7: the manifest has no column `colour`",
        "group.jsonl:8: column `level`: 'cosmic' is not one of the values",
        "group.jsonl:9: the key `g1` was given before", "group.jsonl:10: it is not valid UTF-8",
        "opposes.ndjson:1: `src` is missing", "opposes.ndjson:2: src: there is no node"}) {
    CHECK_THAT(found, Contains(expected));
  }
}

TEST_CASE("single files of JSON Lines: types are inferred") {
  Folder folder;
  ImportFiles files;
  files.nodes = {{{"P"}, folder.write("p.jsonl",
                                      "{\"name\": \"Ann\", \"id\": 1, \"x\": 1, \"tags\": [\"a\"]}\n"
                                      "{\"id\": 2, \"x\": 1.5, \"odd\": 1}\n{\"id\": 3, \"odd\": \"o\"}\n")}};
  files.relationships = {{"R", folder.write("r.jsonl", "{\"dst\": 1, \"src\": 2, \"at\": 5}\n")}};
  const auto store = memory();
  const ImportReport report = import_files(*store, files, {}, std::chrono::milliseconds(0));
  CHECK_THAT(report.remarks.at(0), Contains("x FLOAT"));
  CHECK(dump(*store->view()) ==
        "2-R{at: 5}->1\n:P{id: 1, name: 'Ann', x: 1.0, tags: ['a']}\n:P{id: 2, x: 1.5, odd: 1}\n"
        ":P{id: 3, odd: 'o'}\n");
}

TEST_CASE("bad rows are left out on request, with what hangs on them") {
  Folder folder;
  write_dataset(folder);
  folder.write("nodes/group.csv",
               "key,name,level,aliases,years,big,since,share\n"
               "g1,One,,,,,,\n,B,,,,,,\ng1,C,,,,,,\ng3,\"D\"x,,,,,,\ng4,D,cosmic,,,,,\ng2,Two,,,,,,\n");
  folder.write("nodes/law.csv", "key\nl1\n");
  folder.write("relationships/opposes.csv",
               "src,dst,key,cites\ng4,l1,o1,p\ng1,l1,o2,p\nl1,g1,o3,p\ng2,l1,o2,p\ng2,l1,o4,p\n");
  ImportOptions options;
  options.skip_bad = true;
  options.max_problems = 2;  // It does not bound what is left out.
  std::string told;
  options.problem = [&](const ImportProblem& problem) {
    told += problem.file.filename().string() + ":" + std::to_string(problem.line) + " <" + problem.row +
            "> " + problem.reason + "\n";
  };
  const auto store = memory();
  const ImportReport report =
      import_folder(*store, folder.path(), options, std::chrono::milliseconds(0));
  CHECK(report.rows_skipped == 7);
  CHECK(dump(*store->view()) ==
        ":Actor:Group{key: 'g1', name: 'One'}\n:Actor:Group{key: 'g2', name: 'Two'}\n"
        ":Law{key: 'l1'}\ng1-OPPOSES{key: 'o2', cites: ['p']}->l1\n"
        "g2-OPPOSES{key: 'o4', cites: ['p']}->l1\n");
  for (const char* expected :
       {"group.csv:3 <,B,,,,,,> column `key`", "group.csv:4 <g1,C,,,,,,> the key `g1` was given before",
        "group.csv:5 <g3,\"D\"x,,,,,,> after the closing quote", "group.csv:6 <g4,D,cosmic,,,,,> ",
        "opposes.csv:2 <g4,l1,o1,p> src: there is no node with the key `g4`",
        "opposes.csv:4 <l1,g1,o3,p> src: ", "; dst: ",
        "opposes.csv:5 <g2,l1,o2,p> column `key`: `o2` must be unique"}) {
    CHECK_THAT(told, Contains(expected));
  }
  // What concerns a file as a whole still fails, and leaves nothing.
  folder.write("nodes/law.csv", "name\nl1\n");
  const auto other = memory();
  CHECK_THROWS_WITH(import_folder(*other, folder.path(), options, std::chrono::milliseconds(0)),
                    Contains("the column `key` is missing"));
  CHECK(other->view()->node_count() == 0);
}

TEST_CASE("an import reads nothing outside of its folder") {
  Folder folder;
  write_dataset(folder);
  Folder elsewhere;
  write_dataset(elsewhere);
  const auto store = memory();
  fs::remove_all(folder.path() / "nodes");
  fs::create_directory_symlink(elsewhere.path() / "nodes", folder.path() / "nodes");
  CHECK_THAT(problems(*store, folder.path()), Contains("symbolic link"));
  fs::remove(folder.path() / "nodes");
  write_dataset(folder);
  fs::remove(folder.path() / "manifest.json");
  fs::create_symlink(elsewhere.path() / "manifest.json", folder.path() / "manifest.json");
  CHECK_THAT(problems(*store, folder.path()), Contains("symbolic link"));
  fs::remove(folder.path() / "manifest.json");
  REQUIRE(::mkfifo((folder.path() / "manifest.json").c_str(), 0600) == 0);
  CHECK_THAT(problems(*store, folder.path()), Contains("cannot read"));  // And does not wait.
  // A link that stays within is fine.
  fs::remove(folder.path() / "manifest.json");
  write_dataset(folder);
  fs::rename(folder.path() / "nodes/law.csv", folder.path() / "law.csv");
  fs::create_symlink("../law.csv", folder.path() / "nodes/law.csv");
  CHECK(load(*store, folder.path()).nodes_created == 3);
}

TEST_CASE("an import can be given up") {
  Folder folder;
  write_dataset(folder);
  const auto store = memory();
  ImportOptions options;
  options.progress = [](const ImportProgress&) { return false; };
  CHECK_THROWS_WITH(import_folder(*store, folder.path(), options, std::chrono::milliseconds(0)),
                    Contains("cancelled"));
  CHECK(store->view()->node_count() == 0);
  CHECK(load(*store, folder.path()).nodes_created == 3);
}
