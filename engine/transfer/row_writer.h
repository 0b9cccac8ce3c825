// transfer/row_writer.h
//
// The text of one file of an export: CSV, or JSON Lines if the file is called so.
#pragma once

#include <string>

#include "transfer/export_layout.h"

namespace agora::transfer {

/// Throws Error ConstraintValidationFailed, naming element and property, if a value does not fit the
/// type of its column.
std::string file_text(const graph::GraphView& graph, const Manifest& manifest,
                      const ExportLayout& layout, const NodeEntry& entry);
std::string file_text(const graph::GraphView& graph, const Manifest& manifest,
                      const ExportLayout& layout, const RelationshipEntry& entry);

}  // namespace agora::transfer
