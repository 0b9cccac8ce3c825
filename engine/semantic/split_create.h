// semantic/split_create.h
//
// `CREATE (a {x: 1}), (b {y: a.x})` reads what it has just made. To run, a CREATE computes all its
// properties first; so one that reads itself becomes several, each of which reads only what the
// ones before have made.
#pragma once

#include <vector>

#include "semantic/bound_query.h"

namespace agora::semantic {

/// One or more CREATEs that do the same. The last one has the pattern's paths.
std::vector<Create> split_create(Create create);

}  // namespace agora::semantic
