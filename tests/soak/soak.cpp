// Mixed load for a while: eight threads that write and read, four processes that read. Amounts are moved between
// accounts and payments replaced by others, so that the sum of all balances and the number of payments never change:
// whatever sees another sum or number has seen half a transaction, or lost one.
//
//   soak FOLDER SECONDS RELATIONSHIPS
//
// Makes the database if it is not there. Prints a line every ten seconds; the exit code says whether all went well.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "agora/agora.h"
#include "agora/maintenance.h"

using namespace agora;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::int64_t kBalance = 100;
constexpr int kWriters = 3, kThreads = 8, kProcesses = 4;

struct Graph {
  std::int64_t relationships;
  std::int64_t accounts() const { return std::max<std::int64_t>(relationships / 10, 10); }
};

std::atomic<bool> stop{false};
std::atomic<std::uint64_t> statements{0};

void fail(const std::string& what) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::printf("FAILED: %s\n", what.c_str());
  std::fflush(stdout);
  std::_Exit(1);
}

std::int64_t ask(Connection& connection, const char* text, const Parameters& parameters = {}) {
  ++statements;
  return connection.query(text, parameters).single().as_int();
}

void make(Database& database, const Graph& graph) {
  Connection connection = database.connect();
  connection.query("CREATE CONSTRAINT account FOR (a:Account) REQUIRE a.number IS UNIQUE");
  connection.query("UNWIND range(0, $n - 1) AS i CREATE (:Account {number: i, balance: $b, name: 'account ' + i})",
                   {{"n", graph.accounts()}, {"b", kBalance}});
  constexpr std::int64_t kStep = 50'000;
  for (std::int64_t first = 0; first < graph.relationships; first += kStep) {
    connection.query(
        "UNWIND range($first, $last) AS i MATCH (a:Account {number: i % $n}), (b:Account {number: (i * 7919 + 13) % $n}) "
        "CREATE (a)-[:PAID {amount: i % 100}]->(b)",
        {{"first", first}, {"last", std::min(first + kStep, graph.relationships) - 1}, {"n", graph.accounts()}});
  }
}

/// Sees one state: the sum and the number must be what they always are.
void look(Connection& connection, const Graph& graph, std::mt19937_64& random) {
  const auto pick = [&](std::int64_t below) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(below)); };
  Transaction transaction = connection.begin(/*read_only=*/true);
  const std::int64_t account = pick(graph.accounts());
  switch (pick(4)) {
    case 0: {
      const std::int64_t sum = ask(connection, "MATCH (a:Account) RETURN sum(a.balance)");
      if (sum != kBalance * graph.accounts()) fail("the balances add up to " + std::to_string(sum));
      break;
    }
    case 1: {
      const std::int64_t count = ask(connection, "MATCH (a:Account)-[p:PAID]->(b:Account) WHERE p.amount >= 0 RETURN count(p)");
      if (count != graph.relationships) fail("there are " + std::to_string(count) + " payments");
      break;
    }
    case 2:
      ask(connection, "MATCH (a:Account {number: $a})-[:PAID]->(b)-[:PAID]->(c) RETURN count(DISTINCT c)", {{"a", account}});
      break;
    default: {
      // The same state twice, by two ways.
      const Parameters one = {{"a", account}};
      const std::int64_t out = ask(connection, "MATCH (a:Account {number: $a})-[p:PAID]->() RETURN count(p)", one);
      const std::int64_t again = ask(connection, "MATCH ()<-[p:PAID]-(a:Account) WHERE a.number = $a RETURN count(p)", one);
      if (out != again) fail("an account has " + std::to_string(out) + " payments and " + std::to_string(again));
    }
  }
}

/// Moves an amount and replaces a payment by another; now and then it is rolled back instead.
void move(Connection& connection, const Graph& graph, std::mt19937_64& random) {
  const auto pick = [&](std::int64_t below) { return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(below)); };
  const std::int64_t a = pick(graph.accounts()), b = pick(graph.accounts()), amount = pick(20);
  Transaction transaction = connection.begin();
  connection.query("MATCH (a:Account {number: $a}) SET a.balance = a.balance - $x", {{"a", a}, {"x", amount}});
  connection.query("MATCH (b:Account {number: $b}) SET b.balance = b.balance + $x", {{"b", b}, {"x", amount}});
  const UpdateCounts removed =
      connection.query("MATCH (a:Account {number: $a})-[p:PAID]->() WITH p LIMIT 1 DELETE p", {{"a", a}}).updates();
  if (removed.relationships_deleted == 1) {
    connection.query("MATCH (a:Account {number: $b}), (b:Account {number: $a}) CREATE (a)-[:PAID {amount: $x}]->(b)",
                     {{"a", a}, {"b", b}, {"x", amount}});
  }
  statements += 4;
  if (pick(10) == 0) {
    transaction.rollback();
  } else {
    transaction.commit();
  }
}

double rss_mib() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

/// One of the reading processes.
int read_in_process(const fs::path& folder, std::chrono::seconds length, const Graph& graph) {
  std::mt19937_64 random(static_cast<std::uint64_t>(getpid()));
  OpenOptions options;
  options.read_only = true;
  options.cache_bytes = 64u << 20;
  Database database = Database::open(folder, options);
  Connection connection = database.connect();
  for (const auto end = Clock::now() + length; Clock::now() < end;) {
    database.refresh();
    for (int i = 0; i < 5; ++i) look(connection, graph, random);
  }
  std::printf("a reading process: %llu statements, %.0f MiB\n", static_cast<unsigned long long>(statements.load()), rss_mib());
  return 0;
}

std::vector<pid_t> start_readers(const char* program, char** arguments) {
  std::vector<pid_t> readers;
  for (int i = 0; i < kProcesses; ++i) {
    const std::vector<char*> words = {const_cast<char*>(program), arguments[1], arguments[2], arguments[3],
                                      const_cast<char*>("reader"), nullptr};
    pid_t reader = 0;
    if (posix_spawn(&reader, "/proc/self/exe", nullptr, nullptr, words.data(), environ) != 0) fail("no reading process could be started");
    readers.push_back(reader);
  }
  return readers;
}

void await(const std::vector<pid_t>& readers) {
  for (const pid_t reader : readers) {
    int status = 0;
    if (waitpid(reader, &status, 0) != reader || status != 0) fail("a reading process ended with " + std::to_string(status));
  }
}

/// Prints how it goes; gives the memory after a fifth of the time.
double watch(const fs::path& folder, std::chrono::seconds length) {
  const auto start = Clock::now();
  double early = 0;
  for (auto next = start; Clock::now() - start < length;) {
    std::this_thread::sleep_until(next += std::min<std::chrono::seconds>(std::chrono::seconds(10), length));
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start);
    if (early == 0 && passed * 5 >= length) early = rss_mib();
    std::printf("%5lld s  %9llu statements  %5.0f MiB of memory  %5.0f MiB on disk\n", static_cast<long long>(passed.count()),
                static_cast<unsigned long long>(statements.load()), rss_mib(),
                static_cast<double>(database_info(folder).bytes) / (1 << 20));
    std::fflush(stdout);
  }
  return early;
}

void run_threads(Database& database, const Graph& graph, const std::function<void()>& meanwhile) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      try {
        std::mt19937_64 random(static_cast<std::uint64_t>(i));
        Connection connection = database.connect();
        while (!stop) i < kWriters ? move(connection, graph, random) : look(connection, graph, random);
      } catch (const std::exception& error) {
        fail(error.what());
      }
    });
  }
  meanwhile();
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

int soak(char** arguments, std::chrono::seconds length, const Graph& graph) {
  const fs::path folder = arguments[1];
  const bool is_new = !fs::exists(folder);
  OpenOptions options;
  options.cache_bytes = 128u << 20;
  options.lock_wait = std::chrono::minutes(1);
  double early = 0, late = 0;
  std::uint64_t bytes_before = 0;
  {
    Database database = Database::open(folder, options);
    if (is_new) make(database, graph);
    bytes_before = database_info(folder).bytes;
    const std::vector<pid_t> readers = start_readers("soak", arguments);
    run_threads(database, graph, [&] { early = watch(folder, length); });
    late = rss_mib();
    await(readers);
  }
  const CompactReport compacted = compact_database(folder);
  const CheckReport report = check_database(folder, /*deep=*/true);
  for (const std::string& problem : report.problems) std::printf("%s\n", problem.c_str());
  if (!report.problems.empty()) fail("the database is damaged");
  if (report.relationships != static_cast<std::uint64_t>(graph.relationships)) fail("relationships are lost or too many");
  std::printf("memory %.0f MiB after a fifth of the time, %.0f at the end; %llu MiB on disk before, %llu after, %llu compacted\n",
              early, late, static_cast<unsigned long long>(bytes_before >> 20),
              static_cast<unsigned long long>(compacted.bytes_before >> 20),
              static_cast<unsigned long long>(compacted.bytes_after >> 20));
  if (late > early * 1.5 + 64) fail("memory grows");
  if (compacted.bytes_after > bytes_before * 2 + (64u << 20)) fail("the database grows");
  std::printf("all is well: %llu statements\n", static_cast<unsigned long long>(statements.load()));
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::fprintf(stderr, "usage: soak FOLDER SECONDS RELATIONSHIPS\n");
    return 2;
  }
  try {
    const std::chrono::seconds length(std::atoll(arguments[2]));
    const Graph graph{std::atoll(arguments[3])};
    return count > 4 ? read_in_process(arguments[1], length, graph) : soak(arguments, length, graph);
  } catch (const std::exception& error) {
    std::printf("FAILED: %s\n", error.what());
    return 1;
  }
}
