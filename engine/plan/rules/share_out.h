// plan/rules/share_out.h
#pragma once

#include "plan/cardinality.h"
#include "plan/operator.h"

namespace agora::plan {

/// The estimated work (nodes and relationships looked at) from which on threads are worth their starting: what
/// takes about a millisecond (measured: three hops from a person, 70,000, lose by it).
constexpr double kShareAbove = 100'000;

/// Lets several threads run an Aggregate and the operators below it that work on each row by itself: a Distribute
/// below these deals out the rows of what is left.
///
///   aggregate(count(*)) <- filter(b.year > 1990) <- expand((a)-[:CITES]->(b)) <- distribute <- nodesByLabel(a:Paper)
///
/// Not in a plan that writes or in which something random or a procedure is called, and not where the work is
/// estimated to be less than `above`. Goes after all passes that look at operators.
void share_out(Plan& plan, const Cardinality& cardinality, double above);

}  // namespace agora::plan
