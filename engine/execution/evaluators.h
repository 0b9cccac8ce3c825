// execution/evaluators.h
//
// The makers behind compile(), one per kind of expression; each lives in the file named after its kind.
#pragma once

#include <span>
#include <vector>

#include "execution/evaluator.h"

namespace agora::execution {

/// What a maker needs to know besides its own node.
struct Build {
  Context& context;
  const Scope& scope;
  const semantic::Expression& expression;
};

EvaluatorPtr make_operation(const semantic::Operation& node, const Build& build);
EvaluatorPtr make_text_test(semantic::Operator op, EvaluatorPtr text, EvaluatorPtr part);
EvaluatorPtr make_property(const semantic::PropertyAccess& node, const Build& build);
EvaluatorPtr make_has_labels(const semantic::HasLabels& node, const Build& build);
EvaluatorPtr make_case(const semantic::Case& node, const Build& build);
EvaluatorPtr make_list_comprehension(const semantic::ListComprehension& node, const Build& build);
EvaluatorPtr make_quantifier(const semantic::Quantifier& node, const Build& build);
EvaluatorPtr make_reduce(const semantic::Reduce& node, const Build& build);
EvaluatorPtr make_subquery(const semantic::Subquery& node, const Build& build);
EvaluatorPtr make_path(const semantic::MakePath& node, const Build& build);
EvaluatorPtr make_all_different(const semantic::AllDifferent& node, const Build& build);
EvaluatorPtr make_nodes_differ(const semantic::NodesDiffer& node, const Build& build);

/// Computes each row on its own from the values of its operands; the fallback that is always right.
class RowEvaluator : public Evaluator {
 public:
  RowEvaluator(std::vector<EvaluatorPtr> operands, SourceSpan where)
      : operands_(std::move(operands)), scratch_(operands_.size()), arguments_(operands_.size()),
        where_(where) {}

  const Column& evaluate(const Batch& batch, Column& scratch) final;

 protected:
  virtual Value compute(std::span<const Value> arguments) = 0;

  std::vector<EvaluatorPtr> operands_;

 private:
  std::vector<Column> scratch_;
  std::vector<Value> arguments_;
  SourceSpan where_;
};

/// Whether the expression gives the same for every row of a statement: it reads no slot and no graph and has
/// nothing random in it.
bool is_constant(const semantic::Expression& expression);
/// Evaluates a constant expression when it is first needed, and never again.
EvaluatorPtr make_constant(EvaluatorPtr evaluator, Context& context);

/// An expression that may be wanted for some rows of a batch alone.
class PartEvaluator {
 public:
  PartEvaluator(const semantic::Expression& expression, const Build& build);
  /// The values for the selected rows, in that order.
  const Column& evaluate(const Batch& batch, std::span<const std::uint32_t> rows);
  /// True if it cannot fail and costs about as much as leaving rows out would.
  bool cheap() const noexcept { return cheap_; }

 private:
  Context& context_;
  EvaluatorPtr evaluator_;
  std::vector<Slot> slots_;
  bool cheap_;
  Batch part_;
  Column scratch_;
};

std::vector<EvaluatorPtr> compile_all(const std::vector<semantic::ExpressionPtr>& expressions,
                                      const Build& build);

}  // namespace agora::execution
