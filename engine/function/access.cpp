// Parts of values: elements of lists, entries of maps, properties of graph elements, components of
// times.

#include <algorithm>

#include "function/arguments.h"
#include "function/operators.h"
#include "function/temporal.h"

namespace agora::function {
namespace {

Value property_of_element(const GraphAccess& graph, const Value& element, std::string_view key) {
  if (element.has_contents()) {
    const Map& properties = element.is(ValueType::Node) ? element.as_node().properties
                                                        : element.as_relationship().properties;
    const Value* found = properties.find(key);
    return found ? *found : Value();
  }
  return element.is(ValueType::Node) ? graph.property(NodeId{element.id()}, key)
                                     : graph.property(RelationshipId{element.id()}, key);
}

Value element_at(const List& list, std::int64_t position) {
  const auto size = static_cast<std::int64_t>(list.size());
  if (position < 0) position += size;
  return position >= 0 && position < size ? list[static_cast<std::size_t>(position)] : Value();
}

/// A bound of a slice as a place in [0, size]; negative ones count from the end.
std::int64_t bound(const Value& value, std::int64_t size) {
  if (!value.is(ValueType::Integer)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "the bounds of a slice are INTEGERs, but one is " + describe_type(value));
  }
  const std::int64_t number = value.as_int();
  return std::clamp<std::int64_t>(number < 0 ? number + size : number, 0, size);
}

}  // namespace

Value index(const GraphAccess& graph, const Value& container, const Value& key) {
  if (container.is_null() || key.is_null()) return {};
  switch (container.type()) {
    case ValueType::List:
      if (!key.is(ValueType::Integer)) {
        throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                    "an element of a list is picked by an INTEGER, but got " + describe_type(key));
      }
      return element_at(container.as_list(), key.as_int());
    case ValueType::Map:
    case ValueType::Node:
    case ValueType::Relationship:
      if (!is_text(key)) {
        throw Error(ErrorCategory::TypeError, "MapElementAccessByNonString",
                    "an entry of " + describe_type(container) + " is picked by a STRING, but got " +
                        describe_type(key));
      }
      return property(graph, container, key.as_string());
    default:
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "`[…]` picks from lists, maps, nodes and relationships, but got " +
                      describe_type(container))
          .with_hint(is_text(container) ? "write substring(text, 0, 1) for a character" : "");
  }
}

Value slice(const Value& list, const std::optional<Value>& from, const std::optional<Value>& to) {
  if (list.is_null() || (from && from->is_null()) || (to && to->is_null())) return {};
  if (!list.is(ValueType::List)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "`[…..…]` cuts a LIST, but got " + describe_type(list))
        .with_hint(is_text(list) ? "write substring(text, start, length), with places from 0" : "");
  }
  const List& elements = list.as_list();
  const auto size = static_cast<std::int64_t>(elements.size());
  const std::int64_t begin = from ? bound(*from, size) : 0;
  const std::int64_t end = to ? bound(*to, size) : size;
  if (begin >= end) return Value(List{});
  return Value(List(elements.begin() + begin, elements.begin() + end));
}

Value property(const GraphAccess& graph, const Value& subject, std::string_view key) {
  switch (subject.type()) {
    case ValueType::Null:
      return {};
    case ValueType::Map: {
      const Value* found = subject.as_map().find(key);
      return found ? *found : Value();
    }
    case ValueType::Node:
    case ValueType::Relationship:
      return property_of_element(graph, subject, key);
    case ValueType::Date:
    case ValueType::Time:
    case ValueType::LocalTime:
    case ValueType::DateTime:
    case ValueType::LocalDateTime:
    case ValueType::Duration:
      return temporal_component(subject, key);
    default:
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "nodes, relationships, maps and temporal values have properties, but this is " +
                      describe_type(subject) + "; its `" + std::string(key) + "` was asked for");
  }
}

}  // namespace agora::function
