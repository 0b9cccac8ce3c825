#include "api/query_result.h"

#include <utility>

namespace agora {

using Clock = std::chrono::steady_clock;

class QueryResult::Impl {
 public:
  Impl(api::CompiledPtr given_statement, std::unique_ptr<execution::Execution> given_execution)
      : statement(std::move(given_statement)), execution(std::move(given_execution)) {
    columns = execution->columns();
  }
  Impl(api::CompiledPtr given_statement, execution::Rows given_rows, const UpdateCounts& given_updates)
      : statement(std::move(given_statement)), rows(std::move(given_rows.rows)), updates(given_updates) {
    columns = std::move(given_rows.columns);
  }

  bool next() {
    if (!execution) {
      if (position == rows.size()) return false;
      row = std::move(rows[position++]);
      return true;
    }
    const Clock::time_point begin = Clock::now();
    try {
      if (!execution->next(row)) execution.reset();
    } catch (Error& error) {
      execution.reset();
      statement->place(error);
      throw;
    } catch (...) {
      execution.reset();
      throw;
    }
    spent += Clock::now() - begin;
    return execution != nullptr;
  }

  api::CompiledPtr statement;
  std::unique_ptr<execution::Execution> execution;  ///< Null once all rows are made.
  std::vector<List> rows;
  std::size_t position = 0;
  List row;
  std::vector<std::string> columns;
  UpdateCounts updates;
  Clock::duration spent{};
};

QueryResult::QueryResult(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
QueryResult::QueryResult(QueryResult&&) noexcept = default;
QueryResult& QueryResult::operator=(QueryResult&&) noexcept = default;
QueryResult::~QueryResult() = default;

const std::vector<std::string>& QueryResult::columns() const noexcept { return impl_->columns; }
bool QueryResult::next() { return impl_->next(); }
Row QueryResult::row() const noexcept { return impl_->row; }

const Value& QueryResult::at(std::string_view column) const {
  for (std::size_t i = 0; i < impl_->columns.size(); ++i) {
    if (impl_->columns[i] == column) return impl_->row[i];
  }
  throw Error(ErrorCategory::Usage, "", "the result has no column `" + std::string(column) + "`");
}

std::vector<List> QueryResult::rows() {
  std::vector<List> result;
  while (next()) result.push_back(std::move(impl_->row));
  return result;
}

Value QueryResult::single() {
  const bool one_column = columns().size() == 1;
  if (one_column && next()) {
    Value value = impl_->row.front();
    if (!next()) return value;
  }
  throw Error(ErrorCategory::Usage, "", "the result is not one row with one column");
}

const UpdateCounts& QueryResult::updates() const noexcept { return impl_->updates; }
const std::vector<Notification>& QueryResult::notifications() const noexcept {
  return impl_->statement->notifications;
}
std::chrono::microseconds QueryResult::elapsed() const noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(impl_->spent);
}

namespace api {

UpdateCounts updates_of(const graph::SideEffects& effects) {
  UpdateCounts updates;
  updates.nodes_created = effects.nodes_created;
  updates.nodes_deleted = effects.nodes_deleted;
  updates.relationships_created = effects.relationships_created;
  updates.relationships_deleted = effects.relationships_deleted;
  updates.properties_set = effects.properties_set;
  updates.labels_added = effects.labels_added;
  updates.labels_removed = effects.labels_removed;
  return updates;
}

QueryResult streaming(CompiledPtr statement, std::unique_ptr<execution::Execution> execution,
                      Clock::time_point started) {
  auto impl = std::make_unique<QueryResult::Impl>(std::move(statement), std::move(execution));
  impl->spent = Clock::now() - started;
  return QueryResult(std::move(impl));
}

QueryResult collected(CompiledPtr statement, execution::Rows rows, const UpdateCounts& updates,
                      Clock::time_point started) {
  auto impl = std::make_unique<QueryResult::Impl>(std::move(statement), std::move(rows), updates);
  impl->spent = Clock::now() - started;
  return QueryResult(std::move(impl));
}

}  // namespace api

}  // namespace agora
