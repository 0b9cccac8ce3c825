// repl/printer.h
//
// Printers: the rows of a result as a table, CSV, JSON, JSON Lines or Markdown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "agora/query_result.h"

namespace agora::repl {

enum class Mode : std::uint8_t { Table, Csv, Spreadsheet, Json, JsonLines, Markdown };

/// "table", "csv", "spreadsheet", "json", "jsonl" or "markdown", else empty.
std::optional<Mode> mode_of(std::string_view name);
std::string_view to_string(Mode mode);
/// "table, csv, json, jsonl, markdown": for help and errors.
std::string mode_names();

/// Writes one result: begin(), row() for each row, finish(). A statement without columns has no
/// printer.
class Printer {
 public:
  virtual ~Printer() = default;
  virtual void begin(const std::vector<std::string>& columns) = 0;
  virtual void row(Row row) = 0;
  virtual void finish() = 0;
};

/// `width` is the number of columns that a table may take, 0 for any. `out` must outlive the
/// printer.
std::unique_ptr<Printer> make_printer(Mode mode, std::ostream& out, std::size_t width);

/// A table that fits `width` columns: long cells are wrapped, and where even that does not help,
/// each row is printed as a list of its columns.
std::unique_ptr<Printer> make_table_printer(std::ostream& out, std::size_t width);

/// Prints the rows that are left; returns how many there were.
std::uint64_t print_rows(QueryResult& result, Printer& printer);

}  // namespace agora::repl
