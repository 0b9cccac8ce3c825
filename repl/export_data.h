// repl/export_data.h
//
// Export as a person sees it: a summary, and what was decided on the way.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>

#include "agora/database.h"

namespace agora::repl {

/// Writes the database to the folder. The summary goes to `out`, the rest to `messages`. False if it
/// failed; the reason was printed.
bool export_data(const Database& database, const std::filesystem::path& folder,
                 const std::string& dataset, std::ostream& out, std::ostream& messages);

}  // namespace agora::repl
