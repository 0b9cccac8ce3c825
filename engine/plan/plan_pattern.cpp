#include "plan/plan_pattern.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "plan/find_seek.h"
#include "plan/join_keys.h"
#include "plan/pattern_order.h"
#include "plan/plan_walk.h"

namespace agora::plan {

using semantic::HasLabels;
using semantic::NodePattern;
using semantic::PathPattern;
using semantic::Pattern;
using semantic::RelationshipPattern;

Slot PlanningState::fresh_slot() {
  slot_names.emplace_back();
  return static_cast<Slot>(slot_names.size() - 1);
}

void PlanningState::name(Slot slot, const std::string& name) {
  if (slot < slot_names.size() && slot_names[slot].empty()) slot_names[slot] = name;
}

OperatorPtr make_operator(Node node, std::vector<OperatorPtr> inputs, double rows,
                          const SourceSpan& where) {
  auto result = std::make_shared<Operator>();
  result->node = std::move(node);
  result->inputs = std::move(inputs);
  result->rows = rows;
  result->where = where;
  return result;
}

namespace {

class PatternPlanner {
 public:
  PatternPlanner(const Pattern& pattern, const ExpressionPtr& predicate, OperatorPtr input,
                 SlotSet& bound, PlanningState& state, const SourceSpan& where)
      : pattern_(pattern), bound_(bound), state_(state), where_(where), root_(std::move(input)) {
    for (const NodePattern& node : pattern.nodes) {
      state.name(node.slot, node.name);
      add_node_conjuncts(node);
    }
    for (const RelationshipPattern& relationship : pattern.relationships) {
      state.name(relationship.slot, relationship.name);
      relationship_bound_.push_back(bound.contains(relationship.slot));
      add_relationship_conjuncts(relationship);
      if (relationship.walk) name_walk(*relationship.walk, state);
    }
    split_conjuncts(predicate, conjuncts_);
    for (const ExpressionPtr& conjunct : conjuncts_) {
      conjunct_slots_.push_back(slots_of(conjunct));
      learn_label(*conjunct);
    }
    applied_.resize(conjuncts_.size());
    shortest_.resize(pattern.relationships.size());
    for (const PathPattern& path : pattern.paths) {
      if (path.kind == PathPattern::Kind::Walk) continue;
      for (std::uint32_t index : path.relationships) shortest_[index] = &path;
    }
  }

  OperatorPtr plan() {
    apply_conjuncts();
    for (const NodePattern& node : pattern_.nodes) estimates_.push_back(estimate(node));
    for (const RelationshipPattern& each : pattern_.relationships) between_.push_back(is_between_known(each));
    std::vector<Component> components = find_components();
    for (const Component& component : components) {
      if (component.anchored) extend(component);
      if (component.anchored && component.relationships.empty()) require_node(component.nodes[0]);
    }
    std::vector<const Component*> free;
    for (const Component& component : components) {
      if (!component.anchored) free.push_back(&component);
    }
    for (const Component* component : free) join_free(*component);
    for (std::uint32_t i = 0; i < shortest_.size(); ++i) {
      if (shortest_[i]) follow_shortest(i);
      if (between_[i]) follow_between(i);
    }
    root_ = plan_paths(pattern_, std::move(root_), bound_, where_);
    apply_conjuncts();
    return std::move(root_);
  }

 private:
  struct Component {
    std::vector<std::uint32_t> nodes, relationships;
    bool anchored = false;
  };

  // ---- predicates ------------------------------------------------------------------------------------------

  void add_node_conjuncts(const NodePattern& node) {
    const ExpressionPtr subject = make_slot(node.slot, node.name);
    for (const std::string& label : node.labels) {
      conjuncts_.push_back(make_has_label(subject, label));
    }
    if (node.label_formula) {
      conjuncts_.push_back(std::make_shared<Expression>(
          Expression{HasLabels{subject, *node.label_formula}, ValueType::Boolean, node.where}));
    }
    for (const auto& entry : node.properties) {
      conjuncts_.push_back(make_property_equals(subject, entry));
    }
    conjuncts_.insert(conjuncts_.end(), node.computed_tests.begin(), node.computed_tests.end());
  }

  void add_relationship_conjuncts(const RelationshipPattern& relationship) {
    if (relationship.length) return;  // These hold for each relationship of the list: see each_predicate.
    const ExpressionPtr subject = make_slot(relationship.slot, relationship.name);
    for (const auto& entry : relationship.properties) {
      conjuncts_.push_back(make_property_equals(subject, entry));
    }
    if (relationship.computed_test) conjuncts_.push_back(relationship.computed_test);
  }

  void learn_label(const Expression& conjunct) {
    const auto* test = std::get_if<HasLabels>(&conjunct.node);
    if (!test || test->labels.kind != semantic::LabelExpression::Kind::Name) return;
    const auto* ref = std::get_if<semantic::SlotRef>(&test->subject->node);
    if (!ref) return;
    std::vector<std::string>& known = state_.labels[ref->slot];
    if (std::find(known.begin(), known.end(), test->labels.name) == known.end()) {
      known.push_back(test->labels.name);
    }
  }

  void apply_conjuncts() {
    for (std::size_t i = 0; i < conjuncts_.size(); ++i) {
      if (applied_[i] || !is_subset(conjunct_slots_[i], bound_)) continue;
      applied_[i] = true;
      add(Filter{conjuncts_[i]}, root_->rows * selectivity(i));
    }
  }

  double selectivity(std::size_t i) const {
    const Expression& conjunct = *conjuncts_[i];
    // What leads to a new node was estimated with its labels in mind.
    const auto* test = std::get_if<HasLabels>(&conjunct.node);
    const auto* ref = test ? std::get_if<semantic::SlotRef>(&test->subject->node) : nullptr;
    const bool counted = ref && test->labels.kind == semantic::LabelExpression::Kind::Name &&
                         std::find(found_.begin(), found_.end(), ref->slot) != found_.end();
    return counted ? 1 : state_.cardinality.selectivity(conjunct, labels_of_one(conjunct_slots_[i]));
  }

  /// What is known of the labels, if there is one slot.
  const std::vector<std::string>& labels_of_one(const SlotSet& slots) const {
    static const std::vector<std::string> kNone;
    const auto known = slots.size() == 1 ? state_.labels.find(*slots.begin()) : state_.labels.end();
    return known == state_.labels.end() ? kNone : known->second;
  }

  void add(Node node, double rows) {
    root_ = make_operator(std::move(node), {std::move(root_)}, rows, where_);
  }

  // ---- estimates and seeks ---------------------------------------------------------------------------------

  NodeEstimate estimate(const NodePattern& node) {
    NodeEstimate result;
    result.bound = bound_.contains(node.slot);
    result.labels = state_.labels[node.slot];
    for (std::size_t i = 0; i < conjuncts_.size(); ++i) {
      if (conjunct_slots_[i] != SlotSet{node.slot}) continue;
      if (std::holds_alternative<HasLabels>(conjuncts_[i]->node)) continue;
      result.selectivity *= state_.cardinality.selectivity(*conjuncts_[i], result.labels);
    }
    const std::optional<Seek> seek = seek_of(node);
    const double all = state_.cardinality.nodes(result.labels);
    result.start_rows = seek ? seek->rows : all * result.selectivity;
    // What a seek finds few of, few relationships lead to.
    if (all >= 1) result.selectivity = std::min(result.selectivity, result.start_rows / all);
    return result;
  }

  std::optional<Seek> seek_of(const NodePattern& node) const {
    const auto known = state_.labels.find(node.slot);
    static const std::vector<std::string> kNone;
    return find_seek(node.slot, {conjuncts_, applied_, bound_,
                                 known == state_.labels.end() ? kNone : known->second, state_.cardinality});
  }

  // ---- components ------------------------------------------------------------------------------------------

  bool needs_both_ends(std::size_t relationship) const {
    return shortest_[relationship] != nullptr || between_[relationship];
  }

  static bool is_one(const ExpressionPtr& count) {
    const auto* literal = count ? std::get_if<semantic::Literal>(&count->node) : nullptr;
    return !count || (literal && literal->value.is(ValueType::Integer) && literal->value.as_int() == 1);
  }

  /// A choice among paths along one relationship that repeats is searched from both ends where these are few.
  bool is_between_known(const RelationshipPattern& relationship) const {
    if (!relationship.walk || !relationship.walk->selection || relationship.walk->segments.size() != 1) return false;
    const auto& segment = relationship.walk->segments[0];
    if (segment.relationships.size() != 1 || segment.times.min > 1) return false;
    if (bound_.contains(relationship.slot) || relationship.left == relationship.right) return false;
    const auto& selection = *relationship.walk->selection;
    const bool nearest = selection.kind == semantic::PathSelection::Kind::AllShortest || is_one(selection.count);
    if (!nearest || selection.predicate) return false;
    const auto rows = [&](std::uint32_t node) { return estimates_[node].bound ? 1 : estimates_[node].start_rows; };
    return rows(relationship.left) * rows(relationship.right) <= kFewPairs;
  }

  std::vector<Component> find_components() const {
    std::vector<std::uint32_t> group(pattern_.nodes.size());
    std::iota(group.begin(), group.end(), 0u);
    const auto find = [&](std::uint32_t node) {
      while (group[node] != node) node = group[node];
      return node;
    };
    for (std::size_t i = 0; i < pattern_.relationships.size(); ++i) {
      if (needs_both_ends(i)) continue;
      group[find(pattern_.relationships[i].left)] = find(pattern_.relationships[i].right);
    }
    std::vector<Component> components;
    std::map<std::uint32_t, std::size_t> position;
    for (std::uint32_t node = 0; node < group.size(); ++node) {
      const auto [it, added] = position.emplace(find(node), components.size());
      if (added) components.emplace_back();
      Component& component = components[it->second];
      component.nodes.push_back(node);
      component.anchored |= estimates_[node].bound;
    }
    for (std::uint32_t i = 0; i < pattern_.relationships.size(); ++i) {
      if (needs_both_ends(i)) continue;
      Component& component = components[position[find(pattern_.relationships[i].left)]];
      component.relationships.push_back(i);
      component.anchored |= relationship_bound_[i];
    }
    return components;
  }

  PatternOrder order(const Component& component) const {
    return order_pattern(pattern_, component.nodes, component.relationships, estimates_,
                         relationship_bound_, root_ ? std::max(1.0, root_->rows) : 1,
                         state_.cardinality);
  }

  void extend(const Component& component) {
    for (const PatternStep& step : order(component).steps) {
      if (step.kind == PatternStep::Kind::Start) {
        start(step.node);
      } else if (!is_finished(step.relationship)) {
        follow(step.relationship, step.node);
      }
      apply_conjuncts();
    }
  }

  /// A node that an earlier clause bound may be null, and then nothing matches; following its
  /// relationships would show that.
  void require_node(std::uint32_t node) {
    const ExpressionPtr subject = make_slot(pattern_.nodes[node].slot, pattern_.nodes[node].name);
    add(Filter{make_operation(semantic::Operator::IsNotNull, {subject})}, root_->rows);
  }

  bool is_single_row() const {
    const auto* argument = std::get_if<Argument>(&root_->node);
    return argument && !argument->inner;
  }

  /// Joins a component that shares nothing with the rows so far. It is planned on its own and joined by what must be
  /// equal, or else multiplied, unless one of its seeks needs a value of those rows: then it runs for each of them.
  void join_free(const Component& component) {
    if (is_single_row() || starts_from_row(component) || reads_row(component)) {
      extend(component);
      return;
    }
    OperatorPtr left = std::exchange(root_, make_operator(Argument{}, {}, 1, where_));
    SlotSet outer = std::exchange(bound_, {});
    extend(component);
    double rows = left->rows * root_->rows;
    Node joined = CartesianProduct{};
    const std::vector<JoinKey> keys = join_keys(conjuncts_, applied_, outer, bound_, state_.cardinality);
    if (!keys.empty() && only_reads(*left)) {
      HashJoin join;
      for (const JoinKey& key : keys) {
        join.keys.push_back(state_.fresh_slot());
        set_key(left, join.keys.back(), key.left);
        set_key(root_, join.keys.back(), key.right);
        applied_[key.conjunct] = true;
        rows *= selectivity(key.conjunct);
      }
      joined = std::move(join);
    }
    bound_.insert(outer.begin(), outer.end());
    root_ = make_operator(std::move(joined), {std::move(left), std::move(root_)}, rows, where_);
    apply_conjuncts();
  }

  /// Leaves the rows that can meet an equal one: null does not, nor what else does not equal itself.
  void set_key(OperatorPtr& side, Slot slot, const ExpressionPtr& value) const {
    const double rows = side->rows;
    side = make_operator(Project{{{slot, "", value}}}, {std::move(side)}, rows, where_);
    const ExpressionPtr key = make_slot(slot, "");
    side = make_operator(Filter{make_operation(semantic::Operator::Equal, {key, key})}, {std::move(side)}, rows, where_);
  }

  bool starts_from_row(const Component& component) const {
    const PatternOrder best = order(component);
    const std::optional<Seek> seek = seek_of(pattern_.nodes[best.steps.front().node]);
    if (!seek) return false;
    // A seek per row beats building the product when it finds few.
    return seek->rows <= 100 && component.relationships.empty() ? true : !slots_needed(*seek).empty();
  }

  SlotSet slots_needed(const Seek& seek) const {
    SlotSet slots = conjunct_slots_[seek.conjunct];
    for (const std::size_t also : seek.also) slots.insert(conjunct_slots_[also].begin(), conjunct_slots_[also].end());
    SlotSet outer;
    for (Slot slot : slots) {
      if (bound_.contains(slot)) outer.insert(slot);
    }
    return outer;
  }

  // ---- steps -----------------------------------------------------------------------------------------------

  void start(std::uint32_t index) {
    const NodePattern& node = pattern_.nodes[index];
    const double before = std::max(root_->rows, 0.0);
    std::vector<OperatorPtr> inputs;
    if (!is_single_row()) inputs.push_back(std::move(root_));
    Node leaf = AllNodesScan{node.slot};
    double rows = state_.cardinality.nodes({});
    if (std::optional<Seek> seek = seek_of(node)) {
      if (seek->exact) applied_[seek->conjunct] = true;
      for (const std::size_t also : seek->also) applied_[also] = true;
      rows = seek->rows;
      leaf = std::move(seek->node);
      mark_label_applied(node, leaf);
    } else if (!estimates_[index].labels.empty()) {
      const auto& labels = estimates_[index].labels;
      const auto rarest = std::min_element(labels.begin(), labels.end(), [&](auto& a, auto& b) {
        return state_.cardinality.nodes({a}) < state_.cardinality.nodes({b});
      });
      rows = state_.cardinality.nodes({*rarest});
      leaf = NodesByLabel{node.slot, *rarest};
      mark_label_applied(node, leaf);
    }
    root_ = make_operator(std::move(leaf), std::move(inputs), before * rows, where_);
    bound_.insert(node.slot);
    found_.push_back(node.slot);
  }

  /// The scan or seek already guarantees its label.
  void mark_label_applied(const NodePattern& node, const Node& leaf) {
    std::string label;
    if (const auto* scan = std::get_if<NodesByLabel>(&leaf)) label = scan->label;
    if (const auto* seek = std::get_if<IndexSeek>(&leaf)) label = seek->label;
    if (const auto* range = std::get_if<IndexRange>(&leaf)) label = range->label;
    for (std::size_t i = 0; i < conjuncts_.size(); ++i) {
      const auto* test = std::get_if<HasLabels>(&conjuncts_[i]->node);
      if (test && is_slot(test->subject, node.slot) && !label.empty() &&
          test->labels.kind == semantic::LabelExpression::Kind::Name && test->labels.name == label) {
        applied_[i] = true;
      }
    }
  }

  bool is_finished(std::uint32_t index) const {
    return std::find(finished_.begin(), finished_.end(), index) != finished_.end();
  }

  /// The relationships beside `index` that join `to`, which is new, with what is known.
  std::vector<std::uint32_t> closing(std::uint32_t index, std::uint32_t to) const {
    std::vector<std::uint32_t> result;
    if (pattern_.relationships[index].length || bound_.contains(pattern_.nodes[to].slot)) return result;
    for (std::uint32_t i = 0; i < pattern_.relationships.size(); ++i) {
      const RelationshipPattern& r = pattern_.relationships[i];
      if (i == index || r.length || r.left == r.right || (r.left != to && r.right != to)) continue;
      if (relationship_bound_[i] || shortest_[i] || is_finished(i)) continue;
      if (bound_.contains(pattern_.nodes[r.left == to ? r.right : r.left].slot)) result.push_back(i);
    }
    return result;
  }

  /// Finds `to` by all of `legs` at once.
  void intersect(std::vector<std::uint32_t> legs, std::uint32_t to) {
    const auto root_of = [&](std::uint32_t i) {
      const RelationshipPattern& r = pattern_.relationships[i];
      return r.left == to ? r.right : r.left;
    };
    // What was found first changes least from row to row, and its neighbours need not be looked up again.
    const auto since = [&](std::uint32_t i) {
      return std::find(found_.begin(), found_.end(), pattern_.nodes[root_of(i)].slot) - found_.begin();
    };
    std::stable_sort(legs.begin(), legs.end(), [&](auto a, auto b) { return since(a) < since(b); });
    Intersect node{pattern_.nodes[to].slot, {}, {}};
    double rows = root_->rows;
    for (const std::uint32_t i : legs) {
      const RelationshipPattern& r = pattern_.relationships[i];
      const std::uint32_t root = root_of(i);
      rows *= follow_factor(r, root == r.left, estimates_[root], estimates_[to], !node.legs.empty(),
                            state_.cardinality);
      const auto position = static_cast<std::uint32_t>(node.roots.size());
      node.roots.push_back(pattern_.nodes[root].slot);
      node.legs.push_back(
          {position, {{r.types, seen_from(r, root == r.left), r.slot, node.node, {}, {}}}, {}});
    }
    add(std::move(node), rows);
    for (const std::uint32_t i : legs) finish_relationship(i);
  }

  void follow(std::uint32_t index, std::uint32_t from) {
    const RelationshipPattern& relationship = pattern_.relationships[index];
    if (relationship_bound_[index]) {
      bind_ends(index);
    } else {
      const std::uint32_t other = from == relationship.left ? relationship.right : relationship.left;
      if (std::vector<std::uint32_t> legs = closing(index, other); !legs.empty()) {
        legs.insert(legs.begin(), index);
        intersect(std::move(legs), other);
        return;
      }
      const bool from_left = from == relationship.left;
      const std::uint32_t to = from_left ? relationship.right : relationship.left;
      const bool into = bound_.contains(pattern_.nodes[to].slot);
      const double rows = root_->rows * follow_factor(relationship, from_left, estimates_[from],
                                                      estimates_[to], into, state_.cardinality);
      if (relationship.walk) {
        add_walk(relationship, from_left, into, rows);
      } else if (relationship.length) {
        add(variable(index, from_left, into), rows);
      } else {
        add(Expand{pattern_.nodes[from].slot, relationship.slot, pattern_.nodes[to].slot,
                   seen_from(relationship, from_left), relationship.types, into},
            rows);
      }
    }
    finish_relationship(index);
  }

  void add_walk(const RelationshipPattern& relationship, bool from_left, bool into, double rows) {
    const semantic::PathWalk& walk = *relationship.walk;
    const Slot left = pattern_.nodes[relationship.left].slot;
    const Slot right = pattern_.nodes[relationship.right].slot;
    PlannedWalk planned = plan_walk(walk, from_left, state_, where_);
    planned.steps.from = from_left ? left : right;
    planned.steps.to = from_left ? right : left;
    planned.steps.relationships = relationship.slot;
    planned.steps.into = into;
    planned.inputs.insert(planned.inputs.begin(), std::move(root_));
    Node node = walk.selection ? Node(SelectPaths{std::move(planned.steps), *walk.selection})
                               : Node(Repeat{std::move(planned.steps)});
    root_ = make_operator(std::move(node), std::move(planned.inputs), rows, where_);
    for (const auto& segment : walk.segments) {
      for (const auto& variable : segment.variables) bound_.insert(variable.outside);
    }
  }

  /// True if a part of a path in it reads the rows so far.
  bool reads_row(const Component& component) const {
    return std::any_of(component.relationships.begin(), component.relationships.end(), [&](auto i) {
      const auto& walk = pattern_.relationships[i].walk;
      return walk && !slots_of_walk(*walk).empty();
    });
  }

  ExpandVariable variable(std::uint32_t index, bool from_left, bool into) {
    const RelationshipPattern& relationship = pattern_.relationships[index];
    ExpandVariable expand;
    expand.from = pattern_.nodes[from_left ? relationship.left : relationship.right].slot;
    expand.to = pattern_.nodes[from_left ? relationship.right : relationship.left].slot;
    expand.relationships = relationship.slot;
    expand.direction = seen_from(relationship, from_left);
    expand.types = relationship.types;
    expand.min = relationship.length->min;
    expand.max = relationship.length->max;
    expand.into = into;
    expand.reversed = !from_left;
    expand.element = relationship.each.empty() ? state_.fresh_slot() : relationship.element;
    std::vector<ExpressionPtr> each;
    for (const ExpressionPtr& test : relationship.each) {
      SlotSet read = slots_of(test);
      read.erase(relationship.element);
      if (is_subset(read, bound_)) {
        each.push_back(test);
      } else {
        check_each_later(relationship, relationship.element, test);
      }
    }
    for (const auto& entry : relationship.properties) {
      if (is_subset(slots_of(entry.value), bound_)) {
        each.push_back(make_property_equals(make_slot(expand.element, relationship.name), entry));
      } else {
        const Slot element = state_.fresh_slot();
        check_each_later(relationship, element,
                         make_property_equals(make_slot(element, relationship.name), entry));
      }
    }
    if (each.size() == 1) expand.each = each.front();
    if (each.size() > 1) expand.each = make_operation(semantic::Operator::And, std::move(each));
    return expand;
  }

  /// For what reads something that is bound only further on.
  void check_each_later(const RelationshipPattern& relationship, Slot element, ExpressionPtr test) {
    semantic::Quantifier all{semantic::Quantifier::Kind::All, element,
                             make_slot(relationship.slot, relationship.name), std::move(test)};
    conjuncts_.push_back(std::make_shared<Expression>(
        Expression{std::move(all), ValueType::Boolean, relationship.where}));
    conjunct_slots_.push_back(slots_of(conjuncts_.back()));
    applied_.push_back(false);
  }

  void bind_ends(std::uint32_t index) {
    const RelationshipPattern& relationship = pattern_.relationships[index];
    const Slot left = pattern_.nodes[relationship.left].slot;
    const Slot right = pattern_.nodes[relationship.right].slot;
    const bool left_bound = bound_.contains(left);
    const bool right_bound = bound_.contains(right);
    if (relationship.length) {
      add(BindEndsVariable{variable(index, true, right_bound), left_bound, right_bound},
          root_->rows);
    } else {
      add(BindEnds{relationship.slot, left, right, left_bound, right_bound, relationship.direction,
                   relationship.types},
          root_->rows);
    }
  }

  void finish_relationship(std::uint32_t index) {
    const RelationshipPattern& relationship = pattern_.relationships[index];
    bound_.insert(relationship.slot);
    for (const std::uint32_t end : {relationship.left, relationship.right}) {
      if (bound_.insert(pattern_.nodes[end].slot).second) found_.push_back(pattern_.nodes[end].slot);
    }
    // One clause never uses a relationship twice. Those whose types cannot meet need no check.
    for (std::uint32_t other : finished_) {
      if (!must_differ(relationship, pattern_.relationships[other])) continue;
      const Slot other_slot = pattern_.relationships[other].slot;
      semantic::AllDifferent different{{other_slot, relationship.slot}};
      auto test = std::make_shared<Expression>(
          Expression{std::move(different), ValueType::Boolean, relationship.where});
      if (bound_.contains(other_slot)) {
        add(Filter{std::move(test)}, root_->rows);
      } else {
        // The other one is on the other side of a product: checked when both are there.
        conjuncts_.push_back(std::move(test));
        conjunct_slots_.push_back({other_slot, relationship.slot});
        applied_.push_back(false);
      }
    }
    finished_.push_back(index);
  }

  void follow_shortest(std::uint32_t index) {
    const RelationshipPattern& relationship = pattern_.relationships[index];
    ExpandVariable expand;
    if (relationship.length) {
      expand = variable(index, true, true);
    } else {
      expand.from = pattern_.nodes[relationship.left].slot;
      expand.to = pattern_.nodes[relationship.right].slot;
      expand.relationships = relationship.slot;
      expand.direction = relationship.direction;
      expand.types = relationship.types;
      expand.max = 1;
      expand.into = true;
      expand.element = state_.fresh_slot();
    }
    add(ShortestPath{std::move(expand), shortest_[index]->kind == PathPattern::Kind::AllShortest},
        root_->rows);
    bound_.insert(relationship.slot);
    apply_conjuncts();
  }

  void follow_between(std::uint32_t index) {
    add_walk(pattern_.relationships[index], true, true, root_->rows);
    finish_relationship(index);
    apply_conjuncts();
  }

  static constexpr double kFewPairs = 100;

  const Pattern& pattern_;
  SlotSet& bound_;
  PlanningState& state_;
  SourceSpan where_;
  OperatorPtr root_;
  std::vector<ExpressionPtr> conjuncts_;
  std::vector<SlotSet> conjunct_slots_;
  std::vector<bool> applied_;
  std::vector<bool> relationship_bound_;
  std::vector<const PathPattern*> shortest_;  ///< By relationship; null: an ordinary one.
  std::vector<bool> between_;  ///< By relationship: followed when both ends are known.
  std::vector<NodeEstimate> estimates_;
  std::vector<std::uint32_t> finished_;
  std::vector<Slot> found_;  ///< Nodes of the pattern in the order in which they were bound.
};

}  // namespace

OperatorPtr plan_pattern(const Pattern& pattern, const ExpressionPtr& predicate, OperatorPtr input,
                         SlotSet& bound, PlanningState& state, const SourceSpan& where) {
  return PatternPlanner(pattern, predicate, std::move(input), bound, state, where).plan();
}

OperatorPtr plan_paths(const Pattern& pattern, OperatorPtr input, SlotSet& bound,
                       const SourceSpan& where) {
  Project project;
  for (const PathPattern& path : pattern.paths) {
    if (!path.slot || bound.contains(*path.slot)) continue;
    semantic::MakePath make{semantic::path_elements(pattern, path)};
    bound.insert(*path.slot);
    project.items.push_back({*path.slot, path.name,
                             std::make_shared<Expression>(
                                 Expression{std::move(make), ValueType::Path, where})});
  }
  if (project.items.empty()) return input;
  const double rows = input->rows;
  return make_operator(std::move(project), {std::move(input)}, rows, where);
}

}  // namespace agora::plan
