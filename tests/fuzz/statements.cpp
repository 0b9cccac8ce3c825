#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "agora/agora.h"
#include "fuzz/files.h"
#include "fuzz/target.h"
#include "language/script.h"

namespace agora::fuzz {
namespace {

constexpr std::chrono::milliseconds kTimeout{300};
constexpr std::size_t kMemory = std::size_t{64} << 20;
constexpr int kMostRows = 200;

const char* const kGraph =
    "CREATE (a:A:Person {x: 1, name: 'Ada', l: [1, 2]})-[:R {x: 1}]->(b:B {x: 2, d: "
    "date('2020-02-29')}),"
    " (b)-[:S {since: 2001}]->(c:C {y: 1.5})-[:R]->(a), (c)-[:T]->(c), (:A {x: 3})-[:KNOWS]->(a)";

/// A database that was not changed since its graph was made.
class Place {
 public:
  Place() : database_(Database::open(":memory:")), connection_(database_.connect()) {
    connection_.query("CREATE INDEX FOR (n:A) ON (n.x)");
    connection_.query(kGraph);
    connection_.set_timeout(kTimeout);
    connection_.set_memory_limit(kMemory);
  }

  /// False if the statement ended the transaction, so that what it wrote has stayed.
  bool run(std::string_view text, const Parameters& parameters) {
    Transaction transaction = connection_.begin();
    std::optional<Error> error;
    try {
      QueryResult result = connection_.query(text, parameters);
      for (int row = 0; row < kMostRows && result.next(); ++row) {
        for (const Value& value : result.row()) to_string(value);
      }
    } catch (const Error& caught) {
      check_place(caught, text);
      describe(caught, text);
    }
    const bool open = transaction.open();
    transaction.rollback();
    return open;
  }

 private:
  static void check_place(const Error& error, std::string_view text) {
    const auto& where = error.where();
    const bool inside = !where || std::size_t{where->offset} + where->length <= text.size();
    require(inside && !error.message().empty(),
            "an error without words, or its place is not in the text", error.what());
  }

  Database database_;
  Connection connection_;
};

void run(std::string_view text) {
  static std::unique_ptr<Place> place;
  static const Parameters parameters{{"p", Value(1)},
                                     {"name", Value("Ada")},
                                     {"list", Value(List{Value(1), Value(), Value("a")})},
                                     {"map", Value(Map{{"x", Value(1)}})}};
  if (!place) place = std::make_unique<Place>();
  const TimeWatch watch("a statement");
  if (!place->run(text, parameters)) place.reset();
}

/// The statements of the language scripts.
std::vector<std::string> seeds() {
  std::vector<std::string> all;
  for (const std::filesystem::path& file : sorted_files(AGORA_TESTS_FOLDER "/language")) {
    if (file.extension() != ".test") continue;
    for (const test::Case& each : test::parse_script(contents(file))) {
      if (each.kind != "values" && !each.statement.empty()) all.push_back(each.statement);
      if (each.kind != "values") continue;
      for (const std::string& line : each.lines) {
        all.push_back(each.statement + " RETURN " + line.substr(0, line.rfind(" => ")));
      }
    }
  }
  return all;
}

/// Those of statements.dict, a quoted word a line.
std::vector<std::string> words() {
  std::vector<std::string> all;
  std::istringstream lines(contents(AGORA_TESTS_FOLDER "/fuzz/statements.dict"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('"')) all.push_back(line.substr(1, line.size() - 2));
  }
  return all;
}

}  // namespace

const Target statements{"statements", run, seeds, words};

}  // namespace agora::fuzz
