// plan/rules/needed_slots.h
#pragma once

#include "plan/operator.h"

namespace agora::plan {

/// Tells each operator which of its slots are read above it, so that the others are not carried along.
void needed_slots(Plan& plan);

/// The slots that the operator's own expressions and fields read from its inputs (of an Apply: from the outer
/// side).
std::vector<Slot> slots_read(const Operator& op);

}  // namespace agora::plan
