// What only a store in a folder has: opening, locks, other processes, crashes, damage.

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "agora/error.h"
#include "storage/kv_store.h"
#include "storage/scratch_folder.h"

using namespace agora;
using namespace agora::storage;
using agora::test::ScratchFolder;
namespace fs = std::filesystem;
using Catch::Contains;

namespace {

const StoreOptions kReadOnly{.mode = OpenMode::ReadOnly};
const StoreOptions kExisting{.create_if_missing = false};

void put(KvStore& store, std::string_view key, std::string_view value,
         Durability durability = Durability::Relaxed) {
  WriteBatch batch;
  batch.put(KeySpace::Blocks, key, value);
  batch.put(KeySpace::Index, key, value);
  store.write(batch, durability);
}

std::string get(const KvStore& store, std::string_view key, KeySpace space = KeySpace::Blocks) {
  std::string value;
  return store.snapshot()->get(space, key, value) ? value : "(none)";
}

std::string error_of(const std::function<void()>& attempt, ErrorCategory expected) {
  try {
    attempt();
  } catch (const Error& error) {
    CHECK(error.category() == expected);
    CHECK_THAT(error.message(), !Contains("RocksDB", Catch::CaseSensitive::No));
    return error.message() + " | " + error.hint();
  }
  FAIL_CHECK("no error");
  return "";
}

/// Runs `work` in a child process; its exit code, or minus the signal that ended it.
int in_child(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    int code = 99;
    try {
      code = work();
    } catch (...) {
    }
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}
std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

fs::path newest(const fs::path& folder, std::string_view suffix) {
  fs::path found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().string().ends_with(suffix) && entry.path() > found) found = entry.path();
  }
  return found;
}

/// A store that was not closed: a child writes `count` keys and dies.
void leave_log(const fs::path& folder, int count) {
  REQUIRE(in_child([&] {
            auto store = open_store(folder);
            for (int i = 0; i < count; ++i) put(*store, "k" + std::to_string(i), "value");
            store->sync();
            raise(SIGKILL);
            return 1;
          }) == -SIGKILL);
}

}  // namespace

TEST_CASE("what is written is there after closing and opening") {
  ScratchFolder scratch;
  {
    auto store = open_store(scratch / "db");
    put(*store, "a", "1");
    store->close();
    CHECK_THAT(error_of([&] { put(*store, "b", "1"); }, ErrorCategory::Usage),
               Contains("was closed"));
  }
  { put(*open_store(scratch / "db"), "b", "2"); }
  auto store = open_store(scratch / "db", kExisting);
  CHECK(get(*store, "a") == "1");
  CHECK(get(*store, "b", KeySpace::Index) == "2");
  CHECK(store->format() == kFormatVersion);
  struct stat info {};
  REQUIRE(stat((scratch / "db").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0700);
}

TEST_CASE("what cannot be opened says why") {
  ScratchFolder scratch;
  write_file(scratch / "file", "text");
  fs::create_directory(scratch / "photos");
  write_file(scratch / "photos/one.jpg", "x");
  fs::create_directory(scratch / "empty");
  for (const StoreOptions& options : {kReadOnly, kExisting}) {
    const auto open = [&](const char* name) {
      return error_of([&] { open_store(scratch / name, options); }, ErrorCategory::Io);
    };
    CHECK_THAT(open("nothing"), Contains("there is no database at"));
    CHECK_THAT(open("empty"), Contains("there is no database at"));
    CHECK_THAT(open("file"), Contains("it is a file"));
    CHECK_THAT(open("photos"), Contains("not an Agora database"));
  }
  CHECK_FALSE(fs::exists(scratch / "nothing"));
  CHECK(fs::is_empty(scratch / "empty"));
  CHECK_THAT(error_of([&] { open_store(scratch / "photos"); }, ErrorCategory::Io),
             Contains("holds other files"));
  CHECK_THAT(error_of([&] { open_store(scratch / "no/such"); }, ErrorCategory::Io),
             Contains("folder around it"));
  open_store(scratch / "empty")->close();
  CHECK(open_store(scratch / "empty", kReadOnly)->read_only());
}

TEST_CASE("formats from the future are refused, unreadable ones reported") {
  ScratchFolder scratch;
  put(*open_store(scratch / "db"), "a", "1");
  write_file(scratch / "db/agora.format", "agora-database 2\n");
  for (const StoreOptions& options : {kReadOnly, StoreOptions{}}) {
    CHECK_THAT(error_of([&] { open_store(scratch / "db", options); }, ErrorCategory::FormatTooNew),
               Contains("has format 2") && Contains("newer Agora"));
  }
  for (const char* text :
       {"", "agora-database \n", "agora-database x\n", "agora-database 0\n", "sqlite"}) {
    write_file(scratch / "db/agora.format", text);
    error_of([&] { open_store(scratch / "db"); }, ErrorCategory::Corrupt);
  }
  fs::remove(scratch / "db/agora.format");
  CHECK_THAT(error_of([&] { open_store(scratch / "db"); }, ErrorCategory::Corrupt),
             Contains("agora.format"));
  write_file(scratch / "db/agora.format", "agora-database 1\n");
  CHECK(get(*open_store(scratch / "db"), "a") == "1");
}

TEST_CASE("one writes at a time") {
  ScratchFolder scratch;
  auto store = open_store(scratch / "db", {.program = "first"});
  put(*store, "a", "1");
  SECTION("a second open in this process is refused") {
    CHECK_THAT(error_of([&] { open_store(scratch / "db"); }, ErrorCategory::Locked),
               Contains("this process"));
    fs::create_directory_symlink(scratch / "db", scratch / "alias");
    error_of([&] { open_store(scratch / "alias"); }, ErrorCategory::Locked);
    put(*store, "b", "2");
    store.reset();
    CHECK(get(*open_store(scratch / "alias"), "b") == "2");
  }
  SECTION("another process learns who holds the lock") {
    CHECK(in_child([&] {
            try {
              open_store(scratch / "db");
            } catch (const Error& error) {
              const std::string holder = "first, process " + std::to_string(getppid());
              return error.category() == ErrorCategory::Locked &&
                             error.message().find(holder) != std::string::npos
                         ? 0
                         : 1;
            }
            return 2;
          }) == 0);
  }
  SECTION("who waits gets it when the holder closes") {
    std::thread closing([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      store.reset();
    });
    CHECK(get(*open_store(scratch / "db", {.lock_wait = std::chrono::seconds(10)}), "a") == "1");
    closing.join();
  }
  SECTION("a snapshot that is still held keeps the lock") {
    SnapshotPtr snapshot = store->snapshot();
    store.reset();
    error_of([&] { open_store(scratch / "db"); }, ErrorCategory::Locked);
    snapshot.reset();
    CHECK(get(*open_store(scratch / "db"), "a") == "1");
  }
}

TEST_CASE("a child process cannot use what its parent opened") {
  ScratchFolder scratch;
  auto store = open_store(scratch / "db");
  auto memory = open_memory_store();
  put(*store, "a", "1");
  SnapshotPtr snapshot = store->snapshot();
  const int code = in_child([&] {
    int refused = 0;
    std::string value;
    for (const std::function<void()>& attempt :
         {std::function<void()>([&] { put(*store, "b", "1"); }),
          std::function<void()>([&] { store->snapshot(); }),
          std::function<void()>([&] { snapshot->get(KeySpace::Blocks, "a", value); }),
          std::function<void()>([&] { store->flush(); }),
          std::function<void()>([&] { put(*memory, "b", "1"); })}) {
      try {
        attempt();
      } catch (const Error& error) {
        refused += error.category() == ErrorCategory::Usage;
      }
    }
    snapshot.reset();
    store.reset();  // Must neither hang nor touch a file.
    memory.reset();
    return refused;
  });
  CHECK(code == 5);
  put(*store, "c", "1");
  snapshot.reset();
  store.reset();
  CHECK(get(*open_store(scratch / "db"), "c") == "1");
}

TEST_CASE("readers see a moment, also while somebody writes") {
  ScratchFolder scratch;
  auto writer = open_store(scratch / "db");
  put(*writer, "a", "1");
  auto reader = open_store(scratch / "db", kReadOnly);
  CHECK(get(*reader, "a") == "1");
  CHECK_FALSE(reader->refresh());
  const SnapshotPtr old = reader->snapshot();
  put(*writer, "a", "2");
  CHECK(get(*reader, "a") == "1");
  CHECK(reader->refresh());
  CHECK(get(*reader, "a") == "2");
  writer->flush();
  put(*writer, "a", "3");
  writer->compact();
  CHECK(get(*reader, "a") == "2");
  CHECK(reader->refresh());
  CHECK(get(*reader, "a") == "3");
  std::string value;
  CHECK(old->get(KeySpace::Blocks, "a", value));
  CHECK(value == "1");
  CHECK_THAT(error_of([&] { put(*reader, "x", "1"); }, ErrorCategory::TransactionError),
             Contains("read-only"));
}

TEST_CASE("a reader leaves nothing behind") {
  ScratchFolder scratch;
  leave_log(scratch / "db", 100);
  const auto list = [&] {
    std::string text;
    for (const auto& entry : fs::recursive_directory_iterator(scratch / "db")) {
      if (!entry.is_regular_file()) continue;
      text += entry.path().string() + std::to_string(entry.file_size()) +
              std::to_string(entry.last_write_time().time_since_epoch().count());
    }
    return text;
  };
  const std::string before = list();
  CHECK(get(*open_store(scratch / "db", kReadOnly), "k99") == "value");
  CHECK(list() == before);
}

TEST_CASE("a database whose making ended before its format took its place is made anew") {
  ScratchFolder scratch;
  fs::create_directories(scratch / "db/data");
  write_file(scratch / "db/agora.format.new", "");
  CHECK(get(*open_store(scratch / "db"), "a") == "(none)");
  CHECK(fs::exists(scratch / "db/agora.format"));
}

TEST_CASE("readers keep up with a writer that flushes and compacts") {
  ScratchFolder scratch;
  { put(*open_store(scratch / "db"), "a", "0"); }
  const pid_t writer = fork();
  if (writer == 0) {
    auto store = open_store(scratch / "db");
    for (int i = 1;; ++i) {
      put(*store, "a", std::to_string(i));
      put(*store, "filler" + std::to_string(i % 50), std::string(20000, 'x'));
      if (i % 100 == 0) store->compact();
    }
  }
  int moved = 0;
  int torn = 0;
  auto reader = open_store(scratch / "db", kReadOnly);
  int last = 0;
  // A busy machine gets more time.
  const auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() < begin + std::chrono::seconds(moved > 10 ? 2 : 30)) {
    moved += reader->refresh();
    const int now = std::stoi(get(*reader, "a"));
    torn += now < last || get(*reader, "a", KeySpace::Index) != std::to_string(now);
    last = now;
  }
  kill(writer, SIGKILL);
  waitpid(writer, nullptr, 0);
  CHECK(torn == 0);
  CHECK(moved > 10);
  CHECK(std::stoi(get(*open_store(scratch / "db"), "a")) >= last);
}

TEST_CASE("a writer that is killed loses nothing it was told is safe") {
  ScratchFolder scratch;
  int done = 0;
  for (int round = 0; round < 5; ++round) {
    int channel[2];
    REQUIRE(pipe(channel) == 0);
    const pid_t writer = fork();
    if (writer == 0) {
      auto store = open_store(scratch / "db");
      for (int i = done + 1;; ++i) {
        WriteBatch batch;
        batch.put(KeySpace::Blocks, "last", std::to_string(i));
        batch.append(KeySpace::Blocks, "all", "x");
        batch.append(KeySpace::Index, "all", "x");
        batch.put(KeySpace::Index, "filler", std::string(5000, 'x'));
        store->write(batch, Durability::Synced);
        if (write(channel[1], &i, sizeof i) != sizeof i) _exit(1);
      }
    }
    ::close(channel[1]);
    const auto wait = std::chrono::milliseconds(30 + 40 * round);
    int acknowledged = done;
    // However busy the machine, the last round commits something.
    if (round == 4) CHECK(read(channel[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged);
    std::this_thread::sleep_for(wait);
    kill(writer, SIGKILL);
    waitpid(writer, nullptr, 0);
    for (int i; read(channel[0], &i, sizeof i) == sizeof i;) acknowledged = i;
    ::close(channel[0]);

    auto store = open_store(scratch / "db");
    const auto last = get(*store, "last");
    done = last == "(none)" ? 0 : std::stoi(last);
    CHECK(done >= acknowledged);
    CHECK(done <= acknowledged + 1);
    if (done > 0) {
      CHECK(get(*store, "all").size() == static_cast<std::size_t>(done));
      CHECK(get(*store, "all", KeySpace::Index).size() == static_cast<std::size_t>(done));
    }
  }
  CHECK(done > 0);
}

TEST_CASE("a torn end of the log is dropped, damage before it is reported") {
  ScratchFolder scratch;
  leave_log(scratch / "db", 200);
  const fs::path log = newest(scratch / "db/data", ".log");
  const std::string whole = read_file(log);
  REQUIRE(whole.size() > 1000);

  fs::copy(scratch / "db", scratch / "torn", fs::copy_options::recursive);
  write_file(scratch / "torn/data" / log.filename(),
             std::string_view(whole).substr(0, whole.size() - 3));
  {
    auto store = open_store(scratch / "torn");
    CHECK(get(*store, "k198") == "value");
    CHECK(get(*store, "k199") == "(none)");
  }
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x40);
  write_file(log, damaged);
  error_of([&] { open_store(scratch / "db", kReadOnly); }, ErrorCategory::Corrupt);
  CHECK_THAT(error_of([&] { open_store(scratch / "db"); }, ErrorCategory::Corrupt),
             Contains("backup"));
}

TEST_CASE("a damaged or missing file is named") {
  ScratchFolder scratch;
  {
    auto store = open_store(scratch / "db");
    for (int i = 0; i < 1000; ++i)
      put(*store, "k" + std::to_string(i), std::string(100, static_cast<char>('a' + i % 26)));
  }
  const fs::path table = newest(scratch / "db/data", ".sst");
  std::string bytes = read_file(table);
  SECTION("a flipped bit") {
    bytes[bytes.size() / 4] = static_cast<char>(bytes[bytes.size() / 4] ^ 1);
    write_file(table, bytes);
    const auto scan = [&] {
      auto store = open_store(scratch / "db", kReadOnly);
      for (int i = 0; i < 1000; ++i) {
        get(*store, "k" + std::to_string(i));
        get(*store, "k" + std::to_string(i), KeySpace::Index);
      }
    };
    CHECK_THAT(error_of(scan, ErrorCategory::Corrupt), Contains(table.filename().string()));
  }
  SECTION("a table is gone") {
    fs::remove(table);
    for (const StoreOptions& options : {kReadOnly, StoreOptions{}}) {
      try {
        open_store(scratch / "db", options);
        FAIL_CHECK("opened");
      } catch (const Error& error) {
        CHECK_THAT(error.message(), Contains(table.filename().string()));
      }
    }
  }
  SECTION("the table of contents is gone") {
    fs::remove(scratch / "db/data/CURRENT");
    for (const StoreOptions& options : {kReadOnly, StoreOptions{}}) {
      CHECK_THAT(error_of([&] { open_store(scratch / "db", options); }, ErrorCategory::Corrupt),
                 Contains("CURRENT"));
    }
  }
}

TEST_CASE("a copy is a store of its own") {
  ScratchFolder scratch;
  auto store = open_store(scratch / "db");
  put(*store, "a", "1");
  store->flush();
  put(*store, "b", "in the log");
  store->checkpoint(scratch / "copy");
  put(*store, "c", "later");
  auto copy = open_store(scratch / "copy", kExisting);
  CHECK(get(*copy, "a") == "1");
  CHECK(get(*copy, "b") == "in the log");
  CHECK(get(*copy, "c") == "(none)");
  put(*copy, "a", "changed");
  CHECK(get(*store, "a") == "1");
  CHECK_THAT(error_of([&] { store->checkpoint(scratch / "copy"); }, ErrorCategory::Io),
             Contains("exists already"));
  CHECK_FALSE(fs::exists(scratch / "copy/agora.format.new"));
}

TEST_CASE("opening stays quick however many commits there were") {
  ScratchFolder scratch;
  REQUIRE(in_child([&] {
            auto store = open_store(scratch / "db");
            for (int i = 0; i < 100000; ++i) {
              WriteBatch batch;
              for (int j = 0; j < 10; ++j)
                batch.append(KeySpace::Blocks, "block" + std::to_string((i * 7 + j) % 997),
                             "delta");
              store->write(batch, Durability::Relaxed);
            }
            raise(SIGKILL);
            return 1;
          }) == -SIGKILL);
  const auto start = std::chrono::steady_clock::now();
  auto reader = open_store(scratch / "db", kReadOnly);
  const auto taken = std::chrono::steady_clock::now() - start;
  CHECK(get(*reader, "block1").size() > 1000);
  WARN("a read-only open after 100,000 commits and a crash took "
       << std::chrono::duration_cast<std::chrono::microseconds>(taken).count() << " us");
  // A log that is never cut short takes 2 s, and on a machine as busy as this allows for far more.
  CHECK(taken < std::chrono::milliseconds(1500));
}
