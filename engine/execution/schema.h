// execution/schema.h
//
// The statements about the schema: CREATE and DROP of indexes, constraints and enumerations, and SHOW. They have
// no plan; they are carried out as they stand in the text.
#pragma once

#include "agora/query_result.h"
#include "execution/execute.h"
#include "function/procedure.h"
#include "graph/graph_fork.h"
#include "syntax/ast.h"

namespace agora::execution {

/// Carries out a CreateIndex, DropIndex, CreateConstraint, DropConstraint, CreateEnumeration or DropEnumeration.
/// Throws Error: SchemaError (there is one already, there is none, the data contradicts it),
/// ConstraintValidationFailed, NotSupported.
UpdateCounts run_schema_statement(const syntax::Statement& statement, graph::GraphFork& graph);

/// What SHOW answers. Throws Error: SyntaxError (YIELD of an unknown column), NotSupported.
Rows run_show(const syntax::Show& show, const graph::GraphView& view,
              const function::ProcedureRegistry& procedures);

}  // namespace agora::execution
