// fuzz/graph_agrees.h
//
// What must hold of a database in memory, whatever was put into it.
#pragma once

#include <string>

#include "agora/database.h"

namespace agora::fuzz {

/// Ends the program unless every block can be read and all parts of the graph agree.
void require_agreement(Database& database);

/// The whole graph with its schema, as JSON Lines.
std::string dump_of(Database& database);
/// How many nodes and relationships of each kind, as a text.
std::string counts_of(Database& database);

}  // namespace agora::fuzz
