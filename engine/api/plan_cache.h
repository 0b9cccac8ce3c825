// api/plan_cache.h
//
// Statements that were parsed, bound and planned, by their exact text first and by their tokens second: texts
// that differ in blanks and comments alone share a plan. A plan holds names, not numbers, but the planner looked
// at the catalog (is there an index?), so an entry counts only for the catalog it was made with.
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
  std::shared_ptr<const syntax::Statement> ast;
  StatementKind kind = StatementKind::Read;
  std::shared_ptr<const plan::Plan> plan;  ///< Null for what is no query.
  std::vector<Notification> notifications;
  std::uint64_t catalog_version = 0;
  std::string planned_text;  ///< What `ast` and `plan` have their places in, unless it is `text`: then empty.

  /// Gives an error of the running plan its place in `text`.
  void place(Error& error) const;
};
using CompiledPtr = std::shared_ptr<const CompiledStatement>;

/// The most recently used statements. Threads: any.
class PlanCache {
 public:
  /// The statement with that text made for this catalog, or one with the plan of a text that has the same
  /// tokens, or null.
  CompiledPtr find(std::string_view text, std::uint64_t catalog_version);
  void insert(CompiledPtr statement);
  void clear();

 private:
  CompiledPtr find_exact(std::string_view text, std::uint64_t catalog_version);
  CompiledPtr find_same_tokens(const std::string& tokens, std::uint64_t catalog_version);

  static constexpr std::size_t kCapacity = 512;
  static constexpr std::size_t kLongestText = 64 << 10;  ///< Longer ones are seldom asked twice.
  std::mutex mutex_;
  std::list<CompiledPtr> recent_;  ///< Most recently used first.
  std::unordered_map<std::string_view, std::list<CompiledPtr>::iterator> by_text_;
  /// The last statement of which each sequence of tokens was planned, while it lives.
  std::unordered_map<std::string, std::weak_ptr<const CompiledStatement>> by_tokens_;
};

}  // namespace agora::api
