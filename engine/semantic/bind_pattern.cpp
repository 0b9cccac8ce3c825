// Patterns: which variables they introduce and which they take up, and what they may say about
// each.
//
// Two passes: the elements of all parts are declared from left to right, then the expressions
// inside are bound, because in a MATCH a property may speak of any variable of the pattern, also of
// one further right. In MERGE expressions see only what was known before the clause. CREATE makes
// one element after the other, a relationship after its ends, and expressions see what has been
// made so far.
#include <algorithm>
#include <unordered_map>

#include "semantic/binding.h"

namespace agora::semantic {

class PatternBinder {
 public:
  PatternBinder(Binder& binder, PatternUse use, std::vector<ExpressionPtr>& predicates,
                std::string_view clause)
      : binder_(binder), use_(use), predicates_(predicates), clause_(clause) {}

  Pattern bind(const std::vector<const syntax::PathPattern*>& parts) {
    const std::size_t known_before = binder_.scope_->variables().size();
    for (const syntax::PathPattern* part : parts) declare_path(*part);
    if (use_ == PatternUse::Merge) {
      const std::vector<Variable> all = binder_.scope_->variables();
      binder_.scope_->replace(
          {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(known_before)});
      bind_contents();
      binder_.scope_->replace(all);
    } else if (use_ != PatternUse::Create) {
      bind_contents();
    }
    return std::move(pattern_);
  }

 private:
  bool creates() const { return use_ == PatternUse::Create || use_ == PatternUse::Merge; }

  [[noreturn]] void already_bound(const syntax::Name& name, const char* hint) const {
    throw syntax_error("VariableAlreadyBound",
                       "variable " + quoted(name.text) + " is already defined", name.span)
        .with_hint(hint);
  }
  [[noreturn]] void conflict(const syntax::Name& name, const StaticType& is,
                             const char* wanted) const {
    throw syntax_error("VariableTypeConflict",
                       "variable " + quoted(name.text) + " is " + describe(is.set) +
                           " and cannot be used as " + wanted,
                       name.span)
        .with_hint("choose another name here");
  }

  // --- first pass -------------------------------------------------------------------------------

  void declare_path(const syntax::PathPattern& ast) {
    PathPattern path;
    path.kind = kind_of(ast);
    std::uint32_t left = declare_node(ast.nodes[0], ast.steps.empty());
    path.first_node = left;
    for (std::size_t i = 0; i < ast.steps.size(); ++i) {
      const auto* step = std::get_if<syntax::RelationshipPattern>(&ast.steps[i]);
      if (step == nullptr) {
        throw not_supported("quantified path patterns",
                            std::get<syntax::QuantifiedPath>(ast.steps[i]).span);
      }
      const bool node_first = use_ == PatternUse::Create;
      std::uint32_t right = node_first ? declare_node(ast.nodes[i + 1], false) : 0;
      const std::uint32_t index = declare_relationship(*step);
      if (!node_first) right = declare_node(ast.nodes[i + 1], false);
      pattern_.relationships[index].left = left;
      pattern_.relationships[index].right = right;
      path.relationships.push_back(index);
      left = right;
    }
    if (ast.variable) {
      if (binder_.scope_->find(ast.variable->text) != nullptr) {
        already_bound(*ast.variable, "a path needs a name of its own");
      }
      path.slot = binder_.declare(ast.variable->text, ValueType::Path).slot;
      path.name = ast.variable->text;
    }
    pattern_.paths.push_back(std::move(path));
  }

  PathPattern::Kind kind_of(const syntax::PathPattern& ast) const {
    using Selector = syntax::PathSelector;
    if (ast.mode != syntax::PathMode::Default && ast.mode != syntax::PathMode::Trail) {
      throw not_supported("the path modes WALK, ACYCLIC and SIMPLE", ast.span);
    }
    if (ast.selector == Selector::None) return PathPattern::Kind::Walk;
    if (creates()) {
      throw syntax_error("UnexpectedSyntax",
                         std::string(clause_) + " cannot search for shortest paths", ast.span);
    }
    if (ast.steps.size() != 1) {
      throw syntax_error("UnexpectedSyntax",
                         "a shortest path is searched along exactly one relationship pattern",
                         ast.span)
          .with_hint("write shortestPath((a)-[:TYPE*]-(b))");
    }
    switch (ast.selector) {
      case Selector::ShortestPathFunction:
        return PathPattern::Kind::Shortest;
      case Selector::AllShortestPathsFunction:
      case Selector::AllShortest:
        return PathPattern::Kind::AllShortest;
      default:
        break;
    }
    throw not_supported("the path selectors ANY and SHORTEST k", ast.span);
  }

  std::uint32_t add_node(const syntax::NodePattern& ast, NodePattern node) {
    node.where = ast.span;
    const auto index = static_cast<std::uint32_t>(pattern_.nodes.size());
    if (!node.name.empty()) nodes_[node.name] = index;
    pattern_.nodes.push_back(std::move(node));
    node_asts_.emplace_back(index, &ast);
    return index;
  }

  std::uint32_t declare_node(const syntax::NodePattern& ast, bool alone) {
    const Variable* known = ast.variable ? binder_.find(ast.variable->text) : nullptr;
    NodePattern node;
    if (known == nullptr && use_ == PatternUse::Create) bind_node(node, ast);
    if (!ast.variable) {
      node.slot = binder_.new_slot();
      return add_node(ast, std::move(node));
    }
    const syntax::Name& name = *ast.variable;
    if (known == nullptr) {
      if (use_ == PatternUse::Predicate) binder_.undefined(name.text, name.span);
      node.slot = binder_.declare(name.text, ValueType::Node).slot;
      node.name = name.text;
      return add_node(ast, std::move(node));
    }
    if (creates() && (alone || ast.labels || ast.properties)) {
      already_bound(name, alone ? "leave it out here, or choose another name for a new node"
                                : "use SET to change a node that is already there");
    }
    if (!known->type.may_be(ValueType::Node)) conflict(name, known->type, "a node");
    if (const auto here = nodes_.find(name.text); here != nodes_.end()) {
      node_asts_.emplace_back(here->second, &ast);
      return here->second;
    }
    node.slot = known->slot;
    node.name = name.text;
    node.bound = true;
    return add_node(ast, std::move(node));
  }

  std::uint32_t declare_relationship(const syntax::RelationshipPattern& ast) {
    RelationshipPattern out;
    out.left = out.right = 0;
    out.where = ast.span;
    out.direction = direction_of(ast.direction);
    if (ast.repetition) out.length = length_of(*ast.repetition);
    if (creates()) {
      if (ast.variable && binder_.scope_->find(ast.variable->text) != nullptr) {
        already_bound(*ast.variable, "a new relationship needs a name of its own");
      }
      check_created(ast);
    }
    if (use_ == PatternUse::Create) bind_relationship(out, ast);
    if (ast.variable) {
      take_relationship_name(ast, out);
    } else {
      out.slot = binder_.new_slot();
    }
    const auto index = static_cast<std::uint32_t>(pattern_.relationships.size());
    pattern_.relationships.push_back(std::move(out));
    relationship_asts_.emplace_back(index, &ast);
    return index;
  }

  void take_relationship_name(const syntax::RelationshipPattern& ast, RelationshipPattern& out) {
    const syntax::Name& name = *ast.variable;
    out.name = name.text;
    if (!creates() && std::find(relationships_.begin(), relationships_.end(), name.text) !=
                          relationships_.end()) {
      throw syntax_error("RelationshipUniquenessViolation",
                         "relationship " + quoted(name.text) +
                             " stands twice in one pattern, which matches each " +
                             "relationship only once",
                         name.span)
          .with_hint("use two variables");
    }
    relationships_.push_back(name.text);
    const Variable* known = binder_.find(name.text);
    if (known == nullptr) {
      if (use_ == PatternUse::Predicate) binder_.undefined(name.text, name.span);
      StaticType type = ast.repetition ? StaticType::list_of(ValueType::Relationship)
                                       : StaticType(ValueType::Relationship);
      out.slot = binder_.declare(name.text, std::move(type)).slot;
      return;
    }
    if (ast.repetition) {
      const bool fits = known->type.may_be(ValueType::List) &&
                        (!known->type.set.contains(ValueType::List) ||
                         known->type.element_type().may_be(ValueType::Relationship));
      if (!fits) conflict(name, known->type, "a list of relationships");
    } else if (!known->type.may_be(ValueType::Relationship)) {
      conflict(name, known->type, "a relationship");
    }
    out.slot = known->slot;
    out.bound = true;
  }

  // What CREATE and MERGE ask of a relationship besides.
  void check_created(const syntax::RelationshipPattern& ast) const {
    const std::string clause(clause_);
    if (ast.repetition) {
      throw syntax_error("CreatingVarLength",
                         clause + " cannot make a relationship of variable length", ast.span)
          .with_hint("write out each relationship");
    }
    if (!ast.types || ast.types->kind != syntax::LabelExpression::Kind::Name) {
      throw syntax_error("NoSingleRelationshipType",
                         clause + " needs exactly one type for each relationship", ast.span)
          .with_hint("write -[:TYPE]->");
    }
    if (use_ == PatternUse::Create && ast.direction == syntax::Direction::Both) {
      throw syntax_error("RequiresDirectedRelationship",
                         clause + " needs a direction for each relationship", ast.span)
          .with_hint("write -[:TYPE]-> or <-[:TYPE]-");
    }
  }

  static Direction direction_of(syntax::Direction direction) {
    switch (direction) {
      case syntax::Direction::Right:
        return Direction::Out;
      case syntax::Direction::Left:
        return Direction::In;
      case syntax::Direction::Both:
        return Direction::Both;
    }
    return Direction::Both;
  }

  static VariableLength length_of(const syntax::Repetition& ast) {
    VariableLength length;
    length.min = ast.least ? static_cast<std::uint64_t>(*ast.least) : (ast.postfix ? 0u : 1u);
    if (ast.most) length.max = static_cast<std::uint64_t>(*ast.most);
    return length;
  }

  // --- second pass ------------------------------------------------------------------------------

  void bind_contents() {
    for (const auto& [index, ast] : node_asts_) bind_node(pattern_.nodes[index], *ast);
    for (const auto& [index, ast] : relationship_asts_)
      bind_relationship(pattern_.relationships[index], *ast);
  }

  Place inside() const {
    Place place;
    place.clause = clause_;
    return place;
  }

  void bind_properties(const syntax::ExpressionPtr& ast, std::vector<PropertyEntry>& entries,
                       ExpressionPtr& map, bool entity_known) {
    if (!ast) return;
    if (const auto* literal = std::get_if<syntax::MapLiteral>(&ast->node)) {
      for (const syntax::MapEntry& entry : literal->entries) {
        if (entity_known) mention_property(entry.key);
        entries.push_back({entry.key.text, binder_.value(*entry.value, inside())});
      }
      return;
    }
    if (use_ != PatternUse::Create) {
      throw syntax_error("InvalidParameterUse",
                         std::string(clause_) + " needs each property by its name", ast->span)
          .with_hint("write {key: $parameter.key}");
    }
    map = binder_.value(*ast, inside());
  }

  void mention_property(const syntax::Name& key) {
    if (creates()) {
      binder_.created(Binder::NameKind::Property, key.text);
    } else {
      binder_.mentioned(Binder::NameKind::Property, key.text, key.span);
    }
  }

  void bind_node(NodePattern& node, const syntax::NodePattern& ast) {
    if (ast.labels) bind_labels(node, *ast.labels);
    bind_properties(ast.properties, node.properties, node.property_map, true);
    bind_inner_where(ast.where, ast.span);
  }

  void bind_labels(NodePattern& node, const syntax::LabelExpression& ast) {
    if (creates()) {
      add_created_labels(node, ast);
      return;
    }
    LabelExpression labels = binder_.labels(ast, false);
    if (is_conjunction(labels)) {
      add_names(labels, node.labels);
    } else if (node.label_formula) {
      LabelExpression both;
      both.kind = LabelExpression::Kind::And;
      both.operands = {std::move(*node.label_formula), std::move(labels)};
      node.label_formula = std::move(both);
    } else {
      node.label_formula = std::move(labels);
    }
    // One or the other: a formula takes in what stands in `labels`.
    if (node.label_formula && !node.labels.empty()) {
      LabelExpression both;
      both.kind = LabelExpression::Kind::And;
      for (std::string& name : node.labels)
        both.operands.push_back({LabelExpression::Kind::Name, std::move(name), {}});
      both.operands.push_back(std::move(*node.label_formula));
      node.labels.clear();
      node.label_formula = std::move(both);
    }
  }

  static bool is_conjunction(const LabelExpression& labels) {
    if (labels.kind == LabelExpression::Kind::Name) return true;
    return labels.kind == LabelExpression::Kind::And &&
           std::all_of(labels.operands.begin(), labels.operands.end(), is_conjunction);
  }

  static void add_names(const LabelExpression& labels, std::vector<std::string>& out) {
    if (labels.kind == LabelExpression::Kind::Name &&
        std::find(out.begin(), out.end(), labels.name) == out.end()) {
      out.push_back(labels.name);
    }
    for (const LabelExpression& operand : labels.operands) add_names(operand, out);
  }

  void add_created_labels(NodePattern& node, const syntax::LabelExpression& ast) {
    using Kind = syntax::LabelExpression::Kind;
    if (ast.kind == Kind::Dynamic)
      throw not_supported("labels and types computed by $(…)", ast.span);
    if (ast.kind == Kind::Name) {
      binder_.created(Binder::NameKind::Label, ast.name.text);
      if (std::find(node.labels.begin(), node.labels.end(), ast.name.text) == node.labels.end()) {
        node.labels.push_back(ast.name.text);
      }
      return;
    }
    if (ast.kind != Kind::And) {
      throw syntax_error("UnexpectedSyntax",
                         std::string(clause_) + " needs plain labels: a new node has all of them",
                         ast.span)
          .with_hint("write :A:B");
    }
    for (const syntax::LabelExpression& operand : ast.operands) add_created_labels(node, operand);
  }

  void bind_inner_where(const syntax::ExpressionPtr& where, const SourceSpan& span) {
    if (!where) return;
    if (creates()) {
      throw syntax_error("UnexpectedSyntax",
                         std::string(clause_) + " cannot have WHERE inside its pattern", span);
    }
    Place place = inside();
    place.clause = "WHERE";
    predicates_.push_back(binder_.predicate(*where, place));
  }

  void bind_relationship(RelationshipPattern& out, const syntax::RelationshipPattern& ast) {
    if (ast.types) bind_types(out, *ast.types);
    bind_properties(ast.properties, out.properties, out.property_map, true);
    if (!ast.where) return;
    if (!out.length) {
      bind_inner_where(ast.where, ast.span);
      return;
    }
    // Inside a repeated pattern the variable means each relationship on its own.
    predicates_.push_back(for_each_relationship(out, ast, [&](const Variable&) {
      Place place = inside();
      place.clause = "WHERE";
      return binder_.predicate(*ast.where, place);
    }));
  }

  ExpressionPtr for_each_relationship(const RelationshipPattern& list,
                                      const syntax::RelationshipPattern& ast,
                                      const std::function<ExpressionPtr(const Variable&)>& holds) {
    ExpressionPtr all = Binder::make(SlotRef{list.slot, list.name},
                                     StaticType::list_of(ValueType::Relationship), ast.span)
                            .expression;
    Scope scope(binder_.scope_);
    EnterScope enter(binder_.scope_, scope);
    const Variable each = binder_.declare(list.name, ValueType::Relationship);
    return Binder::make(Quantifier{Quantifier::Kind::All, each.slot, std::move(all), holds(each)},
                        ValueType::Boolean, ast.span)
        .expression;
  }

  void bind_types(RelationshipPattern& out, const syntax::LabelExpression& ast) {
    if (creates()) {
      binder_.created(Binder::NameKind::Type, ast.name.text);
      out.types.push_back(ast.name.text);
      return;
    }
    LabelExpression types = binder_.labels(ast, true);
    if (is_disjunction(types)) {
      add_names(types, out.types);
      return;
    }
    const auto has = [&](ExpressionPtr subject) {
      return Binder::make(HasLabels{std::move(subject), types}, ValueType::Boolean, ast.span)
          .expression;
    };
    if (!out.length) {
      predicates_.push_back(has(
          Binder::make(SlotRef{out.slot, out.name}, ValueType::Relationship, ast.span).expression));
      return;
    }
    ExpressionPtr all = Binder::make(SlotRef{out.slot, out.name},
                                     StaticType::list_of(ValueType::Relationship), ast.span)
                            .expression;
    const Slot each = binder_.new_slot();
    ExpressionPtr one =
        Binder::make(SlotRef{each, ""}, ValueType::Relationship, ast.span).expression;
    predicates_.push_back(
        Binder::make(Quantifier{Quantifier::Kind::All, each, std::move(all), has(std::move(one))},
                     ValueType::Boolean, ast.span)
            .expression);
  }

  static bool is_disjunction(const LabelExpression& types) {
    if (types.kind == LabelExpression::Kind::Name) return true;
    return types.kind == LabelExpression::Kind::Or &&
           std::all_of(types.operands.begin(), types.operands.end(), is_disjunction);
  }

  Binder& binder_;
  PatternUse use_;
  std::vector<ExpressionPtr>& predicates_;
  std::string_view clause_;
  Pattern pattern_;
  std::unordered_map<std::string, std::uint32_t> nodes_;  // Named nodes of this pattern.
  std::vector<std::string> relationships_;                // Named relationships of this pattern.
  std::vector<std::pair<std::uint32_t, const syntax::NodePattern*>> node_asts_;
  std::vector<std::pair<std::uint32_t, const syntax::RelationshipPattern*>> relationship_asts_;
};

Pattern Binder::pattern(const std::vector<const syntax::PathPattern*>& parts, PatternUse use,
                        std::vector<ExpressionPtr>& predicates, std::string_view clause) {
  return PatternBinder(*this, use, predicates, clause).bind(parts);
}

}  // namespace agora::semantic
