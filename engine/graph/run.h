// graph/run.h
//
// A run: what one label, property or relationship type has for 1,024 consecutive ids, decoded. Everything the
// view reads is a run. A run that is shared is immutable; a fork changes copies of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/ids.h"

namespace agora::graph {

inline constexpr std::uint64_t kRunBits = 10;
inline constexpr std::uint64_t kRunIds = std::uint64_t{1} << kRunBits;

inline std::uint64_t run_number(std::uint64_t id) noexcept { return id >> kRunBits; }
inline std::uint16_t run_slot(std::uint64_t id) noexcept {
  return static_cast<std::uint16_t>(id & (kRunIds - 1));
}

enum class RunKind : std::uint8_t {
  AdjacencyOut,        ///< Of a relationship type: by start node.
  AdjacencyIn,         ///< Of a relationship type: by end node.
  Ends,                ///< Type, start and end of relationships.
  NodeColumn,          ///< Values of one property key.
  RelationshipColumn,
  NodeShape,           ///< Which nodes exist and which property keys each has.
  RelationshipShape,   ///< Which property keys relationships have.
  Label,               ///< Which nodes carry a label.
};
inline constexpr std::size_t kRunKindCount = 8;

/// Names a run: `id` is the type's, property key's or label's number (0 where the kind has none).
struct RunKey {
  RunKind kind = RunKind::Ends;
  std::uint32_t id = 0;
  std::uint64_t number = 0;

  bool operator==(const RunKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const RunKey& key) {
    return H::combine(std::move(h), (static_cast<std::uint64_t>(key.kind) << 32) | key.id, key.number);
  }
};

class Run {
 public:
  virtual ~Run() = default;
  /// Memory it holds, for the cache's budget.
  virtual std::size_t byte_size() const noexcept = 0;
  /// True if it says nothing, so that it need not be stored.
  virtual bool empty() const noexcept = 0;
  /// An independent copy to change; large immutable parts are shared.
  virtual std::shared_ptr<Run> clone() const = 0;

  /// Bytes of deltas that its stored form has behind the base; says when to fold.
  std::uint32_t stored_delta_bytes = 0;
  /// Keys its stored form has; 0 if it is not stored.
  std::uint32_t stored_chunks = 0;
};
using RunPtr = std::shared_ptr<const Run>;

}  // namespace agora::graph
