#include "fuzz/statement.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <string>

#include "agora/agora.h"

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
    if (inside && !error.message().empty()) return;
    std::fprintf(stderr, "an error without words, or its place is not in the text: %s\n",
                 error.what());
    std::abort();
  }

  Database database_;
  Connection connection_;
};

}  // namespace

void run_statement(std::string_view text) {
  static std::unique_ptr<Place> place;
  static const Parameters parameters{{"p", Value(1)},
                                     {"name", Value("Ada")},
                                     {"list", Value(List{Value(1), Value(), Value("a")})},
                                     {"map", Value(Map{{"x", Value(1)}})}};
  if (!place) place = std::make_unique<Place>();
  const std::clock_t begin = std::clock();
  if (!place->run(text, parameters)) place.reset();
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  if (seconds <= 1) return;
  std::fprintf(stderr, "a statement took %.1f s\n", seconds);
  std::abort();
}

}  // namespace agora::fuzz
