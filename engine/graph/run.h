// graph/run.h
//
// A run: what one label, property or relationship type has for 1,024 consecutive ids, decoded. Everything the
// view reads is a run. A run that is shared is immutable; a fork changes copies of its own.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/coding.h"
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

/// A set of slots: which of the 1,024 ids …
class RunBits {
 public:
  bool test(std::uint16_t slot) const noexcept { return words_[slot >> 6] >> (slot & 63) & 1; }
  void set(std::uint16_t slot) noexcept { words_[slot >> 6] |= std::uint64_t{1} << (slot & 63); }
  void reset(std::uint16_t slot) noexcept { words_[slot >> 6] &= ~(std::uint64_t{1} << (slot & 63)); }
  RunBits& operator|=(const RunBits& other) noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  bool none() const noexcept;
  std::size_t count() const noexcept;
  /// Calls f(slot) for each that is set, from `first` on, ascending, while f returns true.
  template <typename F>
  bool for_each_from(std::uint16_t first, F&& f) const {
    std::size_t i = first >> 6;
    for (std::uint64_t word = words_[i] & (~std::uint64_t{0} << (first & 63));; word = words_[i]) {
      for (; word != 0; word &= word - 1) {
        if (!f(static_cast<std::uint16_t>(i * 64 + static_cast<unsigned>(std::countr_zero(word))))) return false;
      }
      if (++i == words_.size()) return true;
    }
  }
  template <typename F>
  void for_each(F&& f) const {
    for_each_from(0, [&](std::uint16_t slot) { return f(slot), true; });
  }
  const std::array<std::uint64_t, kRunIds / 64>& words() const noexcept { return words_; }

  void encode(std::string& out) const;
  static RunBits decode(ByteReader& in);

 private:
  std::array<std::uint64_t, kRunIds / 64> words_{};
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

  /// The base as bytes. The formats are written down in key_layout.h.
  virtual void encode(std::string& out) const = 0;
  /// Replaces the contents. Throws MalformedBytes.
  virtual void decode(ByteReader& in) = 0;
  /// What the slots in `touched` have now, as a delta. Adjacency keeps its own account and writes nothing here.
  virtual void encode_slots(const RunBits& touched, std::string& delta) const = 0;
  /// Applies the changes of one delta. Throws MalformedBytes.
  virtual void apply(ByteReader& in) = 0;

  /// Bytes of deltas that its stored form has behind the base; says when to fold.
  std::uint32_t stored_delta_bytes = 0;
  /// Keys its stored form has; 0 if it is not stored.
  std::uint32_t stored_chunks = 0;
};
using RunPtr = std::shared_ptr<const Run>;

/// An empty one of the kind.
std::shared_ptr<Run> make_run(RunKind kind);
/// The shared empty one of the kind.
const RunPtr& empty_run(RunKind kind);

/// Reads a slot number. Throws MalformedBytes if it is none.
std::uint16_t decode_slot(ByteReader& in);

}  // namespace agora::graph
