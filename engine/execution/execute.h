// execution/execute.h
//
// One run of a plan: from its operators to rows of values that a program can keep.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "execution/context.h"
#include "execution/stream.h"

namespace agora::execution {

/// A whole result.
struct Rows {
  std::vector<std::string> columns;
  std::vector<List> rows;
};

class Execution {
 public:
  /// Reads from a published view.
  Execution(std::shared_ptr<const plan::Plan> plan, std::shared_ptr<const graph::GraphView> view,
            Map parameters, const Settings& settings);
  /// Reads and writes a fork, which must outlive this.
  Execution(std::shared_ptr<const plan::Plan> plan, graph::GraphFork& fork, Map parameters,
            const Settings& settings);

  const std::vector<std::string>& columns() const noexcept { return plan_->columns; }

  /// Replaces `row` by the next one; false after the last. Nodes, relationships and paths carry their contents.
  bool next(List& row);
  /// All rows that are left. Their memory counts against the limit.
  Rows run_to_end();

 private:
  Execution(std::shared_ptr<const plan::Plan> plan, std::shared_ptr<const graph::GraphView> view,
            graph::GraphFork* fork, Map parameters, const Settings& settings);

  std::shared_ptr<const plan::Plan> plan_;
  std::shared_ptr<const graph::GraphView> view_;  ///< Null where a fork is used.
  Map parameters_;
  Context context_;
  StreamPtr root_;
  Batch batch_;
  std::size_t position_ = 0;
};

/// The value with the contents of all graph elements in it, as results carry them.
Value with_contents(const Value& value, const graph::GraphView& view);

}  // namespace agora::execution
