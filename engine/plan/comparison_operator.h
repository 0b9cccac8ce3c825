// plan/comparison_operator.h
#pragma once

#include "semantic/bound_query.h"

namespace agora::plan {

/// Whether it is one of = <> < <= > >=.
inline bool is_comparison(semantic::Operator op) {
  using semantic::Operator;
  return op == Operator::Equal || op == Operator::NotEqual || op == Operator::Less || op == Operator::LessOrEqual ||
         op == Operator::Greater || op == Operator::GreaterOrEqual;
}

/// What a comparison is called when its sides are exchanged: > for <.
inline semantic::Operator mirrored(semantic::Operator op) {
  using semantic::Operator;
  switch (op) {
    case Operator::Less: return Operator::Greater;
    case Operator::LessOrEqual: return Operator::GreaterOrEqual;
    case Operator::Greater: return Operator::Less;
    case Operator::GreaterOrEqual: return Operator::LessOrEqual;
    default: return op;
  }
}

}  // namespace agora::plan
