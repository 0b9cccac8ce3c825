#include <iostream>

#include "agora/error.h"
#include "agora/export.h"
#include "commands.h"
#include "exit_code.h"
#include "export_data.h"
#include "statement_runner.h"

namespace agora::repl {

int run_export_command(const ExportCommand& command) {
  OpenOptions options;
  options.read_only = true;
  std::optional<Database> database = open_database(command.database, options);
  if (!database) return kCannotOpen;
  const bool exported =
      export_data(*database, command.folder, command.dataset, std::cout, std::cerr);
  return exported ? kFine : kWrongQueryOrData;
}

}  // namespace agora::repl
