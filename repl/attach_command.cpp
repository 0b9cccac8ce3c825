#include <iostream>

#include "agora/error.h"
#include "attach_text.h"
#include "commands.h"
#include "exit_code.h"
#include "statement_runner.h"

namespace agora::repl {

namespace {

std::optional<Database> open_existing(const std::filesystem::path& path) {
  OpenOptions options;
  options.create = false;
  return open_database(path, options);
}

}  // namespace

int run_attach_command(const AttachCommand& command) {
  std::optional<Database> database = open_existing(command.database);
  if (!database) return kCannotOpen;
  const bool attached = attach_file(*database, command.source, command.file, !command.unchecked,
                                    std::cout, std::cerr);
  return attached ? kFine : kWrongQueryOrData;
}

int run_detach_command(const AttachCommand& command) {
  std::optional<Database> database = open_existing(command.database);
  if (!database) return kCannotOpen;
  return detach(*database, command.source, std::cout, std::cerr) ? kFine : kWrongQueryOrData;
}

}  // namespace agora::repl
