// graph/property_type.h
//
// Holds values to declared property types.
#pragma once

#include <string>

#include "agora/value.h"
#include "catalog/catalog.h"

namespace agora::graph {

/// The value as the declared type has it: itself, or - where an enumeration is declared - the
/// enumeration's value of that name, also inside a list. `where` names the property in errors
/// (":Group.level"). Throws Error: ConstraintValidationFailed, naming the type or the values that
/// are allowed.
Value to_declared_type(Value value, const catalog::PropertyType& type,
                       const catalog::Catalog& catalog, const std::string& where);

}  // namespace agora::graph
