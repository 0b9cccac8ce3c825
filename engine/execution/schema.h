// execution/schema.h
//
// The statements about the schema: CREATE and DROP of indexes, constraints and enumerations. They have
// no plan; they are carried out as they stand in the text.
#pragma once

#include "agora/query_result.h"
#include "graph/graph_fork.h"
#include "syntax/ast.h"

namespace agora::execution {

/// Carries out a CreateIndex, DropIndex, CreateConstraint, DropConstraint, CreateEnumeration,
/// DropEnumeration, AlterConstraint or AlterEnumeration.
/// Throws Error: SchemaError (there is one already, there is none, the data contradicts it),
/// ConstraintValidationFailed, NotSupported.
UpdateCounts run_schema_statement(const syntax::Statement& statement, graph::GraphFork& graph);

}  // namespace agora::execution
