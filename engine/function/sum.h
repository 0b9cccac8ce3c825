// function/sum.h
//
// Counting within 63 bits, and adding floats so that their order hardly matters: a group gathered in parts by several threads
// gives the same sum as one gathered in a row. Neumaier's improvement of Kahan's summation.
#pragma once

#include <cmath>
#include <cstdint>

#include "agora/error.h"

namespace agora::function {

/// Throws Error (ArithmeticError) beyond 63 bits.
inline void add_to_count(std::int64_t& count, std::int64_t more) {
  if (!__builtin_add_overflow(count, more, &count)) return;
  throw Error(ErrorCategory::ArithmeticError, "NumberOutOfRange",
              "there are more rows than an integer can count (2^63)");
}

class FloatSum {
 public:
  void add(double number) {
    const double sum = sum_ + number;
    // What the addition lost, which is the smaller one's end. Not where infinities make it NaN.
    if (std::isfinite(sum)) {
      lost_ += std::abs(sum_) >= std::abs(number) ? (sum_ - sum) + number : (number - sum) + sum_;
    }
    sum_ = sum;
  }
  /// As many such numbers. What the product of the two loses is kept as well, so that the sum is the one that adding
  /// them singly comes to, but for what that would have lost.
  void add(double number, std::int64_t times) {
    if (times == 1) return add(number);
    const auto factor = static_cast<double>(times);
    const double product = number * factor;
    add(product);
    if (!std::isfinite(product)) return;
    lost_ += std::fma(number, factor, -product);
    // Beyond 2^53 the factor itself was rounded.
    const std::int64_t rest = factor < 0x1p63 ? times - static_cast<std::int64_t>(factor) : times - INT64_MAX - 1;
    lost_ += number * static_cast<double>(rest);
  }
  void merge(const FloatSum& other) {
    add(other.sum_);
    lost_ += other.lost_;
  }
  double plus(double number) const {
    FloatSum total = *this;
    total.add(number);
    return std::isfinite(total.sum_) ? total.sum_ + total.lost_ : total.sum_;
  }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

}  // namespace agora::function
