#include "import_data.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>

#include "agora/error.h"
#include "agora/format.h"
#include "interrupt.h"
#include "statement_runner.h"
#include "terminal.h"

namespace agora::repl {

namespace {

/// "Label:Label=FILE" in two halves.
std::pair<std::string, std::string> halves(const std::string& text, const char* form) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    throw Error(ErrorCategory::Usage, "",
                std::string("files are given as ") + form + ", not: " + text);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

class Progress {
 public:
  explicit Progress(std::ostream& messages) : messages_(messages), shown_(error_is_terminal()) {}
  ~Progress() { erase(); }

  bool operator()(const ImportProgress& progress) {
    if (shown_) show(progress);
    return !interrupted();
  }
  void erase() {
    if (visible_) messages_ << "\r\x1b[K" << std::flush;
    visible_ = false;
  }

 private:
  void show(const ImportProgress& progress) {
    const std::uint64_t percent = progress.total == 0 ? 0 : progress.done * 100 / progress.total;
    messages_ << "\r\x1b[K" << percent << " %  " << harmless(progress.activity) << "  "
              << with_commas(progress.nodes) << " nodes, " << with_commas(progress.relationships)
              << " relationships" << std::flush;
    visible_ = true;
  }

  std::ostream& messages_;
  bool shown_;
  bool visible_ = false;
};

/// What the database has and the files have not: the first keys, and how many.
void print_absent(const ImportReport& report, std::ostream& out) {
  const std::uint64_t count = report.nodes_absent + report.relationships_absent;
  if (count == 0) return;
  out << (report.pruned ? "removed from the database: " : "in the database, but no longer in the files: ")
      << with_commas(report.nodes_absent) << " nodes and "
      << with_commas(report.relationships_absent) << " relationships"
      << (report.pruned ? "" : " (--prune removes them)") << '\n';
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < std::min(report.absent.size(), kShown); ++i) {
    const ImportedElement& each = report.absent[i];
    out << "  " << harmless((each.relationship ? "[:" + each.kind + "] " : "(:" + each.kind + ") ") + each.key)
        << '\n';
  }
  if (count > kShown) out << "  … and " << with_commas(count - kShown) << " more\n";
  out.flush();
}

void print_report(const ImportReport& report, std::chrono::microseconds time, std::ostream& out,
                  std::ostream& messages) {
  for (const std::string& remark : report.remarks) messages << "note: " << harmless(remark) << '\n';
  messages.flush();
  const bool changed = report.nodes_created + report.relationships_created + report.properties_set +
                           report.constraints_added + report.indexes_added >
                       0;
  out << "imported " << with_commas(report.nodes_created) << " nodes and "
      << with_commas(report.relationships_created) << " relationships";
  if (report.nodes_merged + report.relationships_merged > 0) {
    out << ", merged into " << with_commas(report.nodes_merged) << " nodes and "
        << with_commas(report.relationships_merged) << " relationships that were there";
  }
  if (report.properties_set > 0) out << ", set " << with_commas(report.properties_set) << " properties";
  if (!changed) out << "; nothing changed in them";
  out << ", in " << describe_time(time) << std::endl;
  print_absent(report, out);
}

/// The rows that were left out, as a table for people.
class BadRows {
 public:
  void add(const ImportProblem& problem) {
    for (const Value& value : {Value(problem.file.string()), Value(static_cast<std::int64_t>(problem.line)),
                               Value(problem.reason)}) {
      text_ += to_spreadsheet_cell(value) + ",";
    }
    text_ += to_spreadsheet_cell(Value(problem.row)) + "\n";
  }
  void write(const std::filesystem::path& file, std::uint64_t count, std::ostream& messages) const {
    write_file(file, "file,line,reason,row\n" + text_);
    messages << "note: " << with_commas(count) << " bad rows were left out"
             << (count > 0 ? "; they are in " + harmless(file.string()) : std::string()) << '\n';
  }

 private:
  std::string text_;
};

template <typename Import>
bool import_with(Import&& import, const ImportWish& wish, std::ostream& out, std::ostream& messages) {
  catch_interrupts();
  clear_interrupt();
  Progress progress(messages);
  ImportOptions options;
  options.progress = [&progress](const ImportProgress& state) { return progress(state); };
  options.prune = wish.prune;
  std::optional<BadRows> bad_rows;
  if (!wish.bad_rows.empty()) {
    options.skip_bad = true;
    bad_rows.emplace();
  }
  options.problem = [&](const ImportProblem& problem) {
    if (bad_rows && problem.line != 0) return bad_rows->add(problem);
    progress.erase();
    messages << problem.file.string();
    if (problem.line != 0) messages << ':' << problem.line;
    messages << ": " << harmless(problem.reason) << '\n';
  };
  const auto begin = std::chrono::steady_clock::now();
  try {
    const ImportReport report = import(options);
    progress.erase();
    if (bad_rows) bad_rows->write(wish.bad_rows, report.rows_skipped, messages);
    print_report(report,
                 std::chrono::duration_cast<std::chrono::microseconds>(
                     std::chrono::steady_clock::now() - begin),
                 out, messages);
    return true;
  } catch (const Error& error) {
    progress.erase();
    messages << harmless(describe(error), true) << std::endl;
    return false;
  }
}

}  // namespace

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

ImportFiles parse_import_files(const std::vector<std::string>& nodes,
                               const std::vector<std::string>& relationships) {
  ImportFiles files;
  for (const std::string& text : nodes) {
    const auto [labels, file] = halves(text, "Label[:Label]=FILE");
    NodeFile& node_file = files.nodes.emplace_back();
    node_file.file = file;
    std::istringstream parts(labels);
    for (std::string label; std::getline(parts, label, ':');) {
      if (!label.empty()) node_file.labels.push_back(label);
    }
    if (node_file.labels.empty()) {
      throw Error(ErrorCategory::Usage, "", "a file of nodes needs a label: " + text);
    }
  }
  for (const std::string& text : relationships) {
    const auto [type, file] = halves(text, "TYPE=FILE");
    files.relationships.push_back({type, file});
  }
  return files;
}

bool import_data(Database& database, const std::filesystem::path& folder, const ImportWish& wish,
                 std::ostream& out, std::ostream& messages) {
  return import_with([&](const ImportOptions& o) { return import_folder(database, folder, o); },
                     wish, out, messages);
}

bool import_data(Database& database, const ImportFiles& files, const ImportWish& wish,
                 std::ostream& out, std::ostream& messages) {
  return import_with([&](const ImportOptions& o) { return import_files(database, files, o); }, wish,
                     out, messages);
}

}  // namespace agora::repl
