#include "plan/optimizer.h"

#include <array>

#include "plan/rules/each_end_once.h"
#include "plan/rules/needed_slots.h"
#include "plan/rules/remove_eager.h"

namespace agora::plan {

namespace {

constexpr std::array kPasses = {
    Pass{"remove_eager", remove_eager},  // First: fewer operators for the rest to look through.
    Pass{"needed_slots", needed_slots},  // After all that may still read other slots.
    Pass{"each_end_once", each_end_once},  // Last: asks which slots are read.
};

}  // namespace

std::span<const Pass> passes() { return kPasses; }

void optimize(Plan& plan) {
  for (const Pass& pass : kPasses) pass.run(plan);
}

}  // namespace agora::plan
