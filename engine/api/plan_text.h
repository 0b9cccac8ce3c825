// api/plan_text.h
//
// Plans as EXPLAIN and PROFILE show them: as rows, as text, as JSON.
#pragma once

#include <string>

#include "agora/connection.h"
#include "execution/execute.h"
#include "plan/operator.h"

namespace agora::api {

/// One operator a row, inputs indented below. With a `profile` also what was measured: rows, the microseconds of
/// the operator without its inputs, and the blocks it asked for, likewise.
execution::Rows plan_rows(const plan::Plan& plan, const execution::Profile* profile);
std::string plan_text(const plan::Plan& plan, const execution::Profile* profile, PlanFormat format);

}  // namespace agora::api
