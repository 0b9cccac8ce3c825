// semantic/pattern_binder.h
//
// Patterns: which variables they introduce and which they take up, and what they may say about
// each. The class over one pattern, written in files by idea:
//
//   bind_pattern.cpp           the elements of all parts, declared from left to right
//   bind_pattern_contents.cpp  the expressions inside
//   bind_path_form.cpp         parentheses and path modes
//   bind_path.cpp              parts of a path that repeat
//   bind_path_choice.cpp       the choice among paths
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "semantic/binding.h"
#include "semantic/expression_walk.h"

namespace agora::semantic {

/// True of (), which any node matches.
bool says_nothing(const syntax::NodePattern& node);

/// Two passes: the elements of all parts are declared, then the expressions inside are bound,
/// because in a MATCH a property may speak of any variable of the pattern, also of one further
/// right. In MERGE expressions see only what was known before the clause. CREATE makes one element
/// after the other, a relationship after its ends, and expressions see what has been made so far.
///
/// A repeated part is a pattern of its own, bound by a binder inside this one, in a scope of its
/// own: there a variable means one element, outside the list of them.
class PatternBinder {
 public:
  PatternBinder(Binder& binder, PatternUse use, std::vector<ExpressionPtr>& predicates,
                std::string_view clause)
      : binder_(binder), use_(use), predicates_(predicates), clause_(clause) {}

  Pattern bind(const std::vector<const syntax::PathPattern*>& parts);

 private:
  /// Where a pattern inside a pattern stands.
  enum class Inside : std::uint8_t { Nothing, Repetition, SelectedPath };

  /// A segment whose contents are bound in the second pass.
  struct Part {
    explicit Part(Scope* outer) : scope(outer) {}
    Scope scope;
    std::vector<ExpressionPtr> predicates;
    std::unique_ptr<PatternBinder> binder;
    const syntax::Expression* where = nullptr;
    std::shared_ptr<PathWalk> walk;
    std::size_t segment = 0;
    std::uint32_t relationship = 0;  ///< Of the pattern around: what the walk is there.
  };

  /// A path with the parentheses that nothing repeats taken away. Nodes that met there stand side
  /// by side.
  struct FlatPath {
    std::vector<std::vector<const syntax::NodePattern*>> nodes;
    std::vector<const syntax::PathStep*> steps;
    std::vector<const syntax::Expression*> conditions;
    bool grouped = false;
    /// Parentheses with a mode of their own, inner ones before those around them: their steps from one to before
    /// another.
    struct Moded {
      std::size_t from, to;
      syntax::PathMode mode;
      SourceSpan where;
    };
    std::vector<Moded> moded;
    PathMode mode = PathMode::Trail;  ///< Of the whole.
    std::vector<PathMode> modes;      ///< Of each step for itself.
  };

  bool creates() const { return use_ == PatternUse::Create || use_ == PatternUse::Merge; }
  [[noreturn]] void already_bound(const syntax::Name& name, const char* hint) const;
  [[noreturn]] void conflict(const syntax::Name& name, const StaticType& is,
                             const char* wanted) const;

  // --- first pass: bind_pattern.cpp -------------------------------------------------------------
  void declare_path(const syntax::PathPattern& ast);
  void declare_steps(const FlatPath& flat, PathPattern& path);
  PathPattern::Kind kind_of(const syntax::PathPattern& ast) const;
  std::uint32_t add_node(const syntax::NodePattern& ast, NodePattern node);
  std::uint32_t declare_node(const syntax::NodePattern& ast, bool alone);
  std::uint32_t declare_relationship(const syntax::RelationshipPattern& ast);
  void take_relationship_name(const syntax::RelationshipPattern& ast, RelationshipPattern& out);
  void check_created(const syntax::RelationshipPattern& ast) const;
  static Direction direction_of(syntax::Direction direction);

  // --- paths: bind_path.cpp ---------------------------------------------------------------------
  static void flatten(const syntax::PathPattern& ast, bool continues, FlatPath& out);
  static void settle_modes(const syntax::PathPattern& ast, FlatPath& flat);
  void keep_modes(const syntax::PathPattern& ast, const FlatPath& flat, const PathPattern& path);
  static VariableLength length_of(const syntax::Repetition& ast);
  void check_form(const syntax::PathPattern& ast, const FlatPath& flat) const;
  std::uint32_t declare_joined(const std::vector<const syntax::NodePattern*>& nodes, bool alone);
  void declare_selected(const syntax::PathPattern& ast, const FlatPath& flat, PathPattern& path);
  PathSelection selection_of(const syntax::PathPattern& ast);
  std::uint32_t declare_walk(const std::shared_ptr<PathWalk>& walk, const SourceSpan& where);
  Part& open_segment(const std::shared_ptr<PathWalk>& walk, Inside inside);
  void add_segment(const std::shared_ptr<PathWalk>& walk, const syntax::PathStep& step,
                   Inside inside);
  void add_node_segment(const std::shared_ptr<PathWalk>& walk,
                        const std::vector<const syntax::NodePattern*>& nodes);
  void declare_single(const syntax::RelationshipPattern& ast);
  void close_segment(Part& part);
  void check_inside(const syntax::Name& name) const;
  void check_not_grouped(const syntax::Name& name) const;
  void bind_part(Part& part);
  void lift_conditions(Part& part);
  template <typename Element, typename Wanted>
  void as_conditions(Element& element, ValueType type, const Wanted& wanted, Part& part);
  static bool is_inside(const PathSegment& segment, Slot slot);
  void check_readings(const PathSegment& segment) const;
  void check_reading(const ExpressionPtr& expression, const PathSegment& segment) const;
  struct Selected;
  void bind_selection(Selected& selected);
  void add_condition(ExpressionPtr condition, const Selected& selected, std::vector<ExpressionPtr>& conditions);
  static void check_ends_somewhere(const std::vector<Reading>& all, const Selected& selected);
  void check_selecting(const ExpressionPtr& predicate, const Selected& selected) const;
  void add_same_nodes();
  void add_mode_predicates();
  bool is_own(Slot slot) const;

  // --- second pass: bind_pattern_contents.cpp ---------------------------------------------------
  void bind_contents();
  Place inside() const;
  void bind_properties(const syntax::ExpressionPtr& ast, std::vector<PropertyEntry>& entries,
                       ExpressionPtr& map, bool entity_known);
  void mention_property(const syntax::Name& key);
  void bind_node(NodePattern& node, const syntax::NodePattern& ast);
  void bind_labels(NodePattern& node, const syntax::LabelExpression& ast);
  void add_created_labels(NodePattern& node, const syntax::LabelExpression& ast);
  void add_created_type(RelationshipPattern& out, const syntax::LabelExpression& ast);
  static ExpressionPtr node_reference(const NodePattern& node);
  void bind_inner_where(const syntax::ExpressionPtr& where, const SourceSpan& span);
  void bind_relationship(RelationshipPattern& out, const syntax::RelationshipPattern& ast);
  void bind_each(RelationshipPattern& out, const syntax::RelationshipPattern& ast);
  void bind_types(RelationshipPattern& out, const syntax::LabelExpression& ast);

  Binder& binder_;
  PatternUse use_;
  std::vector<ExpressionPtr>& predicates_;
  std::string_view clause_;
  Inside inside_ = Inside::Nothing;
  Pattern pattern_;
  std::unordered_map<std::string, std::uint32_t> nodes_;  // Named nodes of this pattern.
  std::vector<std::string> relationships_;                // Named relationships of this pattern.
  std::vector<std::pair<std::uint32_t, const syntax::NodePattern*>> node_asts_;
  std::vector<std::pair<std::uint32_t, const syntax::RelationshipPattern*>> relationship_asts_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> same_nodes_;  // Two names for one node.
  std::vector<const syntax::Expression*> conditions_;  // WHERE of parentheses nothing repeats.
  std::vector<std::unique_ptr<Part>> parts_;
  struct Selected {
    std::shared_ptr<PathWalk> walk;
    std::vector<const syntax::Expression*> conditions;
    Slot first, last;
  };
  std::vector<Selected> selected_;
  /// Conditions of one part of a selected path that read another: they are the whole path's.
  std::vector<std::pair<std::shared_ptr<PathWalk>, ExpressionPtr>> lifted_;
  /// A path or a part of one that is held to a mode, beyond what its steps do for themselves.
  struct ModedPath {
    PathPattern path;
    PathMode mode;
    bool relationships_differ;  ///< Must be tested: they are free to repeat around it.
  };
  std::vector<ModedPath> modes_;
};

}  // namespace agora::semantic
