// procedure/evidence.h
//
// Procedures that hold a graph's passages against the attached texts of its sources.
#pragma once

#include "function/procedure.h"

namespace agora::procedure {

/// Adds evidence.check, evidence.passage and evidence.sources.
void add_evidence(function::ProcedureRegistry& registry);

}  // namespace agora::procedure
