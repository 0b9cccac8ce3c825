// repl/attach_text.h
//
// Texts of sources as a person handles them: attached with a word on the passages, detached, read.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>

#include "agora/connection.h"
#include "agora/database.h"

namespace agora::repl {

/// Attaches the file's text and says in what state the passages are. False if it failed; the reason was
/// printed to `messages`.
bool attach_file(Database& database, const std::string& source, const std::filesystem::path& file,
                 bool checked, std::ostream& out, std::ostream& messages);
bool detach(Database& database, const std::string& source, std::ostream& out,
            std::ostream& messages);

/// Prints a passage: where it is, its words or the reason why there are none, and what cites it.
bool show_passage(Connection& connection, const std::string& key, std::ostream& out,
                  std::ostream& messages);

}  // namespace agora::repl
