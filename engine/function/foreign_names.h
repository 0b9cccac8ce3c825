// function/foreign_names.h
//
// Functions and procedures of other databases that have no namesake here, with what to write instead. Near
// names are found by their letters (Registry::similar); these are known by heart.
#pragma once

#include <string_view>

namespace agora::function {

/// What to write instead of a function known from SQL, Neo4j, APOC or a programming language; empty if
/// the name is not known. Case is ignored.
std::string_view instead_of_function(std::string_view name);

/// The same for procedures of Neo4j and APOC.
std::string_view instead_of_procedure(std::string_view name);

}  // namespace agora::function
