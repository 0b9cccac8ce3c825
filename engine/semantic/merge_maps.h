// semantic/merge_maps.h
//
// The one function the binder needs that has no name in the language: what `n {.*, key: value}`
// does.
#pragma once

#include "function/registry.h"

namespace agora::semantic {

/// Of a map, node or relationship and a map: the properties of the first with those of the second
/// set over them.
const function::Function& merge_maps_function();

}  // namespace agora::semantic
