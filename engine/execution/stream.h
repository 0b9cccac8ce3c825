// execution/stream.h
//
// A running operator. Streams pull: next() asks the inputs for what it needs. A batch is never empty, so
// operators above need not look. Rows come in batches of about value::kBatchRows.
//
// The inner side of an Apply, a Merge, a Foreach or a subquery expression is a tree of streams whose first leaf
// gives out the rows that stand in an ArgumentSource. To run it for other rows, put them there and restart().
#pragma once

#include <memory>
#include <vector>

#include "execution/context.h"
#include "plan/operator.h"
#include "value/batch.h"

namespace agora::execution {

using plan::Slot;
using value::Batch;
using value::Column;

class Stream {
 public:
  virtual ~Stream() = default;
  /// Replaces `batch` by the next rows. False at the end; then `batch` is empty, and again if asked again.
  virtual bool next(Batch& batch) = 0;
  /// Begins again, with what now stands in the argument source. Operators that keep state forget it and
  /// restart their inputs.
  virtual void restart() = 0;
};
using StreamPtr = std::unique_ptr<Stream>;

/// Where the rows of an Argument come from.
struct ArgumentSource {
  Batch rows;
};

/// A part of the rows that a Distribute deals out.
struct Morsel {
  std::size_t number = 0;
  std::vector<Batch> batches;
};

/// What operators of one tree have in common while they are built.
struct Scope {
  ArgumentSource* argument = nullptr;  ///< Null at the top: the one row without slots.
  std::vector<Slot> carried;           ///< Hidden slots that all operators must carry on, whatever `needed` says.
  const Morsel* morsel = nullptr;      ///< What a Distribute gives out, where one is below.
};

/// The running form of `op` and its inputs.
StreamPtr build(const plan::Operator& op, Context& context, const Scope& scope);

/// `op.needed` and what the scope carries: the slots to copy into rows that are made anew.
std::vector<Slot> carried_slots(const plan::Operator& op, const Scope& scope);

/// Replaces `out` by the selected rows of `in`, only in the given slots. A dead slot stays dead.
void take_slots(const Batch& in, std::span<const std::uint32_t> rows, std::span<const Slot> slots,
                Batch& out);

/// Adds the rows of `in` to `out`. A slot may be dead in one and not in the other; its rows are then null.
void append_rows(const Batch& in, Batch& out);

}  // namespace agora::execution
