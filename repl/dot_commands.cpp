// repl/dot_commands.cpp
//
// The shell's commands that begin with a dot. A new one is a line in commands() and its function.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <system_error>

#include "agora/error.h"
#include "agora/maintenance.h"
#include "attach_text.h"
#include "export_data.h"
#include "import_data.h"
#include "parameters.h"
#include "questions.h"
#include "shell.h"
#include "terminal.h"

namespace agora::repl {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r;") - begin + 1);
}

bool complain(const Error& error) {
  std::cerr << harmless(describe(error), true) << std::endl;
  return false;
}

/// Up to 2^40, so that it may be counted in MiB.
std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (number > std::uint64_t{1} << 40) return std::nullopt;
  return number;
}

bool complain(const std::string& message) {
  std::cerr << harmless(message) << std::endl;
  return false;
}

}  // namespace

const std::vector<Shell::Command>& Shell::commands() {
  static const std::vector<Command> all = {
      {"help", "", "this list", &Shell::help},
      {"schema", "", "labels, types, properties, indexes and constraints", &Shell::schema},
      {"mode", "[MODE]", "show or set how results are printed", &Shell::mode},
      {"read", "FILE", "run the statements of a file", &Shell::read},
      {"import", "FOLDER", "import a folder that has a manifest.json", &Shell::import},
      {"export", "FOLDER", "write the database as a dataset's folder", &Shell::export_},
      {"attach", "KEY FILE", "attach the text of a source", &Shell::attach},
      {"detach", "KEY", "remove the attached text of a source", &Shell::detach},
      {"passage", "KEY", "a passage, with its words if the text is attached", &Shell::passage},
      {"find", "TEXT", "nodes with this in their name, key, aliases or title", &Shell::find},
      {"questions", "[WORD]", "list the saved questions; run the one that WORD names",
       &Shell::questions},
      {"param", "[NAME=VALUE]", "set a parameter for $NAME, or list them", &Shell::parameter},
      {"timeout", "SECONDS", "end statements that take longer; 0 for no limit", &Shell::timeout},
      {"memory", "MIB", "end statements that need more memory; 0 for the usual limit", &Shell::memory},
      {"maxrows", "N", "end statements that give more rows; 0 for no limit", &Shell::rows},
      {"undo", "[all]", "bring back what the last large deletion took; all: and lose what came later",
       &Shell::undo},
      {"exit", "", "leave, as Ctrl-D does", &Shell::exit},
  };
  return all;
}

bool Shell::run_command(std::string_view line) {
  line = trimmed(line.substr(1));
  const std::size_t space = std::min(line.find_first_of(" \t"), line.size());
  std::string_view name = line.substr(0, space);
  if (name == "quit") name = "exit";
  for (const Command& command : commands()) {
    if (command.name != name) continue;
    try {
      return (this->*command.run)(trimmed(line.substr(space)));
    } catch (const Error& error) {
      return complain(error);
    }
  }
  return complain("there is no command ." + std::string(name) + "; .help lists them");
}

bool Shell::help(std::string_view) {
  for (const Command& command : commands()) {
    std::string left = std::string(".") + command.name + ' ' + command.argument;
    left.resize(std::max<std::size_t>(left.size(), 22), ' ');
    std::cout << left << command.help << '\n';
  }
  std::cout << "Modes: " << mode_names()
            << ". Statements end with `;`; EXPLAIN in front of one shows its plan.\n"
            << "Ctrl-C ends the statement that runs or is being typed.\n";
  return true;
}

bool Shell::schema(std::string_view) {
  show("Labels", "SHOW LABELS");
  show("Relationships",
       "CALL db.schema.relationships() YIELD type, relationships, startLabels, endLabels "
       "RETURN type, relationships, startLabels AS from, endLabels AS to ORDER BY type");
  show("Property keys", "SHOW PROPERTY KEYS");
  show("Enumerations", "SHOW ENUMS");
  show("Indexes", "SHOW INDEXES");
  show("Constraints", "SHOW CONSTRAINTS");
  return true;
}

void Shell::show(const char* heading, const char* query) {
  QueryResult result = connection_.query(query);
  std::vector<List> rows = result.rows();
  std::cout << heading << (rows.empty() ? ": none\n" : "\n");
  if (!rows.empty()) {
    const auto printer =
        make_printer(runner_.presentation.mode, std::cout, runner_.presentation.width);
    printer->begin(result.columns());
    for (const List& row : rows) printer->row(row);
    printer->finish();
    std::cout << '\n';
  }
}

bool Shell::mode(std::string_view argument) {
  if (argument.empty()) {
    std::cout << to_string(runner_.presentation.mode) << '\n';
    return true;
  }
  const std::optional<Mode> mode = mode_of(argument);
  if (!mode)
    return complain("there is no mode " + std::string(argument) + "; there are " + mode_names());
  runner_.presentation.mode = *mode;
  return true;
}

bool Shell::read(std::string_view argument) {
  if (argument.empty()) return complain("which file? .read FILE");
  return runner_.run_all(read_file(std::string(argument)), argument);
}

bool Shell::import(std::string_view argument) {
  if (argument.empty()) return complain("which folder? .import FOLDER");
  if (!import_data(database_, std::filesystem::path(argument), {}, std::cout, std::cerr)) {
    return false;
  }
  const std::filesystem::path questions = std::filesystem::path(argument) / "questions";
  std::error_code ignored;
  if (std::filesystem::is_directory(questions, ignored)) {
    settings_.questions = questions;
    std::cout << "It comes with saved questions: .questions lists them.\n";
  }
  return true;
}

bool Shell::export_(std::string_view argument) {
  if (argument.empty()) return complain("which folder? .export FOLDER");
  if (refuse_in_transaction("an export writes what is committed")) return false;
  return export_data(database_, std::filesystem::path(argument), "", std::cout, std::cerr);
}

bool Shell::attach(std::string_view argument) {
  const std::size_t space = std::min(argument.find_first_of(" \t"), argument.size());
  const std::string_view file = trimmed(argument.substr(space));
  if (file.empty()) return complain("which source, and which file? .attach KEY FILE");
  if (refuse_in_transaction("a text is attached in one of its own")) return false;
  return attach_file(database_, std::string(argument.substr(0, space)), std::string(file),
                     /*checked=*/true, std::cout, std::cerr);
}

bool Shell::detach(std::string_view argument) {
  if (argument.empty()) return complain("which source? .detach KEY");
  if (refuse_in_transaction("a text is detached in one of its own")) return false;
  return agora::repl::detach(database_, std::string(argument), std::cout, std::cerr);
}

bool Shell::passage(std::string_view argument) {
  if (argument.empty()) return complain("which passage? .passage KEY");
  return show_passage(connection_, std::string(argument), std::cout, std::cerr);
}

bool Shell::find(std::string_view argument) {
  if (argument.empty()) return complain("which text? .find TEXT");
  StatementRunner runner(connection_, std::cout, std::cerr);
  runner.presentation = runner_.presentation;
  runner.parameters.set("text", Value(argument));
  return runner.run_all(
      "CALL db.search($text) YIELD node, name, property, value "
      "RETURN labels(node) AS labels, node.key AS key, name, property, value LIMIT 50");
}

bool Shell::refuse_in_transaction(const char* what) {
  if (!connection_.in_transaction()) return false;
  complain(std::string("a transaction is open, and ") + what + ": COMMIT or ROLLBACK first");
  return true;
}

bool Shell::questions(std::string_view argument) {
  if (settings_.questions.empty()) {
    return complain("there are no saved questions here; start the shell with --questions FOLDER");
  }
  const std::vector<Question> found = matching(read_questions(settings_.questions), argument);
  if (found.empty()) return complain("no question matches " + std::string(argument));
  if (argument.empty() || found.size() > 1) {
    for (const Question& question : found) {
      const std::string name = question.file.stem().string();
      std::cout << harmless(name.substr(0, name.find('-'))) << "  " << harmless(question.title)
                << '\n';
    }
    std::cout << "`.questions NUMBER` or a word that only one of them has asks it.\n";
    return true;
  }
  std::cout << harmless(found[0].title) << "\n\n" << harmless(found[0].query, true) << '\n';
  return runner_.run_all(found[0].query);
}

bool Shell::timeout(std::string_view argument) {
  char* end = nullptr;
  const std::string text(argument);
  const double seconds = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !(seconds >= 0) || seconds > 1e9) {
    return complain("a timeout is a number of seconds, not: " + text);
  }
  connection_.set_timeout(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
  return true;
}

bool Shell::memory(std::string_view argument) {
  const std::optional<std::uint64_t> number = whole_number(argument);
  if (!number) return complain("a limit of memory is a number of MiB, not: " + std::string(argument));
  connection_.set_memory_limit(static_cast<std::size_t>(*number) << 20);
  return true;
}

bool Shell::rows(std::string_view argument) {
  const std::optional<std::uint64_t> number = whole_number(argument);
  if (!number) return complain("a limit of rows is a number, not: " + std::string(argument));
  connection_.set_row_limit(*number);
  return true;
}

bool Shell::undo(std::string_view argument) {
  if (!argument.empty() && argument != "all") return complain(".undo, or .undo all");
  if (refuse_in_transaction("it undoes what is committed")) return false;
  const std::optional<UndoPoint> point = undo_point(database_);
  if (point && point->written_since && argument != "all") {
    return complain("the database was written to after that deletion, and .undo all takes that back too");
  }
  const UndoPoint undone = undo_deletion(database_, /*lose_later_writes=*/true);
  UpdateCounts deleted;
  deleted.nodes_deleted = undone.nodes;
  deleted.relationships_deleted = undone.relationships;
  std::cout << "undone: " << describe_updates(deleted) << '\n';
  return true;
}

bool Shell::parameter(std::string_view argument) {
  if (!argument.empty()) {
    for (const auto& [name, value] : parse_parameters({std::string(argument)})) {
      runner_.parameters.set(name, value);
    }
    return true;
  }
  for (const auto& [name, value] : runner_.parameters) {
    std::cout << harmless(name + " = " + agora::to_string(value)) << '\n';
  }
  return true;
}

bool Shell::exit(std::string_view) {
  done_ = true;
  return true;
}

}  // namespace agora::repl
