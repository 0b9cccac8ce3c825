// semantic/binder.h
//
// From what a text says to what it means: names become slots and functions, types are inferred,
// aggregates are taken out of expressions, and every mistake that can be seen before anything runs
// is raised.
#pragma once

#include <string_view>

#include "catalog/catalog.h"
#include "function/procedure.h"
#include "semantic/bound_query.h"
#include "syntax/ast.h"

namespace agora::semantic {

/// What binding asks of its surroundings. All may be null.
struct BindContext {
  const function::ProcedureRegistry* procedures = nullptr;  ///< Null: no procedure is known.
  /// For notifications about labels, types and property keys that no element has. The bound query
  /// does not depend on it.
  const catalog::Catalog* catalog = nullptr;
  /// The lists that SHOW knows, by name ("SHOW INDEXES").
  const function::ProcedureRegistry* shows = nullptr;
};

/// Binds `query`, which was parsed from `text`. Throws Error, always with a place: SyntaxError,
/// TypeError, ProcedureError (openCypher's details, at compile time), or NotSupported for what this
/// version does not run. The result keeps no reference to the AST, the text or the context.
BoundStatement bind(const syntax::Query& query, std::string_view text,
                    const BindContext& context = {});
/// The same for SHOW, which is bound as a query over the list it names.
BoundStatement bind(const syntax::Show& show, std::string_view text, const BindContext& context);

}  // namespace agora::semantic
