// api/sampled_values.h
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "graph/graph_view.h"
#include "plan/value_sample.h"

namespace agora {

/// What some nodes of a view have of their properties, for the planner: read when it is first asked for, so it is as
/// the data are. Reads at most kRuns labels' blocks and kNodes values for each label and key; what has been read
/// before is at hand. Errors: those of reading. Threads: one.
class SampledValues : public plan::ValueSample {
 public:
  static constexpr std::size_t kRuns = 64;
  static constexpr std::size_t kNodes = 512;

  /// `view` must outlive this.
  explicit SampledValues(const graph::GraphView& view) : view_(view) {}
  const std::vector<Value>& values(LabelId label, PropertyKeyId key) const override;

 private:
  const std::vector<NodeId>& nodes(LabelId label) const;

  const graph::GraphView& view_;
  mutable std::map<LabelId, std::vector<NodeId>> nodes_;
  mutable std::map<std::pair<LabelId, PropertyKeyId>, std::vector<Value>> values_;
};

}  // namespace agora
