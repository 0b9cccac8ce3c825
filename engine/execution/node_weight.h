// execution/node_weight.h
//
// What a node contributes where matches are counted and not listed: 0 if a predicate does not hold for it, else
// the product of what hangs on it. That depends on the node alone, so it is computed once and kept.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "execution/evaluator.h"
#include "execution/streams.h"
#include "graph/readers.h"

namespace agora::execution {

__extension__ using WideCount = unsigned __int128;

/// A count as the language has it. Throws Error (ArithmeticError) beyond 63 bits.
std::int64_t checked_count(WideCount count);

/// a * b. Throws as checked_count.
inline std::int64_t checked_product(std::int64_t a, std::int64_t b) {
  std::int64_t product;
  if (!__builtin_mul_overflow(a, b, &product)) [[likely]] return product;
  return checked_count(static_cast<WideCount>(a) * static_cast<WideCount>(b));
}

/// A number per node, in pages that exist only where one was set.
class NodeWeights {
 public:
  static constexpr std::int64_t kUnknown = -1;
  static constexpr std::int64_t kWanted = -2;  ///< Unknown, and on the list of those to be computed next.

  explicit NodeWeights(Context& context) : held_(context) {}
  /// All unknown, for ids below `bound`.
  void reset(std::uint64_t bound);
  std::int64_t get(NodeId node) const noexcept { return pages_[graph::run_number(node.value)]->at(node); }
  void set(NodeId node, std::int64_t weight) { page(node)[graph::run_slot(node.value)] = weight; }
  /// The weights of the run of nodes that `node` is in, by slot.
  std::span<std::int64_t, graph::kRunIds> page(NodeId node) {
    std::unique_ptr<Page>& page = owned_[graph::run_number(node.value)];
    if (!page) [[unlikely]] add_page(graph::run_number(node.value));
    return page->weights;
  }

 private:
  struct Page {
    std::array<std::int64_t, graph::kRunIds> weights;
    std::int64_t at(NodeId node) const noexcept { return weights[graph::run_slot(node.value)]; }
  };
  void add_page(std::uint64_t number);
  static const Page& unknown_page();

  std::vector<const Page*> pages_;
  std::vector<std::unique_ptr<Page>> owned_;  ///< By page number; null where the page is still the unknown one.
  HeldMemory held_;
};

class CountProduct;
class RunningBranch;

/// One node of a pattern that is counted.
class WeighedNode {
 public:
  /// All references must outlive this.
  WeighedNode(Slot slot, const std::vector<plan::ExpressionPtr>& predicates,
              const std::vector<plan::CountBranch>& branches, const std::vector<plan::CountBranch::Pair>& pairs,
              const Site& site);
  ~WeighedNode();

  /// A kind of relationship by which the pattern comes to the node.
  struct Access {
    const std::vector<std::string>* types;
    plan::Direction direction;
  };
  /// To be called before each batch: forgets what a write may have changed. True if it did. `access` are one or
  /// more kinds that all nodes asked for are reached by.
  bool prepare(std::span<const Access> access);

  /// True if every node weighs 1.
  bool plain() const noexcept { return needed_predicates_.empty() && !children_; }
  /// kUnknown if it was neither learnt nor set.
  std::int64_t known(NodeId node) const noexcept { return weights_.get(node); }
  /// No known weight is larger.
  std::int64_t most() const noexcept { return most_; }
  /// Has the weight computed by the next learn(), if it is not known. Many at once are much cheaper than one by
  /// one: all that hangs on them is looked up level by level.
  void want(NodeId node) {
    if (weights_.get(node) != NodeWeights::kUnknown) return;
    if (!labels_.empty()) return learn_run(node);
    weights_.set(node, NodeWeights::kWanted);
    wanted_.push_back(node.value);
    if (wanted_.size() >= kMostWanted) [[unlikely]] learn();
  }
  void learn();
  /// Branch `i` of those that hang on the node.
  RunningBranch& branch(std::size_t i);
  /// Overrides a weight until it is set again.
  void set(NodeId node, std::int64_t weight) { weights_.set(node, weight); }

 private:
  static constexpr std::size_t kMostWanted = std::size_t{1} << 16;

  void learn(std::span<const std::uint64_t> nodes);
  void learn_run(NodeId node);
  void find_labels();
  bool always_holds(const semantic::Expression& predicate, std::span<const Access> access) const;
  bool all_carry(LabelId label, const Access& access) const;

  const Slot slot_;
  const std::vector<plan::ExpressionPtr>& sources_;
  Context& context_;
  std::vector<EvaluatorPtr> predicates_;
  std::vector<Evaluator*> needed_predicates_;  ///< Those that some node may fail.
  std::unique_ptr<CountProduct> children_;
  /// If to carry these is all that is asked of the node: whole runs are then learnt at once.
  std::vector<graph::LabelReader> labels_;
  NodeWeights weights_;
  std::int64_t most_ = 1;
  std::vector<std::uint64_t> wanted_;
  std::vector<std::int64_t> factors_;
  bool prepared_ = false;
  std::uint64_t stamp_ = 0;
  Batch batch_;
  Column scratch_;
};

}  // namespace agora::execution
