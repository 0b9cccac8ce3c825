#include "function/registry.h"

#include <algorithm>

#include "base/edit_distance.h"
#include "function/families.h"

namespace agora::function {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Function names are ASCII; case does not count.
int compare_names(std::string_view left, std::string_view right) {
  const std::size_t shared = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < shared; ++i) {
    if (const int difference = lower(left[i]) - lower(right[i])) return difference;
  }
  return left.size() < right.size() ? -1 : left.size() > right.size() ? 1 : 0;
}

}  // namespace

std::string signature(const Function& function) {
  std::string text(function.name);
  text += '(';
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    if (i >= function.required) {
      text += i == 0 ? "[" : "[, ";
    } else if (i > 0) {
      text += ", ";
    }
    text += function.parameters[i].name;
  }
  if (function.variadic) text += ", …";
  const std::size_t optional =
      function.parameters.size() - std::min(function.required, function.parameters.size());
  return text + std::string(optional, ']') + ')';
}

Registry::Registry() {
  add_scalar_functions(functions_);
  add_graph_functions(functions_);
  add_conversion_functions(functions_);
  add_string_functions(functions_);
  add_language_functions(functions_);
  add_hash_functions(functions_);
  add_list_functions(functions_);
  add_map_functions(functions_);
  add_math_functions(functions_);
  add_aggregate_functions(functions_);
  add_percentile_functions(functions_);
  add_temporal_functions(functions_);
  add_truncate_functions(functions_);
  add_duration_functions(functions_);
  sorted_.reserve(functions_.size());
  for (const auto& function : functions_) sorted_.push_back(function.get());
  std::sort(sorted_.begin(), sorted_.end(), [](const Function* left, const Function* right) {
    return compare_names(left->name, right->name) < 0;
  });
}

const Registry& Registry::builtin() {
  static const Registry registry;
  return registry;
}

const Function* Registry::find(std::string_view name) const {
  const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), name,
                                      [](const Function* function, std::string_view key) {
                                        return compare_names(function->name, key) < 0;
                                      });
  return found != sorted_.end() && compare_names((*found)->name, name) == 0 ? *found : nullptr;
}

std::span<const Function* const> Registry::all() const { return sorted_; }

std::vector<std::string> Registry::similar(std::string_view name) const {
  base::NearestNames nearest(name);
  for (const Function* function : sorted_) nearest.offer(function->name);
  return nearest.take();
}

}  // namespace agora::function
