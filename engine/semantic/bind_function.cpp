// Calls: finding the function, checking what it is given, and taking aggregates out of expressions.
#include <algorithm>
#include <cctype>

#include "function/foreign_names.h"
#include "semantic/binding.h"
#include "semantic/expression_walk.h"
#include "semantic/print_bound.h"

namespace agora::semantic {
namespace {

std::string full_name(const syntax::FunctionCall& call) {
  std::string name;
  for (const std::string& part : call.space) name += part + ".";
  return name + call.name;
}

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(
      left.begin(), left.end(), right.begin(), right.end(),
      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

std::string count_of(std::size_t number, const char* noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

// "takes 1 argument", "takes 2 to 3 arguments", "takes at least 1 argument".
std::string expected_count(const function::Function& function) {
  if (function.variadic) return "at least " + count_of(function.required, "argument");
  const std::size_t most = function.parameters.size();
  if (function.required == most) return count_of(most, "argument");
  return std::to_string(function.required) + " to " + count_of(most, "argument");
}

// Integers are let through where floats are wanted, enumerated values where strings are.
TypeSet accepted(TypeSet wanted) {
  if (wanted.contains(ValueType::Float)) wanted = wanted | ValueType::Integer;
  if (wanted.contains(ValueType::String)) wanted = wanted | ValueType::Enumerated;
  return wanted;
}

bool is_random(const function::Function& function) {
  return !function.deterministic && (function.name == "rand" || function.name == "randomUUID");
}

bool same_aggregate(const AggregateItem& left, const AggregateItem& right) {
  if (left.function != right.function || left.distinct != right.distinct) return false;
  if (left.arguments.size() != right.arguments.size()) return false;
  for (std::size_t i = 0; i < left.arguments.size(); ++i) {
    if (!same(*left.arguments[i], *right.arguments[i])) return false;
  }
  if (left.order_by.size() != right.order_by.size()) return false;
  for (std::size_t i = 0; i < left.order_by.size(); ++i) {
    if (left.order_by[i].descending != right.order_by[i].descending) return false;
    if (!same(*left.order_by[i].expression, *right.order_by[i].expression)) return false;
  }
  return true;
}

// What the aggregate is called in printed expressions.
std::string text_of(const AggregateItem& item) {
  std::string out(item.function->name);
  out += item.distinct ? "(DISTINCT " : "(";
  if (item.arguments.empty()) out += "*";
  for (std::size_t i = 0; i < item.arguments.size(); ++i)
    out += (i > 0 ? ", " : "") + print(*item.arguments[i]);
  for (std::size_t i = 0; i < item.order_by.size(); ++i) {
    out += (i > 0 ? ", " : " ORDER BY ") + print(*item.order_by[i].expression) +
           (item.order_by[i].descending ? " DESC" : "");
  }
  return out + ")";
}

}  // namespace

Typed Binder::bind(const syntax::FunctionCall& node, const syntax::Expression& ast,
                   const Place& place) {
  const std::string name = full_name(node);
  const function::Registry& registry = function::Registry::builtin();
  if (equals_ignoring_case(name, "exists")) return exists_call(node, ast, place);
  const function::Function* function = registry.find(name);
  if (function == nullptr) {
    std::vector<std::string> near = registry.similar(name);
    std::string hint(function::instead_of_function(name));
    if (hint.empty()) {
      hint = near.empty() ? "SHOW FUNCTIONS lists the functions there are"
                          : "did you mean " + quoted(near.front() + "()") + "?";
    }
    throw syntax_error("UnknownFunction", "there is no function " + quoted(name + "()"),
                       node.name_span)
        .with_hint(std::move(hint))
        .with_candidates(std::move(near));
  }
  if (function->aggregate != nullptr) return aggregate_call(*function, node, ast, place);
  if (!node.order_by.empty()) {
    throw syntax_error("UnexpectedSyntax",
                       "ORDER BY makes sense in aggregates only, and " + quoted(name + "()") +
                           " is not one",
                       node.order_by[0].span);
  }
  if (node.star || node.distinct) {
    throw syntax_error("UnexpectedSyntax",
                       std::string(node.star ? "`*`" : "DISTINCT") +
                           " makes sense in aggregates only, and " + quoted(name + "()") +
                           " is not one",
                       ast.span);
  }
  if (place.in_aggregate && is_random(*function)) {
    throw syntax_error(
        "NonConstantExpression",
        quoted(name + "()") +
            " cannot stand inside an aggregate: its result would differ for each row",
        ast.span)
        .with_hint("compute it in a WITH before");
  }
  check_argument_count(*function, node);
  std::vector<Typed> given = arguments(*function, node, place);
  Call call{function, {}};
  std::vector<StaticType> types;
  for (Typed& each : given) {
    call.arguments.push_back(std::move(each.expression));
    types.push_back(std::move(each.type));
  }
  return make(std::move(call), call_result(*function, types), ast.span);
}

Typed Binder::exists_call(const syntax::FunctionCall& node, const syntax::Expression& ast,
                          const Place& place) {
  if (node.arguments.size() != 1) {
    throw syntax_error(
        "InvalidNumberOfArguments",
        "`exists()` takes 1 argument, but " + std::to_string(node.arguments.size()) + " are given",
        ast.span);
  }
  const syntax::Expression& argument = *node.arguments[0];
  if (const auto* pattern = std::get_if<syntax::PatternExpression>(&argument.node)) {
    no_subquery_in_constant(place, ast.span);
    return exists_pattern(pattern->pattern, ast.span);
  }
  notice("01N00", "`exists()` of a property is an older form", "write a.key IS NOT NULL", ast.span);
  Operation present{Operator::IsNotNull, {value(argument, place.operand())}};
  return make(std::move(present), ValueType::Boolean, ast.span);
}

void Binder::check_argument_count(const function::Function& function,
                                  const syntax::FunctionCall& node) {
  const std::size_t given = node.arguments.size();
  if (given >= function.required && (function.variadic || given <= function.parameters.size()))
    return;
  throw syntax_error("InvalidNumberOfArguments",
                     quoted(std::string(function.name) + "()") + " takes " +
                         expected_count(function) + ", but " + std::to_string(given) +
                         (given == 1 ? " is given" : " are given"),
                     node.name_span)
      .with_hint("write " + function::signature(function));
}

std::vector<Typed> Binder::arguments(const function::Function& function,
                                     const syntax::FunctionCall& node, const Place& place) {
  std::vector<Typed> given;
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    given.push_back(expression(*node.arguments[i], place.operand()));
    if (function.parameters.empty()) continue;
    const TypeSet wanted = function.parameters[std::min(i, function.parameters.size() - 1)].types;
    require(given.back(), accepted(wanted), quoted(std::string(function.name) + "()"));
  }
  return given;
}

std::vector<SortItem> Binder::aggregate_order(const std::vector<syntax::SortItem>& items,
                                              const Place& inside) {
  std::vector<SortItem> out;
  for (const syntax::SortItem& item : items) add_sort_item(item, value(*item.expression, inside), out);
  return out;
}

Typed Binder::aggregate_call(const function::Function& function, const syntax::FunctionCall& node,
                             const syntax::Expression& ast, const Place& place) {
  const std::string name = quoted(std::string(function.name) + "()");
  if (place.in_aggregate) {
    throw syntax_error("NestedAggregation",
                       "the aggregate " + name + " stands inside another aggregate", ast.span)
        .with_hint("compute the inner one in a WITH before");
  }
  if (place.aggregates == nullptr) {
    const bool in_items = place.clause == "RETURN" || place.clause == "WITH";
    throw syntax_error("InvalidAggregation",
                       "the aggregate " + name + " can stand only in the items of WITH and RETURN" +
                           (place.clause.empty() ? ""
                            : in_items           ? ", not inside a comprehension or the like"
                                                 : ", not in " + std::string(place.clause)),
                       ast.span)
        .with_hint("compute it in a WITH before and use its name here");
  }
  if (node.star && function.name != "count") {
    throw syntax_error("UnexpectedSyntax", "`*` makes sense in `count(*)` only", ast.span);
  }
  if (!node.star) check_argument_count(function, node);
  Place inside = place.operand();
  inside.aggregates = nullptr;
  inside.in_aggregate = true;
  AggregateItem item;
  item.function = &function;
  item.distinct = node.distinct;
  item.where = ast.span;
  std::vector<StaticType> types;
  for (Typed& each : arguments(function, node, inside)) {
    item.arguments.push_back(std::move(each.expression));
    types.push_back(std::move(each.type));
  }
  item.order_by = aggregate_order(node.order_by, inside);
  StaticType type = call_result(function, types);
  AggregateSink& sink = *place.aggregates;
  ++sink.uses;
  for (const AggregateItem& known : sink.items) {
    if (same_aggregate(known, item))
      return make(SlotRef{known.slot, text_of(known)}, std::move(type), ast.span);
  }
  item.slot = new_slot();
  const std::string text = text_of(item);
  const Slot slot = item.slot;
  sink.items.push_back(std::move(item));
  return make(SlotRef{slot, text}, std::move(type), ast.span);
}

}  // namespace agora::semantic
