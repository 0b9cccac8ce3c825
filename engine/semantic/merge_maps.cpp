#include "semantic/merge_maps.h"

#include "agora/error.h"

namespace agora::semantic {
namespace {

Map properties_of(function::CallContext& context, const Value& subject) {
  switch (subject.type()) {
    case ValueType::Map:
      return subject.as_map();
    case ValueType::Node:
      return subject.has_contents() ? subject.as_node().properties
                                    : context.graph->properties(NodeId{subject.id()});
    case ValueType::Relationship:
      return subject.has_contents() ? subject.as_relationship().properties
                                    : context.graph->properties(RelationshipId{subject.id()});
    default:
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "a map projection needs a node, a relationship or a map, not " +
                      std::string(to_string(subject.type())));
  }
}

Value merge_maps(function::CallContext& context, std::span<const Value> arguments) {
  Map result = properties_of(context, arguments[0]);
  for (const auto& [key, value] : arguments[1].as_map()) result.set(key, value);
  return Value(std::move(result));
}

function::Function make_function() {
  function::Function made;
  made.name = "mapProjection";
  made.parameters = {{"subject"}, {"entries"}};
  made.required = 2;
  made.result = ValueType::Map;
  made.scalar = merge_maps;
  made.category = "map";
  return made;
}

}  // namespace

const function::Function& merge_maps_function() {
  static const function::Function kFunction = make_function();
  return kFunction;
}

}  // namespace agora::semantic
