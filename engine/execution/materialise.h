// execution/materialise.h
#pragma once

#include "agora/value.h"
#include "graph/graph_view.h"

namespace agora::execution {

/// The value as a program gets it: nodes and relationships with labels, type and properties in place of
/// references, also within lists, maps and paths. What this transaction has deleted keeps its id (and a
/// relationship its type and ends) but has nothing else.
Value materialise(Value value, const graph::GraphView& view);

}  // namespace agora::execution
