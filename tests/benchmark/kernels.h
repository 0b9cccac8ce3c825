// The kernels that the time of queries is made of. micro_benchmarks gives their time, counted_kernels runs one of
// them so that its instructions can be counted.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace agora::benchmarks {

struct Kernel {
  std::string name;
  /// Makes what the kernel works on and returns the kernel itself: one call is one run, which changes nothing that
  /// the next depends on. Threads: one.
  std::function<std::function<void()>()> prepare;
};

const std::vector<Kernel>& kernels();

/// Makes the compiler believe that the value is used.
template <typename Value>
void keep(const Value& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

}  // namespace agora::benchmarks
