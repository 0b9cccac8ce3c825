#include "statement_runner.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>
#include <utility>

#include "interrupt.h"
#include "terminal.h"

namespace agora::repl {

bool StatementRunner::run_all(std::string_view text, std::string_view origin) {
  for (const Statement& statement : split_statements(text)) {
    if (!run(statement, text, origin)) return false;
  }
  return true;
}

bool StatementRunner::run(const Statement& statement, std::string_view whole,
                          std::string_view origin) {
  try {
    CancelOnInterrupt guard(connection_);
    // Ctrl-C between the key that sent the statement and here; the next prompt clears it.
    if (interrupted()) throw Error(ErrorCategory::Cancelled, "", "the statement was cancelled");
    QueryResult result = connection_.query(statement.text, parameters);
    print(result, statement);
    if (!out_.flush()) throw Error(ErrorCategory::Io, "", "the output cannot be written");
    return true;
  } catch (const Error& error) {
    out_.flush();
    // A terminal has shown ^C and stayed on that line.
    if (interrupted() && error_is_terminal()) messages_ << '\n';
    if (!origin.empty()) messages_ << origin << ": ";
    messages_ << harmless(describe(relocated(error, statement), whole), true) << std::endl;
    return false;
  }
}

void StatementRunner::print(QueryResult& result, const Statement& statement) {
  std::uint64_t rows = 0;
  if (result.columns().empty()) {
    while (result.next()) {
    }
  } else {
    if (printed_ && !presentation.summary) out_ << '\n';
    rows = print_rows(result, *make_printer(presentation.mode, out_, presentation.width));
    printed_ = true;
  }
  out_.flush();
  print_notifications(result, statement);
  if (presentation.summary) print_summary(result, rows);
  print_deletions(result.updates());
}

/// Whatever deletes says how much, also where no summary is wanted.
void StatementRunner::print_deletions(const UpdateCounts& updates) {
  const std::uint64_t deleted = updates.nodes_deleted + updates.relationships_deleted;
  if (deleted == 0) return;
  if (!presentation.summary) {
    UpdateCounts deletions;
    deletions.nodes_deleted = updates.nodes_deleted;
    deletions.relationships_deleted = updates.relationships_deleted;
    messages_ << describe_updates(deletions) << std::endl;
  }
  if (presentation.undo_above == 0 || deleted <= presentation.undo_above) return;
  messages_ << (connection_.in_transaction() ? "ROLLBACK brings them back; after COMMIT, .undo does"
                                             : ".undo brings them back")
            << std::endl;
}

void StatementRunner::print_notifications(const QueryResult& result, const Statement& statement) {
  for (const Notification& notification : result.notifications()) {
    // An Error knows how to show its place; the words differ, the facts are the same.
    Error shown(ErrorCategory::Usage, "", notification.message);
    if (notification.where) shown = Error(shown).at(*notification.where);
    shown = Error(shown).with_code(notification.code).with_hint(notification.hint);
    messages_ << (notification.severity == Notification::Severity::Warning ? "warning " : "note ")
              << harmless(describe(shown, statement.text), true) << std::endl;
  }
}

void StatementRunner::print_summary(const QueryResult& result, std::uint64_t rows) {
  std::string line;
  if (!result.columns().empty()) line = std::to_string(rows) + (rows == 1 ? " row" : " rows");
  const std::string changes = describe_updates(result.updates());
  if (!changes.empty()) line += (line.empty() ? "" : ", ") + changes;
  if (line.empty()) line = "done";
  out_ << '(' << line << ", " << describe_time(result.elapsed()) << ")\n";
}

bool writes_nothing(std::string_view text) {
  for (const Statement& statement : split_statements(text)) {
    try {
      if (!is_read_only(statement_kind(statement.text))) return false;
    } catch (const Error&) {
      return true;  // The run ends here at the latest.
    }
  }
  return true;
}

Error relocated(Error error, const Statement& statement) {
  if (!error.where()) return error;
  SourceSpan place = *error.where();
  if (place.line == 1) place.column += statement.column - 1;
  place.line += statement.line - 1;
  place.offset += static_cast<std::uint32_t>(statement.offset);
  return std::move(error).at(place);
}

std::string describe_updates(const UpdateCounts& updates) {
  struct Part {
    std::uint64_t count;
    const char* one;
    const char* many;
  };
  const Part parts[] = {
      {updates.nodes_created, "node created", "nodes created"},
      {updates.nodes_deleted, "node deleted", "nodes deleted"},
      {updates.relationships_created, "relationship created", "relationships created"},
      {updates.relationships_deleted, "relationship deleted", "relationships deleted"},
      {updates.properties_set, "property set", "properties set"},
      {updates.labels_added, "label added", "labels added"},
      {updates.labels_removed, "label removed", "labels removed"},
      {updates.indexes_added, "index added", "indexes added"},
      {updates.indexes_removed, "index removed", "indexes removed"},
      {updates.constraints_added, "constraint added", "constraints added"},
      {updates.constraints_removed, "constraint removed", "constraints removed"},
  };
  std::string text;
  for (const Part& part : parts) {
    if (part.count == 0) continue;
    if (!text.empty()) text += ", ";
    text += std::to_string(part.count) + ' ' + (part.count == 1 ? part.one : part.many);
  }
  return text;
}

std::string describe_time(std::chrono::microseconds time) {
  const auto micros = static_cast<double>(time.count());
  char text[32];
  if (micros < 1e3)
    std::snprintf(text, sizeof text, "%.2f ms", micros / 1e3);
  else if (micros < 1e6)
    std::snprintf(text, sizeof text, "%.1f ms", micros / 1e3);
  else
    std::snprintf(text, sizeof text, "%.2f s", micros / 1e6);
  return text;
}

std::optional<Database> open_database(const std::filesystem::path& path,
                                      const OpenOptions& options) {
  try {
    return Database::open(path, options);
  } catch (const Error& error) {
    std::cerr << harmless(describe(error), true) << std::endl;
    return std::nullopt;
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
    return text;
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorCategory::Io, "", "a file was expected, this is a folder: " + path.string());
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(
        ErrorCategory::Io, "",
        "the file cannot be read (" + std::string(std::strerror(errno)) + "): " + path.string());
  }
  text.assign(std::istreambuf_iterator<char>(file), {});
  return text;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  const std::filesystem::path beside = path.string() + ".new";
  std::ofstream file(beside, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  std::error_code failed;
  if (file) std::filesystem::rename(beside, path, failed);
  if (file && !failed) return;
  const std::string reason = failed ? failed.message() : std::strerror(errno);
  std::filesystem::remove(beside, failed);
  throw Error(ErrorCategory::Io, "", "the file cannot be written (" + reason + "): " + path.string());
}

}  // namespace agora::repl
