// transfer/import.h
//
// Imports a dataset's folder or single CSV files into a graph, all or nothing. What is given and
// returned is described in agora/import.h.
//
// An empty database is loaded in bulk. Into another one nodes merge by their key within the first
// label of their file and relationships by theirs within their type: what is there takes over the
// row's properties (an empty cell removes one) and labels. Relationships without a key are always
// new.
#pragma once

#include <chrono>
#include <filesystem>

#include "agora/import.h"
#include "graph/graph_store.h"

namespace agora::transfer {

ImportReport import_folder(graph::GraphStore& store, const std::filesystem::path& folder,
                           const ImportOptions& options, std::chrono::milliseconds lock_wait);

ImportReport import_files(graph::GraphStore& store, const ImportFiles& files,
                          const ImportOptions& options, std::chrono::milliseconds lock_wait);

}  // namespace agora::transfer
