// semantic/projection_binder.h
//
// One WITH or RETURN: items first, then groups, then what is sorted and filtered by. Used by
// bind_projection.cpp and bind_sort.cpp only.
#pragma once

#include "semantic/binding.h"
#include "semantic/expression_walk.h"

namespace agora::semantic {

class ProjectionBinder {
 public:
  struct Options {
    bool is_return = false;
    bool fresh_outputs = false;     ///< No item may take over a variable's slot.
    bool aliases_required = false;  ///< Expressions need AS: in WITH, and in RETURN of CALL { … }.
  };
  struct Item {
    std::string name;
    SourceSpan where;
    ExpressionPtr input;  ///< Over the rows before the clause and the slots of aggregates.
    StaticType type;
    bool aggregating = false;
    bool named = true;  ///< A variable or an alias: it can be referred to afterwards.
    Slot slot = 0;
  };

  ProjectionBinder(Binder& binder, const syntax::Projection& ast, const Options& options,
                   const SourceSpan& where)
      : binder_(binder), ast_(ast), options_(options), where_(where) {}

  /// Binds everything and leaves the items as the variables of the current scope.
  Projection bind(const syntax::Expression* predicate);
  const std::vector<Item>& items() const { return items_; }

 private:
  // bind_projection.cpp
  void bind_items();
  void add_star_items();
  void add_item(const syntax::ProjectionItem& ast);
  void check_names() const;
  void check_aliases() const;
  void give_slots();
  void group();
  ExpressionPtr over_groups(const Item& item) const;
  bool is_constant_of_group(Slot slot) const;
  std::uint32_t frame_of(Slot slot) const;
  bool hides_input() const { return out_.distinct || out_.aggregating; }

  // bind_sort.cpp
  void bind_order();
  Typed after_items(const syntax::Expression& ast, const Place& place);
  Typed after_items(const syntax::Expression& ast, const Place& place, bool aliases_hide);
  ExpressionPtr with_items(const ExpressionPtr& expression, bool has_aggregate,
                           bool variables_too) const;
  void check_added_aggregates(std::size_t first_added, const SourceSpan& where) const;
  void check_visible(const Expression& expression) const;
  [[noreturn]] void hidden(const Reading& reading, const SourceSpan& where) const;
  bool from_outside(Slot slot) const;
  ExpressionPtr row_count(const syntax::ExpressionPtr& ast, std::string_view clause);
  void bind_predicate(const syntax::Expression& ast);
  Scope item_scope(bool aliases_hide) const;

  Binder& binder_;
  const syntax::Projection& ast_;
  const Options options_;
  const SourceSpan where_;
  Projection out_;
  AggregateSink sink_;
  std::vector<Item> items_;
  std::vector<Variable> before_;  ///< The scope's variables before the clause.
};

/// A variable, or a property of one: what may stand beside an aggregate if it is a group key.
bool is_plain(const Expression& expression);

}  // namespace agora::semantic
