// agora/evidence.h
//
// The texts of sources. A text is attached to its Source node and kept in the database, where queries do
// not see it and exports leave it; `CALL evidence.check()` then holds every passage against it and
// `CALL evidence.passage(key)` gives a passage's words.
#pragma once

#include <string>
#include <string_view>

#include "agora/database.h"

namespace agora {

/// Attaches `text` to the Source whose key is `source`, in a transaction of its own; it replaces one that
/// was attached before. Unless `checked` is false, the SHA-256 of its bytes must be the source's property
/// `sha256`. Throws Error: EntityNotFound (no such source), ImportError (not valid UTF-8, another text),
/// Locked, TransactionError (the database is read-only), Io.
void attach_text(Database& database, std::string_view source, std::string text, bool checked = true);

/// Removes the attached text. False if there was none. Throws Error: Locked, TransactionError, Io.
bool detach_text(Database& database, std::string_view source);

}  // namespace agora
