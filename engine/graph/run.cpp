#include "graph/run.h"

#include <array>

#include "graph/adjacency_run.h"
#include "graph/column_run.h"
#include "graph/ends_run.h"
#include "graph/label_run.h"
#include "graph/shape_run.h"

namespace agora::graph {

std::shared_ptr<Run> make_run(RunKind kind) {
  switch (kind) {
    case RunKind::AdjacencyOut:
    case RunKind::AdjacencyIn:
      return std::make_shared<AdjacencyRun>();
    case RunKind::Ends:
      return std::make_shared<EndsRun>();
    case RunKind::NodeColumn:
    case RunKind::RelationshipColumn:
      return std::make_shared<ColumnRun>();
    case RunKind::NodeShape:
    case RunKind::RelationshipShape:
      return std::make_shared<ShapeRun>();
    case RunKind::Label:
      return std::make_shared<LabelRun>();
  }
  return nullptr;
}

const RunPtr& empty_run(RunKind kind) {
  static const auto kEmpty = [] {
    std::array<RunPtr, kRunKindCount> runs;
    for (std::size_t i = 0; i < kRunKindCount; ++i) runs[i] = make_run(static_cast<RunKind>(i));
    return runs;
  }();
  return kEmpty[static_cast<std::size_t>(kind)];
}

bool RunBits::none() const noexcept {
  for (const std::uint64_t word : words_) {
    if (word != 0) return false;
  }
  return true;
}

std::size_t RunBits::count() const noexcept {
  std::size_t count = 0;
  for (const std::uint64_t word : words_) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

// 1: the first n and no others (n may be 0), 2: the words.
void RunBits::encode(std::string& out) const {
  const std::size_t set = count();
  std::size_t front = 0;
  while (front < kRunIds && test(static_cast<std::uint16_t>(front))) ++front;
  if (front == set) {
    put_u8(out, 1);
    put_varint(out, front);
    return;
  }
  put_u8(out, 2);
  for (const std::uint64_t word : words_) put_u64(out, word);
}

RunBits RunBits::decode(ByteReader& in) {
  RunBits bits;
  switch (in.u8()) {
    case 1: {
      const std::uint64_t front = in.varint();
      if (front > kRunIds) throw MalformedBytes();
      for (std::uint64_t i = 0; i < front; ++i) bits.set(static_cast<std::uint16_t>(i));
      return bits;
    }
    case 2:
      for (std::uint64_t& word : bits.words_) word = in.u64();
      return bits;
    default:
      throw MalformedBytes();
  }
}

std::uint16_t decode_slot(ByteReader& in) {
  const std::uint64_t slot = in.varint();
  if (slot >= kRunIds) throw MalformedBytes();
  return static_cast<std::uint16_t>(slot);
}

}  // namespace agora::graph
