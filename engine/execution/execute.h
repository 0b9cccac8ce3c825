// execution/execute.h
//
// One run of a planned statement.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agora/value.h"
#include "execution/context.h"
#include "execution/stream.h"

namespace agora::execution {

/// A whole result: what a caller sees, elements with their contents.
struct Rows {
  std::vector<std::string> columns;
  std::vector<List> rows;
};

/// Threads: one at a time. Errors: everything a statement can raise at runtime; after one, nothing may be asked
/// any more.
class Execution {
 public:
  /// Reads from a published view; rows are made while they are asked for.
  Execution(std::shared_ptr<const plan::Plan> plan, std::shared_ptr<const graph::GraphView> view,
            Map parameters, const Settings& settings);
  /// Reads from and writes to the fork of a transaction, which must outlive this. A plan that writes has done so
  /// only when all rows have been asked for: use run_to_end().
  Execution(std::shared_ptr<const plan::Plan> plan, graph::GraphFork& fork, Map parameters,
            const Settings& settings);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  const std::vector<std::string>& columns() const noexcept { return plan_->columns; }
  /// Replaces `row` by the next one, as wide as columns(). False at the end.
  bool next(List& row);
  /// All rows that are left. For a statement that returns nothing, runs it. Counts towards the memory limit.
  Rows run_to_end();

 private:
  /// Goes to the next batch; false at the end.
  bool next_batch();

  std::shared_ptr<const plan::Plan> plan_;
  std::shared_ptr<const graph::GraphView> view_;  ///< Null over a fork.
  Map parameters_;
  Context context_;
  StreamPtr root_;
  Batch batch_;
  std::size_t row_ = 0;
};

}  // namespace agora::execution
