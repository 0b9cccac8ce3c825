// plan/rules/remove_eager.h
#pragma once

#include "plan/operator.h"

namespace agora::plan {

/// Drops an Eager below which nothing reads the graph, as in `UNWIND $rows AS row CREATE (…)`: its rows cannot
/// be changed by what is written above, so they need not be held.
void remove_eager(Plan& plan);

}  // namespace agora::plan
