#include <iostream>

#include "agora/error.h"
#include "commands.h"
#include "exit_code.h"
#include "import_data.h"
#include "statement_runner.h"
#include "terminal.h"

namespace agora::repl {

int run_import_command(const ImportCommand& command) {
  ImportFiles files;
  try {
    files = parse_import_files(command.nodes, command.relationships);
  } catch (const Error& error) {
    std::cerr << harmless(describe(error), true) << std::endl;
    return kWrongUsage;
  }
  OpenOptions options;
  options.lock_wait = command.lock_wait;
  std::optional<Database> database = open_database(command.database, options);
  if (!database) return kCannotOpen;
  const ImportWish wish{command.prune, command.bad_rows};
  const bool imported = command.folder.empty()
                            ? import_data(*database, files, wish, std::cout, std::cerr)
                            : import_data(*database, command.folder, wish, std::cout, std::cerr);
  return imported ? kFine : kWrongQueryOrData;
}

}  // namespace agora::repl
