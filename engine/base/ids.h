// base/ids.h
//
// Typed ids, so that a label's number is not taken for a node's. All are dense and start at 0.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace agora {

template <typename Tag, typename Number>
struct TypedId {
  Number value = 0;
  auto operator<=>(const TypedId&) const = default;
};

using NodeId = TypedId<struct NodeTag, std::uint64_t>;
using RelationshipId = TypedId<struct RelationshipTag, std::uint64_t>;
using LabelId = TypedId<struct LabelTag, std::uint32_t>;
using TypeId = TypedId<struct RelationshipTypeTag, std::uint32_t>;
using PropertyKeyId = TypedId<struct PropertyKeyTag, std::uint32_t>;
using IndexId = TypedId<struct IndexTag, std::uint32_t>;

}  // namespace agora

template <typename Tag, typename Number>
struct std::hash<agora::TypedId<Tag, Number>> {
  std::size_t operator()(const agora::TypedId<Tag, Number>& id) const noexcept {
    return std::hash<Number>{}(id.value);
  }
};
