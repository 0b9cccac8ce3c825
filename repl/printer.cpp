#include "printer.h"

#include <array>
#include <utility>

#include "agora/format.h"

namespace agora::repl {

namespace {

constexpr std::array<std::pair<std::string_view, Mode>, 6> kModes = {
    {{"table", Mode::Table},
     {"csv", Mode::Csv},
     {"spreadsheet", Mode::Spreadsheet},
     {"json", Mode::Json},
     {"jsonl", Mode::JsonLines},
     {"markdown", Mode::Markdown}}};

class CsvPrinter : public Printer {
 public:
  using Cell = std::string (*)(const Value&);
  CsvPrinter(std::ostream& out, Cell cell) : out_(out), cell_(cell) {}
  void begin(const std::vector<std::string>& columns) override {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out_ << ',';
      out_ << cell_(Value(columns[i]));
    }
    out_ << '\n';
  }
  void row(Row row) override {
    line_.clear();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line_ += ',';
      line_ += cell_(row[i]);
    }
    line_ += '\n';
    out_ << line_;
  }
  void finish() override {}

 private:
  std::ostream& out_;
  Cell cell_;
  std::string line_;
};

/// One object a row; with `array`, the whole is one JSON array.
class JsonPrinter : public Printer {
 public:
  JsonPrinter(std::ostream& out, bool array) : out_(out), array_(array) {}
  void begin(const std::vector<std::string>& columns) override {
    for (const std::string& column : columns) {
      std::string& name = names_.emplace_back();
      append_json_string(name, column);
      name += ':';
    }
    if (array_) out_ << '[';
  }
  void row(Row row) override {
    line_ = !array_ ? "{" : first_ ? "\n{" : ",\n{";
    first_ = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line_ += ',';
      line_ += names_[i];
      append_json(line_, row[i], JsonStyle::Plain);
    }
    line_ += array_ ? "}" : "}\n";
    out_ << line_;
  }
  void finish() override {
    if (array_) out_ << (first_ ? "]\n" : "\n]\n");
  }

 private:
  std::ostream& out_;
  bool array_;
  bool first_ = true;
  std::vector<std::string> names_;
  std::string line_;
};

class MarkdownPrinter : public Printer {
 public:
  explicit MarkdownPrinter(std::ostream& out) : out_(out) {}
  void begin(const std::vector<std::string>& columns) override {
    out_ << '|';
    for (const std::string& column : columns)
      out_ << ' ' << to_markdown_cell(Value(column)) << " |";
    out_ << "\n|";
    for (std::size_t i = 0; i < columns.size(); ++i) out_ << " --- |";
    out_ << '\n';
  }
  void row(Row row) override {
    out_ << '|';
    for (const Value& value : row) out_ << ' ' << to_markdown_cell(value) << " |";
    out_ << '\n';
  }
  void finish() override {}

 private:
  std::ostream& out_;
};

}  // namespace

std::optional<Mode> mode_of(std::string_view name) {
  for (const auto& [known, mode] : kModes) {
    if (known == name) return mode;
  }
  return std::nullopt;
}

std::string_view to_string(Mode mode) {
  for (const auto& [name, known] : kModes) {
    if (known == mode) return name;
  }
  return "";
}

std::string mode_names() {
  std::string names;
  for (const auto& entry : kModes) {
    if (!names.empty()) names += ", ";
    names += entry.first;
  }
  return names;
}

std::unique_ptr<Printer> make_printer(Mode mode, std::ostream& out, std::size_t width) {
  switch (mode) {
    case Mode::Table:
      return make_table_printer(out, width);
    case Mode::Csv:
      return std::make_unique<CsvPrinter>(out, to_csv_cell);
    case Mode::Spreadsheet:
      return std::make_unique<CsvPrinter>(out, to_spreadsheet_cell);
    case Mode::Json:
      return std::make_unique<JsonPrinter>(out, true);
    case Mode::JsonLines:
      return std::make_unique<JsonPrinter>(out, false);
    case Mode::Markdown:
      return std::make_unique<MarkdownPrinter>(out);
  }
  return nullptr;
}

std::uint64_t print_rows(QueryResult& result, Printer& printer) {
  std::uint64_t count = 0;
  printer.begin(result.columns());
  while (result.next()) {
    printer.row(result.row());
    ++count;
  }
  printer.finish();
  return count;
}

}  // namespace agora::repl
