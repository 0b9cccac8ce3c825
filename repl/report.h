// repl/report.h
//
// Reports: Markdown whose numbers and tables are asked from the graph. docs/shell.md describes the
// format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agora/connection.h"

namespace agora::repl {

/// What went wrong in a report, at a line of it.
struct ReportProblem {
  std::string message;  ///< For a person, with file and line in front.
  bool check = false;   ///< A check did not hold; else a query or the report itself is wrong.
};

struct RenderedReport {
  std::string text;  ///< Whole only if there are no problems.
  std::vector<ReportProblem> problems;
};

/// Answers every block of the report `text`: a fenced block "agora NAME" becomes a table, "agora
/// NAME value" only gives `{{ NAME }}` its value, "agora NAME check" must give true. `file` is for
/// messages.
RenderedReport render_report(Connection& connection, std::string_view text, std::string_view file);

}  // namespace agora::repl
