#include <algorithm>
#include <limits>

#include "execution/row_count.h"
#include "execution/streams.h"

namespace agora::execution {

std::uint64_t row_count(const semantic::ExpressionPtr& expression, std::uint64_t otherwise, Context& context,
                        const Scope& scope) {
  if (!expression) return otherwise;
  const Value value = evaluate_once(expression, context, scope);
  if (!value.is(ValueType::Integer)) {
    throw Error(ErrorCategory::SyntaxError, "InvalidArgumentType",
                "SKIP and LIMIT need a whole number, but got " + to_string(value))
        .at(expression->where);
  }
  if (value.as_int() < 0) {
    throw Error(ErrorCategory::SyntaxError, "NegativeIntegerArgument",
                "SKIP and LIMIT need a number that is not negative, but got " + to_string(value))
        .at(expression->where);
  }
  return static_cast<std::uint64_t>(value.as_int());
}

namespace {

class Skip : public Stream {
 public:
  Skip(const plan::Skip& node, const Site& site) : input_(site.input()) {
    count_ = left_ = row_count(node.count, 0, site.context, site.scope);
  }
  bool next(Batch& batch) override {
    while (input_->next(batch)) {
      if (left_ == 0) return true;
      if (left_ < batch.row_count()) {
        batch = batch.slice(static_cast<std::size_t>(left_), batch.row_count());
        left_ = 0;
        return true;
      }
      left_ -= batch.row_count();
    }
    batch.clear();
    return false;
  }
  void restart() override {
    input_->restart();
    left_ = count_;
  }

 private:
  StreamPtr input_;
  std::uint64_t count_, left_;
};

class Limit : public Stream {
 public:
  Limit(const plan::Limit& node, const Site& site) : input_(site.input()), writes_(site.context.plan.writes) {
    count_ = left_ = row_count(node.count, 0, site.context, site.scope);
  }
  bool next(Batch& batch) override {
    if (left_ > 0 && input_->next(batch)) {
      if (batch.row_count() > left_) batch.truncate(static_cast<std::size_t>(left_));
      left_ -= batch.row_count();
      return true;
    }
    if (writes_) drain(batch);
    batch.clear();
    return false;
  }
  void restart() override {
    input_->restart();
    left_ = count_;
  }

 private:
  /// What is written below happens for all rows, wanted or not.
  void drain(Batch& batch) {
    while (input_->next(batch)) {
    }
  }

  StreamPtr input_;
  bool writes_;
  std::uint64_t count_, left_;
};

}  // namespace

StreamPtr make_skip(const plan::Skip& node, const Site& site) { return std::make_unique<Skip>(node, site); }
StreamPtr make_limit(const plan::Limit& node, const Site& site) { return std::make_unique<Limit>(node, site); }

}  // namespace agora::execution
