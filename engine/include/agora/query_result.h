// agora/query_result.h
//
// QueryResult: the rows of one statement, one at a time. Rows are made while they are read, so the
// first does not wait for the last and a result of any size needs little memory.
//
//   agora::QueryResult result = connection.query("MATCH (g:Group) RETURN g.name, g.founded");
//   while (result.next()) std::cout << to_string(result[0]) << '\n';
//
// Lifetime: a result may outlive the PreparedQuery it came from, but must be gone before its
// Connection. Threads: a result belongs to one thread at a time, the one that uses its Connection.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agora/error.h"
#include "agora/value.h"

namespace agora {

/// What a statement changed.
struct UpdateCounts {
  std::uint64_t nodes_created = 0;
  std::uint64_t nodes_deleted = 0;
  std::uint64_t relationships_created = 0;
  std::uint64_t relationships_deleted = 0;
  std::uint64_t properties_set = 0;  ///< Set, replaced or removed.
  std::uint64_t labels_added = 0;
  std::uint64_t labels_removed = 0;
  std::uint64_t indexes_added = 0;
  std::uint64_t indexes_removed = 0;
  std::uint64_t constraints_added = 0;
  std::uint64_t constraints_removed = 0;

  /// True if anything is not zero.
  bool any() const noexcept { return *this != UpdateCounts{}; }
  bool operator==(const UpdateCounts&) const = default;
};

/// One row, valid until the next call of QueryResult::next().
using Row = std::span<const Value>;

class QueryResult {
 public:
  QueryResult(QueryResult&&) noexcept;
  QueryResult& operator=(QueryResult&&) noexcept;
  /// Ends the statement; rows that were not read are dropped. What the statement wrote stays
  /// written.
  ~QueryResult();

  /// The names of the columns, in order. Empty if the statement returns nothing.
  const std::vector<std::string>& columns() const noexcept;

  /// Goes to the next row: true on a row, false after the last. Throws Error for what goes wrong
  /// while the row is made; Cancelled and LimitExceeded (time, memory) among them. After an error
  /// there is no further row.
  bool next();

  /// The current row, as wide as columns(). Requires: next() returned true.
  Row row() const noexcept;
  /// Value `column` of the current row, counted from 0. Requires: next() returned true, column <
  /// columns().size().
  const Value& operator[](std::size_t column) const noexcept { return row()[column]; }
  /// The value of the column with that name. Throws Error (Usage) if there is none.
  const Value& at(std::string_view column) const;

  /// Reads all rows that are left and keeps them. For small results.
  std::vector<List> rows();
  /// The only value of a result that has exactly one row and one column. Throws Error (Usage) for
  /// any other.
  Value single();

  /// What the statement changed. Complete as soon as the statement was started: writes do not wait
  /// for the rows to be read.
  const UpdateCounts& updates() const noexcept;

  /// Probable slips that are no errors (a label that does not exist). More may come while rows are
  /// read.
  const std::vector<Notification>& notifications() const noexcept;

  /// Time the engine has spent on the statement so far, from its text on, without the time between
  /// calls of next().
  std::chrono::microseconds elapsed() const noexcept;

  /// Input iterator over the rows that are left: `for (agora::Row row : result) …`.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Row;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Row;
    explicit Iterator(QueryResult* result) : result_(result) {}
    Row operator*() const noexcept { return result_->row(); }
    Iterator& operator++() {
      if (!result_->next()) result_ = nullptr;
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(const Iterator& other) const noexcept { return result_ == other.result_; }

   private:
    QueryResult* result_;
  };
  Iterator begin() { return Iterator(next() ? this : nullptr); }
  Iterator end() noexcept { return Iterator(nullptr); }

  class Impl;  ///< The engine's side.
  explicit QueryResult(std::unique_ptr<Impl> impl) noexcept;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace agora
