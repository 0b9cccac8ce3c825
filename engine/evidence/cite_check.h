// evidence/cite_check.h
//
// Whether what elements cite is there.
#pragma once

#include <string>
#include <vector>

#include "graph/graph_view.h"

namespace agora::evidence {

/// A sentence for each node or relationship whose property `cites` names what is no key of a
/// passage. Nothing where no uniqueness constraint on Passage says which property is its key: there
/// `cites` is a property like any other.
std::vector<std::string> broken_cites(const graph::GraphView& view);

}  // namespace agora::evidence
