// procedure/property_types.h
#pragma once

#include "function/procedure.h"

namespace agora::procedure {

/// Adds db.schema.nodeTypeProperties() and db.schema.relTypeProperties(): what properties the elements of the
/// same labels or the same type have, of which types, and whether all have them. They read every element.
void add_property_types(function::ProcedureRegistry& registry);

}  // namespace agora::procedure
