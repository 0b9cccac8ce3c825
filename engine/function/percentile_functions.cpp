// Aggregates that need all values of a group in order.

#include <algorithm>
#include <cmath>

#include "function/arguments.h"
#include "function/families.h"
#include "value/compare.h"
#include "value/memory.h"

namespace agora::function {
namespace {

/// Gathers numbers, and the percentile of the first row.
class Percentile : public AggregateState {
 public:
  explicit Percentile(std::string_view name) : name_(name) {}

  void add(CallContext&, std::span<const Value> arguments) override {
    take_percentile(arguments);
    if (arguments[0].is_null()) return;
    if (!arguments[0].is_number()) throw wrong_argument(name_, "numbers", arguments[0]);
    values_.push_back(arguments[0]);
  }

  Value finish(CallContext&) override {
    if (values_.empty()) return {};
    std::sort(values_.begin(), values_.end(),
              [](const Value& left, const Value& right) { return value::order(left, right) < 0; });
    return pick(values_, percentile_);
  }

  void merge(CallContext&, AggregateState& other) override {
    auto& more = static_cast<Percentile&>(other);
    if (!known_) percentile_ = more.percentile_, known_ = more.known_;
    values_.insert(values_.end(), more.values_.begin(), more.values_.end());
  }

  std::size_t memory() const override { return values_.capacity() * sizeof(Value); }

 protected:
  virtual Value pick(const List& sorted, double percentile) const = 0;

 private:
  void take_percentile(std::span<const Value> arguments) {
    if (known_ || arguments.size() < 2) return;
    if (!arguments[1].is_number())
      throw wrong_argument(name_, "a percentile from 0.0 to 1.0", arguments[1]);
    percentile_ = arguments[1].as_number();
    if (!(percentile_ >= 0.0 && percentile_ <= 1.0)) {
      throw number_out_of_range(std::string(name_) +
                                "() expects a percentile from 0.0 to 1.0, but got " +
                                to_string(arguments[1]));
    }
    known_ = true;
  }

  std::string_view name_;
  List values_;
  double percentile_ = 0.5;
  bool known_ = false;
};

/// The value at the percentile itself: the first that has at least that share of the values at or
/// below it.
class Discrete : public Percentile {
 public:
  Discrete() : Percentile("percentileDisc") {}

 protected:
  Value pick(const List& sorted, double percentile) const override {
    const double rank = std::ceil(percentile * static_cast<double>(sorted.size()));
    return sorted[rank < 1 ? 0 : std::min(static_cast<std::size_t>(rank) - 1, sorted.size() - 1)];
  }
};

/// On the line between the two values next to the percentile.
class Continuous : public Percentile {
 public:
  explicit Continuous(std::string_view name) : Percentile(name) {}

 protected:
  Value pick(const List& sorted, double percentile) const override {
    const double place = percentile * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double low = sorted[below].as_number();
    if (below + 1 >= sorted.size()) return low;
    const double share = place - static_cast<double>(below);
    return share == 0 ? low : low * (1 - share) + sorted[below + 1].as_number() * share;
  }
};

std::unique_ptr<AggregateState> discrete() { return std::make_unique<Discrete>(); }
std::unique_ptr<AggregateState> continuous() {
  return std::make_unique<Continuous>("percentileCont");
}
std::unique_ptr<AggregateState> median() { return std::make_unique<Continuous>("median"); }

}  // namespace

void add_percentile_functions(Functions& functions) {
  Family family(functions, "aggregating");
  const std::initializer_list<Parameter> parameters = {{"value", kNumber}, {"percentile", kNumber}};
  for (const std::string_view name : {"percentileDisc", "percentile_disc"}) {
    family.aggregate(name, parameters, kNumber, discrete,
                     "The value below or at which a share of the values lies.",
                     name == "percentileDisc"
                         ? "UNWIND [10, 20, 30] AS x RETURN percentileDisc(x, 0.5)"
                         : "UNWIND [10, 20, 30] AS x RETURN percentile_disc(x, 0.5)",
                     "20");
  }
  for (const std::string_view name : {"percentileCont", "percentile_cont"}) {
    family.aggregate(name, parameters, ValueType::Float, continuous,
                     "Like percentileDisc(), but between two values where the share falls there.",
                     name == "percentileCont"
                         ? "UNWIND [10, 20] AS x RETURN percentileCont(x, 0.5)"
                         : "UNWIND [10, 20] AS x RETURN percentile_cont(x, 0.5)",
                     "15.0");
  }
  family.aggregate("median", {{"value", kNumber}}, ValueType::Float, median,
                   "The middle of the values.", "UNWIND [1, 9, 2] AS x RETURN median(x)", "2.0");
}

}  // namespace agora::function
