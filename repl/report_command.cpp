#include <algorithm>
#include <fstream>
#include <iostream>

#include "agora/error.h"
#include "commands.h"
#include "exit_code.h"
#include "interrupt.h"
#include "report.h"
#include "statement_runner.h"
#include "terminal.h"

namespace agora::repl {

int run_report_command(const ReportCommand& command) {
  std::string text;
  try {
    text = read_file(command.report);
  } catch (const Error& error) {
    std::cerr << harmless(describe(error), true) << std::endl;
    return kWrongQueryOrData;
  }
  OpenOptions options;
  options.create = command.database == ":memory:";
  command.limits.apply(options);
  options.read_only = !options.create;  // A report never changes what it reports on.
  std::optional<Database> database = open_database(command.database, options);
  if (!database) return kCannotOpen;
  Connection connection = database->connect();
  command.limits.apply(connection);
  CancelOnInterrupt guard(connection);

  const RenderedReport report = render_report(connection, text, command.report.string());
  for (const ReportProblem& problem : report.problems) {
    std::cerr << harmless(problem.message, true) << std::endl;
  }
  if (!report.problems.empty()) {
    const bool only_checks =
        std::all_of(report.problems.begin(), report.problems.end(),
                    [](const ReportProblem& problem) { return problem.check; });
    return only_checks ? kCheckFailed : kWrongQueryOrData;
  }
  if (command.output.empty()) {
    std::cout << report.text << std::flush;
    return std::cout ? kFine : kWrongQueryOrData;
  }
  std::ofstream out(command.output, std::ios::binary);
  if (out << report.text << std::flush) return kFine;
  std::cerr << "the report cannot be written: " << command.output.string() << std::endl;
  return kWrongQueryOrData;
}

}  // namespace agora::repl
