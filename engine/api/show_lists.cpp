// What SHOW lists of the session's side: settings and open transactions.
#include <algorithm>

#include "api/session.h"
#include "procedure/show.h"

namespace agora {

std::uint64_t OpenTransactions::begin(bool read_only) {
  const std::lock_guard lock(mutex_);
  open_.push_back({++last_, read_only, std::chrono::system_clock::now()});
  return last_;
}

void OpenTransactions::end(std::uint64_t number) noexcept {
  const std::lock_guard lock(mutex_);
  std::erase_if(open_, [number](const Entry& entry) { return entry.number == number; });
}

std::vector<OpenTransactions::Entry> OpenTransactions::all() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

namespace {

Value instant(std::chrono::system_clock::time_point time) {
  const auto since = time.time_since_epoch();
  const auto whole = std::chrono::floor<std::chrono::seconds>(since);
  DateTime value;
  value.seconds = whole.count();
  value.nanoseconds = static_cast<std::int32_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(since - whole).count());
  return value;
}

std::vector<List> settings(const Database::Impl& database) {
  const OpenOptions& options = database.options;
  const auto number = [](auto value) { return Value(static_cast<std::int64_t>(value)); };
  return {
      {"cache_bytes", number(options.cache_bytes), "bytes for decoded blocks and file contents"},
      {"csv_folder", options.csv_folder.empty() ? Value() : Value(options.csv_folder.string()),
       "the folder that LOAD CSV may read from; null: none"},
      {"durability", options.durability == Durability::Sync ? "sync" : "nosync",
       "when a commit counts as done"},
      {"lock_wait", number(options.lock_wait.count()),
       "milliseconds a writer waits for another to finish"},
      {"memory_limit", number(database.memory_limit()), "bytes one statement may hold"},
      {"read_only", options.read_only, "whether nothing can be written"},
      {"share_above", number(options.share_above),
       "nodes and relationships looked at from which on a statement uses several threads"},
      {"threads", number(options.threads), "threads one statement may use; 0: as many as cores, at most 8"},
  };
}

std::vector<List> open_transactions(const OpenTransactions& transactions) {
  std::vector<List> rows;
  for (const OpenTransactions::Entry& entry : transactions.all()) {
    rows.push_back({static_cast<std::int64_t>(entry.number), entry.read_only ? "READ" : "WRITE",
                    instant(entry.begun)});
  }
  return rows;
}

}  // namespace

void Database::Impl::add_shows() {
  procedure::add_shows(shows, procedures);
  procedure::add_show(shows, "SHOW SETTINGS",
                      {{"name", "STRING", ValueType::String},
                       {"value", "ANY?", function::TypeSet::any()},
                       {"description", "STRING", ValueType::String}},
                      [this] { return settings(*this); });
  procedure::add_show(shows, "SHOW TRANSACTIONS",
                      {{"id", "INTEGER", ValueType::Integer},
                       {"access", "STRING", ValueType::String},
                       {"started", "DATETIME", ValueType::DateTime}},
                      [this] { return open_transactions(transactions); });
}

}  // namespace agora
