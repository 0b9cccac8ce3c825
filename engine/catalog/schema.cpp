#include "catalog/schema.h"

#include <algorithm>

namespace agora::catalog {

std::optional<std::int32_t> Enumeration::position(std::string_view value) const noexcept {
  const auto found = std::find(values.begin(), values.end(), value);
  if (found == values.end()) return std::nullopt;
  return static_cast<std::int32_t>(found - values.begin());
}

std::string to_string(const PropertyType& type) {
  const std::string element = type.type == ValueType::Enumerated
                                  ? type.enumeration
                                  : std::string(agora::to_string(type.type));
  return type.list ? "LIST<" + element + ">" : element;
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
