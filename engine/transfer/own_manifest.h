// transfer/own_manifest.h
//
// A manifest for a graph that came without one: its schema and its files.
#pragma once

#include <string>

#include "catalog/catalog.h"
#include "transfer/export_layout.h"

namespace agora::transfer {

/// An entry of `nodes` or `relationships` for a file that was added.
std::string manifest_entry(const NodeEntry& entry);
std::string manifest_entry(const RelationshipEntry& entry);

/// The whole manifest. `manifest` gives the name and the enumerations; constraints, indexes and endpoint
/// rules are the catalog's.
std::string own_manifest(const catalog::Catalog& catalog, const Manifest& manifest,
                         const ExportLayout& layout);

}  // namespace agora::transfer
