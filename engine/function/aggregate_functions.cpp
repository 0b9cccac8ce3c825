// Aggregates. Nulls are left out, except by count(*). DISTINCT is done by the caller.

#include <cmath>
#include <map>
#include <unordered_map>

#include "function/arguments.h"
#include "function/families.h"
#include "function/operators.h"
#include "function/sum.h"
#include "function/temporal.h"
#include "value/compare.h"
#include "value/memory.h"

namespace agora::function {
namespace {

template <typename State>
std::unique_ptr<AggregateState> make() {
  return std::make_unique<State>();
}

/// What is gathered about rows that may come many at a time.
class WeighingState : public AggregateState {
 public:
  void add(CallContext& context, std::span<const Value> arguments) final { add_many(context, arguments, 1); }
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t times) override = 0;
};

class Count : public WeighingState {
 public:
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t times) override {
    if (arguments.empty() || !arguments[0].is_null()) add_to_count(count_, times);
  }
  Value finish(CallContext&) override { return count_; }
  void merge(CallContext&, AggregateState& other) override {
    add_to_count(count_, static_cast<Count&>(other).count_);
  }

 private:
  std::int64_t count_ = 0;
};

// ---- sum and avg
// ----------------------------------------------------------------------------------------------

/// Numbers and durations added up; a group holds the one or the other.
class Total {
 public:
  void add(std::string_view function, const Value& value, std::int64_t times) {
    if (value.is_null()) return;
    if (value.is(ValueType::Duration)) {
      if (numbers_ > 0) throw mixed(function);
      const Value all = times == 1 ? value : multiply_duration(value.as_duration(), Value(times));
      duration_ = durations_ == 0 ? all : add_durations(duration_.as_duration(), all.as_duration());
      add_to_count(durations_, times);
      return;
    }
    if (!value.is_number()) throw wrong_argument(function, "numbers or DURATIONs", value);
    if (durations_ > 0) throw mixed(function);
    add_to_count(numbers_, times);
    if (value.is(ValueType::Integer)) {
      if (__builtin_add_overflow(integers_, static_cast<Wide>(value.as_int()) * times, &integers_))
        throw integer_overflow(function);
    } else {
      floats_.add(value.as_float(), times);
      any_float_ = true;
    }
  }

  void merge(std::string_view function, const Total& other) {
    if ((numbers_ > 0 && other.durations_ > 0) || (durations_ > 0 && other.numbers_ > 0))
      throw mixed(function);
    if (other.durations_ > 0) {
      duration_ = durations_ == 0
                      ? other.duration_
                      : add_durations(duration_.as_duration(), other.duration_.as_duration());
    }
    add_to_count(durations_, other.durations_);
    add_to_count(numbers_, other.numbers_);
    if (__builtin_add_overflow(integers_, other.integers_, &integers_)) throw integer_overflow(function);
    floats_.merge(other.floats_);
    any_float_ = any_float_ || other.any_float_;
  }

  Value sum() const {
    if (durations_ > 0) return duration_;
    if (any_float_) return real_sum();
    if (integers_ > INT64_MAX || integers_ < INT64_MIN) throw integer_overflow("sum");
    return static_cast<std::int64_t>(integers_);
  }

  Value mean() const {
    if (durations_ > 0) return divide_duration(duration_.as_duration(), Value(durations_));
    return numbers_ == 0 ? Value() : Value(real_sum() / static_cast<double>(numbers_));
  }

 private:
  static Error mixed(std::string_view function) {
    return Error(ErrorCategory::TypeError, "InvalidArgumentValue",
                 std::string(function) + "() cannot add numbers and DURATIONs together");
  }
  double real_sum() const { return floats_.plus(static_cast<double>(integers_)); }

  __extension__ using Wide =
      __int128;  // A sum of integers may leave 64 bits on its way and come back.
  Wide integers_ = 0;
  FloatSum floats_;
  Value duration_;
  bool any_float_ = false;
  std::int64_t numbers_ = 0;
  std::int64_t durations_ = 0;
};

class Sum : public WeighingState {
 public:
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t times) override {
    total_.add("sum", arguments[0], times);
  }
  Value finish(CallContext&) override { return total_.sum(); }
  void merge(CallContext&, AggregateState& other) override {
    total_.merge("sum", static_cast<Sum&>(other).total_);
  }

 private:
  Total total_;
};

class Avg : public WeighingState {
 public:
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t times) override {
    total_.add("avg", arguments[0], times);
  }
  Value finish(CallContext&) override { return total_.mean(); }
  void merge(CallContext&, AggregateState& other) override {
    total_.merge("avg", static_cast<Avg&>(other).total_);
  }

 private:
  Total total_;
};

// ---- extremes
// -------------------------------------------------------------------------------------------------

/// The least (kSign 1) or greatest (kSign -1) value of all types, in the order of ORDER BY.
template <int kSign>
class Extreme : public WeighingState {
 public:
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t) override { offer(arguments[0]); }
  Value finish(CallContext&) override { return best_; }
  void merge(CallContext&, AggregateState& other) override {
    offer(static_cast<Extreme&>(other).best_);
  }
  std::size_t memory() const override { return value::heap_bytes(best_); }

 private:
  void offer(const Value& value) {
    if (value.is_null()) return;
    if (best_.is_null() || value::order(value, best_) * kSign < 0) best_ = value;
  }
  Value best_;
};

/// The value of the row in which another is least or greatest.
template <int kSign>
class ExtremeRow : public WeighingState {
 public:
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t) override {
    offer(arguments[0], arguments[1]);
  }
  Value finish(CallContext&) override { return value_; }
  void merge(CallContext&, AggregateState& other) override {
    auto& row = static_cast<ExtremeRow&>(other);
    offer(row.value_, row.key_);
  }
  std::size_t memory() const override {
    return value::heap_bytes(value_) + value::heap_bytes(key_);
  }

 private:
  void offer(const Value& value, const Value& key) {
    if (key.is_null()) return;
    if (key_.is_null() || value::order(key, key_) * kSign < 0) {
      key_ = key;
      value_ = value;
    }
  }
  Value key_;
  Value value_;
};

class AnyValue : public WeighingState {
 public:
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t) override {
    if (value_.is_null()) value_ = arguments[0];
  }
  Value finish(CallContext&) override { return value_; }
  void merge(CallContext&, AggregateState& other) override {
    if (value_.is_null()) value_ = static_cast<AnyValue&>(other).value_;
  }
  std::size_t memory() const override { return value::heap_bytes(value_); }

 private:
  Value value_;
};

// ---- gathering
// ------------------------------------------------------------------------------------------------

class Collect : public AggregateState {
 public:
  void add(CallContext&, std::span<const Value> arguments) override {
    if (arguments[0].is_null()) return;
    bytes_ += sizeof(Value) + value::heap_bytes(arguments[0]);
    list_.push_back(arguments[0]);
  }
  Value finish(CallContext&) override { return Value(std::move(list_)); }
  void merge(CallContext&, AggregateState& other) override {
    auto& more = static_cast<Collect&>(other);
    list_.insert(list_.end(), std::make_move_iterator(more.list_.begin()),
                 std::make_move_iterator(more.list_.end()));
    bytes_ += more.bytes_;
  }
  std::size_t memory() const override { return bytes_; }

 private:
  List list_;
  std::size_t bytes_ = 0;
};

/// The value that occurs most often; of several the least, so that the answer does not hang on the
/// rows' order.
class Mode : public WeighingState {
 public:
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t times) override {
    if (arguments[0].is_null()) return;
    const auto [entry, fresh] = counts_.try_emplace(arguments[0], 0);
    add_to_count(entry->second, times);
    if (fresh) bytes_ += sizeof(Value) + 64 + value::heap_bytes(arguments[0]);
  }
  Value finish(CallContext&) override {
    const std::pair<const Value, std::int64_t>* best = nullptr;
    for (const auto& entry : counts_) {
      if (best == nullptr || entry.second > best->second ||
          (entry.second == best->second && value::order(entry.first, best->first) < 0)) {
        best = &entry;
      }
    }
    return best == nullptr ? Value() : best->first;
  }
  void merge(CallContext&, AggregateState& other) override {
    auto& more = static_cast<Mode&>(other);
    for (const auto& [value, count] : more.counts_) add_to_count(counts_[value], count);
    bytes_ += more.bytes_;
  }
  std::size_t memory() const override { return bytes_; }

 private:
  struct Hash {
    std::size_t operator()(const Value& value) const { return value::hash(value); }
  };
  struct Equivalent {
    bool operator()(const Value& left, const Value& right) const {
      return value::equivalent(left, right);
    }
  };
  std::unordered_map<Value, std::int64_t, Hash, Equivalent> counts_;
  std::size_t bytes_ = 0;
};

// ---- deviation
// ------------------------------------------------------------------------------------------------

/// Mean and squared differences in one pass (Welford), merged by Chan's formula.
class Deviation : public WeighingState {
 public:
  explicit Deviation(bool sample) : sample_(sample) {}
  void add_many(CallContext&, std::span<const Value> arguments, std::int64_t times) override {
    if (arguments[0].is_null()) return;
    if (!arguments[0].is_number())
      throw wrong_argument(sample_ ? "stDev" : "stDevP", "numbers", arguments[0]);
    const double x = arguments[0].as_number();
    add_to_count(count_, times);
    const double difference = x - mean_, share = static_cast<double>(times);
    mean_ += difference * share / static_cast<double>(count_);
    squares_ += difference * (x - mean_) * share;
  }
  Value finish(CallContext&) override {
    const std::int64_t divisor = sample_ ? count_ - 1 : count_;
    return divisor <= 0 ? Value(0.0) : Value(std::sqrt(squares_ / static_cast<double>(divisor)));
  }
  void merge(CallContext&, AggregateState& other) override {
    const auto& more = static_cast<Deviation&>(other);
    if (more.count_ == 0) return;
    const auto mine = static_cast<double>(count_), theirs = static_cast<double>(more.count_);
    const double difference = more.mean_ - mean_;
    mean_ += difference * theirs / (mine + theirs);
    squares_ += more.squares_ + difference * difference * mine * theirs / (mine + theirs);
    add_to_count(count_, more.count_);
  }

 private:
  bool sample_;
  std::int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

std::unique_ptr<AggregateState> sample_deviation() { return std::make_unique<Deviation>(true); }
std::unique_ptr<AggregateState> population_deviation() {
  return std::make_unique<Deviation>(false);
}

}  // namespace

void add_aggregate_functions(Functions& functions) {
  Family family(functions, "aggregating");
  const TypeSet summable = kNumber | ValueType::Duration;
  // An example holds the rows as a list: `UNWIND … AS x RETURN` stands before it.
  family
      .aggregate("count", {{"value"}}, ValueType::Integer, make<Count>,
                 "The number of values that are not null; count(*) counts rows.",
                 "UNWIND [1, null, 3] AS x RETURN count(x)", "2")
      .weighs();
  family.aggregate("sum", {{"value", summable}}, summable, make<Sum>,
                   "The sum of numbers or durations.", "UNWIND [1, 2, 3.5] AS x RETURN sum(x)",
                   "6.5")
      .weighs();
  family.aggregate("avg", {{"value", summable}}, ValueType::Float | ValueType::Duration, make<Avg>,
                   "The mean of numbers or durations.", "UNWIND [1, 2, 6] AS x RETURN avg(x)",
                   "3.0")
      .weighs();
  family.aggregate("min", {{"value"}}, TypeSet::any(), make<Extreme<1>>,
                   "The least value, in the order of ORDER BY.",
                   "UNWIND [3, 1, 2] AS x RETURN min(x)", "1")
      .weighs();
  family.aggregate("max", {{"value"}}, TypeSet::any(), make<Extreme<-1>>,
                   "The greatest value, in the order of ORDER BY.",
                   "UNWIND [3, 1, 2] AS x RETURN max(x)", "3")
      .weighs();
  for (const std::string_view name : {"collect", "collect_list"}) {
    family.aggregate(name, {{"value"}}, ValueType::List, make<Collect>,
                     "All values that are not null, as a list.",
                     name == "collect" ? "UNWIND [1, null, 3] AS x RETURN collect(x)"
                                       : "UNWIND [1, null, 3] AS x RETURN collect_list(x)",
                     "[1, 3]");
  }
  for (const std::string_view name : {"stDev", "stddev_samp"}) {
    family.aggregate(name, {{"value", kNumber}}, ValueType::Float, sample_deviation,
                     "The standard deviation of a sample.",
                     name == "stDev" ? "UNWIND [2, 4, 6] AS x RETURN stDev(x)"
                                     : "UNWIND [2, 4, 6] AS x RETURN stddev_samp(x)",
                     "2.0")
      .weighs();
  }
  for (const std::string_view name : {"stDevP", "stddev_pop"}) {
    family.aggregate(name, {{"value", kNumber}}, ValueType::Float, population_deviation,
                     "The standard deviation of a whole population.",
                     name == "stDevP" ? "UNWIND [2, 6] AS x RETURN stDevP(x)"
                                      : "UNWIND [2, 6] AS x RETURN stddev_pop(x)",
                     "2.0")
      .weighs();
  }
  family.aggregate("mode", {{"value"}}, TypeSet::any(), make<Mode>,
                   "The value that occurs most often; of several the least.",
                   "UNWIND ['b', 'a', 'b'] AS x RETURN mode(x)", "b")
      .weighs();
  family.aggregate("any_value", {{"value"}}, TypeSet::any(), make<AnyValue>,
                   "Any one of the values that are not null.",
                   "UNWIND [null, 7] AS x RETURN any_value(x)", "7")
      .weighs();
  family.aggregate("arg_min", {{"value"}, {"key"}}, TypeSet::any(), make<ExtremeRow<1>>,
                   "The value of the row in which the key is least.",
                   "UNWIND [['a', 3], ['b', 1]] AS x RETURN arg_min(x[0], x[1])", "b")
      .weighs();
  family.aggregate("arg_max", {{"value"}, {"key"}}, TypeSet::any(), make<ExtremeRow<-1>>,
                   "The value of the row in which the key is greatest.",
                   "UNWIND [['a', 3], ['b', 1]] AS x RETURN arg_max(x[0], x[1])", "a")
      .weighs();
}

}  // namespace agora::function
