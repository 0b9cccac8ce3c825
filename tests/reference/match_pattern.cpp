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
    switch (path.selector) {
      case syntax::PathSelector::None:
        if (path.mode != syntax::PathMode::Default) throw Unknown("path modes");
        return match_start(path, [this, part] { match_part(part + 1); });
      case syntax::PathSelector::ShortestPathFunction:
      case syntax::PathSelector::AllShortestPathsFunction:
        return match_shortest(path, part);
      default:
        throw Unknown("path selectors");
    }
  }

  void match_start(const syntax::PathPattern& path, const Next& next) {
    std::vector<Value> nodes, relationships;
    std::swap(nodes, nodes_);
    std::swap(relationships, relationships_);
    each_position(graph().nodes.size(),
                  [&](std::uint64_t id) { match_node(path, 0, Value::node_reference(id), next); });
    std::swap(nodes, nodes_);
    std::swap(relationships, relationships_);
  }

  /// The node at place `index` of a path, then what stands behind it.
  void match_node(const syntax::PathPattern& path, std::size_t index, const Value& node,
                  const Next& next) {
    evaluator_.spend();
    const syntax::NodePattern& pattern = path.nodes[index];
    if (pattern.labels && !evaluator_.has_labels(*pattern.labels, evaluator_.names_of(node)))
      return;
    bind(pattern.variable, node, [&] {
      with_check(pattern.properties.get(), node, [&] {
        wheres_.push_back(pattern.where.get());
        nodes_.push_back(node);
        if (index == path.steps.size()) {
          finish_path(path, next);
        } else {
          const auto* step = std::get_if<syntax::RelationshipPattern>(&path.steps[index]);
          if (!step) throw Unknown("quantified path patterns");
          match_step(path, index, *step, node, next);
        }
        nodes_.pop_back();
        wheres_.pop_back();
      });
    });
  }

  void finish_path(const syntax::PathPattern& path, const Next& next) {
    if (!path.variable) return next();
    bind(path.variable, Value(Path{nodes_, relationships_}), next);
  }

  /// Calls `visit(relationship, other end)` for what leads away from `node` and is not used yet.
  template <typename Visit>
  void each_relationship(const syntax::RelationshipPattern& pattern, const Value& node,
                         const Visit& visit) {
    each_position(graph().relationships.size(), [&](std::uint64_t id) {
      const SmallRelationship& each = graph().relationships[id];
      if (used_.count(id) != 0) return;
      if (pattern.types && !evaluator_.has_labels(*pattern.types, {each.type})) return;
      const bool out = each.start == node.id(), in = each.end == node.id();
      const bool right = out && pattern.direction != syntax::Direction::Left;
      const bool left = in && pattern.direction != syntax::Direction::Right;
      if (!right && !left) return;
      used_.insert(id);
      // A loop is one match, also without a direction.
      visit(Value::relationship_reference(id),
            Value::node_reference(right ? each.end : each.start));
      used_.erase(id);
    });
  }

  void match_step(const syntax::PathPattern& path, std::size_t index,
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
  void match_repeated(const syntax::PathPattern& path, std::size_t index,
                      const syntax::RelationshipPattern& pattern, const Value& node,
                      const std::vector<Value>& passed, const Next& next) {
    if (pattern.where) throw Unknown("WHERE in a pattern of variable length");
    const std::int64_t least =
        pattern.repetition->least.value_or(pattern.repetition->postfix ? 0 : 1);
    const std::int64_t most = pattern.repetition->most.value_or(1000);
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
        match_repeated(path, index, pattern, other, further, next);
        nodes_.pop_back();
        relationships_.pop_back();
      });
    });
  }

  /// All ways between each pair of ends; of each pair the shortest go on.
  void match_shortest(const syntax::PathPattern& path, std::size_t part) {
    struct Way {
      Bindings row;
      std::size_t length;
      Value first, last;
    };
    std::vector<Way> ways;
    const std::set<std::uint64_t> used = std::exchange(used_, {});
    match_start(path, [&] {
      if (checks_hold())
        ways.push_back({row_, relationships_.size(), nodes_.front(), nodes_.back()});
    });
    used_ = used;
    const bool all = path.selector == syntax::PathSelector::AllShortestPathsFunction;
    std::set<std::pair<std::uint64_t, std::uint64_t>> done;
    for (const Way& way : ways) {
      const auto ends = std::pair(way.first.id(), way.last.id());
      const bool shortest = std::all_of(ways.begin(), ways.end(), [&](const Way& other) {
        return std::pair(other.first.id(), other.last.id()) != ends || other.length >= way.length;
      });
      if (!shortest || (!all && !done.insert(ends).second)) continue;
      const Bindings before = std::exchange(row_, way.row);
      match_part(part + 1);
      row_ = before;
    }
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
};

void Evaluator::each_match(const std::vector<const syntax::PathPattern*>& patterns,
                           const syntax::Expression* where, const Bindings& row,
                           const Found& found) {
  Matcher(*this, patterns, where, row, found).run();
}

}  // namespace agora::reference
