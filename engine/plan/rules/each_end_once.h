// plan/rules/each_end_once.h
#pragma once

#include "plan/operator.h"

namespace agora::plan {

/// Marks the variable-length expands below a DISTINCT, a distinct aggregate or an EXISTS whose paths nobody reads:
///
///   count(DISTINCT c) <- filter(c <> p) <- expand(p-[*1..3]-c)
///
/// needs each c that can be reached, and not each way to it. Of parts that repeat any one path to each end is chosen.
void each_end_once(Plan& plan);

}  // namespace agora::plan
