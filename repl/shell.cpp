#include "shell.h"

#include <iostream>
#include <utility>

#include "agora/error.h"
#include "agora/version.h"
#include "commands.h"
#include "exit_code.h"
#include "questions.h"
#include "terminal.h"

namespace agora::repl {

namespace {

constexpr const char* kPrompt = "agora> ";
constexpr const char* kContinuation = "   ...> ";
/// Fewer elements than this are typed again, or were meant.
constexpr std::uint64_t kUndoAbove = 1000;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Shell::Shell(Database& database, Settings settings, const StatementLimits& limits)
    : database_(database),
      connection_(database.connect()),
      runner_(connection_, std::cout, std::cerr),
      settings_(std::move(settings)),
      editor_(make_line_editor()) {
  limits.apply(connection_);
}

bool Shell::run() {
  std::string line;
  while (!done_) {
    std::cout.flush();  // The editor writes past this stream's buffer.
    switch (editor_->read(pending_.empty() ? kPrompt : kContinuation, line)) {
      case LineEditor::Outcome::Interrupted:
        pending_.clear();
        continue;
      case LineEditor::Outcome::End:
        done_ = true;
        break;
      case LineEditor::Outcome::Line:
        if (!run_line(line) && !settings_.interactive) return false;
        continue;
    }
  }
  if (is_blank(pending_) || settings_.interactive) return true;
  // The end of a file ends its last statement too.
  return runner_.run_all(pending_);
}

bool Shell::run_line(const std::string& line) {
  if (pending_.empty() && is_blank(line)) return true;
  if (pending_.empty() && line.front() == '.') {
    editor_->remember(line);
    return run_command(line);
  }
  if (!pending_.empty()) pending_ += '\n';
  pending_ += line;
  return run_statements();
}

bool Shell::run_statements() {
  const std::vector<Statement> statements = split_statements(pending_);
  if (statements.empty()) {
    pending_.clear();  // A comment alone.
    return true;
  }
  if (!statements.back().terminated) return true;
  const std::string text = std::exchange(pending_, {});
  editor_->remember(text);
  return runner_.run_all(text);
}

int run_shell_command(const ShellCommand& command) {
  OpenOptions options;
  options.read_only = command.read_only;
  // A shell that waits for its person must not lock others out.
  options.write_on_demand = true;
  options.lock_wait = command.lock_wait;
  command.limits.apply(options);
  options.csv_folder = command.csv_folder;
  options.undo_above = kUndoAbove;
  std::optional<Database> database = open_database(command.database, options);
  if (!database) return kCannotOpen;

  Shell::Settings settings;
  settings.questions = command.questions.empty() ? find_questions() : command.questions;
  settings.interactive = input_is_terminal();
  if (settings.interactive) {
    std::cout << "Agora " << version() << ", "
              << (command.database == ":memory:" ? "a database in memory"
                                                 : harmless(command.database.string()))
              << (command.read_only ? ", read-only" : "")
              << "\nStatements end with `;`. `.help` lists commands, Ctrl-D leaves.\n";
  }
  Shell shell(*database, std::move(settings), command.limits);
  shell.runner().presentation.undo_above = kUndoAbove;
  shell.runner().presentation.mode =
      command.mode.value_or(output_is_terminal() ? Mode::Table : Mode::Csv);
  shell.runner().presentation.width = terminal_width();
  shell.runner().presentation.summary = output_is_terminal();
  return shell.run() ? kFine : kWrongQueryOrData;
}

}  // namespace agora::repl
