// How long a point lookup takes while somebody writes: one thread asks for people by their key, another commits a node
// at a time at a fixed rate, without waiting for the disk. Built with -DAGORA_BUILD_BENCHMARKS=ON.
//
//   beside_writer DATABASE [COMMITS_PER_SECOND = 1000] [SECONDS = 10]
//
// DATABASE, a folder that is written to, holds nodes (:Person {id}), for instance an import of a generated network.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

#include "agora/connection.h"
#include "agora/database.h"
#include "agora/error.h"

using namespace agora;
using Clock = std::chrono::steady_clock;

namespace {

std::vector<Value> people(Connection& connection) {
  std::vector<Value> ids;
  QueryResult result = connection.query("MATCH (p:Person) RETURN p.id");
  while (result.next()) ids.push_back(result.row()[0]);
  return ids;
}

/// Commits until told to stop; gives how many.
std::uint64_t write(Connection connection, std::uint64_t per_second, const std::atomic<bool>& stop) {
  std::uint64_t commits = 0;
  const auto begin = Clock::now();
  while (!stop) {
    connection.query("CREATE (:Visit {number: $n})", {{"n", Value(static_cast<std::int64_t>(commits))}});
    ++commits;
    std::this_thread::sleep_until(begin + std::chrono::nanoseconds(1'000'000'000 / per_second) * commits);
  }
  return commits;
}

/// Microseconds of each lookup, ascending.
std::vector<double> look_up(Connection connection, const std::vector<Value>& ids, std::chrono::seconds time) {
  std::mt19937_64 random(1);
  std::vector<double> took;
  for (const auto end = Clock::now() + time; Clock::now() < end;) {
    const auto begin = Clock::now();
    QueryResult result = connection.query("MATCH (p:Person {id: $id}) RETURN p.firstName", {{"id", ids[random() % ids.size()]}});
    while (result.next()) {}
    took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  std::sort(took.begin(), took.end());
  return took;
}

void print(const char* what, const std::vector<double>& took) {
  const auto part = [&](double share) { return took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))]; };
  std::printf("%s: %zu lookups; microseconds: median %.1f, 99 %% %.1f, 99.9 %% %.1f, longest %.1f\n", what, took.size(),
              part(0.5), part(0.99), part(0.999), took.back());
}

int run(const char* folder, std::uint64_t per_second, std::chrono::seconds time) {
  OpenOptions options;
  options.create = false;
  options.durability = Durability::NoSync;
  Database database = Database::open(folder, options);
  Connection connection = database.connect();
  const std::vector<Value> ids = people(connection);
  if (ids.empty()) {
    std::fprintf(stderr, "the database has no (:Person {id})\n");
    return 1;
  }
  look_up(database.connect(), ids, std::chrono::seconds(1));  // Warm.
  print("alone", look_up(database.connect(), ids, time));
  std::atomic<bool> stop = false;
  std::uint64_t commits = 0;
  std::thread writer([&] { commits = write(database.connect(), per_second, stop); });
  print("beside the writer", look_up(database.connect(), ids, time));
  stop = true;
  writer.join();
  std::printf("commits a second: %.0f\n", static_cast<double>(commits) / static_cast<double>(time.count()));
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: beside_writer DATABASE [COMMITS_PER_SECOND] [SECONDS]\n");
    return 2;
  }
  const auto number = [&](int i, std::uint64_t otherwise) {
    return count > i ? std::max<std::uint64_t>(1, std::strtoull(arguments[i], nullptr, 10)) : otherwise;
  };
  try {
    return run(arguments[1], number(2, 1000), std::chrono::seconds(number(3, 10)));
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.message().c_str());
    return 1;
  }
}
