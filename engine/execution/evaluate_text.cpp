// STARTS WITH, ENDS WITH and CONTAINS against one text, over a column of strings.

#include <utility>

#include "execution/evaluators.h"
#include "execution/find_text.h"
#include "function/operators.h"

namespace agora::execution {

using semantic::Operator;
using value::Layout;

namespace {

class TextTest : public Evaluator {
 public:
  TextTest(Operator op, EvaluatorPtr text, EvaluatorPtr part)
      : op_(op), text_(std::move(text)), part_(std::move(part)) {}

  const Column& evaluate(const Batch& batch, Column& scratch) override {
    const Column& texts = text_->evaluate(batch, text_scratch_);
    const Value* part = part_->constant();
    if (part && part->is(ValueType::String) && texts.is(Layout::Values)) {
      test_constant(texts, part->as_string(), scratch);
    } else {
      test_each(texts, part_->evaluate(batch, part_scratch_), scratch);
    }
    return scratch;
  }

 private:
  void test_constant(const Column& texts, std::string_view part, Column& out) {
    const auto values = texts.values();
    const auto truth = out.fill_booleans(values.size());
    for (std::size_t row = 0; row < values.size(); ++row) {
      // What is no text neither contains nor begins with one: that is unknown.
      truth[row] = values[row].is(ValueType::String) && holds(values[row].as_string(), part);
    }
    for (std::size_t row = 0; row < values.size(); ++row) {
      const Value& value = values[row];
      if (!value.is(ValueType::String)) out.set(row, general(value, Value(part)));
    }
  }

  void test_each(const Column& texts, const Column& parts, Column& out) {
    out.clear();
    for (std::size_t row = 0; row < texts.size(); ++row) out.append(general(texts.value(row), parts.value(row)));
  }

  bool holds(std::string_view text, std::string_view part) const {
    switch (op_) {
      case Operator::StartsWith: return text.starts_with(part);
      case Operator::EndsWith: return text.ends_with(part);
      default: return contains_text(text, part);
    }
  }

  Value general(const Value& text, const Value& part) const {
    switch (op_) {
      case Operator::StartsWith: return function::starts_with(text, part);
      case Operator::EndsWith: return function::ends_with(text, part);
      default: return function::contains(text, part);
    }
  }

  Operator op_;
  EvaluatorPtr text_, part_;
  Column text_scratch_, part_scratch_;
};

}  // namespace

EvaluatorPtr make_text_test(Operator op, EvaluatorPtr text, EvaluatorPtr part) {
  return std::make_unique<TextTest>(op, std::move(text), std::move(part));
}

}  // namespace agora::execution
