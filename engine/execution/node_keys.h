// execution/node_keys.h
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "execution/evaluator.h"
#include "execution/streams.h"
#include "graph/readers.h"

namespace agora::execution {

/// Texts, each with a number.
class NumberedTexts {
 public:
  explicit NumberedTexts(Context& context) : held_(context) {}
  std::int64_t number(std::string_view text);
  const std::string& text(std::int64_t number) const { return *texts_[static_cast<std::size_t>(number)]; }

 private:
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::vector<const std::string*> texts_;
  HeldMemory held_;
};

/// One value of each node - a property, or its id - as something that is quick to compare: computed once and kept.
class NodeKeys {
 public:
  enum class Kind : std::uint8_t {
    Unknown,
    Null,
    Integer,
    Text,   ///< The key is its number.
    Other,  ///< There is no key.
  };
  struct Key {
    Kind kind;
    std::int64_t number;
  };

  /// The value is `source`, which reads the node in `slot` alone. Keys that share `texts` can be compared. All
  /// references must outlive this.
  NodeKeys(const semantic::ExpressionPtr& source, Slot slot, NumberedTexts& texts, const Site& site);

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
  /// Learns it if need be.
  Key find(NodeId node) {
    const Page* page = pages_[graph::run_number(node.value)].get();
    if (!page || page->kinds[graph::run_slot(node.value)] == Kind::Unknown) learn({&node, 1});
    return get(node);
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
  NumberedTexts& texts_;
  std::vector<std::unique_ptr<Page>> pages_;
  HeldMemory held_;
  std::vector<std::uint64_t> wanted_;
  Batch batch_;
  Column scratch_;
  bool prepared_ = false;
  std::uint64_t stamp_ = 0;
};

/// The keys that several comparisons need, each kind of them once.
class NodeKeyring {
 public:
  explicit NodeKeyring(Context& context) : texts_(context) {}
  /// Valid as long as this is.
  NodeKeys& keys(const semantic::ExpressionPtr& source, Slot slot, const Site& site);
  const NumberedTexts& texts() const noexcept { return texts_; }

 private:
  NumberedTexts texts_;
  std::map<std::string, std::unique_ptr<NodeKeys>> keys_;  ///< By the property, or empty for the id.
};

}  // namespace agora::execution
