// Histories of concurrent writers and readers, readers in other processes included, and whether they can
// be explained by transactions that ran one after the other.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <mutex>
#include <random>
#include <sstream>
#include <thread>

#include "agora/connection.h"
#include "agora/database.h"
#include "agora/error.h"
#include "api/history.h"

using namespace agora;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using End = HistoryEntry::End;
constexpr int kKeys = 4;

std::string key_name(int i) { return std::string(1, static_cast<char>('a' + i)); }

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

std::vector<std::int64_t> numbers(const Value& list) {
  std::vector<std::int64_t> result;
  for (const Value& each : list.as_list()) result.push_back(each.as_int());
  return result;
}

void read_key(Connection& connection, const std::string& key, HistoryEntry& entry) {
  const Value list = connection.query("MATCH (k:Key {name: $k}) RETURN k.list", {{"k", key}}).single();
  entry.reads.emplace(key, numbers(list));
}

/// A transaction that reads, appends, now and then fails in between, and commits or does not.
HistoryEntry write_something(Connection& connection, std::mt19937& random, std::atomic<std::int64_t>& next) {
  const auto pick = [&](int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); };
  HistoryEntry entry;
  entry.begin = now();
  Transaction transaction = connection.begin();
  for (int i = 1 + pick(3); i > 0; --i) {
    const std::string key = key_name(pick(kKeys));
    if (pick(3) > 0 && !entry.appends.contains(key)) read_key(connection, key, entry);
    if (pick(4) == 0) continue;
    const std::int64_t value = next++;
    if (pick(6) == 0) {
      try {
        connection.query("MATCH (k:Key {name: $k}) SET k.list = k.list + $v WITH k RETURN 1 / 0",
                         {{"k", key}, {"v", value}});
      } catch (const Error&) {
        continue;  // Nothing of it, and the transaction goes on.
      }
    }
    connection.query("MATCH (k:Key {name: $k}) SET k.list = k.list + $v", {{"k", key}, {"v", value}});
    entry.appends[key].push_back(value);
  }
  if (pick(6) == 0) {
    transaction.rollback();
    entry.how = End::RolledBack;
  } else {
    transaction.commit();
  }
  entry.end = now();
  return entry;
}

HistoryEntry read_all(Connection& connection) {
  HistoryEntry entry;
  entry.begin = now();
  const Transaction transaction = connection.begin(/*read_only=*/true);
  for (int i = 0; i < kKeys; ++i) read_key(connection, key_name(i), entry);
  entry.end = now();
  return entry;
}

void save(const std::vector<HistoryEntry>& history, const fs::path& path) {
  std::ofstream out(path);
  for (const HistoryEntry& each : history) {
    out << each.begin << ' ' << each.end;
    for (const auto& [key, list] : each.reads) {
      out << ' ' << key << ' ' << list.size();
      for (const std::int64_t value : list) out << ' ' << value;
    }
    out << '\n';
  }
}

void load(const fs::path& path, std::vector<HistoryEntry>& history) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    HistoryEntry entry;
    words >> entry.begin >> entry.end;
    // Another process may see a commit that is in the log and not yet acknowledged: for a moment it is ahead
    // of those that read in the writer's own process. So nothing is said about who reads after it.
    entry.end = std::numeric_limits<std::int64_t>::max();
    std::size_t count;
    for (std::string key; words >> key >> count;) {
      entry.reads[key].resize(count);
      for (std::int64_t& value : entry.reads[key]) words >> value;
    }
    history.push_back(entry);
  }
}

/// Reads in a process of its own until `done` is there. Call before the database is open here.
pid_t start_reader(const fs::path& database, const fs::path& done, const fs::path& result) {
  const pid_t child = fork();
  if (child != 0) return child;
  std::vector<HistoryEntry> history;
  try {
    OpenOptions options;
    options.read_only = true;
    Database reader = Database::open(database, options);
    Connection connection = reader.connect();
    while (!fs::exists(done)) {
      const std::int64_t begin = now();
      reader.refresh();
      history.push_back(read_all(connection));
      history.back().begin = begin;
      std::this_thread::sleep_for(3ms);
    }
    save(history, result);
  } catch (const std::exception&) {
    _exit(1);
  }
  _exit(0);
}

class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "agora-isolation-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

/// Everything that four threads write and two read meanwhile.
std::vector<HistoryEntry> make_history(Database& database, int each) {
  std::vector<HistoryEntry> history;
  std::mutex mutex;
  std::atomic<std::int64_t> next{1};
  std::atomic<bool> done{false};
  const auto note = [&](HistoryEntry entry) {
    const std::lock_guard lock(mutex);
    history.push_back(std::move(entry));
  };
  std::vector<std::thread> writers, readers;
  for (unsigned t = 0; t < 4; ++t) {
    writers.emplace_back([&, t] {
      std::mt19937 random(t);
      Connection connection = database.connect();
      for (int i = 0; i < each; ++i) note(write_something(connection, random, next));
    });
  }
  for (int t = 0; t < 2; ++t) {
    readers.emplace_back([&] {
      Connection connection = database.connect();
      while (!done) {
        note(read_all(connection));
        std::this_thread::sleep_for(1ms);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  for (std::thread& reader : readers) reader.join();
  return history;
}

}  // namespace

TEST_CASE("concurrent transactions look as if they ran one after the other", "[api][isolation][threads]") {
  const Scratch scratch;
  const bool disk = GENERATE(false, true);
  const char* given = std::getenv("AGORA_HISTORY_TRANSACTIONS");
  const int each = given ? std::atoi(given) : 40;
  const fs::path path = disk ? scratch / "db" : fs::path(":memory:");
  OpenOptions options;
  options.lock_wait = 120s;
  const auto make_keys = [](Database& database) {
    Connection connection = database.connect();
    for (int i = 0; i < kKeys; ++i) {
      connection.query("CREATE (:Key {name: $k, list: []})", {{"k", key_name(i)}});
    }
  };
  std::vector<pid_t> others;
  if (disk) {
    Database database = Database::open(path, options);
    make_keys(database);
  }
  if (disk) {
    for (const char* result : {"one", "two"}) {
      others.push_back(start_reader(path, scratch / "done", scratch / result));
    }
  }
  Database database = Database::open(path, options);
  if (!disk) make_keys(database);
  std::vector<HistoryEntry> history = make_history(database, each);
  if (disk) {
    std::ofstream(scratch / "done") << "done";
    for (const pid_t child : others) {
      int status = 0;
      waitpid(child, &status, 0);
      CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    }
    const std::size_t before = history.size();
    load(scratch / "one", history);
    load(scratch / "two", history);
    CHECK(history.size() > before);
  }
  Connection connection = database.connect();
  const HistoryEntry last = read_all(connection);
  history.push_back(last);
  INFO((disk ? "in a folder" : "in memory"));
  CHECK(anomaly(history) == "");
  CHECK(nothing_lost(history, last.reads));
}

TEST_CASE("what no serial order explains is found", "[api][isolation]") {
  const auto entry = [](std::int64_t begin, std::int64_t end,
                        std::map<std::string, std::vector<std::int64_t>> reads,
                        std::map<std::string, std::vector<std::int64_t>> appends = {},
                        End how = End::Committed) {
    return HistoryEntry{begin, end, how, std::move(reads), std::move(appends)};
  };
  const auto final = entry(90, 91, {{"a", {1, 2}}, {"b", {3, 4}}});
  SECTION("a good one") {
    CHECK(anomaly({entry(0, 1, {}, {{"a", {1}}, {"b", {3}}}), entry(1, 5, {{"a", {1}}, {"b", {3}}}),
                   entry(2, 3, {{"a", {1}}}, {{"a", {2}}, {"b", {4}}}), final}) == "");
  }
  SECTION("a lost update") {
    const std::vector<HistoryEntry> history = {entry(0, 9, {{"a", {}}}, {{"a", {1}}}),
                                               entry(0, 9, {{"a", {}}}, {{"a", {2}}})};
    CHECK_FALSE(nothing_lost(history, {{"a", {2}}}));
    CHECK(nothing_lost(history, {{"a", {1, 2}}}));
    auto both = history;
    both.push_back(entry(10, 11, {{"a", {1, 2}}}));
    CHECK(anomaly(both) != "");
  }
  SECTION("a dirty read") {
    CHECK(anomaly({entry(0, 9, {}, {{"a", {1}}}, End::RolledBack), entry(0, 9, {{"a", {1}}})}) != "");
  }
  SECTION("half a transaction") {
    CHECK(anomaly({entry(0, 9, {}, {{"a", {1, 2}}}), entry(0, 9, {{"a", {1}}})}) != "");
  }
  SECTION("a fuzzy read: one key before a transaction, the other after it") {
    CHECK(anomaly({entry(0, 9, {}, {{"a", {1, 2}}, {"b", {3, 4}}}), entry(0, 9, {{"a", {1, 2}}, {"b", {}}}),
                   final}) != "");
  }
  SECTION("write skew") {
    CHECK(anomaly({entry(0, 9, {{"a", {}}, {"b", {}}}, {{"a", {1, 2}}}),
                   entry(0, 9, {{"a", {}}, {"b", {}}}, {{"b", {3, 4}}}), final}) != "");
  }
  SECTION("a long fork: two readers see two writers in different orders") {
    CHECK(anomaly({entry(0, 9, {}, {{"a", {1, 2}}}), entry(0, 9, {}, {{"b", {3, 4}}}),
                   entry(0, 9, {{"a", {1, 2}}, {"b", {}}}), entry(0, 9, {{"a", {}}, {"b", {3, 4}}}), final}) != "");
  }
  SECTION("a commit that was acknowledged and is not seen") {
    CHECK(anomaly({entry(0, 1, {}, {{"a", {1, 2}}, {"b", {3, 4}}}), entry(2, 3, {{"a", {}}}), final}) != "");
  }
}
