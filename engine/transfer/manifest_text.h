// transfer/manifest_text.h
//
// Changes to the text of a manifest that leave everything else of it as it stands: the order of its
// entries, its white space and what Agora does not know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/manifest.h"

namespace agora::transfer {

/// What becomes of one entry of `nodes` or `relationships`.
struct EntryChange {
  std::optional<std::uint64_t> count;  ///< Written if the entry has a count.
  std::vector<ColumnSpec> new_columns;
};

struct ManifestChanges {
  std::vector<EntryChange> nodes;  ///< One for each entry that is there.
  std::vector<EntryChange> relationships;
  std::vector<std::string> new_nodes;  ///< Entries as JSON on one line, to be added at the end.
  std::vector<std::string> new_relationships;
};

/// Requires: `text` is a manifest that read well. Throws Error ImportError if its text is written so
/// strangely that the places cannot be found.
std::string change_manifest(std::string_view text, const ManifestChanges& changes);

/// A type as a manifest writes it: "list<string>", "integer", an enumeration's name.
std::string manifest_type(const ColumnSpec& column);
/// {"name": …, "type": …, …}
std::string manifest_column(const ColumnSpec& column);

}  // namespace agora::transfer
