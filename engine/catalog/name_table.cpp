#include "catalog/name_table.h"

#include "base/edit_distance.h"

namespace agora::catalog {

std::optional<std::uint32_t> NameTable::find(std::string_view name) const {
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::uint32_t NameTable::add(std::string_view name) {
  if (const auto known = find(name)) return *known;
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.emplace_back(name);
  numbers_.emplace(names_.back(), number);
  return number;
}

std::vector<std::string> NameTable::similar(std::string_view name) const {
  return base::nearest_names(name, names_);
}

}  // namespace agora::catalog
