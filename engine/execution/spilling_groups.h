// execution/spilling_groups.h
//
// The groups of an Aggregate that may be more than can be held. Then what they have gathered so far is split by
// their keys, and the rows that still come are put into a file in the same parts; part by part the rows are taken in
// by their groups, and these given out. Each group gets its rows in the order in which they came.
#pragma once

#include <memory>
#include <vector>

#include "execution/aggregator.h"
#include "execution/partitioned_rows.h"

namespace agora::execution {

/// Threads: one. Errors: those of the aggregates, LimitExceeded (a single group is too large), Io.
class SpillingGroups {
 public:
  /// `site` is that of the Aggregate.
  SpillingGroups(const plan::Aggregate& node, const Site& site);

  void add(const Batch& batch);
  /// To be called after the last add() and before the first next().
  void finish();
  /// Replaces `batch` by the next groups; false at the end.
  bool next(Batch& batch);
  void clear();

 private:
  struct Part {
    std::shared_ptr<const PartitionedRows> rows;
    std::size_t number;
    Groups groups;
    std::size_t bytes;  ///< That these hold.
  };

  void account(const Batch& batch);
  void split();
  void push_parts();
  bool open_part();

  const plan::Aggregate& node_;
  Context& context_;
  const std::vector<Slot> kept_;
  Grouper grouper_;
  HeldMemory held_;
  Groups groups_;
  std::size_t next_group_ = 0, rows_since_ = 0, counted_ = 0;
  std::shared_ptr<PartitionedRows> later_;  ///< Once groups_ were split: the rows since.
  std::vector<Groups> split_;               ///< By part.
  std::vector<Part> parts_;                 ///< Still to be done.
  std::size_t waiting_bytes_ = 0;           ///< Of split_ and parts_.
  unsigned level_ = 0;
};

}  // namespace agora::execution
