// function/sum.h
//
// Adding floats so that their order hardly matters: a group gathered in parts by several threads
// gives the same sum as one gathered in a row. Neumaier's improvement of Kahan's summation.
#pragma once

#include <cmath>

namespace agora::function {

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
