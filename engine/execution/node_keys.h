// execution/node_keys.h
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "execution/evaluator.h"
#include "execution/streams.h"
#include "graph/readers.h"

namespace agora::execution {

/// One value of each node - a property, or its id - as something that is quick to compare: computed once and kept.
class NodeKeys {
 public:
  enum class Kind : std::uint8_t {
    Unknown,
    Null,
    Integer,
    Text,   ///< The key is a number of the text: equal for equal texts, no more.
    Other,  ///< There is no key.
  };
  struct Key {
    Kind kind;
    std::int64_t number;
  };

  /// The value is `source`, which reads the node in `slot` alone. Texts are numbered in `texts`, so that keys that
  /// share it can be compared. All references must outlive this.
  using Texts = std::unordered_map<std::string, std::int64_t>;
  NodeKeys(const semantic::ExpressionPtr& source, Slot slot, std::shared_ptr<Texts> texts, const Site& site);

  /// To be called before each batch: forgets what a write may have changed.
  void prepare();
  /// Makes known the keys of these.
  void learn(std::span<const NodeId> nodes);
  /// Requires: it is known.
  Key get(NodeId node) const {
    const Page& page = *pages_[graph::run_number(node.value)];
    const auto at = graph::run_slot(node.value);
    return {page.kinds[at], page.numbers[at]};
  }

 private:
  struct Page {
    std::array<std::int64_t, graph::kRunIds> numbers;
    std::array<Kind, graph::kRunIds> kinds;
  };
  void compute();
  Key key_of(const Value& value);

  Slot slot_;
  Context& context_;
  EvaluatorPtr source_;
  std::shared_ptr<Texts> texts_;
  std::vector<std::unique_ptr<Page>> pages_;
  HeldMemory held_;
  std::vector<std::uint64_t> wanted_;
  Batch batch_;
  Column scratch_;
  bool prepared_ = false;
  std::uint64_t stamp_ = 0;
};

}  // namespace agora::execution
