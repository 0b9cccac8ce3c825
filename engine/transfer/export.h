// transfer/export.h
//
// Writes a graph as the folder of a dataset, so that importing it again gives an equal graph. What is
// given and returned is described in agora/export.h.
//
// The manifest says which file has what: the folder's own, or the one that was kept at import, or, if
// there is neither, one made for what the graph has (own_manifest.h). What the manifest has no place
// for gets a column or a file of its own, and the manifest says so; nothing else of its text changes.
#pragma once

#include <filesystem>

#include "agora/export.h"
#include "graph/graph_view.h"

namespace agora::transfer {

ExportReport export_folder(const graph::GraphView& graph, const std::filesystem::path& folder,
                           const ExportOptions& options);

}  // namespace agora::transfer
