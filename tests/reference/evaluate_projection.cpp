// WITH and RETURN: items, groups, DISTINCT, order, SKIP and LIMIT.
#include <algorithm>

#include "function/operators.h"
#include "function/registry.h"
#include "reference/evaluator.h"
#include "syntax/ast_children.h"
#include "value/compare.h"

namespace agora::reference {
namespace {

const function::Function* aggregate_of(const syntax::Expression& expression) {
  const auto* call = std::get_if<syntax::FunctionCall>(&expression.node);
  if (call == nullptr || !call->space.empty()) return nullptr;
  const function::Function* found = function::Registry::builtin().find(call->name);
  return found != nullptr && found->aggregate ? found : nullptr;
}

/// A row on its way through a projection: what it gives, and where its sort keys are evaluated.
struct Projected {
  Bindings row;
  Bindings sort_scope;
  Rows group;
  List keys;
};

using Columns = std::vector<std::pair<std::string, const syntax::Expression*>>;

/// Groups rows whose keys are equivalent, in the order in which groups appear.
struct Group {
  List keys;
  Rows rows;
};

bool same(const List& left, const List& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), value::equivalent);
}

bool same(const Bindings& left, const Bindings& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const auto& l, const auto& r) {
                      return l.first == r.first && value::equivalent(l.second, r.second);
                    });
}

/// ORDER BY of one key: below zero if `left` stands first.
int sort_order(const Value& left, const Value& right, const syntax::SortItem& item) {
  if (item.nulls_first && left.is_null() != right.is_null())
    return left.is_null() == *item.nulls_first ? -1 : 1;
  const int order = value::order(left, right);
  return item.descending ? -order : order;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

bool aggregates(const syntax::Expression& expression) {
  if (aggregate_of(expression) != nullptr) return true;
  bool found = false;
  syntax::for_each_child(
      expression, [&found](const syntax::Expression& child) { found |= aggregates(child); },
      [](const syntax::Query&) {});
  return found;
}

Value Evaluator::aggregate(const syntax::FunctionCall& call, const Rows& group) {
  if (call.star) return static_cast<std::int64_t>(group.size());
  Rows sorted = group;
  if (!call.order_by.empty()) {
    std::stable_sort(sorted.begin(), sorted.end(), [&](const Bindings& left, const Bindings& right) {
      for (const syntax::SortItem& item : call.order_by) {
        const int order = sort_order(value(*item.expression, {left}), value(*item.expression, {right}), item);
        if (order != 0) return order < 0;
      }
      return false;
    });
  }
  std::vector<Value> items;
  for (const Bindings& row : sorted) {
    Value item = value(*call.arguments.at(0), {row});
    if (item.is_null()) continue;
    const bool known =
        call.distinct && std::any_of(items.begin(), items.end(),
                                     [&](const Value& v) { return value::equivalent(v, item); });
    if (!known) items.push_back(std::move(item));
  }
  const std::string name = lower(call.name);
  if (name == "count") return static_cast<std::int64_t>(items.size());
  if (name == "collect") return Value(List(items));
  if (name == "sum" || name == "avg") {
    Value sum(0);
    for (const Value& item : items) sum = function::add(sum, item);
    if (name == "sum") return sum;
    if (items.empty()) return {};
    return Value(sum.as_number() / static_cast<double>(items.size()));
  }
  if (name == "min" || name == "max") {
    Value best;
    for (const Value& item : items) {
      const int wanted = name == "min" ? -1 : 1;
      if (best.is_null() || value::order(item, best) * wanted > 0) best = item;
    }
    return best;
  }
  throw Unknown("the aggregate " + call.name);
}

Rows Evaluator::project(const syntax::Projection& projection, const Rows& rows,
                        std::vector<std::string>& columns) {
  Columns items;
  if (projection.star && !rows.empty()) {
    for (const auto& [name, unused] : rows[0]) items.emplace_back(name, nullptr);
  }
  bool aggregating = false;
  for (const syntax::ProjectionItem& item : projection.items) {
    const auto* variable = std::get_if<syntax::Variable>(&item.expression->node);
    items.emplace_back(item.alias ? item.alias->text
                       : variable ? variable->name
                                  : item.text,
                       item.expression.get());
    aggregating |= aggregates(*item.expression);
  }
  for (const auto& [name, unused] : items) columns.push_back(name);

  const auto item_value = [&](const auto& item, Scope scope) {
    return item.second ? value(*item.second, scope) : scope.row.at(item.first);
  };
  std::vector<Projected> made;
  const auto make = [&](const Bindings& row, Rows group) {
    Projected each;
    each.group = std::move(group);
    const Scope scope{row, aggregating ? &each.group : nullptr};
    for (const auto& item : items) each.row[item.first] = item_value(item, scope);
    each.sort_scope = each.row;
    each.sort_scope.insert(row.begin(), row.end());
    made.push_back(std::move(each));
  };
  if (!aggregating) {
    for (const Bindings& row : rows) make(row, {});
  } else {
    std::vector<Group> groups;
    bool any_key = false;
    for (const auto& item : items) any_key |= !item.second || !aggregates(*item.second);
    if (!any_key) groups.push_back({{}, {}});
    for (const Bindings& row : rows) {
      List keys;
      for (const auto& item : items) {
        if (!item.second || !aggregates(*item.second)) keys.push_back(item_value(item, {row}));
      }
      auto group = std::find_if(groups.begin(), groups.end(),
                                [&](const Group& other) { return same(keys, other.keys); });
      if (group == groups.end()) group = groups.insert(groups.end(), {keys, {}});
      group->rows.push_back(row);
    }
    for (Group& group : groups) {
      const Bindings first = group.rows.empty() ? Bindings{} : group.rows.front();
      make(first, std::move(group.rows));
    }
  }

  if (projection.distinct) {
    std::vector<Projected> kept;
    for (Projected& each : made) {
      const bool known = std::any_of(kept.begin(), kept.end(),
                                     [&](const Projected& k) { return same(each.row, k.row); });
      if (!known) kept.push_back(std::move(each));
    }
    made = std::move(kept);
  }
  for (Projected& each : made) {
    for (const syntax::SortItem& key : projection.order_by)
      each.keys.push_back(
          value(*key.expression, {each.sort_scope, aggregating ? &each.group : nullptr}));
  }
  std::stable_sort(made.begin(), made.end(), [&](const Projected& left, const Projected& right) {
    for (std::size_t i = 0; i < projection.order_by.size(); ++i) {
      const int order = sort_order(left.keys[i], right.keys[i], projection.order_by[i]);
      if (order != 0) return order < 0;
    }
    return false;
  });
  const auto bound = [&](const syntax::ExpressionPtr& expression, std::size_t otherwise) {
    if (!expression) return otherwise;
    const Value count = value(*expression, {Bindings{}});
    if (!count.is(ValueType::Integer) || count.as_int() < 0) throw Unknown("this number of rows");
    return static_cast<std::size_t>(count.as_int());
  };
  const std::size_t from = std::min(bound(projection.skip, 0), made.size());
  const std::size_t count = std::min(bound(projection.limit, made.size()), made.size() - from);
  Rows result;
  for (std::size_t i = from; i < from + count; ++i) result.push_back(std::move(made[i].row));
  return result;
}

}  // namespace agora::reference
