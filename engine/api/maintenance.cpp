#include "agora/maintenance.h"

#include <iterator>
#include <optional>
#include <string>

#include "agora/connection.h"
#include "agora/statements.h"
#include "api/session.h"
#include "evidence/cite_check.h"
#include "graph/graph_check.h"
#include "graph/salvage.h"
#include "storage/store_copy.h"
#include "storage/write_lock.h"
#include "transfer/dump.h"

namespace agora {

namespace {

std::unique_ptr<graph::GraphStore> open_read_only(const std::filesystem::path& path, bool accept_loss = false) {
  graph::GraphStoreOptions options;
  options.read_only = true;
  options.accept_loss = accept_loss;
  return graph::GraphStore::open(path, options);
}

BackupReport report_of(const storage::StoreCopy& copy) {
  return {copy.files, copy.bytes, copy.kept_files};
}

}  // namespace

CheckReport check_database(const std::filesystem::path& path, bool deep) {
  CheckReport report;
  std::unique_ptr<graph::GraphStore> store;
  try {
    store = open_read_only(path);
    report.bytes = store->storage().byte_size();
    storage::verify_store(path);
  } catch (const Error& error) {
    if (error.category() != ErrorCategory::Corrupt) throw;
    report.problems.push_back(error.message());
    if (!store) return report;
  }
  const auto snapshot = store->storage().snapshot();
  graph::GraphCheck check;
  check.problems = std::move(report.problems);
  graph::check_blocks(*snapshot, check);
  const auto view = store->view();
  if (deep && check.problems.empty()) {
    graph::check_graph(*view, *snapshot, check);
    for (std::string& problem : evidence::broken_cites(*view)) check.report(std::move(problem));
  }
  report.blocks = check.blocks;
  report.index_entries = check.index_entries;
  report.nodes = view->node_count();
  report.relationships = view->relationship_count();
  report.problems = std::move(check.problems);
  return report;
}

BackupReport backup_database(const std::filesystem::path& path, const std::filesystem::path& target) {
  return report_of(storage::copy_store(path, target));
}

BackupReport restore_database(const std::filesystem::path& backup, const std::filesystem::path& target) {
  std::error_code ignored;
  if (std::filesystem::exists(target, ignored) && !std::filesystem::is_empty(target, ignored)) {
    throw Error(ErrorCategory::Io, "", "something is there already: " + target.string())
        .with_hint("restore to a new place, look whether all is well, then move it");
  }
  return report_of(storage::copy_store(backup, target));
}

void dump_database(Database& database, std::ostream& out, DumpFormat format) {
  const auto view = database.impl().reading_view();
  format == DumpFormat::Script ? transfer::dump_script(*view, out) : transfer::dump_json(*view, out);
}

namespace {

LoadReport run_script(Database& database, const std::string& script) {
  Connection connection = database.connect();
  Transaction transaction = connection.begin();
  LoadReport report;
  for (const Statement& statement : split_statements(script)) {
    try {
      QueryResult result = connection.query(statement.text);
      report.nodes += result.updates().nodes_created;
      report.relationships += result.updates().relationships_created;
    } catch (Error& error) {
      error.prefix("line " + std::to_string(statement.line) + ": ");
      throw;
    }
  }
  transaction.commit();
  return report;
}

}  // namespace

LoadReport load_dump(Database& database, std::istream& in) {
  in >> std::ws;
  if (in.peek() != '{') return run_script(database, {std::istreambuf_iterator<char>(in), {}});
  const auto store = database.impl().writing_store();
  const transfer::LoadCounts counts = transfer::load_json(*store, in, database.impl().options.lock_wait);
  database.impl().plans.clear();
  return {counts.nodes, counts.relationships};
}

CompactReport compact_database(const std::filesystem::path& path, bool erase,
                               std::chrono::milliseconds lock_wait) {
  graph::GraphStoreOptions options;
  options.create = false;
  options.lock_wait = lock_wait;
  CompactReport report;
  {
    const auto store = graph::GraphStore::open(path, options);
    report.bytes_before = store->storage().byte_size();
    store->forget_undo_point();
    store->compact();
    store->close();
  }
  // The table of contents names the first and last key of files that are gone; opening for writing
  // begins a new one.
  if (erase) graph::GraphStore::open(path, options)->close();
  report.bytes_after = open_read_only(path)->storage().byte_size();
  return report;
}

RepairReport repair_database(const std::filesystem::path& path, const std::filesystem::path& target) {
  std::error_code ignored;
  if (std::filesystem::exists(target, ignored)) {
    throw Error(ErrorCategory::Io, "", "something is there already: " + target.string());
  }
  std::vector<std::string> losses;
  std::unique_ptr<graph::GraphStore> from;
  try {
    from = open_read_only(path);
  } catch (const Error& error) {
    if (error.category() != ErrorCategory::Corrupt) throw;
    from = open_read_only(path, /*accept_loss=*/true);
    losses.push_back(error.message());
  }
  const auto to = graph::GraphStore::open(target, {});
  graph::Salvage salvaged = graph::salvage(*from, *to);
  to->close();
  losses.insert(losses.end(), salvaged.losses.begin(), salvaged.losses.end());
  return {salvaged.nodes, salvaged.relationships, std::move(losses)};
}

std::optional<UndoPoint> undo_point(Database& database) {
  (void)database.impl().reading_view();  // Moves on to what was committed.
  const std::optional<graph::UndoPoint> point = database.impl().store->undo_point();
  if (!point) return std::nullopt;
  return UndoPoint{point->nodes, point->relationships,
                   std::chrono::system_clock::time_point(std::chrono::seconds(point->seconds)),
                   point->written_since};
}

UndoPoint undo_deletion(Database& database, bool lose_later_writes) {
  const std::shared_ptr<graph::GraphStore> store = database.impl().writing_store();
  const std::optional<UndoPoint> point = undo_point(database);
  if (!point) {
    throw Error(ErrorCategory::Usage, "", "there is nothing to undo: no large deletion was made since");
  }
  if (point->written_since && !lose_later_writes) {
    throw Error(ErrorCategory::Usage, "",
                "the database was written to after that deletion; undoing it would lose that too");
  }
  store->go_back(database.impl().options.lock_wait);
  database.impl().plans.clear();
  return *point;
}

DatabaseInfo database_info(const std::filesystem::path& path) {
  const auto store = open_read_only(path);
  const auto view = store->view();
  const catalog::Catalog& catalog = view->catalog();
  DatabaseInfo info;
  info.format = store->storage().format();
  info.bytes = store->storage().byte_size();
  info.nodes = view->node_count();
  info.relationships = view->relationship_count();
  for (std::uint32_t i = 0; i < catalog.label_count(); ++i) {
    if (const auto count = view->node_count(LabelId{i})) info.labels.emplace_back(catalog.labels()[i], count);
  }
  for (std::uint32_t i = 0; i < catalog.type_count(); ++i) {
    if (const auto count = view->relationship_count(TypeId{i})) {
      info.types.emplace_back(catalog.types()[i], count);
    }
  }
  info.indexes = catalog.indexes().size();
  info.constraints = catalog.constraints().size();
  info.writer = storage::lock_holder(path);
  return info;
}

}  // namespace agora
