#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <thread>

#include "agora/connection.h"
#include "agora/database.h"
#include "agora/error.h"
#include "agora/maintenance.h"

using namespace agora;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "agora-api-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

ErrorCategory category_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.category();
  }
  FAIL("no error");
  return ErrorCategory::Usage;
}

std::int64_t count(Connection& connection, const char* label = "N") {
  return connection.query(std::string("MATCH (n:") + label + ") RETURN count(n)").single().as_int();
}

}  // namespace

TEST_CASE("a transaction is undone unless it is committed", "[api]") {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  {
    Transaction transaction = connection.begin();
    connection.query("CREATE (:N)");
    CHECK(count(connection) == 1);
    CHECK(transaction.open());
  }
  CHECK_FALSE(connection.in_transaction());
  CHECK(count(connection) == 0);
  {
    Transaction transaction = connection.begin();
    connection.query("CREATE (:N)");
    transaction.commit();
    CHECK_FALSE(transaction.open());
    CHECK(category_of([&] { transaction.commit(); }) == ErrorCategory::TransactionError);
    transaction.rollback();  // Nothing happens.
  }
  CHECK(count(connection) == 1);
  {
    Transaction first = connection.begin();
    connection.query("COMMIT");
    CHECK_FALSE(first.open());
    Transaction second = connection.begin();
    first.rollback();  // Not its own.
    CHECK(second.open());
    CHECK(category_of([&] { connection.begin(); }) == ErrorCategory::TransactionError);
  }
  CHECK(category_of([&] { connection.query("COMMIT"); }) == ErrorCategory::TransactionError);
  CHECK(category_of([&] { connection.query("ROLLBACK"); }) == ErrorCategory::TransactionError);
}

TEST_CASE("a statement that fails leaves the transaction usable and without its effects", "[api]") {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  connection.query("CREATE CONSTRAINT k FOR (n:N) REQUIRE n.key IS UNIQUE");
  Transaction transaction = connection.begin();
  connection.query("CREATE (:N {key: 1})");
  CHECK_THROWS_AS(connection.query("UNWIND [2, 3, 1] AS k CREATE (:N {key: k})"), Error);
  CHECK_THROWS_AS(connection.query("UNWIND [5, 0] AS k CREATE (:N {key: 10 / k})"), Error);
  CHECK_THROWS_AS(connection.query("CREATE (:N {key: 8}) RETURN nothing"), Error);
  CHECK_THROWS_AS(connection.query("MATCH (n:N) CREATE (n)-[:T]->(n) DELETE n RETURN n.key"), Error);
  CHECK(count(connection) == 1);
  connection.query("CREATE (:N {key: 2})");
  transaction.commit();
  CHECK(count(connection) == 2);
  CHECK(connection.query("MATCH (n:N) RETURN sum(n.key)").single() == Value(3));
  CHECK(connection.query("MATCH ()-[r]->() RETURN count(r)").single() == Value(0));
}

TEST_CASE("a read-only transaction sees one moment and writes nothing", "[api]") {
  Database database = Database::open(":memory:");
  Connection reader = database.connect(), writer = database.connect();
  Transaction transaction = reader.begin(/*read_only=*/true);
  writer.query("CREATE (:N)");
  CHECK(count(reader) == 0);
  CHECK(category_of([&] { reader.query("CREATE (:N)"); }) == ErrorCategory::TransactionError);
  CHECK(transaction.open());
  transaction.commit();
  CHECK(count(reader) == 1);
}

TEST_CASE("results, prepared queries and connections outlive what they may", "[api]") {
  auto database = std::make_unique<Database>(Database::open(":memory:"));
  Connection connection = database->connect();
  connection.query("UNWIND range(1, 5000) AS i CREATE (:N {i: i})");
  std::optional<QueryResult> result;
  {
    PreparedQuery prepared = connection.prepare("MATCH (n:N) WHERE n.i > $low RETURN n.i AS i ORDER BY i");
    CHECK(prepared.columns() == std::vector<std::string>{"i"});
    CHECK(prepared.parameters() == std::vector<std::string>{"low"});
    CHECK(prepared.kind() == StatementKind::Read);
    CHECK(category_of([&] { prepared.run(); }) == ErrorCategory::ParameterMissing);
    result = prepared.run({{"low", 4990}});
  }
  database.reset();  // The connection keeps it open.
  connection.query("MATCH (n:N) DETACH DELETE n");
  CHECK(result->rows().size() == 10);
  CHECK_FALSE(result->next());
  CHECK(count(connection) == 0);
}

TEST_CASE("a prepared query follows the schema", "[api]") {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  PreparedQuery prepared = connection.prepare("MATCH (n:N {k: $k}) RETURN n.v");
  connection.query("CREATE (:N {k: 1, v: 'a'})");
  CHECK(prepared.run({{"k", 1}}).single() == Value("a"));
  connection.query("CREATE INDEX i FOR (n:N) ON (n.k)");
  CHECK(prepared.run({{"k", 1}}).single() == Value("a"));
  connection.query("DROP INDEX i");
  CHECK(prepared.run({{"k", 1.0}}).single() == Value("a"));
}

TEST_CASE("a statement can be cancelled from another thread, and the next one runs", "[api][threads]") {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  std::atomic<bool> done{false};
  std::thread other([&] {
    while (!done) {
      connection.cancel();
      std::this_thread::sleep_for(5ms);
    }
  });
  const auto category = category_of([&] {
    connection.query("UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a + b AS c WHERE c < 0 RETURN c")
        .rows();
  });
  done = true;
  other.join();
  CHECK(category == ErrorCategory::Cancelled);
  CHECK(connection.query("RETURN 1").single() == Value(1));
}

TEST_CASE("limits of time and memory end a statement with their name", "[api][limits]") {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  const auto message_of = [&](const char* query) -> std::string {
    try {
      connection.query(query).rows();
    } catch (const Error& error) {
      CHECK(error.category() == ErrorCategory::LimitExceeded);
      return error.message() + " " + error.hint();
    }
    return "no error";
  };
  connection.set_timeout(50ms);
  CHECK_THAT(message_of("UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a + b AS c WHERE c < 0 RETURN c"), Contains("time"));
  connection.set_timeout(0ms);
  connection.set_memory_limit(20 << 20);
  CHECK_THAT(message_of("UNWIND range(1, 10000) AS a UNWIND range(1, 1000) AS b RETURN collect(a + b) AS l"), Contains("memory"));
  CHECK_THAT(message_of("UNWIND range(1, 10000) AS a UNWIND range(1, 1000) AS b RETURN count(DISTINCT a * 1000 + b) AS c"), Contains("memory"));
  CHECK_THAT(message_of("RETURN size([x IN range(0, 1000000000000) WHERE x < 0])"), Contains("allowed"));
  CHECK(connection.query("RETURN 1").single() == Value(1));
}

TEST_CASE("a statement that gives too many rows ends, and leaves nothing", "[api][limits]") {
  Database database = Database::open(":memory:");
  Connection connection = database.connect();
  connection.set_row_limit(3);
  CHECK(connection.query("UNWIND [1, 2, 3] AS x RETURN x").rows().size() == 3);
  QueryResult result = connection.query("UNWIND [1, 2, 3, 4] AS x RETURN x");
  for (int i = 0; i < 3; ++i) CHECK(result.next());
  CHECK(category_of([&] { result.next(); }) == ErrorCategory::LimitExceeded);
  CHECK(category_of([&] { connection.query("UNWIND [1, 2, 3, 4] AS x CREATE (n:N) RETURN n"); }) ==
        ErrorCategory::LimitExceeded);
  CHECK(count(connection) == 0);
  connection.set_row_limit(0);
  CHECK(connection.query("UNWIND [1, 2, 3, 4] AS x RETURN x").rows().size() == 4);
}

TEST_CASE("all statements of a database share a budget of memory", "[api][limits]") {
  OpenOptions options;
  options.memory_limit = 400 << 20;
  options.memory_budget = 30 << 20;
  Database database = Database::open(":memory:", options);
  const char* const kSort = "UNWIND range(1, 60000) AS a WITH a ORDER BY -a RETURN a";
  std::vector<Connection> connections;
  std::vector<QueryResult> open;
  std::string message;
  for (int i = 0; i < 60; ++i) connections.push_back(database.connect());
  for (Connection& connection : connections) {
    try {
      QueryResult result = connection.query(kSort);
      result.next();
      open.push_back(std::move(result));
    } catch (const Error& error) {
      CHECK(error.category() == ErrorCategory::LimitExceeded);
      message = error.message();
      break;
    }
  }
  CHECK_THAT(message, Contains("together") && Contains("30 MiB"));
  CHECK(open.size() >= 2);
  CHECK(open.size() < 60);
  for (QueryResult& result : open) CHECK(result.rows().size() == 59'999);
  open.clear();
  CHECK(connections[0].query(kSort).rows().size() == 60'000);
}

TEST_CASE("what a transaction has changed counts against its memory limit", "[api][limits]") {
  OpenOptions options;
  options.memory_limit = 30 << 20;
  Database database = Database::open(":memory:", options);
  Connection connection = database.connect();
  Transaction transaction = connection.begin();
  int done = 0;
  const auto category = category_of([&] {
    for (; done < 1000; ++done) connection.query("UNWIND range(1, 5000) AS i CREATE (:N {i: i, t: 'text ' + i})");
  });
  CHECK(category == ErrorCategory::LimitExceeded);
  CHECK(done > 2);
  CHECK(count(connection) == 5000 * done);
  transaction.rollback();
  CHECK_NOTHROW(connection.query("UNWIND range(1, 5000) AS i CREATE (:N {i: i, t: 'text ' + i})"));
}

TEST_CASE("a large deletion can be undone", "[api]") {
  const Folder folder;
  const bool disk = GENERATE(false, true);
  OpenOptions options;
  options.undo_above = 10;
  Database database = Database::open(disk ? folder / "db" : fs::path(":memory:"), options);
  Connection connection = database.connect();
  connection.query("UNWIND range(1, 3000) AS i CREATE (:N {i: i})-[:R]->(:M)");
  CHECK_FALSE(undo_point(database).has_value());
  CHECK(category_of([&] { undo_deletion(database); }) == ErrorCategory::Usage);
  QueryResult before = connection.query("MATCH (n:N) RETURN n.i");
  connection.query("MATCH (n:N) WHERE n.i > 4 DETACH DELETE n");
  const auto point = undo_point(database);
  REQUIRE(point.has_value());
  CHECK(point->nodes == 2996);
  CHECK(point->relationships == 2996);
  CHECK_FALSE(point->written_since);
  connection.query("MATCH (n:N {i: 4}) DETACH DELETE n");  // Too few to count.
  CHECK(undo_point(database)->written_since);
  CHECK(category_of([&] { undo_deletion(database); }) == ErrorCategory::Usage);
  CHECK(count(connection) == 3);
  undo_deletion(database, /*lose_later_writes=*/true);
  CHECK_FALSE(undo_point(database).has_value());
  CHECK(count(connection) == 3000);
  CHECK(connection.query("MATCH (:N)-[r:R]->(:M) RETURN count(r)").single() == Value(3000));
  CHECK(before.rows().size() == 3000);
  connection.query("CREATE (:N {i: 0})");
  CHECK(connection.query("MATCH (n:N) RETURN sum(n.i)").single() == Value(3000 * 3001 / 2));
  if (disk) CHECK(check_database(folder / "db", true).problems.empty());
}

TEST_CASE("a large deletion in parts can be undone too", "[api]") {
  OpenOptions options;
  options.undo_above = 10;
  Database database = Database::open(":memory:", options);
  Connection connection = database.connect();
  connection.query("UNWIND range(1, 300) AS i CREATE (:N {i: i})");
  connection.query("MATCH (n:N) WHERE n.i <= 8 CALL { WITH n DELETE n } IN TRANSACTIONS OF 3 ROWS");
  CHECK_FALSE(undo_point(database).has_value());
  connection.query("MATCH (n:N) CALL { WITH n DELETE n } IN TRANSACTIONS OF 50 ROWS");
  CHECK(count(connection) == 0);
  CHECK(undo_deletion(database).nodes == 292);
  CHECK(count(connection) == 292);
}

TEST_CASE("writers in several threads lose no update", "[api][threads]") {
  OpenOptions patient;
  patient.lock_wait = 120s;  // The machine may be busy.
  Database database = Database::open(":memory:", patient);
  database.connect().query("CREATE (:Counter {n: 0}), (:Left {n: 500}), (:Right {n: 500})");
  std::atomic<int> torn{0};
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      Connection connection = database.connect();
      for (int i = 0; i < 50; ++i) {
        connection.query("MATCH (c:Counter) SET c.n = c.n + 1");
        Transaction transaction = connection.begin();
        connection.query("MATCH (l:Left) SET l.n = l.n - 1");
        connection.query("MATCH (r:Right) SET r.n = r.n + 1");
        if (i % 5 != 0) transaction.commit();
      }
    });
  }
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      Connection connection = database.connect();
      std::int64_t last = 0;
      while (!done) {
        // Dirty and fuzzy reads, half commits.
        torn += connection.query("MATCH (l:Left), (r:Right) RETURN l.n + r.n").single() != Value(1000);
        Transaction transaction = connection.begin(/*read_only=*/true);
        const Value first = connection.query("MATCH (c:Counter) RETURN c.n").single();
        const Value again = connection.query("MATCH (c:Counter) RETURN c.n").single();
        torn += first != again || first.as_int() < last;
        last = first.as_int();
      }
    });
  }
  for (int t = 0; t < 4; ++t) threads[static_cast<std::size_t>(t)].join();
  done = true;
  threads[4].join();
  threads[5].join();
  Connection connection = database.connect();
  CHECK(torn == 0);
  CHECK(connection.query("MATCH (c:Counter) RETURN c.n").single() == Value(200));
  CHECK(connection.query("MATCH (r:Right) RETURN r.n").single() == Value(500 + 160));
}

TEST_CASE("serial writers have no write skew", "[api][threads]") {
  OpenOptions patient;
  patient.lock_wait = 120s;  // The machine may be busy.
  Database database = Database::open(":memory:", patient);
  Connection a = database.connect();
  a.query("CREATE (:Doctor {name: 'x', on: true}), (:Doctor {name: 'y', on: true})");
  std::vector<std::thread> threads;
  for (const char* name : {"x", "y"}) {
    threads.emplace_back([&database, name] {
      Connection connection = database.connect();
      Transaction transaction = connection.begin();
      const Value on = connection.query("MATCH (d:Doctor {on: true}) RETURN count(d)").single();
      std::this_thread::sleep_for(20ms);
      if (on.as_int() > 1) connection.query("MATCH (d:Doctor {name: $n}) SET d.on = false", {{"n", name}});
      transaction.commit();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(a.query("MATCH (d:Doctor {on: true}) RETURN count(d)").single() == Value(1));
}

TEST_CASE("a second writer of the same program waits, then is told", "[api]") {
  OpenOptions options;
  options.lock_wait = 30ms;
  Database database = Database::open(":memory:", options);
  Connection first = database.connect(), second = database.connect();
  Transaction transaction = first.begin();
  CHECK(category_of([&] { second.query("CREATE (:N)"); }) == ErrorCategory::Locked);
  CHECK(second.query("MATCH (n) RETURN count(n)").single() == Value(0));
  transaction.rollback();
  CHECK_NOTHROW(second.query("CREATE (:N)"));
}

TEST_CASE("a child process is refused, and the parent goes on", "[api]") {
  const Folder folder;
  Database database = Database::open(folder / "db");
  Connection connection = database.connect();
  connection.query("CREATE (:N)");
  const pid_t child = fork();
  if (child == 0) {
    int refused = 0;
    for (const char* query : {"CREATE (:N)", "MATCH (n) RETURN n.x"}) {
      try {
        connection.query(query).rows();
      } catch (const Error& error) {
        refused += error.category() == ErrorCategory::Usage;
      }
    }
    _exit(refused >= 1 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
  CHECK_NOTHROW(connection.query("CREATE (:N)"));
  CHECK(count(connection) == 2);
}

TEST_CASE("with write_on_demand others may write in between", "[api]") {
  const Folder folder;
  OpenOptions lazy;
  lazy.write_on_demand = true;
  Database shell = Database::open(folder / "db", lazy);
  Connection idle = shell.connect();
  CHECK(count(idle) == 0);
  {
    Database other = Database::open(folder / "db");
    other.connect().query("CREATE (:N)");
  }
  CHECK(count(idle) == 1);
  idle.query("CREATE (:N)");
  CHECK_THROWS_AS(idle.query("CREATE (:N {x: 1 / 0})"), Error);
  CHECK(count(idle) == 2);
  {
    Transaction transaction = idle.begin();
    idle.query("CREATE (:N)");
    OpenOptions impatient;
    impatient.lock_wait = 0ms;
    CHECK(category_of([&] { Database::open(folder / "db", impatient); }) == ErrorCategory::Locked);
    CHECK(count(idle) == 3);
  }
  CHECK_NOTHROW(Database::open(folder / "db").connect().query("CREATE (:N)"));
  CHECK(count(idle) == 3);
  CHECK(check_database(folder / "db", true).problems.empty());
}

TEST_CASE("refresh moves a reader on, and not before", "[api]") {
  const Folder folder;
  Database writer = Database::open(folder / "db");
  writer.connect().query("CREATE (:N)");
  OpenOptions options;
  options.read_only = true;
  Database reader = Database::open(folder / "db", options);
  Connection connection = reader.connect();
  writer.connect().query("CREATE (:N)");
  CHECK(count(connection) == 1);
  QueryResult running = connection.query("MATCH (n:N) RETURN n");
  reader.refresh();
  CHECK(running.rows().size() == 1);
  CHECK(count(connection) == 2);
  CHECK(category_of([&] { connection.query("CREATE (:N)"); }) == ErrorCategory::TransactionError);
}
