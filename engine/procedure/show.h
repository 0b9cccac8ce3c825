// procedure/show.h
//
// What SHOW lists. Each list is a procedure without arguments, named as the statement is ("SHOW INDEXES"), in a
// registry of its own: so YIELD, WHERE, ORDER BY and RETURN behind SHOW are those of a query.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "function/procedure.h"

namespace agora::procedure {

/// The rows of a list, made when it is asked for.
using ListedRows = std::function<std::vector<List>()>;

/// Adds the lists that the graph and the registries know of: INDEXES, CONSTRAINTS, ENUMS, FUNCTIONS,
/// PROCEDURES, LABELS, RELATIONSHIP TYPES and PROPERTY KEYS. `procedures` must outlive `shows`.
void add_shows(function::ProcedureRegistry& shows, const function::ProcedureRegistry& procedures);

/// Adds one more list; `signature` says its columns, as in "SHOW SETTINGS() :: (name :: STRING)".
void add_show(function::ProcedureRegistry& shows, std::string name,
              std::vector<function::ProcedureColumn> columns, ListedRows rows);

}  // namespace agora::procedure
