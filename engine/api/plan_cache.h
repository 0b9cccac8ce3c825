// api/plan_cache.h
//
// Statements that were parsed, bound and planned, by their exact text. A plan holds names, not numbers, but the
// planner looked at the catalog (is there an index?), so an entry counts only for the catalog it was made with.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agora/error.h"
#include "agora/statements.h"
#include "plan/operator.h"
#include "syntax/ast.h"

namespace agora::api {

/// A statement ready to run. Immutable.
struct CompiledStatement {
  std::string text;
  syntax::Statement ast;
  StatementKind kind = StatementKind::Read;
  std::shared_ptr<const plan::Plan> plan;  ///< Null for what is no query.
  std::vector<Notification> notifications;
  std::uint64_t catalog_version = 0;
};
using CompiledPtr = std::shared_ptr<const CompiledStatement>;

/// The most recently used statements. Threads: any.
class PlanCache {
 public:
  /// The statement with that text made for this catalog, or null.
  CompiledPtr find(std::string_view text, std::uint64_t catalog_version);
  void insert(CompiledPtr statement);
  void clear();

 private:
  static constexpr std::size_t kCapacity = 512;
  static constexpr std::size_t kLongestText = 64 << 10;  ///< Longer ones are seldom asked twice.
  std::mutex mutex_;
  std::list<CompiledPtr> recent_;  ///< Most recently used first.
  std::unordered_map<std::string_view, std::list<CompiledPtr>::iterator> by_text_;
};

}  // namespace agora::api
