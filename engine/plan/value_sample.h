// plan/value_sample.h
//
// How many values a predicate lets through, told from some of the values themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "semantic/bound_query.h"

namespace agora::plan {

/// Values of the data as it is when a statement is planned.
class ValueSample {
 public:
  virtual ~ValueSample() = default;
  /// What some of the nodes with `label`, spread over all of them, have of `key`: a value for each, null where it has
  /// none. The same for each call. Empty if there are no such nodes.
  virtual const std::vector<Value>& values(LabelId label, PropertyKeyId key) const = 0;
};

/// A predicate that compares one property of something with what does not depend on it.
struct PropertyTest {
  std::string key;
  semantic::Operator op = semantic::Operator::Equal;
  /// The other side of `property op constant`; unset where it is not known before the statement runs.
  std::optional<Value> constant;
};

/// `predicate` as such a test, if it is one: a comparison, IN, STARTS WITH, ENDS WITH, CONTAINS, IS NULL or IS NOT NULL.
std::optional<PropertyTest> property_test(const semantic::Expression& predicate);

/// The part of `all` elements that pass the test, of which `sample` are some (at least one). Without a constant the
/// distinct values are estimated (Charikar et al., Towards estimation error guarantees for distinct values, 2000:
/// "GEE"); unset where they say nothing either.
std::optional<double> share_of(const PropertyTest& test, const std::vector<Value>& sample, double all);

}  // namespace agora::plan
