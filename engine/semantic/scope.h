// semantic/scope.h
//
// Which names mean which slots at one place of a query. A scope knows the scope around it: that of
// a comprehension is around its list's element, that of the outer query around a subquery.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "semantic/static_type.h"

namespace agora::semantic {

struct Variable {
  std::string name;
  Slot slot = 0;
  StaticType type;
  /// The nesting of subqueries at which it was introduced, 0 for the whole query's own.
  std::uint32_t frame = 0;
};

class Scope {
 public:
  explicit Scope(Scope* outer = nullptr) : outer_(outer) {}

  /// The innermost variable of that name, or nullptr. Valid until a variable is added.
  const Variable* find(std::string_view name) const {
    for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
      if (const Variable* own = scope->find_own(name)) return own;
    }
    return nullptr;
  }
  /// The same without the scopes around.
  const Variable* find_own(std::string_view name) const {
    const auto at = places_.find(name);
    return at == places_.end() ? nullptr : &variables_[at->second];
  }
  /// The innermost variable that stands in `slot`, or nullptr.
  const Variable* find_slot(Slot slot) const {
    for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
      for (const Variable& variable : scope->variables_) {
        if (variable.slot == slot) return &variable;
      }
    }
    return nullptr;
  }
  /// The name has no meaning in this very scope yet.
  void add(Variable variable) {
    places_.emplace(variable.name, variables_.size());
    variables_.push_back(std::move(variable));
  }

  /// Own variables in the order in which they were introduced: what `*` means here.
  const std::vector<Variable>& variables() const { return variables_; }
  /// What WITH does: from here on only these are known.
  void replace(std::vector<Variable> variables) {
    variables_.clear();
    places_.clear();
    for (Variable& variable : variables) add(std::move(variable));
  }

  std::vector<std::string> visible_names() const {
    std::vector<std::string> names;
    for (const Scope* scope = this; scope != nullptr; scope = scope->outer_) {
      for (const Variable& variable : scope->variables_) names.push_back(variable.name);
    }
    return names;
  }

 private:
  // Generated texts may name thousands of nodes.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  Scope* outer_;
  std::vector<Variable> variables_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> places_;
};

}  // namespace agora::semantic
