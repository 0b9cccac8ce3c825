// Leaves, access to parts, literals, and expressions with variables of their own.
#include "base/edit_distance.h"
#include "function/foreign_names.h"
#include "semantic/binding.h"
#include "semantic/merge_maps.h"

namespace agora::semantic {

Error syntax_error(std::string detail, std::string message, const SourceSpan& where) {
  return Error(ErrorCategory::SyntaxError, std::move(detail), std::move(message),
               ErrorPhase::CompileTime)
      .at(where);
}

Error not_supported(const std::string& feature, const SourceSpan& where) {
  return Error(ErrorCategory::NotSupported, "", "this version does not run " + feature + " yet",
               ErrorPhase::CompileTime)
      .at(where);
}

std::string quoted(std::string_view name) { return "`" + std::string(name) + "`"; }

ExpressionPtr conjunction(std::vector<ExpressionPtr> predicates) {
  if (predicates.empty()) return nullptr;
  if (predicates.size() == 1) return std::move(predicates.front());
  Expression all{Operation{Operator::And, {}}, ValueType::Boolean, predicates.front()->where};
  std::get<Operation>(all.node).operands = std::move(predicates);
  return std::make_shared<const Expression>(std::move(all));
}

// ---- names -------------------------------------------------------------------------------------

const Variable* Binder::find(std::string_view name) {
  const Variable* variable = scope_ == nullptr ? nullptr : scope_->find(name);
  if (variable != nullptr) {
    used(variable->slot);
    for (std::size_t inner = variable->frame + 1; inner < imports_.size(); ++inner) {
      imports_[inner].insert(variable->slot);
    }
  }
  return variable;
}

const Variable& Binder::resolve(const std::string& name, const SourceSpan& where) {
  const Variable* variable = find(name);
  if (variable == nullptr) undefined(name, where);
  return *variable;
}

void Binder::undefined(const std::string& name, const SourceSpan& where) {
  const std::vector<std::string> known =
      scope_ == nullptr ? std::vector<std::string>() : scope_->visible_names();
  std::vector<std::string> near = base::nearest_names(name, known);
  std::string hint = near.empty() ? std::string() : "did you mean " + quoted(near.front()) + "?";
  if (hint.empty() && known.empty())
    hint = "no variable is defined at this place; a string needs quotes";
  // CURRENT_DATE and its like are functions without parentheses elsewhere.
  if (near.empty() && name.find('_') != std::string::npos) {
    if (const std::string_view instead = function::instead_of_function(name); !instead.empty()) hint = instead;
  }
  throw syntax_error("UndefinedVariable", "variable " + quoted(name) + " is not defined here",
                     where)
      .with_hint(std::move(hint))
      .with_candidates(std::move(near));
}

const Variable& Binder::declare(std::string name, StaticType type) {
  scope_->add(Variable{std::move(name), new_slot(), std::move(type), frame()});
  return scope_->variables().back();
}

void Binder::check_free(const syntax::Name& name) {
  if (scope_->find(name.text) == nullptr) return;
  throw syntax_error("VariableAlreadyBound",
                     "variable " + quoted(name.text) + " is already defined", name.span)
      .with_hint("choose another name for the new value");
}

const Variable& Binder::declare_new(const syntax::Name& name, StaticType type) {
  check_free(name);
  return declare(name.text, std::move(type));
}

// ---- making ------------------------------------------------------------------------------------

Typed Binder::make(ExpressionNode node, StaticType type, const SourceSpan& where) {
  auto expression =
      std::make_shared<const Expression>(Expression{std::move(node), type.set, where});
  return {std::move(expression), std::move(type)};
}

Typed Binder::variable_reference(const Variable& variable, const SourceSpan& where) {
  return make(SlotRef{variable.slot, variable.name}, variable.type, where);
}

Typed Binder::expression(const syntax::Expression& ast, const Place& place) {
  return std::visit([&](const auto& node) { return bind(node, ast, place); }, ast.node);
}

void Binder::require(const Typed& typed, TypeSet wanted, std::string_view who) {
  if (typed.type.may_be(wanted)) return;
  throw syntax_error(
      "InvalidArgumentType",
      std::string(who) + " needs " + describe(wanted) + ", but this is " + describe(typed.type.set),
      typed.expression->where);
}

ExpressionPtr Binder::predicate(const syntax::Expression& ast, const Place& place) {
  Typed typed = expression(ast, place.truth());
  require(typed, ValueType::Boolean, place.clause.empty() ? "a predicate" : place.clause);
  return typed.expression;
}

// ---- leaves ------------------------------------------------------------------------------------

Typed Binder::bind(const syntax::Literal& node, const syntax::Expression& ast, const Place&) {
  Value value = std::visit(
      [](const auto& each) -> Value {
        if constexpr (std::is_same_v<std::decay_t<decltype(each)>, std::monostate>) {
          return Value();
        } else {
          return Value(each);
        }
      },
      node.value);
  StaticType type = value.is_null() ? StaticType::null() : StaticType(value.type());
  return make(Literal{std::move(value)}, std::move(type), ast.span);
}

Typed Binder::bind(const syntax::Variable& node, const syntax::Expression& ast,
                   const Place& place) {
  const Variable& variable = resolve(node.name, ast.span);
  if (place.constant) {
    throw syntax_error("NonConstantExpression",
                       std::string(place.clause) +
                           " cannot depend on a row, but this reads the variable " +
                           quoted(node.name),
                       ast.span)
        .with_hint("use a number or a parameter");
  }
  return variable_reference(variable, ast.span);
}

Typed Binder::bind(const syntax::Parameter& node, const syntax::Expression& ast, const Place&) {
  parameters_.insert(node.name);
  return make(Parameter{node.name}, {}, ast.span);
}

// ---- access ------------------------------------------------------------------------------------

Typed Binder::bind(const syntax::Property& node, const syntax::Expression& ast,
                   const Place& place) {
  static constexpr TypeSet kHasParts = kEntity | ValueType::Map | kInstant | ValueType::Duration;
  Typed object = expression(*node.object, place.operand());
  if (!object.type.may_be(kHasParts)) {
    // openCypher's conformance kit calls it a SyntaxError for paths and a TypeError for plain
    // values.
    const bool path = object.type.set == TypeSet(ValueType::Path);
    throw Error(
        path ? ErrorCategory::SyntaxError : ErrorCategory::TypeError, "InvalidArgumentType",
        "only nodes, relationships, maps and temporal values have properties, but this is " +
            describe(object.type.set),
        ErrorPhase::CompileTime)
        .at(ast.span)
        .with_hint(path ? "take its parts with nodes() or relationships()" : "");
  }
  if (object.type.set.within(kEntity) && !object.type.always_null()) {
    mentioned(NameKind::Property, node.key.text, node.key.span);
  }
  return make(PropertyAccess{std::move(object.expression), node.key.text}, {}, ast.span);
}

Typed Binder::bind(const syntax::Index& node, const syntax::Expression& ast, const Place& place) {
  static constexpr TypeSet kKeyed = kEntity | ValueType::Map;
  Typed container = expression(*node.object, place.operand());
  Typed key = expression(*node.index, place.operand());
  const auto fail = [](std::string message, const SourceSpan& where) {
    return Error(ErrorCategory::TypeError, "InvalidArgumentType", std::move(message),
                 ErrorPhase::CompileTime)
        .at(where);
  };
  if (!container.type.may_be(kKeyed | ValueType::List)) {
    throw fail("only lists, maps, nodes and relationships can be indexed, but this is " +
                   describe(container.type.set),
               node.object->span)
        .with_hint(container.type.may_be(ValueType::String) ? "write substring(text, 0, 1) for a character" : "");
  }
  const bool list = container.type.set == TypeSet(ValueType::List);
  if (list && !key.type.may_be(ValueType::Integer)) {
    throw fail("a list's index must be INTEGER, but this is " + describe(key.type.set),
               node.index->span);
  }
  StaticType type = list ? container.type.element_type() : StaticType();
  return make(Index{std::move(container.expression), std::move(key.expression)}, std::move(type),
              ast.span);
}

Typed Binder::bind(const syntax::Slice& node, const syntax::Expression& ast, const Place& place) {
  Typed list = expression(*node.object, place.operand());
  if (!list.type.may_be(ValueType::List)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "only a list can be cut with [..], but this is " + describe(list.type.set),
                ErrorPhase::CompileTime)
        .at(node.object->span)
        .with_hint(list.type.may_be(ValueType::String) ? "write substring(text, start, length), with places from 0" : "");
  }
  const auto bound = [&](const syntax::ExpressionPtr& bound_ast) -> ExpressionPtr {
    if (!bound_ast) return nullptr;
    Typed typed = expression(*bound_ast, place.operand());
    require(typed, ValueType::Integer, "the bound of a list's part");
    return typed.expression;
  };
  ExpressionPtr from = bound(node.from);
  ExpressionPtr to = bound(node.to);
  StaticType type =
      list.type.set == TypeSet(ValueType::List) ? list.type : StaticType(ValueType::List);
  return make(Slice{std::move(list.expression), std::move(from), std::move(to)}, std::move(type),
              ast.span);
}

// ---- literals with parts -----------------------------------------------------------------------

Typed Binder::bind(const syntax::ListLiteral& node, const syntax::Expression& ast,
                   const Place& place) {
  ListLiteral list;
  StaticType element = StaticType::null();
  for (const syntax::ExpressionPtr& item : node.items) {
    Typed typed = expression(*item, place.operand());
    list.elements.push_back(std::move(typed.expression));
    element = join(element, typed.type);
  }
  return make(std::move(list), StaticType::list_of(std::move(element)), ast.span);
}

Typed Binder::bind(const syntax::MapLiteral& node, const syntax::Expression& ast,
                   const Place& place) {
  MapLiteral map;
  for (const syntax::MapEntry& entry : node.entries) {
    map.entries.emplace_back(entry.key.text, value(*entry.value, place.operand()));
  }
  return make(std::move(map), ValueType::Map, ast.span);
}

Typed Binder::bind(const syntax::MapProjection& node, const syntax::Expression& ast,
                   const Place& place) {
  using Kind = syntax::MapProjectionItem::Kind;
  const Variable& variable = resolve(node.variable.text, node.variable.span);
  const Typed subject = variable_reference(variable, node.variable.span);
  require(subject, kEntity | ValueType::Map, "a map projection");
  MapLiteral map;
  bool all = false;
  for (const syntax::MapProjectionItem& item : node.items) {
    switch (item.kind) {
      case Kind::AllProperties:
        all = true;
        break;
      case Kind::Property:
        map.entries.emplace_back(
            item.name.text,
            make(PropertyAccess{subject.expression, item.name.text}, {}, item.span).expression);
        break;
      case Kind::Entry:
        map.entries.emplace_back(item.name.text, value(*item.value, place.operand()));
        break;
      case Kind::Variable:
        map.entries.emplace_back(
            item.name.text,
            variable_reference(resolve(item.name.text, item.span), item.span).expression);
        break;
    }
  }
  Typed entries = make(std::move(map), ValueType::Map, ast.span);
  // Of null no part can be taken: the whole is null, as in other implementations.
  Call call{&merge_maps_function(), {subject.expression, entries.expression}};
  if (all) return make(std::move(call), ValueType::Map, ast.span);
  Case guarded;
  guarded.branches.emplace_back(
      make(Operation{Operator::IsNotNull, {subject.expression}}, ValueType::Boolean, ast.span)
          .expression,
      entries.expression);
  return make(std::move(guarded), ValueType::Map, ast.span);
}

// ---- own variables -----------------------------------------------------------------------------

namespace {

/// The WHERE of a comprehension or a quantifier.
Place inner_where(const Place& place) {
  Place inner = place.local();
  inner.clause = "WHERE";
  return inner;
}

}  // namespace

Typed Binder::bind(const syntax::ListComprehension& node, const syntax::Expression& ast,
                   const Place& place) {
  Typed list = expression(*node.list, place.operand());
  require(list, ValueType::List, "a list comprehension");
  Scope scope(scope_);
  EnterScope enter(scope_, scope);
  const Slot slot = declare(node.variable.text, list.type.element_type()).slot;
  ExpressionPtr filter = node.where ? predicate(*node.where, inner_where(place)) : nullptr;
  StaticType element = list.type.element_type();
  ExpressionPtr projection;
  if (node.projection) {
    Typed projected = expression(*node.projection, place.local());
    projection = projected.expression;
    element = projected.type;
  }
  return make(ListComprehension{slot, list.expression, std::move(filter), std::move(projection)},
              StaticType::list_of(std::move(element)), ast.span);
}

Typed Binder::bind(const syntax::Quantifier& node, const syntax::Expression& ast,
                   const Place& place) {
  Typed list = expression(*node.list, place.operand());
  require(list, ValueType::List, "a quantifier");
  Scope scope(scope_);
  EnterScope enter(scope_, scope);
  const Variable& variable = declare(node.variable.text, list.type.element_type());
  const Slot slot = variable.slot;
  ExpressionPtr holds;
  if (node.where) {
    holds = predicate(*node.where, inner_where(place));
  } else {
    Typed itself = variable_reference(variable, node.variable.span);
    require(itself, ValueType::Boolean, "a quantifier without WHERE");
    holds = itself.expression;
  }
  static constexpr Quantifier::Kind kKinds[] = {Quantifier::Kind::All, Quantifier::Kind::Any,
                                                Quantifier::Kind::None, Quantifier::Kind::Single};
  return make(
      Quantifier{kKinds[static_cast<int>(node.kind)], slot, list.expression, std::move(holds)},
      ValueType::Boolean, ast.span);
}

Typed Binder::bind(const syntax::Reduce& node, const syntax::Expression& ast, const Place& place) {
  Typed initial = expression(*node.initial, place.operand());
  Typed list = expression(*node.list, place.operand());
  require(list, ValueType::List, "reduce()");
  Scope scope(scope_);
  EnterScope enter(scope_, scope);
  if (node.accumulator.text == node.variable.text) {
    throw syntax_error("VariableAlreadyBound",
                       "variable " + quoted(node.variable.text) + " is the accumulator",
                       node.variable.span)
        .with_hint("choose another name for the elements");
  }
  // The accumulator is whatever the step makes of it, which is only known when the step is bound.
  const Slot accumulator = declare(node.accumulator.text, {}).slot;
  const Slot slot = declare(node.variable.text, list.type.element_type()).slot;
  Typed step = expression(*node.expression, place.local());
  StaticType type = join(initial.type, step.type);
  return make(Reduce{accumulator, initial.expression, slot, list.expression, step.expression},
              std::move(type), ast.span);
}

}  // namespace agora::semantic
