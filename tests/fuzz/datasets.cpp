#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "agora/agora.h"
#include "agora/export.h"
#include "agora/import.h"
#include "agora/maintenance.h"
#include "fuzz/files.h"
#include "fuzz/graph_agrees.h"
#include "fuzz/target.h"
#include "storage/scratch_folder.h"

namespace agora::fuzz {
namespace fs = std::filesystem;
namespace {

/// A file's name that lies in the folder whatever it is; others are not written, but may be named by the manifest.
bool harmless(const std::string& name) {
  return !name.empty() && name.size() < 40 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") == std::string::npos &&
         name[0] != '.';
}

/// True if it was imported. One that was not has left nothing.
bool import(Database& database, const fs::path& folder, const ImportOptions& options) {
  const std::string before = dump_of(database);
  try {
    import_folder(database, folder, options);
  } catch (const Error& error) {
    require(!error.message().empty(), "an error without words");
    require(dump_of(database) == before, "an import that failed has left something", error.what());
    return false;
  }
  require_agreement(database);
  return true;
}

/// What was imported comes back from an export, unless the export says why not.
void round_trip(Database& database, const fs::path& folder) {
  try {
    export_folder(database, folder);
  } catch (const Error& error) {
    require(!error.message().empty(), "an error without words");
    return;
  }
  Database again = Database::open(":memory:");
  try {
    import_folder(again, folder);
  } catch (const Error& error) {
    require(false, "what was exported cannot be imported", error.what());
  }
  require(counts_of(again) == counts_of(database), "an import of what was exported is another graph",
          counts_of(database) + " / " + counts_of(again));
}

void run(std::string_view bytes) {
  const Files files = split_files(bytes);
  if (files.empty()) return;
  static const test::ScratchFolder place;
  const fs::path folder = place / "dataset";
  fs::remove_all(folder);
  fs::create_directory(folder);
  for (const auto& [name, text] : files) {
    if (harmless(name)) std::ofstream(folder / name, std::ios::binary) << text;
  }
  const TimeWatch watch("an import", 4);
  Database database = Database::open(":memory:");
  const bool whole = import(database, folder, {});
  if (whole) {
    import(database, folder, {});  // Again: now everything is there already.
    round_trip(database, place / "dataset");
    return;
  }
  // The rest of it, into a database with other data.
  database.connect().query("CREATE (:P {key: '1', name: 'here before'})-[:K {key: 'a'}]->(:Q {id: 1})");
  ImportOptions options;
  options.skip_bad = true;
  options.prune = bytes.size() % 2 == 0;
  import(database, folder, options);
}

std::vector<std::string> seeds() {
  const std::string people = "key,name,age,tags,level\nada,\"Ada, \"\"L\"\"\",36,a;b,local\nbö,B\xc3\xb6,,,\nc,\"\",7,\"x\ny\",global\n";
  const std::string known = "src,dst,since,w\nada,bö,2001-02-03,0.5\nbö,c,,1e300\n";
  const std::string dataset = R"({"format": "agora-dataset", "version": 1, "name": "d",
"enumerations": {"Level": {"ordered": true, "values": ["local", "national", "global"]}},
"nodes": [{"label": "P", "labels": ["P", "Q"], "file": "p.csv", "key": "key", "count": 3, "columns": [
{"name": "key", "type": "string", "required": true, "unique": true}, {"name": "name", "type": "string"},
{"name": "age", "type": "integer"}, {"name": "tags", "type": "list<string>"}, {"name": "level", "type": "Level"}]}],
"relationships": [{"type": "K", "from": ["P"], "to": ["Q"], "file": "k.csv", "columns": [{"name": "src", "type": "string"},
{"name": "dst", "type": "string"}, {"name": "since", "type": "date"}, {"name": "w", "type": "float"}]}]}
)";
  const std::string plain = R"({"nodes": [{"label": "P", "file": "p.csv", "keyIsProperty": false, "columns": [
{"name": "id", "type": "integer"}, {"name": "ok", "type": "boolean"}, {"name": "any", "type": "json"}]},
{"labels": [], "file": "n.jsonl", "key": "k", "columns": [{"name": "k", "type": "string"}, {"name": "l", "type": "list<float>"}]}],
"relationships": [{"type": "T", "file": "t.jsonl", "key": "key", "columns": [{"name": "src", "type": "string"},
{"name": "dst", "type": "string"}, {"name": "key", "type": "string", "required": true, "unique": true}]}],
"indexes": [{"name": "i", "label": "P", "properties": ["ok"]}]}
)";
  return {join_files({{"manifest.json", dataset}, {"p.csv", people}, {"k.csv", known}}),
          join_files({{"manifest.json", plain},
                      {"p.csv", "\xef\xbb\xbfid,ok,any\r\n1,true,\"{\"\"$duration\"\":\"\"P1D\"\"}\"\r\n2,false,[1]\r\n"},
                      {"n.jsonl", "{\"k\":\"x\",\"l\":[1.5,2]}\n\n{\"k\":\"y\"}\n"},
                      {"t.jsonl", "{\"src\":1,\"dst\":\"x\",\"key\":\"r\"}\n{\"src\":\"y\",\"dst\":2,\"key\":\"s\"}\n"}})};
}

std::vector<std::string> words() {
  return {"=== ",    "manifest.json\n", "p.csv", "k.csv",      "\"key\": ",  "\"unique\": true", "\"required\": true",
          "string",  "integer",         "float", "list<date>", "json",       "\"count\": 1",     "\"labels\": []",
          "\"\"",    "\xff",            "\r\n",  "\\;",        "NaN",        "1e999",            "9223372036854775808",
          "../p.csv", "\"endpoints\": [{\"type\": \"K\", \"from\": \"P\", \"to\": \"P\"}]",
          "\"constraints\": [{\"name\": \"c\", \"kind\": \"UNIQUE\", \"label\": \"P\", \"properties\": [\"name\"]}]"};
}

}  // namespace

const Target datasets{"datasets", run, seeds, words};

}  // namespace agora::fuzz
