// Patterns: every node and relationship is tried at every place.
#include <algorithm>
#include <set>

#include "function/operators.h"
#include "reference/evaluator.h"
#include "value/compare.h"

namespace agora::reference {

/// One MATCH on one row. Fills the places of the patterns from left to right; at the end, when all
/// variables have values, what the patterns say of properties is checked.
class Matcher {
 public:
  Matcher(Evaluator& evaluator, const std::vector<const syntax::PathPattern*>& patterns,
          const syntax::Expression* where, const Bindings& row, const Evaluator::Found& found)
      : evaluator_(evaluator), patterns_(patterns), where_(where), row_(row), found_(found) {}

  void run() { match_part(0); }

 private:
  using Next = std::function<void()>;

  /// A path without the parentheses that nothing repeats. Nodes that meet there stand side by side.
  struct Flat {
    std::vector<std::vector<const syntax::NodePattern*>> nodes;
    std::vector<const syntax::PathStep*> steps;
    std::vector<const syntax::Expression*> wheres;
    syntax::PathMode mode = syntax::PathMode::Default;
    const std::optional<syntax::Name>* variable = nullptr;
    std::size_t begin = 0, begin_relationship = 0;  ///< In nodes_ and relationships_.
  };
  /// A relationship of several, for which the WHERE in its pattern must hold.
  struct Each {
    const syntax::RelationshipPattern* pattern;
    Value relationship;
  };

  const SmallGraph& graph() const { return evaluator_.graph_; }

  /// Positions 0 … count - 1 in the order in which they are tried.
  template <typename Visit>
  void each_position(std::size_t count, const Visit& visit) {
    for (std::size_t i = 0; i < count; ++i)
      visit(static_cast<std::uint64_t>(evaluator_.backwards_ ? count - 1 - i : i));
  }

  /// Runs `next` with `name` bound to `value`, unless it is bound to something else.
  void bind(const std::optional<syntax::Name>& name, const Value& value, const Next& next) {
    if (!name) return next();
    const auto [place, fresh] = row_.emplace(name->text, value);
    if (fresh) {
      next();
      row_.erase(name->text);
    } else if (value::equals(place->second, value) == true) {
      next();
    }
  }

  void with_check(const syntax::Expression* properties, const Value& element, const Next& next) {
    checks_.emplace_back(properties, element);
    next();
    checks_.pop_back();
  }

  bool checks_hold() {
    for (const auto& [properties, element] : checks_) {
      if (!properties) continue;
      const Value wanted = evaluator_.value(*properties, {row_});
      if (!wanted.is(ValueType::Map)) throw Unknown("properties that are no map");
      for (const auto& [key, value] : wanted.as_map()) {
        if (value::equals(function::property(graph(), element, key), value) != true) return false;
      }
    }
    for (const Each& each : each_) {
      Bindings row = row_;
      if (each.pattern->variable) row.insert_or_assign(each.pattern->variable->text, each.relationship);
      if (!evaluator_.is_true(*each.pattern->where, {row})) return false;
    }
    return std::all_of(wheres_.begin(), wheres_.end(), [this](const syntax::Expression* where) {
      return !where || evaluator_.is_true(*where, {row_});
    });
  }

  void match_part(std::size_t part) {
    if (part == patterns_.size()) {
      evaluator_.spend();
      if (checks_hold() && (!where_ || evaluator_.is_true(*where_, {row_}))) found_(row_);
      return;
    }
    const syntax::PathPattern& path = *patterns_[part];
    const Flat flat = flat_of(path);
    if (path.selector != syntax::PathSelector::None) return match_chosen(path, flat, part);
    match_start(flat, [this, part] { match_part(part + 1); });
  }

  static Flat flat_of(const syntax::PathPattern& path) {
    Flat flat;
    flatten(path, false, flat);
    flat.mode = path.mode;
    flat.variable = &path.variable;
    return flat;
  }

  static void flatten(const syntax::PathPattern& path, bool joins, Flat& flat) {
    for (std::size_t i = 0; i < path.nodes.size(); ++i) {
      if (joins) {
        flat.nodes.back().push_back(&path.nodes[i]);
      } else {
        flat.nodes.push_back({&path.nodes[i]});
      }
      if (i == path.steps.size()) return;
      const auto* group = std::get_if<syntax::QuantifiedPath>(&path.steps[i]);
      joins = group != nullptr && !group->repetition;
      if (!joins) {
        flat.steps.push_back(&path.steps[i]);
        continue;
      }
      flatten(*group->path, true, flat);
      if (group->where) flat.wheres.push_back(group->where.get());
    }
  }

  void match_start(const Flat& path, const Next& next) {
    std::vector<Value> nodes, relationships;
    std::swap(nodes, nodes_);
    std::swap(relationships, relationships_);
    const syntax::PathMode mode = std::exchange(mode_, path.mode);
    for (const syntax::Expression* where : path.wheres) wheres_.push_back(where);
    each_position(graph().nodes.size(),
                  [&](std::uint64_t id) { match_node(path, 0, Value::node_reference(id), next); });
    wheres_.resize(wheres_.size() - path.wheres.size());
    mode_ = mode;
    std::swap(nodes, nodes_);
    std::swap(relationships, relationships_);
  }

  /// The node at place `index` of a path, then what stands behind it.
  void match_node(const Flat& path, std::size_t index, const Value& node, const Next& next) {
    evaluator_.spend();
    match_patterns(path.nodes[index], 0, node, [&] {
      nodes_.push_back(node);
      if (index == path.steps.size()) {
        finish_path(path, next);
      } else if (const auto* step = std::get_if<syntax::RelationshipPattern>(path.steps[index])) {
        match_step(path, index, *step, node, next);
      } else {
        const auto& group = std::get<syntax::QuantifiedPath>(*path.steps[index]);
        match_group(path, index, group, node, {}, 0, next);
      }
      nodes_.pop_back();
    });
  }

  /// Everything that is said of one node.
  void match_patterns(const std::vector<const syntax::NodePattern*>& patterns, std::size_t at,
                      const Value& node, const Next& next) {
    if (at == patterns.size()) return next();
    const syntax::NodePattern& pattern = *patterns[at];
    if (pattern.labels && !evaluator_.has_labels(*pattern.labels, evaluator_.names_of(node))) return;
    bind(pattern.variable, node, [&] {
      with_check(pattern.properties.get(), node, [&] {
        wheres_.push_back(pattern.where.get());
        match_patterns(patterns, at + 1, node, next);
        wheres_.pop_back();
      });
    });
  }

  void finish_path(const Flat& path, const Next& next) {
    if (!keeps_mode()) return;
    // What follows may be another path, of another mode.
    const syntax::PathMode mode = std::exchange(mode_, syntax::PathMode::Default);
    if (path.variable != nullptr && *path.variable) {
      Path whole;
      whole.nodes.assign(nodes_.begin() + static_cast<std::ptrdiff_t>(path.begin), nodes_.end());
      whole.relationships.assign(
          relationships_.begin() + static_cast<std::ptrdiff_t>(path.begin_relationship), relationships_.end());
      bind(*path.variable, Value(std::move(whole)), next);
    } else {
      next();
    }
    mode_ = mode;
  }

  bool keeps_mode() const {
    const bool simple = mode_ == syntax::PathMode::Simple;
    if (!simple && mode_ != syntax::PathMode::Acyclic) return true;
    std::set<std::uint64_t> different;
    for (const Value& node : nodes_) different.insert(node.id());
    if (different.size() == nodes_.size()) return true;
    return simple && nodes_.front().id() == nodes_.back().id() && different.size() + 1 == nodes_.size();
  }

  /// Calls `visit(relationship, other end)` for what leads away from `node` and is not used yet.
  template <typename Visit>
  void each_relationship(const syntax::RelationshipPattern& pattern, const Value& node,
                         const Visit& visit) {
    each_position(graph().relationships.size(), [&](std::uint64_t id) {
      const SmallRelationship& each = graph().relationships[id];
      const bool once = mode_ != syntax::PathMode::Walk;
      if (once && used_.count(id) != 0) return;
      if (pattern.types && !evaluator_.has_labels(*pattern.types, {each.type})) return;
      const bool out = each.start == node.id(), in = each.end == node.id();
      const bool right = out && pattern.direction != syntax::Direction::Left;
      const bool left = in && pattern.direction != syntax::Direction::Right;
      if (!right && !left) return;
      if (once) used_.insert(id);
      // A loop is one match, also without a direction.
      visit(Value::relationship_reference(id),
            Value::node_reference(right ? each.end : each.start));
      if (once) used_.erase(id);
    });
  }

  void match_step(const Flat& path, std::size_t index,
                  const syntax::RelationshipPattern& pattern, const Value& node, const Next& next) {
    if (pattern.repetition) return match_repeated(path, index, pattern, node, {}, next);
    each_relationship(pattern, node, [&](const Value& relationship, const Value& other) {
      bind(pattern.variable, relationship, [&] {
        with_check(pattern.properties.get(), relationship, [&] {
          wheres_.push_back(pattern.where.get());
          relationships_.push_back(relationship);
          match_node(path, index + 1, other, next);
          relationships_.pop_back();
          wheres_.pop_back();
        });
      });
    });
  }

  /// `passed` are the relationships so far; the nodes between them are in nodes_.
  void match_repeated(const Flat& path, std::size_t index,
                      const syntax::RelationshipPattern& pattern, const Value& node,
                      const std::vector<Value>& passed, const Next& next) {
    const auto [least, most] = times(*pattern.repetition);
    const auto length = static_cast<std::int64_t>(passed.size());
    if (length >= least && length <= most) {
      bind(pattern.variable, Value(List(passed)), [&] {
        // The last node of the walk stands in nodes_ already; its own place follows.
        const Value last = nodes_.back();
        nodes_.pop_back();
        match_node(path, index + 1, node, next);
        nodes_.push_back(last);
      });
    }
    if (length >= most) return;
    each_relationship(pattern, node, [&](const Value& relationship, const Value& other) {
      evaluator_.spend();
      with_check(pattern.properties.get(), relationship, [&] {
        std::vector<Value> further = passed;
        further.push_back(relationship);
        relationships_.push_back(relationship);
        nodes_.push_back(other);
        if (pattern.where) each_.push_back({&pattern, relationship});
        match_repeated(path, index, pattern, other, further, next);
        if (pattern.where) each_.pop_back();
        nodes_.pop_back();
        relationships_.pop_back();
      });
    });
  }

  std::pair<std::int64_t, std::int64_t> times(const syntax::Repetition& repetition) const {
    if (!repetition.most && mode_ == syntax::PathMode::Walk) throw Unknown("walks without an end");
    return {repetition.least.value_or(repetition.postfix ? 0 : 1), repetition.most.value_or(1000)};
  }

  /// The part that repeats, after `done` repetitions; `lists` are the values of its variables in them.
  void match_group(const Flat& path, std::size_t index, const syntax::QuantifiedPath& group,
                   const Value& node, const std::map<std::string, List>& lists, std::int64_t done,
                   const Next& next) {
    const auto [least, most] = times(*group.repetition);
    if (done >= least && done <= most) {
      std::map<std::string, List> all = lists;
      for (const std::string& name : names_in(*group.path)) all.emplace(name, List{});
      for (const auto& [name, list] : all) row_.emplace(name, Value(list));
      const Value last = nodes_.back();
      nodes_.pop_back();
      match_node(path, index + 1, node, next);
      nodes_.push_back(last);
      for (const auto& [name, list] : all) row_.erase(name);
    }
    if (done >= most) return;
    match_repetition(group, node, [&](const Value& end) {
      std::map<std::string, List> further = lists;
      Bindings inside;
      for (const std::string& name : names_in(*group.path)) {
        further[name].push_back(row_.at(name));
        inside.emplace(name, row_.at(name));
        row_.erase(name);
      }
      match_group(path, index, group, end, further, done + 1, next);
      row_.merge(inside);
    });
  }

  /// One repetition from `node`: a path by itself, whose conditions are checked at its end.
  void match_repetition(const syntax::QuantifiedPath& group, const Value& node,
                        const std::function<void(const Value&)>& found) {
    evaluator_.spend();
    Flat inner = flat_of(*group.path);
    if (group.where) inner.wheres.push_back(group.where.get());
    const auto checks = std::exchange(checks_, {});
    const auto each = std::exchange(each_, {});
    const auto wheres = std::exchange(wheres_, inner.wheres);
    // The first node of the repetition stands in nodes_ already.
    nodes_.pop_back();
    inner.begin = nodes_.size();
    inner.begin_relationship = relationships_.size();
    const auto mode = mode_;
    if (mode != syntax::PathMode::Walk) mode_ = syntax::PathMode::Default;
    match_node(inner, 0, node, [&] {
      if (!checks_hold()) return;
      const auto inner_checks = std::exchange(checks_, checks);
      const auto inner_each = std::exchange(each_, each);
      const auto inner_wheres = std::exchange(wheres_, wheres);
      const auto inner_mode = std::exchange(mode_, mode);
      const Value end = nodes_.back();  // What follows moves the nodes.
      found(end);
      mode_ = inner_mode;
      checks_ = inner_checks;
      each_ = inner_each;
      wheres_ = inner_wheres;
    });
    mode_ = mode;
    nodes_.push_back(node);
    checks_ = checks;
    each_ = each;
    wheres_ = wheres;
  }

  static std::set<std::string> names_in(const syntax::PathPattern& path) {
    std::set<std::string> names;
    const auto add = [&](const std::optional<syntax::Name>& name) {
      if (name) names.insert(name->text);
    };
    add(path.variable);
    for (const syntax::NodePattern& node : path.nodes) add(node.variable);
    for (const syntax::PathStep& step : path.steps) {
      if (const auto* one = std::get_if<syntax::RelationshipPattern>(&step)) {
        add(one->variable);
      } else {
        names.merge(names_in(*std::get<syntax::QuantifiedPath>(step).path));
      }
    }
    return names;
  }

  /// All ways between each pair of ends; of each pair some go on.
  void match_chosen(const syntax::PathPattern& path, const Flat& flat, std::size_t part) {
    using Selector = syntax::PathSelector;
    struct Way {
      Bindings row;
      std::vector<Value> relationships;
    };
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<Way>> pairs;
    const std::set<std::uint64_t> used = std::exchange(used_, {});
    match_start(flat, [&] {
      if (checks_hold()) pairs[{nodes_.front().id(), nodes_.back().id()}].push_back({row_, relationships_});
    });
    used_ = used;
    const bool function = path.selector == Selector::ShortestPathFunction ||
                          path.selector == Selector::AllShortestPathsFunction;
    const bool groups = path.selector == Selector::AllShortest ||
                        path.selector == Selector::AllShortestPathsFunction ||
                        path.selector == Selector::ShortestGroups;
    std::int64_t count = 1;
    if (path.selector_count) count = evaluator_.value(*path.selector_count, {row_}).as_int();
    for (auto& [ends, ways] : pairs) {
      std::stable_sort(ways.begin(), ways.end(), [](const Way& a, const Way& b) {
        return a.relationships.size() < b.relationships.size();
      });
      std::set<std::size_t> lengths;
      std::int64_t taken = 0;
      for (const Way& way : ways) {
        lengths.insert(way.relationships.size());
        if (groups ? static_cast<std::int64_t>(lengths.size()) > count : taken == count) break;
        ++taken;
        go_on_with(way.row, function || flat.mode == syntax::PathMode::Walk ? List{} : way.relationships, part);
      }
    }
  }

  /// `relationships` are not to be used by others of the pattern.
  void go_on_with(const Bindings& row, const std::vector<Value>& relationships, std::size_t part) {
    const std::set<std::uint64_t> used = used_;
    for (const Value& each : relationships) {
      if (used.count(each.id()) != 0) return;
      used_.insert(each.id());
    }
    const Bindings before = std::exchange(row_, row);
    match_part(part + 1);
    row_ = before;
    used_ = used;
  }

  Evaluator& evaluator_;
  const std::vector<const syntax::PathPattern*>& patterns_;
  const syntax::Expression* where_;
  Bindings row_;
  const Evaluator::Found& found_;
  std::set<std::uint64_t> used_;
  std::vector<Value> nodes_, relationships_;  ///< Of the path that is being matched.
  std::vector<std::pair<const syntax::Expression*, Value>> checks_;
  std::vector<const syntax::Expression*> wheres_;
  std::vector<Each> each_;
  syntax::PathMode mode_ = syntax::PathMode::Default;  ///< Of the path that is being matched.
};

void Evaluator::each_match(const std::vector<const syntax::PathPattern*>& patterns,
                           const syntax::Expression* where, const Bindings& row,
                           const Found& found) {
  Matcher(*this, patterns, where, row, found).run();
}

}  // namespace agora::reference
