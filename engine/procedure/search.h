// procedure/search.h
//
// Finding nodes by what people call them.
#pragma once

#include "function/procedure.h"

namespace agora::procedure {

/// Adds db.search.
void add_search(function::ProcedureRegistry& registry);

}  // namespace agora::procedure
