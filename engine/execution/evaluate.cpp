#include <utility>

#include "execution/evaluators.h"
#include "function/operators.h"

namespace agora::execution {

using namespace semantic;

namespace {

class Constant : public Evaluator {
 public:
  explicit Constant(Value value) : value_(std::move(value)) {}
  const Column& evaluate(const Batch& batch, Column& scratch) override {
    scratch = Column::repeated(value_, batch.row_count());
    return scratch;
  }
  const Value* constant() const override { return &value_; }

 private:
  Value value_;
};

class SlotReader : public Evaluator {
 public:
  explicit SlotReader(Slot slot) : slot_(slot) {}
  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& column = batch.column(slot_);
    if (!column.empty() || batch.empty()) return column;
    scratch = Column::repeated(Value(), batch.row_count());  // A dead slot is null.
    return scratch;
  }

 private:
  Slot slot_;
};

class FunctionCall : public RowEvaluator {
 public:
  FunctionCall(const function::Function& function, std::vector<EvaluatorPtr> operands, Context& context,
               SourceSpan where)
      : RowEvaluator(std::move(operands), where), function_(function), context_(context) {}

 protected:
  Value compute(std::span<const Value> arguments) override {
    if (function_.null_in_null_out) {
      for (const Value& argument : arguments) {
        if (argument.is_null()) return {};
      }
    }
    return function_.scalar(context_.call, arguments);
  }

 private:
  const function::Function& function_;
  Context& context_;
};

class ListMaker : public RowEvaluator {
 public:
  using RowEvaluator::RowEvaluator;

 protected:
  Value compute(std::span<const Value> arguments) override {
    return List(arguments.begin(), arguments.end());
  }
};

class MapMaker : public RowEvaluator {
 public:
  MapMaker(std::vector<std::string> keys, std::vector<EvaluatorPtr> operands, SourceSpan where)
      : RowEvaluator(std::move(operands), where), keys_(std::move(keys)) {}

 protected:
  Value compute(std::span<const Value> arguments) override {
    Map map;
    map.reserve(keys_.size());
    for (std::size_t i = 0; i < keys_.size(); ++i) map.set(keys_[i], arguments[i]);
    return map;
  }

 private:
  std::vector<std::string> keys_;
};

class TypeTester : public RowEvaluator {
 public:
  TypeTester(const function::TypeTest& type, std::vector<EvaluatorPtr> operands, SourceSpan where)
      : RowEvaluator(std::move(operands), where), type_(type) {}

 protected:
  Value compute(std::span<const Value> arguments) override { return type_.matches(arguments[0]); }

 private:
  const function::TypeTest& type_;
};

class IndexReader : public RowEvaluator {
 public:
  IndexReader(std::vector<EvaluatorPtr> operands, Context& context, SourceSpan where)
      : RowEvaluator(std::move(operands), where), context_(context) {}

 protected:
  Value compute(std::span<const Value> arguments) override {
    return function::index(context_.view, arguments[0], arguments[1]);
  }

 private:
  Context& context_;
};

class Slicer : public RowEvaluator {
 public:
  Slicer(std::vector<EvaluatorPtr> operands, bool has_from, bool has_to, SourceSpan where)
      : RowEvaluator(std::move(operands), where), has_from_(has_from), has_to_(has_to) {}

 protected:
  Value compute(std::span<const Value> arguments) override {
    std::optional<Value> from, to;
    if (has_from_) from = arguments[1];
    if (has_to_) to = arguments[has_from_ ? 2 : 1];
    return function::slice(arguments[0], from, to);
  }

 private:
  bool has_from_, has_to_;
};

class Compiler {
 public:
  explicit Compiler(const Build& build) : build_(build) {}

  EvaluatorPtr operator()(const Literal& n) { return std::make_unique<Constant>(n.value); }
  EvaluatorPtr operator()(const SlotRef& n) { return std::make_unique<SlotReader>(n.slot); }
  EvaluatorPtr operator()(const Parameter& n) {
    const Value* value = build_.context.parameters.find(n.name);
    return std::make_unique<Constant>(value ? *value : Value());
  }
  EvaluatorPtr operator()(const PropertyAccess& n) { return make_property(n, build_); }
  EvaluatorPtr operator()(const semantic::Index& n) {
    return std::make_unique<IndexReader>(compile_all({n.container, n.key}, build_), build_.context, where());
  }
  EvaluatorPtr operator()(const Slice& n) {
    std::vector<ExpressionPtr> operands = {n.list};
    if (n.from) operands.push_back(n.from);
    if (n.to) operands.push_back(n.to);
    return std::make_unique<Slicer>(compile_all(operands, build_), n.from != nullptr, n.to != nullptr,
                                    where());
  }
  EvaluatorPtr operator()(const Operation& n) { return make_operation(n, build_); }
  EvaluatorPtr operator()(const HasLabels& n) { return make_has_labels(n, build_); }
  EvaluatorPtr operator()(const IsTyped& n) {
    return std::make_unique<TypeTester>(n.type, compile_all({n.operand}, build_), where());
  }
  EvaluatorPtr operator()(const ListLiteral& n) {
    return std::make_unique<ListMaker>(compile_all(n.elements, build_), where());
  }
  EvaluatorPtr operator()(const MapLiteral& n) {
    std::vector<std::string> keys;
    std::vector<ExpressionPtr> values;
    for (const auto& [key, value] : n.entries) {
      keys.push_back(key);
      values.push_back(value);
    }
    return std::make_unique<MapMaker>(std::move(keys), compile_all(values, build_), where());
  }
  EvaluatorPtr operator()(const Call& n) {
    return std::make_unique<FunctionCall>(*n.function, compile_all(n.arguments, build_), build_.context,
                                          where());
  }
  EvaluatorPtr operator()(const Case& n) { return make_case(n, build_); }
  EvaluatorPtr operator()(const ListComprehension& n) { return make_list_comprehension(n, build_); }
  EvaluatorPtr operator()(const Quantifier& n) { return make_quantifier(n, build_); }
  EvaluatorPtr operator()(const Reduce& n) { return make_reduce(n, build_); }
  EvaluatorPtr operator()(const Subquery& n) { return make_subquery(n, build_); }
  EvaluatorPtr operator()(const MakePath& n) { return make_path(n, build_); }
  EvaluatorPtr operator()(const AllDifferent& n) { return make_all_different(n, build_); }
  EvaluatorPtr operator()(const NodesDiffer& n) { return make_nodes_differ(n, build_); }

 private:
  const SourceSpan& where() const { return build_.expression.where; }
  const Build& build_;
};

}  // namespace

const Column& RowEvaluator::evaluate(const Batch& batch, Column& scratch) {
  // The operands that differ from row to row; the others are put in place once.
  std::vector<std::pair<const Column*, Value*>> columns;
  for (std::size_t i = 0; i < operands_.size(); ++i) {
    if (const Value* constant = operands_[i]->constant()) {
      arguments_[i] = *constant;
    } else {
      columns.emplace_back(&operands_[i]->evaluate(batch, scratch_[i]), &arguments_[i]);
    }
  }
  scratch.clear();
  scratch.reserve(batch.row_count());
  try {
    for (std::size_t row = 0; row < batch.row_count(); ++row) {
      for (const auto& [column, argument] : columns) *argument = column->value(row);
      scratch.append(compute(arguments_));
    }
  } catch (Error& error) {
    error.locate(where_);
    throw;
  }
  return scratch;
}

std::vector<EvaluatorPtr> compile_all(const std::vector<ExpressionPtr>& expressions, const Build& build) {
  std::vector<EvaluatorPtr> result;
  for (const ExpressionPtr& expression : expressions) {
    result.push_back(compile(*expression, build.context, build.scope));
  }
  return result;
}

EvaluatorPtr compile(const Expression& expression, Context& context, const Scope& scope) {
  const Build build{context, scope, expression};
  EvaluatorPtr evaluator = std::visit(Compiler(build), expression.node);
  if (!evaluator->constant() && is_constant(expression)) return make_constant(std::move(evaluator), context);
  return evaluator;
}

EvaluatorPtr compile(const ExpressionPtr& expression, Context& context, const Scope& scope) {
  return expression ? compile(*expression, context, scope) : nullptr;
}

Value evaluate_once(const ExpressionPtr& expression, Context& context, const Scope& scope) {
  Batch batch(context.slot_count());
  batch.set_row_count(1);
  Column scratch;
  return compile(*expression, context, scope)->evaluate(batch, scratch).value(0);
}

}  // namespace agora::execution
