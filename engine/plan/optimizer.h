// plan/optimizer.h
//
// The passes over a first plan, in order. Each is a function in a file of its own below rules/.
#pragma once

#include <span>
#include <string_view>

#include "plan/operator.h"

namespace agora::plan {

struct Pass {
  std::string_view name;
  void (*run)(Plan& plan);
};

std::span<const Pass> passes();
void optimize(Plan& plan);

}  // namespace agora::plan
