#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agora/error.h"
#include "agora/format.h"
#include "transfer/dump.h"

namespace agora::transfer {

namespace {

[[noreturn]] void wrong(const std::string& what) {
  throw Error(ErrorCategory::ImportError, "", what);
}

const Value& member(const Map& line, std::string_view name, ValueType type) {
  const Value* value = line.find(name);
  if (!value || !value->is(type)) wrong("the line needs `" + std::string(name) + "`");
  return *value;
}

std::string text(const Map& line, std::string_view name) {
  return std::string(member(line, name, ValueType::String).as_string());
}

bool flag(const Map& line, std::string_view name) {
  const Value* value = line.find(name);
  return value && value->is(ValueType::Boolean) && value->as_bool();
}

std::vector<std::string> texts(const Map& line, std::string_view name) {
  std::vector<std::string> result;
  for (const Value& each : member(line, name, ValueType::List).as_list()) {
    if (!each.is(ValueType::String)) wrong("`" + std::string(name) + "` must be a list of strings");
    result.emplace_back(each.as_string());
  }
  return result;
}

class Loader {
 public:
  explicit Loader(graph::GraphFork& graph) : graph_(graph) {}

  void take(const Map& line) {
    if (line.find("node")) {
      node(line);
    } else if (line.find("relationship")) {
      relationship(line);
    } else if (line.find("constraint")) {
      constraint(line);
    } else if (line.find("enumeration")) {
      graph_.create_enumeration({text(line, "enumeration"), flag(line, "ordered"), texts(line, "values")});
    } else if (line.find("index")) {
      const catalog::Owner of = owner(line);
      graph_.create_index(text(line, "index"), of, keys(line));
    } else if (line.find("rule")) {
      graph_.create_endpoint_rule({graph_.type_named(text(line, "rule")), graph_.label(text(line, "from")),
                                   graph_.label(text(line, "to"))},
                                  true);
    } else if (line.find("document")) {
      graph_.set_document(text(line, "document"), text(line, "text"));
    } else if (line.find("end")) {
      end(line);
    } else if (const Value* dump = line.find("dump"); dump && *dump == Value("agora")) {
      if (member(line, "format", ValueType::Integer).as_int() != 1) {
        wrong("the dump has a format that this version of Agora does not know");
      }
    } else {
      wrong("this is no line of a dump");
    }
  }

  bool ended() const { return ended_; }
  const LoadCounts& counts() const { return counts_; }

 private:
  catalog::Owner owner(const Map& line) {
    if (line.find("label")) return catalog::Owner::of(graph_.label(text(line, "label")));
    return catalog::Owner::of(graph_.type_named(text(line, "relationshipType")));
  }

  std::vector<PropertyKeyId> keys(const Map& line) {
    std::vector<PropertyKeyId> result;
    for (const std::string& name : texts(line, "properties")) result.push_back(graph_.property_key(name));
    return result;
  }

  void constraint(const Map& line) {
    catalog::Constraint made;
    made.name = text(line, "constraint");
    made.owner = owner(line);
    made.keys = keys(line);
    const std::string kind = text(line, "kind");
    bool known = false;
    for (const auto each : {catalog::ConstraintKind::Unique, catalog::ConstraintKind::Existence,
                            catalog::ConstraintKind::Type, catalog::ConstraintKind::Key}) {
      if (catalog::to_string(each) != kind) continue;
      made.kind = each;
      known = true;
    }
    if (!known) wrong("there is no kind of constraint " + kind);
    if (made.kind == catalog::ConstraintKind::Type) {
      made.type = type(line);
      if (line.find("or")) made.type = with_others(std::move(made.type), texts(line, "or"));
    }
    graph_.create_constraint(std::move(made));
  }

  catalog::PropertyType type(const Map& line) {
    catalog::PropertyType result;
    result.list = flag(line, "list");
    if (line.find("enumeration")) {
      result.type = ValueType::Enumerated;
      result.enumeration = text(line, "enumeration");
      return result;
    }
    const std::string name = text(line, "type");
    for (int i = 0; i <= static_cast<int>(ValueType::Enumerated); ++i) {
      result.type = static_cast<ValueType>(i);
      if (to_string(result.type) == name) return result;
    }
    wrong("there is no type " + name);
  }

  static catalog::PropertyType with_others(catalog::PropertyType first, const std::vector<std::string>& names) {
    std::vector<catalog::PropertyType> all{std::move(first)};
    for (const std::string& name : names) {
      const auto other = catalog::plain_type(name);
      if (!other) wrong("there is no type " + name);
      all.push_back(*other);
    }
    return catalog::any_of(std::move(all));
  }

  void node(const Map& line) {
    std::vector<LabelId> labels;
    for (const std::string& name : texts(line, "labels")) labels.push_back(graph_.label(name));
    const NodeId made = graph_.create_node(labels);
    set_properties(made, line);
    if (!nodes_.emplace(member(line, "node", ValueType::Integer).as_int(), made).second) {
      wrong("two nodes of the dump have the same number");
    }
    ++counts_.nodes;
  }

  NodeId found(const Map& line, std::string_view name) const {
    const auto place = nodes_.find(member(line, name, ValueType::Integer).as_int());
    if (place == nodes_.end()) wrong("`" + std::string(name) + "` names a node that the dump does not have");
    return place->second;
  }

  void relationship(const Map& line) {
    const TypeId named = graph_.type_named(text(line, "relationship"));
    set_properties(graph_.create_relationship(named, found(line, "start"), found(line, "end")), line);
    ++counts_.relationships;
  }

  template <typename Id>
  void set_properties(Id id, const Map& line) {
    for (const auto& [name, value] : member(line, "properties", ValueType::Map).as_map()) {
      graph_.set_property(id, graph_.property_key(name), value);
    }
  }

  void end(const Map& line) {
    const auto count = [&](const char* name) {
      return static_cast<std::uint64_t>(member(line, name, ValueType::Integer).as_int());
    };
    if (count("nodes") != counts_.nodes || count("relationships") != counts_.relationships) {
      wrong("the dump says that it has other numbers of nodes and relationships than were read");
    }
    ended_ = true;
  }

  graph::GraphFork& graph_;
  std::unordered_map<std::int64_t, NodeId> nodes_;
  LoadCounts counts_;
  bool ended_ = false;
};

}  // namespace

LoadCounts load_json(graph::GraphStore& store, std::istream& in, std::chrono::milliseconds lock_wait) {
  const auto transaction = store.begin_write(lock_wait);
  transaction->begin_statement();
  Loader loader(transaction->graph());
  std::uint64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      const Value read = from_json(line);
      if (!read.is(ValueType::Map)) wrong("this is no line of a dump");
      if (loader.ended()) wrong("there is more after the end of the dump");
      loader.take(read.as_map());
    } catch (Error& error) {
      error.prefix("line " + std::to_string(number) + ": ");
      throw;
    }
  }
  if (!loader.ended()) wrong("the dump is cut off: its last line is missing");
  transaction->accept_statement();
  transaction->commit();
  return loader.counts();
}

}  // namespace agora::transfer
