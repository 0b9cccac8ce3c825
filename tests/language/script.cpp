#include "language/script.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "agora/agora.h"

namespace agora::test {

namespace {

constexpr std::array kKinds = {"setup", "query", "columns", "updates", "error", "values"};
constexpr std::string_view kGives = " => ";

std::string first_word(const std::string& line) { return line.substr(0, line.find(' ')); }

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "    " + line + '\n';
  return text.empty() ? "    (nothing)\n" : text;
}

Case parse_case(const std::vector<std::string>& lines, std::size_t line) {
  Case parsed;
  parsed.line = line;
  parsed.kind = first_word(lines[0]);
  if (lines[0].size() > parsed.kind.size())
    parsed.expectation = lines[0].substr(parsed.kind.size() + 1);
  if (std::find(kKinds.begin(), kKinds.end(), parsed.kind) == kKinds.end()) {
    throw std::runtime_error(std::to_string(line) + ": a case does not begin with " + parsed.kind);
  }
  bool expected = parsed.kind == "values";
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (expected) {
      parsed.lines.push_back(lines[i]);
    } else if (lines[i] == "----") {
      expected = true;
    } else if (lines[i].rfind("params ", 0) == 0) {
      parsed.parameters = lines[i].substr(7);
    } else {
      parsed.statement += (parsed.statement.empty() ? "" : "\n") + lines[i];
    }
  }
  if (parsed.kind == "values") {
    for (std::size_t i = 0; i < parsed.lines.size(); ++i) {
      if (parsed.lines[i].find(kGives) != std::string::npos) continue;
      throw std::runtime_error(std::to_string(line + 1 + i) + ": => is missing");
    }
    return parsed;
  }
  const bool wants = parsed.kind != "setup" && parsed.kind != "error";
  if (wants != expected) {
    throw std::runtime_error(std::to_string(line) + ": " +
                             (wants ? "---- is missing" : "---- is too much"));
  }
  return parsed;
}

std::string row_text(Row row) {
  std::string text;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) text += " | ";
    text += to_string(row[i]);
  }
  return text;
}

std::vector<std::string> update_lines(const UpdateCounts& counts) {
  const std::pair<const char*, std::uint64_t> all[] = {
      {"nodes_created", counts.nodes_created},
      {"nodes_deleted", counts.nodes_deleted},
      {"relationships_created", counts.relationships_created},
      {"relationships_deleted", counts.relationships_deleted},
      {"properties_set", counts.properties_set},
      {"labels_added", counts.labels_added},
      {"labels_removed", counts.labels_removed},
      {"indexes_added", counts.indexes_added},
      {"indexes_removed", counts.indexes_removed},
      {"constraints_added", counts.constraints_added},
      {"constraints_removed", counts.constraints_removed}};
  std::vector<std::string> lines;
  for (const auto& [name, count] : all) {
    if (count > 0) lines.push_back(std::string(name) + ' ' + std::to_string(count));
  }
  return lines;
}

std::string place_text(const Error& error) {
  if (!error.where()) return "";
  return std::to_string(error.where()->line) + ':' + std::to_string(error.where()->column);
}

/// What an error case expects: "[WHAT] [at LINE:COLUMN]".
bool error_matches(const Error& error, const std::string& expectation) {
  std::istringstream words(expectation);
  for (std::string word; words >> word;) {
    if (word == "at") {
      words >> word;
      if (word != place_text(error)) return false;
    } else if (word != error.detail() && word != to_string(error.category()) &&
               word != error.code()) {
      return false;
    }
  }
  return true;
}

class Runner {
 public:
  std::vector<std::string> run(const std::vector<Case>& cases) {
    for (const Case& each : cases) {
      try {
        run(each);
      } catch (const Error& error) {
        fail(each, "it failed: " + describe(error, each.statement));
      }
    }
    return std::move(failures_);
  }

 private:
  void fail(const Case& each, const std::string& message) {
    failures_.push_back(std::to_string(each.line) + ": " +
                        (each.what.empty() ? each.statement : each.what) + "\n  " + message);
  }

  Parameters parameters_of(const Case& each) {
    if (each.parameters.empty()) return {};
    return connection_.query("RETURN " + each.parameters).single().as_map();
  }

  void compare(const Case& each, const std::vector<std::string>& found) {
    if (found == each.lines) return;
    fail(each, "expected\n" + joined(each.lines) + "  found\n" + joined(found));
  }

  void run(const Case& each) {
    if (each.kind == "values") return run_values(each);
    const Parameters parameters = parameters_of(each);
    if (each.kind == "error") return run_error(each, parameters);
    QueryResult result = connection_.query(each.statement, parameters);
    std::vector<std::string> rows;
    while (result.next()) rows.push_back(row_text(result.row()));
    if (each.kind == "query") compare(each, rows);
    if (each.kind == "updates") compare(each, update_lines(result.updates()));
    if (each.kind == "columns") {
      std::string names;
      for (const std::string& column : result.columns())
        names += (names.empty() ? "" : " | ") + column;
      compare(each, {names});
    }
  }

  /// Each line is a statement of its own, so that what comes after a failing one runs too.
  void run_values(const Case& each) {
    for (std::size_t i = 0; i < each.lines.size(); ++i) {
      const std::string& text = each.lines[i];
      const std::size_t gives = text.rfind(kGives);
      Case line;
      line.line = each.line + 1 + i;
      line.what = each.what + ": " + text;
      line.statement = each.expectation + (each.expectation.empty() ? "" : " ") + "RETURN " +
                       text.substr(0, gives) + " AS value";
      const std::string expected = text.substr(gives + kGives.size());
      if (expected.rfind("error", 0) == 0) {
        line.expectation = expected.substr(std::min<std::size_t>(6, expected.size()));
        run_error(line, {});
        continue;
      }
      try {
        const std::string found = to_string(connection_.query(line.statement).single());
        if (found != expected) fail(line, "found " + found);
      } catch (const Error& error) {
        fail(line, "it failed: " + describe(error, line.statement));
      }
    }
  }

  void run_error(const Case& each, const Parameters& parameters) {
    try {
      connection_.query(each.statement, parameters).rows();
    } catch (const Error& error) {
      if (error_matches(error, each.expectation)) return;
      return fail(each, "expected error " + each.expectation + ", found " +
                            std::string(to_string(error.category())) + ' ' + error.detail() + ' ' +
                            describe(error, each.statement));
    }
    fail(each, "expected error " + each.expectation + ", but it ran");
  }

  Database database_ = Database::open(":memory:");
  Connection connection_ = database_.connect();
  std::vector<std::string> failures_;
};

}  // namespace

std::vector<Case> parse_script(std::string_view text) {
  std::vector<Case> cases;
  std::vector<std::string> lines;
  std::string comment;
  std::size_t number = 0, begin = 0;
  const auto end_case = [&] {
    if (lines.empty()) return;
    cases.push_back(parse_case(lines, begin));
    cases.back().what = std::exchange(comment, {});
    lines.clear();
  };
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty()) {
      end_case();
    } else if (line[0] == '#' && lines.empty()) {
      comment = line.substr(std::min<std::size_t>(2, line.size()));
    } else {
      if (lines.empty()) begin = number;
      lines.push_back(line);
    }
  }
  end_case();
  return cases;
}

std::size_t count_cases(const std::vector<Case>& cases) {
  std::size_t count = 0;
  for (const Case& each : cases)
    count += each.kind == "setup" ? 0 : each.kind == "values" ? each.lines.size() : 1;
  return count;
}

std::vector<std::string> run_script(const std::vector<Case>& cases) { return Runner().run(cases); }

}  // namespace agora::test
