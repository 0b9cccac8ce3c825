#include "function/foreign_names.h"

#include <algorithm>
#include <string>

namespace agora::function {
namespace {

struct Foreign {
  std::string_view name;  ///< In lower case; one that ends with a dot stands for all that begin so.
  std::string_view instead;
};

constexpr std::string_view kNoPoints = "there are no points: keep x and y, or longitude and latitude, as two floats";
constexpr std::string_view kClock = "write datetime(), date() or localtime()";
constexpr std::string_view kFirstNotNull = "write coalesce(a, b)";
constexpr std::string_view kCharacters = "write size(text)";
constexpr std::string_view kJoined = "write a || b, or join(list, separator)";
constexpr std::string_view kGathered = "write collect(x)";
constexpr std::string_view kComponent = "write value.year, value.month, value.day, … for a part of a date or time";
constexpr std::string_view kShift = "write date('2024-01-31') + duration({months: 1})";
constexpr std::string_view kBetween = "write duration.between(a, b), or duration.inDays(a, b).days";
constexpr std::string_view kCase = "write CASE WHEN condition THEN a ELSE b END";
constexpr std::string_view kCast = "write toInteger(x), toFloat(x), toString(x), toBoolean(x) or date(x)";

constexpr Foreign kFunctions[] = {
    {"all_different", "write a <> b AND b <> c …"},
    {"array_agg", kGathered},
    {"array_length", "write size(list)"},
    {"cast", kCast},
    {"cardinality", "write size(list)"},
    {"charindex", "write text CONTAINS part, or split(text, part)"},
    {"concat", kJoined},
    {"concat_ws", "write join(list, separator)"},
    {"contains", "write text CONTAINS part, or x IN list"},
    {"convert", kCast},
    {"count_distinct", "write count(DISTINCT x)"},
    {"curdate", kClock},
    {"current_date", kClock},
    {"current_time", kClock},
    {"current_timestamp", kClock},
    {"date_add", kShift},
    {"date_diff", kBetween},
    {"date_part", kComponent},
    {"date_sub", kShift},
    {"distance", kNoPoints},
    {"elements", "write nodes(path) and relationships(path)"},
    {"format", "write toString(x), or parts: d.year, d.month, d.day"},
    {"has", "write n.key IS NOT NULL"},
    {"local_time", "write localtime()"},
    {"local_timestamp", "write localdatetime()"},
    {"pattern", "write EXISTS { (a)-->(b) }"},
    {"property_exists", "write n.key IS NOT NULL"},
    {"rels", "write relationships(path)"},
    {"same", "write a = b"},
    {"date_trunc", "write date.truncate('month', date) or datetime.truncate('hour', datetime)"},
    {"dateadd", kShift},
    {"datediff", kBetween},
    {"day", kComponent},
    {"endswith", "write text ENDS WITH part"},
    {"extract", "write value.year or value.month for a part of a date, [x IN list | x.key] for a list"},
    {"file", "write the name of the file into the query: LOAD CSV keeps none"},
    {"filter", "write [x IN list WHERE condition]"},
    {"first", "write head(list), or head(collect(x ORDER BY y)) for a group"},
    {"getdate", kClock},
    {"group_concat", "write join(collect(x), ',')"},
    {"hour", kComponent},
    {"if", kCase},
    {"ifnull", kFirstNotNull},
    {"iif", kCase},
    {"instr", "write text CONTAINS part, or split(text, part)"},
    {"is_null", "write x IS NULL"},
    {"isnull", "write x IS NULL, or coalesce(a, b)"},
    {"lcase", "write toLower(text)"},
    {"len", "write size(x), or length(path)"},
    {"linenumber", "write UNWIND range(…), or count in the file: LOAD CSV keeps no line number"},
    {"list_contains", "write x IN list"},
    {"listagg", "write join(collect(x), ',')"},
    {"minute", kComponent},
    {"month", kComponent},
    {"now", kClock},
    {"nvl", kFirstNotNull},
    {"point", kNoPoints},
    {"point.", kNoPoints},
    {"position", "write text CONTAINS part, or split(text, part)"},
    {"pow", "write a ^ b, or power(a, b)"},
    {"random", "write rand()"},
    {"regexp_like", "write text =~ 'pattern'"},
    {"regexp_matches", "write text =~ 'pattern'"},
    {"second", kComponent},
    {"startswith", "write text STARTS WITH part"},
    {"std", "write stDev(x) or stDevP(x)"},
    {"str", "write toString(x)"},
    {"strftime", "write toString(date), or its parts: d.year, d.month, d.day"},
    {"string_agg", "write join(collect(x), ',')"},
    {"strlen", kCharacters},
    {"strpos", "write text CONTAINS part, or split(text, part)"},
    {"substr", "write substring(text, start, length), with places from 0"},
    {"sysdate", kClock},
    {"to_char", "write toString(x)"},
    {"to_date", "write date('2024-02-29')"},
    {"to_number", "write toInteger(text) or toFloat(text)"},
    {"today", "write date()"},
    {"trunc", "write toInteger(x) or floor(x), or date.truncate('month', date)"},
    {"ucase", "write toUpper(text)"},
    {"uuid", "write randomUUID()"},
    {"variance", "write stDev(x) ^ 2"},
    {"vector", "there are no vectors: a list of floats can be stored, not searched by"},
    {"vector.", "there are no vectors: a list of floats can be stored, not searched by"},
    {"withinbbox", kNoPoints},
    {"year", kComponent},
    {"apoc.any.properties", "write properties(x)"},
    {"apoc.coll.contains", "write x IN list"},
    {"apoc.coll.containsall", "write all(x IN part WHERE x IN list)"},
    {"apoc.coll.frequencies", "write UNWIND list AS x RETURN x, count(*)"},
    {"apoc.coll.indexof", "write coll.indexOf(list, x)"},
    {"apoc.coll.intersection", "write [x IN a WHERE x IN b]"},
    {"apoc.coll.pairs", "write zip(list, tail(list))"},
    {"apoc.coll.sort", "write sort(list)"},
    {"apoc.coll.subtract", "write [x IN a WHERE NOT x IN b]"},
    {"apoc.coll.toset", "write coll.distinct(list)"},
    {"apoc.coll.union", "write coll.distinct(a + b)"},
    {"apoc.convert.tojson", "there is no JSON in the language: --mode json and agora pipe write values as JSON"},
    {"apoc.convert.fromjson", "there is no JSON in the language: give maps and lists as parameters"},
    {"apoc.convert.", "write toInteger(x), toFloat(x), toString(x), toBoolean(x) or toStringList(list)"},
    {"apoc.create.uuid", "write randomUUID()"},
    {"apoc.date.currenttimestamp", "write timestamp()"},
    {"apoc.label.exists", "write n:Label"},
    {"apoc.map.frompairs", "write map.fromPairs(pairs)"},
    {"apoc.map.merge", "write map.merge(a, b)"},
    {"apoc.map.removekey", "write map.remove(map, key)"},
    {"apoc.map.values", "write map.values(map)"},
    {"apoc.node.degree", "write COUNT { (n)--() }"},
    {"apoc.node.degree.", "write COUNT { (n)-->() } or COUNT { (n)<--() }"},
    {"apoc.rel.", "write type(r), startNode(r) and endNode(r)"},
    {"apoc.text.join", "write join(list, separator)"},
    {"apoc.text.levenshteindistance", "write levenshtein(a, b)"},
    {"apoc.text.replace", "write replace(text, part, other); =~ takes regular expressions"},
    {"apoc.text.split", "write split(text, separator)"},
    {"apoc.util.md5", "write md5(text)"},
    {"apoc.util.sha", "write sha1(text), sha256(text) or sha512(text)"},
    {"apoc.coll.", "many of APOC's list functions are built in as coll.…: SHOW FUNCTIONS WHERE category = 'list'"},
    {"apoc.date.", "write datetime({epochMillis: n}), date('2024-02-29') or toString(date)"},
    {"apoc.map.", "many of APOC's map functions are built in: SHOW FUNCTIONS WHERE category = 'map'"},
    {"apoc.text.", "many of APOC's text functions are built in: SHOW FUNCTIONS WHERE category = 'string'"},
    {"apoc.", "APOC is not there; SHOW FUNCTIONS lists what is built in"},
};

constexpr std::string_view kRefactor = "APOC is not there: write the change with MATCH, CREATE, SET and DELETE";

constexpr Foreign kProcedures[] = {
    {"db.constraints", "write SHOW CONSTRAINTS"},
    {"db.indexes", "write SHOW INDEXES"},
    {"db.awaitindexes", "leave it out: an index is complete when CREATE INDEX returns"},
    {"db.awaitindex", "leave it out: an index is complete when CREATE INDEX returns"},
    {"db.clearquerycaches", "leave it out: a plan is made anew when it must be"},
    {"db.ping", "write RETURN 1"},
    {"dbms.components", "run agora --version, or agora info for the database"},
    {"db.info", "write SHOW SETTINGS, or run agora info"},
    {"db.index.fulltext.", "write CALL db.search('words') YIELD node, name, rank, or WHERE n.text CONTAINS 'word'"},
    {"db.index.vector.", "there are no vector indexes"},
    {"db.schema.visualization", "write CALL db.schema.relationships() and CALL db.schema.nodes()"},
    {"dbms.functions", "write SHOW FUNCTIONS"},
    {"dbms.procedures", "write SHOW PROCEDURES"},
    {"dbms.listconfig", "write SHOW SETTINGS"},
    {"dbms.listtransactions", "write SHOW TRANSACTIONS"},
    {"dbms.", "SHOW SETTINGS, SHOW TRANSACTIONS and agora info say what is known of the database"},
    {"apoc.meta.", "write CALL db.schema.nodeTypeProperties() or CALL db.schema.relTypeProperties()"},
    {"apoc.periodic.", "write CALL (x) { … } IN TRANSACTIONS OF 1000 ROWS"},
    {"apoc.load.csv", "write LOAD CSV FROM 'file' AS row"},
    {"apoc.export.", "run agora export, or print with --mode csv or json"},
    {"apoc.path.", "write a pattern of variable length: (a)-[:TYPE*1..3]->(b)"},
    {"apoc.algo.", "write shortestPath((a)-[*]-(b))"},
    {"apoc.refactor.", kRefactor},
    {"apoc.create.", kRefactor},
    {"apoc.merge.", kRefactor},
    {"apoc.", "APOC is not there; SHOW PROCEDURES and SHOW FUNCTIONS list what is built in"},
    {"gds.", "the graph algorithms there are are in SHOW PROCEDURES and SHOW FUNCTIONS"},
    {"algo.", "the graph algorithms there are are in SHOW PROCEDURES and SHOW FUNCTIONS"},
};

template <std::size_t N>
std::string_view find(const Foreign (&known)[N], std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : static_cast<char>(c); });
  for (const Foreign& each : known) {
    if (each.name == lower || (each.name.ends_with('.') && lower.starts_with(each.name))) return each.instead;
  }
  return {};
}

}  // namespace

std::string_view instead_of_function(std::string_view name) { return find(kFunctions, name); }

std::string_view instead_of_procedure(std::string_view name) { return find(kProcedures, name); }

}  // namespace agora::function
