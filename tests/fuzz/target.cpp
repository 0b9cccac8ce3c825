#include "fuzz/target.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace agora::fuzz {
namespace {

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

TimeWatch::TimeWatch(const char* what, double seconds)
    : what_(what), seconds_(seconds), begin_(processor_seconds()) {}

TimeWatch::~TimeWatch() {
  const double taken = processor_seconds() - begin_;
  if (taken <= seconds_) return;
  std::fprintf(stderr, "broken: %s took %.1f s\n", what_, taken);
  std::abort();
}

void require(bool holds, std::string_view what, std::string_view details) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(details.size()), details.data());
  std::abort();
}

}  // namespace agora::fuzz
