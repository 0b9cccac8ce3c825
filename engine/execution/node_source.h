// execution/node_source.h
#pragma once

#include <memory>
#include <vector>

#include "execution/streams.h"

namespace agora::execution {

/// Where scans and seeks get their nodes from, for one row of the input at a time.
class NodeSource {
 public:
  virtual ~NodeSource() = default;
  /// Looks at a new batch, whose values a seek may need. It stays as it is until the next.
  virtual void begin_batch(const Batch&) {}
  /// Begins for one row of the batch.
  virtual void begin(std::size_t row) = 0;
  /// Replaces `out` by some more nodes; false if there are none.
  virtual bool more(std::vector<NodeId>& out) = 0;
};

/// The stream that sets `slot` to each node of the source, alone or for each row of the operator's input.
StreamPtr make_node_scan(std::unique_ptr<NodeSource> source, Slot slot, const Site& site);

}  // namespace agora::execution
