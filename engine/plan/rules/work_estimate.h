// plan/rules/work_estimate.h
#pragma once

#include "plan/cardinality.h"
#include "plan/operator.h"

namespace agora::plan {

/// Rows that come into the operator and go out of it; where it counts along branches or cycles instead of making
/// rows, the nodes and relationships that it looks at, each once. An estimate for operators with an input.
double estimate_work(const Operator& op, const Cardinality& cardinality);

}  // namespace agora::plan
