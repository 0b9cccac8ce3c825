#include "execution/updater.h"

#include <type_traits>
#include <utility>

#include "execution/computed_names.h"
#include "plan/expression_slots.h"
#include "value/article.h"

namespace agora::execution {

using namespace semantic;

namespace {

/// Names what is wrong with a value that should have been a node or a relationship.
std::string not_an_element(const Value& value) {
  return "only a node or a relationship has properties that can be set, but this is " +
         value::with_article(to_string(value.type()));
}

Map properties_of(const Value& value, const Context& context) {
  switch (value.type()) {
    case ValueType::Map: return value.as_map();
    case ValueType::Node: return context.view.properties(NodeId{value.id()});
    case ValueType::Relationship: return context.view.properties(RelationshipId{value.id()});
    default:
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "properties can be set from a map, a node or a relationship, but this is " +
                      value::with_article(to_string(value.type())));
  }
}

}  // namespace

Updater::Updater(const std::vector<UpdateItem>& items, Context& context, const Scope& scope)
    : context_(context), row_(context.slot_count()) {
  plan::SlotSet slots;
  const auto compile_part = [&](const ExpressionPtr& expression) {
    if (expression) plan::collect_slots(*expression, slots);
    return compile(expression, context, scope);
  };
  for (const UpdateItem& each : items) {
    Item item{&each, nullptr, nullptr, nullptr, {}, {}};
    std::visit(
        [&](const auto& node) {
          using Node = std::decay_t<decltype(node)>;
          item.subject = compile_part(node.subject);
          item.where = node.subject->where;
          if constexpr (std::is_same_v<Node, SetProperty> || std::is_same_v<Node, RemoveProperty>) {
            item.key = compile_part(node.key_expression);
          }
          if constexpr (std::is_same_v<Node, SetProperty> || std::is_same_v<Node, SetAll>) {
            item.value = compile_part(node.value);
          }
          if constexpr (std::is_same_v<Node, SetLabels> || std::is_same_v<Node, RemoveLabels>) {
            for (const ExpressionPtr& names : node.computed) item.names.push_back(compile_part(names));
          }
        },
        each);
    items_.push_back(std::move(item));
  }
  slots_.assign(slots.begin(), slots.end());
}

void Updater::apply(const Batch& batch) {
  row_.set_slot_count(context_.slot_count());
  for (std::size_t row = 0; row < batch.row_count(); ++row) {
    if (row % 256 == 0) context_.check();
    row_.clear();
    for (Slot slot : slots_) {
      if (!batch.column(slot).empty()) row_.column(slot).append(batch.column(slot), row);
    }
    row_.set_row_count(1);
    for (Item& item : items_) {
      try {
        apply_item(item);
      } catch (Error& error) {
        error.locate(item.where);
        throw;
      }
    }
  }
}

Value Updater::evaluate(const EvaluatorPtr& evaluator) { return evaluator->evaluate(row_, scratch_).value(0); }

void Updater::apply_item(Item& item) {
  const Value subject = evaluate(item.subject);
  if (subject.is_null()) return;
  if (const auto* set = std::get_if<SetProperty>(item.node)) {
    const Value value = evaluate(item.value);
    require_element(subject);
    set_property(subject, property_key(item, set->key), value);
  } else if (const auto* remove = std::get_if<RemoveProperty>(item.node)) {
    require_element(subject);
    set_property(subject, property_key(item, remove->key), {});
  } else if (const auto* all = std::get_if<SetAll>(item.node)) {
    const Value value = evaluate(item.value);
    require_element(subject);
    if (subject.is(ValueType::Node)) {
      set_all(NodeId{subject.id()}, value, all->merge);
    } else {
      set_all(RelationshipId{subject.id()}, value, all->merge);
    }
  } else if (const auto* labels = std::get_if<SetLabels>(item.node)) {
    set_labels(subject, labels_of(item, labels->labels));
  } else {
    remove_labels(subject, labels_of(item, std::get<RemoveLabels>(*item.node).labels));
  }
}

PropertyKeyId Updater::property_key(const Item& item, const std::string& name) {
  if (!item.key) return context_.fork->property_key(name);
  const Value key = evaluate(item.key);
  if (!key.is(ValueType::String)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "the name of a property must be a string, but this is " + value::with_article(to_string(key.type())));
  }
  return context_.fork->property_key(key.as_string());
}

void Updater::set_property(const Value& subject, PropertyKeyId key, const Value& value) {
  if (subject.is(ValueType::Node)) {
    context_.fork->set_property(NodeId{subject.id()}, key, value);
  } else {
    context_.fork->set_property(RelationshipId{subject.id()}, key, value);
  }
}

template <typename Id>
void Updater::set_all(Id id, const Value& value, bool merge) {
  const Map wanted = properties_of(value, context_);
  if (!merge) {
    context_.view.require_not_deleted(id);
    for (const PropertyKeyId key : context_.view.property_keys(id)) {
      if (!wanted.find(context_.view.catalog().name(key))) context_.fork->set_property(id, key, {});
    }
  }
  for (const auto& [name, each] : wanted) {
    context_.fork->set_property(id, context_.fork->property_key(name), each);
  }
}

std::vector<std::string> Updater::labels_of(Item& item, const std::vector<std::string>& written) {
  std::vector<std::string> labels = written;
  for (const EvaluatorPtr& names : item.names) add_computed_names(evaluate(names), "a label", labels);
  return labels;
}

void Updater::set_labels(const Value& subject, const std::vector<std::string>& labels) {
  if (!subject.is(ValueType::Node)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "only a node can get labels, but this is " + value::with_article(to_string(subject.type())));
  }
  for (const std::string& label : labels) {
    context_.fork->add_label(NodeId{subject.id()}, context_.fork->label(label));
  }
}

void Updater::remove_labels(const Value& subject, const std::vector<std::string>& labels) {
  if (!subject.is(ValueType::Node)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "only a node has labels that can be removed, but this is " +
                    value::with_article(to_string(subject.type())));
  }
  for (const std::string& label : labels) {
    if (const auto known = context_.view.catalog().find_label(label)) {
      context_.fork->remove_label(NodeId{subject.id()}, *known);
    }
  }
}

void Updater::require_element(const Value& subject) const {
  if (subject.is(ValueType::Node) || subject.is(ValueType::Relationship)) return;
  throw Error(ErrorCategory::TypeError, "InvalidArgumentType", not_an_element(subject));
}

}  // namespace agora::execution
