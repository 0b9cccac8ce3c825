#include "documents/page.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "agora/agora.h"

namespace agora::test {
namespace {

/// The cells of a row of a table, without white space around them; `\|` is a bar within one.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> all;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += '|';
      ++i;
    } else if (line[i] == '|') {
      const std::size_t first = cell.find_first_not_of(' ');
      const std::size_t last = cell.find_last_not_of(' ');
      all.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  return all;
}

/// What stands in backquotes, each for itself; two where the text has one itself.
std::vector<std::string> code_spans(const std::string& cell) {
  std::vector<std::string> all;
  for (std::size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at)) {
    const std::string fence = cell.compare(at, 2, "``") == 0 ? "``" : "`";
    const std::size_t end = cell.find(fence, at + fence.size());
    if (end == std::string::npos) break;
    std::string text = cell.substr(at + fence.size(), end - at - fence.size());
    if (fence.size() == 2 && text.size() > 1) {
      text.erase(0, text.front() == ' ' ? 1 : 0);
      if (text.back() == ' ') text.pop_back();
    }
    all.push_back(text);
    at = end + fence.size();
  }
  return all;
}

class Reader {
 public:
  std::vector<Example> read(std::string_view page) {
    std::istringstream in{std::string(page)};
    for (std::string line; std::getline(in, line);) {
      ++number_;
      if (line.rfind("```", 0) == 0) {
        read_block(in, line.substr(3));
      } else if (line.rfind('|', 0) == 0) {
        read_row(line);
      } else {
        columns_.clear();
      }
    }
    return std::move(examples_);
  }

 private:
  void read_block(std::istringstream& in, const std::string& kind) {
    const std::size_t begin = number_;
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line) && line != "```";) {
      ++number_;
      lines.push_back(line);
    }
    ++number_;
    if (kind == "cypher") {
      Example example;
      example.line = begin;
      for (const std::string& line : lines) example.text += line + '\n';
      examples_.push_back(std::move(example));
    } else if (kind == "result" && !examples_.empty()) {
      examples_.back().compared = true;
      examples_.back().rows = lines;
    } else if (kind.rfind("error", 0) == 0 && !examples_.empty()) {
      examples_.back().fails = true;
      examples_.back().error = kind.size() > 6 ? kind.substr(6) : "";
    }
  }

  void read_row(const std::string& line) {
    const std::vector<std::string> row = cells(line);
    if (columns_.empty()) {
      columns_ = row;
      return;
    }
    const auto column = [&](std::string_view name) -> std::optional<std::string> {
      for (std::size_t i = 0; i < columns_.size() && i < row.size(); ++i) {
        if (columns_[i] == name) return row[i];
      }
      return std::nullopt;
    };
    if (row.empty() || row[0].find("---") == 0) return;
    if (const auto example = column("example")) {
      const std::vector<std::string> texts = code_spans(*example);
      const std::vector<std::string> results = code_spans(column("gives").value_or(""));
      for (std::size_t i = 0; i < texts.size() && i < results.size(); ++i)
        add_row(texts[i], results[i]);
    }
    if (const auto statement = column("Agora")) {
      for (const std::string& text : code_spans(*statement)) {
        Example each;
        each.line = number_;
        each.text = text;
        examples_.push_back(std::move(each));
      }
    }
  }

  void add_row(const std::string& text, const std::string& result) {
    Example each;
    each.kind = Example::Kind::Expression;
    each.line = number_;
    each.text = text;
    each.compared = true;
    each.rows = {result};
    examples_.push_back(std::move(each));
  }

  std::size_t number_ = 0;
  std::vector<std::string> columns_;
  std::vector<Example> examples_;
};

std::string row_text(Row row) {
  std::string text;
  for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? " | " : "") + to_string(row[i]);
  return text;
}

class Runner {
 public:
  /// Empty if the example holds.
  std::string run(const Example& example) {
    try {
      const std::vector<std::string> rows = example.kind == Example::Kind::Expression
                                                ? run_one("RETURN " + example.text + " AS value")
                                                : run_all(example.text);
      if (example.fails) return "it ran, but is said to fail";
      if (!example.compared || rows == example.rows) return "";
      std::string message = "gives\n";
      for (const std::string& row : rows) message += "    " + row + '\n';
      return message + "  and is said to give\n    " +
             (example.rows.empty() ? "" : example.rows[0]);
    } catch (const Error& error) {
      if (!example.fails) return "it fails: " + describe(error);
      const bool right = example.error.empty() || example.error == error.detail() ||
                         example.error == to_string(error.category()) ||
                         example.error == error.code();
      return right ? "" : "it fails with " + error.detail() + ' ' + error.code();
    }
  }

 private:
  std::vector<std::string> run_one(const std::string& text) {
    std::vector<std::string> rows;
    QueryResult result = connection_.query(text, parameters_);
    while (result.next()) rows.push_back(row_text(result.row()));
    return rows;
  }

  std::vector<std::string> run_all(const std::string& text) {
    std::vector<std::string> rows;
    for (const Statement& each : split_statements(text)) rows = run_one(std::string(each.text));
    return rows;
  }

  Database database_ = Database::open(":memory:");
  Connection connection_ = database_.connect();
  const Parameters parameters_{{"name", Value("Ada")},
                               {"properties", Value(Map{{"name", Value("Eve")}})},
                               {"rows", Value(List{Value(Map{{"name", Value("Fay")}})})}};
};

}  // namespace

std::vector<Example> examples_of(std::string_view page) { return Reader().read(page); }

std::vector<std::string> run_examples(const std::vector<Example>& examples) {
  Runner runner;
  std::vector<std::string> failures;
  for (const Example& example : examples) {
    const std::string failure = runner.run(example);
    if (!failure.empty())
      failures.push_back(std::to_string(example.line) + ": " + example.text + "\n  " + failure);
  }
  return failures;
}

}  // namespace agora::test
