#include <iostream>

#include "agora/error.h"
#include "agora/statements.h"
#include "commands.h"
#include "exit_code.h"
#include "parameters.h"
#include "statement_runner.h"
#include "terminal.h"

namespace agora::repl {

int run_query_command(const QueryCommand& command) {
  std::string text = command.text, origin;
  Parameters parameters;
  try {
    parameters = parse_parameters(command.parameters);
    if (!command.file.empty()) {
      text = read_file(command.file);
      origin = command.file == "-" ? "standard input" : command.file.string();
    }
  } catch (const Error& error) {
    std::cerr << harmless(describe(error), true) << std::endl;
    return error.category() == ErrorCategory::Usage ? kWrongUsage : kWrongQueryOrData;
  }

  OpenOptions options;
  options.lock_wait = command.lock_wait;
  options.create = command.database == ":memory:";
  command.limits.apply(options);
  options.csv_folder = command.csv_folder;
  options.read_only = !options.create && (command.read_only || writes_nothing(text));
  std::optional<Database> database = open_database(command.database, options);
  if (!database) return kCannotOpen;

  Connection connection = database->connect();
  command.limits.apply(connection);
  StatementRunner runner(connection, std::cout, std::cerr);
  runner.presentation.mode = command.mode.value_or(output_is_terminal() ? Mode::Table : Mode::Csv);
  runner.presentation.width = terminal_width();
  runner.presentation.summary = output_is_terminal() && runner.presentation.mode == Mode::Table;
  runner.parameters = std::move(parameters);
  return runner.run_all(text, origin) ? kFine : kWrongQueryOrData;
}

}  // namespace agora::repl
