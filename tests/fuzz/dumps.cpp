#include <algorithm>
#include <sstream>
#include <string>

#include "agora/agora.h"
#include "agora/maintenance.h"
#include "agora/statements.h"
#include "fuzz/graph_agrees.h"
#include "fuzz/target.h"

namespace agora::fuzz {
namespace {

Database limited() {
  OpenOptions options;
  options.memory_limit = std::size_t{64} << 20;
  return Database::open(":memory:", options);
}

/// A dump of `graph` in that format, loaded, gives the same.
void round_trip(Database& graph, DumpFormat format) {
  std::stringstream text;
  dump_database(graph, text, format);
  Database again = limited();
  try {
    load_dump(again, text);
  } catch (const Error& error) {
    require(false, "a dump cannot be loaded", error.what() + ("\n" + text.str()));
  }
  if (format == DumpFormat::JsonLines) {
    require(dump_of(again) == dump_of(graph), "a dump that was loaded is another graph", text.str());
  } else {
    require(counts_of(again) == counts_of(graph), "a script that was loaded is another graph", text.str());
  }
  require_agreement(again);
}

/// What load_dump() does with a script, but with little time: a script is a program and may compute for long.
void load_script(Database& database, std::string_view script) {
  constexpr std::chrono::milliseconds kTimeout{200};
  constexpr std::size_t kMostStatements = 40;
  Connection connection = database.connect();
  connection.set_timeout(kTimeout);
  Transaction transaction = connection.begin();
  std::size_t count = 0;
  for (const Statement& statement : split_statements(script)) {
    if (++count > kMostStatements) break;
    connection.query(statement.text);
  }
  transaction.commit();
}

void run(std::string_view bytes) {
  Database database = limited();
  const bool script = bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size())).substr(0, 1) != "{";
  const TimeWatch watch("a dump", script ? 10 : 4);
  try {
    std::istringstream in{std::string(bytes)};
    script ? load_script(database, bytes) : (void)load_dump(database, in);
  } catch (const Error& error) {
    require(!error.message().empty(), "an error without words");
    const bool none = counts_of(database) == "0 nodes\n";
    // A script may commit by itself what went before.
    require(none || script, "a dump that failed has left something", error.what());
    require_agreement(database);
    return;
  }
  require_agreement(database);
  const std::string dump = dump_of(database);
  if (dump.size() > 100'000) return;
  round_trip(database, DumpFormat::JsonLines);
  round_trip(database, DumpFormat::Script);
}

/// Each kind of schema and value, as both formats.
std::vector<std::string> seeds() {
  const char* const statements[] = {
      "CREATE ORDERED ENUM Level ('local', 'national')",
      "CREATE CONSTRAINT k FOR (p:P) REQUIRE p.key IS UNIQUE",
      "CREATE CONSTRAINT l FOR (p:P) REQUIRE p.level IS :: Level",
      "CREATE INDEX i FOR (p:P) ON (p.year)",
      "CREATE (a:P:`odd ``x` {key: 'a', level: 'local', year: 2020, f: 1.5, nan: 0.0 / 0.0, yes: true, l: [1, 2], t: ['ü']})"
      "-[:T {d: date('2024-02-29'), t: time('12:31:14.6+01:00'), lt: localtime('23:59')}]->"
      "(b {ldt: localdatetime('0001-01-01T00:00'), du: duration('P1Y2DT3.4S'), `o k`: '\\\\',"
      " dt: datetime('2015-07-21T21:40:32.142+02:00[Europe/Berlin]')}), (b)-[:T]->(b)"};
  std::vector<std::string> all;
  for (const std::size_t first : {std::size_t{0}, std::size_t{4}}) {
    Database database = limited();
    Connection connection = database.connect();
    for (std::size_t i = first; i < std::size(statements); ++i) connection.query(statements[i]);
    for (const DumpFormat format : {DumpFormat::JsonLines, DumpFormat::Script}) {
      std::ostringstream out;
      dump_database(database, out, format);
      all.push_back(out.str());
    }
  }
  return all;
}

std::vector<std::string> words() {
  return {"{\"dump\":\"agora\",\"format\":1}\n",
          "{\"node\":0,\"labels\":[\"P\"],\"properties\":{}}\n",
          "{\"relationship\":\"T\",\"start\":0,\"end\":1,\"properties\":{}}\n",
          "{\"end\":true,\"nodes\":1,\"relationships\":0}\n",
          "{\"rule\":\"T\",\"from\":\"P\",\"to\":\"P\"}\n",
          "{\"document\":\"text/x\",\"text\":\"\"}\n",
          "\"$date\"", "\"$duration\"", "\"$float\"", "\"NaN\"", "null", "[[1]]", "\\u0000", "\\ud800",
          "CREATE ", ";\n", "// ", "/*", "`", "'"};
}

}  // namespace

const Target dumps{"dumps", run, seeds, words};

}  // namespace agora::fuzz
