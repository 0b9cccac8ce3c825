// Runs a kernel, so that callgrind can count the instructions of one run: instruction_counts.py calls it with
// --toggle-collect=counted_run.
//
// usage: counted_kernels KERNEL
#include <cstdio>
#include <functional>

#include "kernels.h"

extern "C" __attribute__((noinline)) void counted_run(const std::function<void()>& run) {
  run();
  asm volatile("" : : : "memory");  // So that the call above is no jump, and the end of this function is seen.
}

int main(int count, char** arguments) {
  for (const agora::benchmarks::Kernel& kernel : agora::benchmarks::kernels()) {
    if (count != 2 || kernel.name != arguments[1]) continue;
    const auto run = kernel.prepare();
    for (int i = 0; i < 3; ++i) run();  // What is made once, as the decisions of the parser, is no part of it.
    counted_run(run);
    return 0;
  }
  std::fprintf(stderr, "usage: counted_kernels KERNEL, one of:");
  for (const agora::benchmarks::Kernel& kernel : agora::benchmarks::kernels()) std::fprintf(stderr, " %s", kernel.name.c_str());
  std::fprintf(stderr, "\n");
  return 2;
}
