// procedure/introspection.h
//
// Procedures that tell what a graph holds: names and counts, for people who meet it for the first time and for
// the shell's completion.
#pragma once

#include "function/procedure.h"

namespace agora::procedure {

/// Adds db.labels, db.relationshipTypes, db.propertyKeys, db.schema.nodes and db.schema.relationships.
void add_introspection(function::ProcedureRegistry& registry);

}  // namespace agora::procedure
