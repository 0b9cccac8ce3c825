#include "export_data.h"

#include "agora/error.h"
#include "agora/export.h"
#include "import_data.h"
#include "terminal.h"

namespace agora::repl {

bool export_data(const Database& database, const std::filesystem::path& folder,
                 const std::string& dataset, std::ostream& out, std::ostream& messages) {
  try {
    ExportOptions options;
    options.dataset = dataset;
    const ExportReport report = export_folder(database, folder, options);
    for (const std::string& remark : report.remarks)
      messages << "note: " << harmless(remark) << '\n';
    messages.flush();
    out << "exported " << with_commas(report.nodes) << " nodes and "
        << with_commas(report.relationships) << " relationships: " << report.files_written
        << " files written, " << report.files_unchanged << " unchanged" << std::endl;
    return true;
  } catch (const Error& error) {
    messages << harmless(describe(error), true) << std::endl;
    return false;
  }
}

}  // namespace agora::repl
