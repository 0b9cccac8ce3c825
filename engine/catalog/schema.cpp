#include "catalog/schema.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace agora::catalog {

std::optional<std::int32_t> Enumeration::position(std::string_view value) const noexcept {
  const auto found = std::find(values.begin(), values.end(), value);
  if (found == values.end()) return std::nullopt;
  return static_cast<std::int32_t>(found - values.begin());
}

PropertyType any_of(std::vector<PropertyType> types) {
  const auto key = [](const PropertyType& type) { return std::pair(type.list, type.type); };
  std::sort(types.begin(), types.end(),
            [&](const PropertyType& left, const PropertyType& right) { return key(left) < key(right); });
  types.erase(std::unique(types.begin(), types.end()), types.end());
  PropertyType all = std::move(types.front());
  all.others.assign(std::make_move_iterator(types.begin() + 1), std::make_move_iterator(types.end()));
  return all;
}

std::optional<PropertyType> plain_type(std::string_view name) {
  for (const bool list : {false, true}) {
    for (int i = 0; i < static_cast<int>(ValueType::Enumerated); ++i) {
      PropertyType type;
      type.type = static_cast<ValueType>(i);
      type.list = list;
      if (to_string(type) == name) return type;
    }
  }
  return std::nullopt;
}

std::string to_string(const PropertyType& type) {
  const std::string element = type.type == ValueType::Enumerated
                                  ? type.enumeration
                                  : std::string(agora::to_string(type.type));
  std::string text = type.list ? "LIST<" + element + ">" : element;
  for (const PropertyType& other : type.others) text += " | " + to_string(other);
  return text;
}

std::string_view to_string(ConstraintKind kind) noexcept {
  switch (kind) {
    case ConstraintKind::Unique:
      return "UNIQUE";
    case ConstraintKind::Existence:
      return "NOT NULL";
    case ConstraintKind::Type:
      return "TYPED";
    case ConstraintKind::Key:
      return "KEY";
  }
  return "";
}

}  // namespace agora::catalog
