// plan/planner.h
//
// From a bound statement to a plan that can be run: clause by clause to a first correct tree, then through the
// passes of optimizer.h.
#pragma once

#include "catalog/catalog.h"
#include "catalog/statistics.h"
#include "plan/operator.h"
#include "plan/rules/share_out.h"
#include "plan/value_sample.h"

namespace agora::plan {

/// Plans `statement` for a graph with this catalog and these statistics. The plan is right for any graph whose
/// catalog has the same version; the statistics only make it fast. Throws nothing that a query could cause.
/// With `cited`, the plan gives one more column, `citations` (see rules/cite.h); the statement must read only and
/// return rows. Where the work is estimated to be at least `share_above`, several threads may do it (see
/// rules/share_out.h). `sample`, if given, tells more of how much predicates let through.
Plan plan_statement(const semantic::BoundStatement& statement, const catalog::Catalog& catalog,
                    const catalog::Statistics& statistics, bool cited = false,
                    double share_above = kShareAbove, const ValueSample* sample = nullptr);

}  // namespace agora::plan
