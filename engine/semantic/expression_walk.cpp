#include "semantic/expression_walk.h"

#include <unordered_map>

namespace agora::semantic {
namespace {

// Calls visit(ExpressionPtr&) for every operand, missing ones included; works on const and mutable
// nodes.
template <typename Visit>
struct Operands {
  Visit visit;

  template <typename Node>
  void operator()(Node& node) const {
    using T = std::remove_const_t<Node>;
    if constexpr (std::is_same_v<T, PropertyAccess> || std::is_same_v<T, HasLabels>) {
      visit(node.subject);
    } else if constexpr (std::is_same_v<T, IsTyped>) {
      visit(node.operand);
    } else if constexpr (std::is_same_v<T, Index>) {
      visit(node.container), visit(node.key);
    } else if constexpr (std::is_same_v<T, Slice>) {
      visit(node.list), visit(node.from), visit(node.to);
    } else if constexpr (std::is_same_v<T, Operation>) {
      for (auto& operand : node.operands) visit(operand);
    } else if constexpr (std::is_same_v<T, ListLiteral>) {
      for (auto& element : node.elements) visit(element);
    } else if constexpr (std::is_same_v<T, MapLiteral>) {
      for (auto& entry : node.entries) visit(entry.second);
    } else if constexpr (std::is_same_v<T, Call>) {
      for (auto& argument : node.arguments) visit(argument);
    } else if constexpr (std::is_same_v<T, Case>) {
      visit(node.operand);
      for (auto& [when, then] : node.branches) visit(when), visit(then);
      visit(node.otherwise);
    } else if constexpr (std::is_same_v<T, ListComprehension>) {
      visit(node.list), visit(node.predicate), visit(node.projection);
    } else if constexpr (std::is_same_v<T, Quantifier>) {
      visit(node.list), visit(node.predicate);
    } else if constexpr (std::is_same_v<T, Reduce>) {
      visit(node.initial), visit(node.list), visit(node.step);
    }
  }
};

class Reader {
 public:
  void read(const Expression& expression) {
    if (const auto* ref = std::get_if<SlotRef>(&expression.node)) {
      add(ref->slot, ref->name, expression.where);
    } else if (const auto* path = std::get_if<MakePath>(&expression.node)) {
      for (Slot slot : path->elements) add(slot, "", expression.where);
    } else if (const auto* different = std::get_if<AllDifferent>(&expression.node)) {
      for (Slot slot : different->relationships) add(slot, "", expression.where);
    } else if (const auto* nodes = std::get_if<NodesDiffer>(&expression.node)) {
      for (Slot slot : nodes->elements) add(slot, "", expression.where);
    } else if (const auto* subquery = std::get_if<Subquery>(&expression.node)) {
      for (Slot slot : subquery->imports) add(slot, "", expression.where);
    } else if (const auto* list = std::get_if<ListComprehension>(&expression.node)) {
      own_.insert(list->variable);
    } else if (const auto* quantifier = std::get_if<Quantifier>(&expression.node)) {
      own_.insert(quantifier->variable);
    } else if (const auto* reduce = std::get_if<Reduce>(&expression.node)) {
      own_.insert(reduce->accumulator);
      own_.insert(reduce->variable);
    }
    for_each_child(expression, [this](const ExpressionPtr& child) { read(*child); });
  }
  std::vector<Reading> take() { return std::move(found_); }

 private:
  // Slots are unique in a statement, so an own variable can never be meant outside of its
  // expression.
  void add(Slot slot, const std::string& name, const SourceSpan& where) {
    if (!own_.contains(slot)) found_.push_back({slot, name, where});
  }
  std::set<Slot> own_;
  std::vector<Reading> found_;
};

class Comparer {
 public:
  bool operator()(const ExpressionPtr& left, const ExpressionPtr& right) {
    if (!left || !right) return !left && !right;
    return left == right || (*this)(*left, *right);
  }
  bool operator()(const Expression& left, const Expression& right) {
    if (left.node.index() != right.node.index()) return false;
    bool heads = std::visit(
        [&](const auto& node) {
          return head(node, std::get<std::decay_t<decltype(node)>>(right.node));
        },
        left.node);
    if (!heads) return false;
    std::vector<ExpressionPtr> ours, theirs;
    std::visit(Operands{[&](const ExpressionPtr& child) { ours.push_back(child); }}, left.node);
    std::visit(Operands{[&](const ExpressionPtr& child) { theirs.push_back(child); }}, right.node);
    if (ours.size() != theirs.size()) return false;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (!(*this)(ours[i], theirs[i])) return false;
    }
    return true;
  }

 private:
  bool slot(Slot left, Slot right) const {
    const auto renamed = renamed_.find(left);
    return (renamed == renamed_.end() ? left : renamed->second) == right;
  }
  // What of a node is not an operand.
  template <typename Node>
  bool head(const Node& left, const Node& right) {
    if constexpr (std::is_same_v<Node, Literal>) {
      return left.value == right.value;
    } else if constexpr (std::is_same_v<Node, SlotRef>) {
      return slot(left.slot, right.slot);
    } else if constexpr (std::is_same_v<Node, Parameter>) {
      return left.name == right.name;
    } else if constexpr (std::is_same_v<Node, PropertyAccess>) {
      return left.key == right.key;
    } else if constexpr (std::is_same_v<Node, Operation>) {
      return left.op == right.op;
    } else if constexpr (std::is_same_v<Node, HasLabels>) {
      return same_labels(left.labels, right.labels);
    } else if constexpr (std::is_same_v<Node, IsTyped>) {
      return left.type == right.type;
    } else if constexpr (std::is_same_v<Node, MapLiteral>) {
      if (left.entries.size() != right.entries.size()) return false;
      for (std::size_t i = 0; i < left.entries.size(); ++i) {
        if (left.entries[i].first != right.entries[i].first) return false;
      }
      return true;
    } else if constexpr (std::is_same_v<Node, Call>) {
      return left.function == right.function;
    } else if constexpr (std::is_same_v<Node, ListComprehension>) {
      renamed_[left.variable] = right.variable;
      return true;
    } else if constexpr (std::is_same_v<Node, Quantifier>) {
      renamed_[left.variable] = right.variable;
      return left.kind == right.kind;
    } else if constexpr (std::is_same_v<Node, Reduce>) {
      renamed_[left.variable] = right.variable;
      renamed_[left.accumulator] = right.accumulator;
      return true;
    } else if constexpr (std::is_same_v<Node, Subquery>) {
      return left.query == right.query;
    } else if constexpr (std::is_same_v<Node, MakePath>) {
      return left.elements == right.elements;
    } else if constexpr (std::is_same_v<Node, AllDifferent>) {
      return left.relationships == right.relationships;
    } else if constexpr (std::is_same_v<Node, NodesDiffer>) {
      return left.elements == right.elements && left.may_close == right.may_close;
    } else {
      return true;  // Index, Slice, ListLiteral, Case: operands alone.
    }
  }
  static bool same_labels(const LabelExpression& left, const LabelExpression& right) {
    if (left.kind != right.kind || left.name != right.name) return false;
    if (left.operands.size() != right.operands.size()) return false;
    for (std::size_t i = 0; i < left.operands.size(); ++i) {
      if (!same_labels(left.operands[i], right.operands[i])) return false;
    }
    return true;
  }
  std::unordered_map<Slot, Slot> renamed_;
};

}  // namespace

void for_each_child(const Expression& expression,
                    const std::function<void(const ExpressionPtr&)>& visit) {
  std::visit(Operands{[&](const ExpressionPtr& child) {
               if (child) visit(child);
             }},
             expression.node);
}

ExpressionPtr map_children(const ExpressionPtr& expression,
                           const std::function<ExpressionPtr(const ExpressionPtr&)>& change) {
  Expression copy = *expression;
  bool changed = false;
  std::visit(Operands{[&](ExpressionPtr& child) {
               if (!child) return;
               ExpressionPtr other = change(child);
               changed = changed || other != child;
               child = std::move(other);
             }},
             copy.node);
  return changed ? std::make_shared<const Expression>(std::move(copy)) : expression;
}

ExpressionPtr replace(const ExpressionPtr& expression,
                      const std::function<ExpressionPtr(const ExpressionPtr&)>& change) {
  if (ExpressionPtr other = change(expression)) return other;
  return map_children(expression,
                      [&](const ExpressionPtr& child) { return replace(child, change); });
}

std::vector<Reading> readings(const Expression& expression) {
  Reader reader;
  reader.read(expression);
  return reader.take();
}

bool same(const Expression& left, const Expression& right) { return Comparer()(left, right); }

}  // namespace agora::semantic
