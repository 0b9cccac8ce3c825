#include <algorithm>
#include <string>

#include "agora/agora.h"
#include "agora/format.h"
#include "fuzz/graph_agrees.h"
#include "fuzz/target.h"
#include "pipe_session.h"

namespace agora::fuzz {
namespace {

/// One reply: a line of JSON that is a result, an error or an acknowledgement.
void check_reply(const std::string& reply, const std::string& line) {
  require(!reply.empty() && reply.find('\n') == reply.size() - 1, "the reply is not one line", line);
  try {
    const Value value = from_json(reply);
    const bool known = value.is(ValueType::Map) && (value.as_map().find("columns") || value.as_map().find("error") ||
                                                    value.as_map().find("ok"));
    require(known, "the reply is none", reply);
  } catch (const Error& error) {
    require(false, "the reply is no JSON", error.what() + ("\n" + reply));
  }
}

void run(std::string_view bytes) {
  constexpr int kMostLines = 8;
  constexpr std::chrono::milliseconds kTimeout{200};
  Database database = Database::open(":memory:");
  repl::StatementLimits limits;
  limits.timeout = kTimeout;
  limits.memory = std::size_t{64} << 20;
  limits.rows = 200;
  {
    repl::PipeSession session(database, limits, /*allow_reset=*/true);
    for (int count = 0; count < kMostLines && !bytes.empty(); ++count) {
      const std::string line(bytes.substr(0, bytes.find('\n')));
      bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
      std::string reply;
      const TimeWatch watch("a request");
      session.answer(line, reply);
      check_reply(reply, line);
    }
  }
  require_agreement(database);
}

std::vector<std::string> seeds() {
  return {
      R"({"query":"CREATE (n:N {x: $x})-[:T]->(:M) RETURN n","params":{"x":[1, 2, 3]}}
{"query":"MATCH (n)-[r]->(m) SET n.y = $y, m += $m RETURN n, r, [n, r] AS l","params":{"y":{"$date":"2024-05-01"},"m":{"a":{"$float":"NaN"}}}}
{"query":"MATCH p = (:N)-[:T*]->() RETURN p"})",
      R"({"query":"BEGIN"}
{"query":"UNWIND $rows AS r MERGE (n:N {k: r.k}) SET n += r","params":{"rows":[{"k":1,"v":"ä💡\u0000"},{"k":2.5e3,"v":null}]}}
{"query":"ROLLBACK"}
{"reset":true})",
      R"--({"procedure":{"signature":"my.proc(in :: INTEGER?) :: (out :: STRING?)","columns":["in","out"],"rows":[[1,"a"],[2,"b"]]}}
{"query":"CALL my.proc(1) YIELD out RETURN out"}
{"query":"RETURN {a: duration('P1D'), `$b`: 0.0/0.0} AS m, $p AS p","params":{"p":{"$map":{"$x":{"$duration":"P1Y"}}}}}
{"query":"SHOW CONSTRAINTS"})--"};
}

std::vector<std::string> words() {
  return {"{\"query\":\"", "\"params\":{",  "{\"reset\":true}\n", "{\"procedure\":{", "\"signature\":", "\"rows\":[[",
          "\"$node\":",    "\"$rel\":",     "\"$path\":",         "\"$map\":",        "\"$time\":",     "\"$datetime\":",
          "\\u0000",       "\\ud83d",       "1e999",              "99999999999999999999", "\\\"",        "\n",
          "RETURN ",       "MATCH (n) ",    "DETACH DELETE n",    "COMMIT",            "[[[[[[[["};
}

}  // namespace

const Target pipe{"pipe", run, seeds, words};

}  // namespace agora::fuzz
