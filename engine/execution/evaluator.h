// execution/evaluator.h
//
// Expressions over batches. An expression is compiled once per statement and place: slots, functions, constants
// and property keys are looked up then, and evaluated for whole batches.
#pragma once

#include <memory>
#include <optional>

#include "execution/stream.h"
#include "semantic/bound_query.h"

namespace agora::execution {

class Evaluator {
 public:
  virtual ~Evaluator() = default;
  /// The values for all rows of `batch`: a column of the batch itself, or `scratch`, which is then overwritten.
  /// Valid until either changes. Throws Error at runtime, located at the expression.
  virtual const Column& evaluate(const Batch& batch, Column& scratch) = 0;
  /// The value if it is the same for all rows: a literal or a parameter.
  virtual const Value* constant() const { return nullptr; }
};
using EvaluatorPtr = std::unique_ptr<Evaluator>;

EvaluatorPtr compile(const semantic::Expression& expression, Context& context, const Scope& scope);
/// Null for null.
EvaluatorPtr compile(const semantic::ExpressionPtr& expression, Context& context, const Scope& scope);

/// The value of an expression that reads no row (SKIP and LIMIT).
Value evaluate_once(const semantic::ExpressionPtr& expression, Context& context, const Scope& scope);

}  // namespace agora::execution
