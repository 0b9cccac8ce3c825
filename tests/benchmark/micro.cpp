// The time of each kernel. Built with -DAGORA_BUILD_BENCHMARKS=ON as the program micro_benchmarks; compare.py prints
// the ratios to another commit.
#include <benchmark/benchmark.h>

#include "kernels.h"

int main(int count, char** arguments) {
  for (const agora::benchmarks::Kernel& kernel : agora::benchmarks::kernels()) {
    benchmark::RegisterBenchmark(kernel.name.c_str(), [&kernel](benchmark::State& state) {
      const auto run = kernel.prepare();
      for (auto _ : state) run();
    });
  }
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
