#include <algorithm>
#include <map>
#include <set>

#include "agora/error.h"
#include "graph/adjacency_run.h"
#include "graph/column_run.h"
#include "graph/ends_run.h"
#include "graph/graph_check.h"
#include "graph/index_key.h"
#include "graph/key_layout.h"
#include "graph/label_run.h"
#include "graph/property_type.h"
#include "graph/shape_run.h"

namespace agora::graph {
namespace {

using catalog::ElementKind;

std::string node_name(NodeId node) { return "node " + std::to_string(node.value); }
std::string relationship_name(RelationshipId id) {
  return "relationship " + std::to_string(id.value);
}

std::string element_name(ElementKind kind, std::uint64_t id) {
  return kind == ElementKind::Node ? node_name(NodeId{id}) : relationship_name(RelationshipId{id});
}

class GraphWalk {
 public:
  GraphWalk(const GraphView& view, const storage::Snapshot& snapshot, GraphCheck& check)
      : view_(view), catalog_(view.catalog()), snapshot_(snapshot), check_(check) {}

  void walk() {
    nodes_and_labels();
    relationships();
    adjacency();
    properties(ElementKind::Node);
    properties(ElementKind::Relationship);
    for (const catalog::Index& index : catalog_.indexes()) entries(index);
    for (const catalog::Constraint& constraint : catalog_.constraints()) constraint_holds(constraint);
  }

 private:
  template <typename... Parts>
  void report(const Parts&... parts) {
    std::string text;
    ((text += parts), ...);
    check_.report(std::move(text));
  }

  void same_count(std::uint64_t counted, std::uint64_t kept, const std::string& what) {
    if (counted == kept) return;
    report("the count of ", what, " says ", std::to_string(kept), ", there are ",
           std::to_string(counted));
  }

  template <typename Visit>
  void each_run(std::uint64_t bound, Visit&& visit) {
    for (std::uint64_t number = 0; number << kRunBits < bound; ++number) visit(number);
  }

  void nodes_and_labels() {
    view_.scan_nodes(NodeId{0}, SIZE_MAX, nodes_);
    same_count(nodes_.size(), view_.node_count(), "nodes");
    for (std::uint32_t i = 0; i < catalog_.label_count(); ++i) {
      std::uint64_t count = 0;
      each_run(view_.node_id_bound(), [&](std::uint64_t number) {
        view_.run_as<LabelRun>(RunKind::Label, i, number)->bits().for_each([&](std::uint16_t slot) {
          const NodeId node{number << kRunBits | slot};
          ++count;
          if (!view_.exists(node)) {
            report("the label ", catalog_.labels()[i], " is on ", node_name(node), ", which does not exist");
          }
        });
      });
      same_count(count, view_.node_count(LabelId{i}), "nodes with the label " + catalog_.labels()[i]);
    }
  }

  void relationships() {
    view_.scan_relationships(RelationshipId{0}, SIZE_MAX, relationships_);
    same_count(relationships_.size(), view_.relationship_count(), "relationships");
    catalog::Statistics counted;
    for (const RelationshipId id : relationships_) {
      const RelationshipRecord record = *view_.record(id);
      if (record.type.value >= catalog_.type_count()) {
        report(relationship_name(id), " has a type that has no name");
        continue;
      }
      counted.add_relationships(record.type, 1);
      for (const Direction direction : {Direction::Out, Direction::In}) {
        const NodeId node = direction == Direction::Out ? record.start : record.end;
        if (!view_.exists(node)) {
          report("an end of ", relationship_name(id), " is ", node_name(node), ", which does not exist");
          continue;
        }
        for (const LabelId label : view_.label_ids(node)) {
          counted.add_relationships(label, record.type, direction, 1);
        }
      }
    }
    for (std::uint32_t t = 0; t < catalog_.type_count(); ++t) {
      const TypeId type{t};
      same_count(counted.relationship_count(type), view_.relationship_count(type),
                 "relationships of the type " + catalog_.types()[t]);
      for (std::uint32_t l = 0; l < catalog_.label_count(); ++l) {
        for (const Direction direction : {Direction::Out, Direction::In}) {
          same_count(counted.relationship_count(LabelId{l}, type, direction),
                     view_.statistics().relationship_count(LabelId{l}, type, direction),
                     "relationships of the type " + catalog_.types()[t] + " at the label " +
                         catalog_.labels()[l]);
        }
      }
    }
  }

  /// Every entry of a list names a relationship that is so; a list has none twice; there are as many
  /// entries as relationships. So the lists are the relationships.
  void adjacency() {
    for (std::uint32_t t = 0; t < catalog_.type_count(); ++t) {
      for (const Direction direction : {Direction::Out, Direction::In}) {
        std::uint64_t entries = 0;
        each_run(view_.node_id_bound(), [&](std::uint64_t number) {
          const auto kind = direction == Direction::Out ? RunKind::AdjacencyOut : RunKind::AdjacencyIn;
          const auto run = view_.run_as<AdjacencyRun>(kind, t, number);
          if (run->empty()) return;
          for (std::uint16_t slot = 0; slot < kRunIds; ++slot) {
            entries += list(*run, slot, NodeId{number << kRunBits | slot}, TypeId{t}, direction);
          }
        });
        if (entries != view_.relationship_count(TypeId{t})) {
          report("the ", direction == Direction::Out ? "outgoing" : "incoming", " lists of the type ",
                 catalog_.types()[t], " have ", std::to_string(entries), " entries for ",
                 std::to_string(view_.relationship_count(TypeId{t})), " relationships");
        }
      }
    }
  }

  std::uint64_t list(const AdjacencyRun& run, std::uint16_t slot, NodeId node, TypeId type,
                     Direction direction) {
    std::uint64_t entries = 0;
    std::pair<NodeId, RelationshipId> last{};
    run.list(slot).for_each([&](NodeId other, RelationshipId id) {
      const RelationshipRecord expected{type, direction == Direction::Out ? node : other,
                                        direction == Direction::Out ? other : node};
      const auto record = view_.record(id);
      if (!view_.exists(id) || !record || *record != expected) {
        report("a list of ", node_name(node), " names ", relationship_name(id), ", which is not so");
      }
      const std::pair here{other, id};
      if (entries > 0 && !(last < here)) report("a list of ", node_name(node), " is out of order");
      last = here;
      ++entries;
    });
    return entries;
  }

  /// The list of an element's property keys and the columns say the same.
  void properties(ElementKind kind) {
    const bool nodes = kind == ElementKind::Node;
    const RunKind shape = nodes ? RunKind::NodeShape : RunKind::RelationshipShape;
    const RunKind column = nodes ? RunKind::NodeColumn : RunKind::RelationshipColumn;
    const std::uint64_t bound = nodes ? view_.node_id_bound() : view_.relationship_id_bound();
    each_run(bound, [&](std::uint64_t number) {
      const auto shapes = view_.run_as<ShapeRun>(shape, 0, number);
      for (std::uint32_t k = 0; k < catalog_.property_key_count(); ++k) {
        const auto values = view_.run_as<ColumnRun>(column, k, number);
        for (std::uint16_t slot = 0; slot < kRunIds; ++slot) {
          const bool listed = shapes->has_key(slot, PropertyKeyId{k});
          if (listed == values->has(slot)) continue;
          report(element_name(kind, number << kRunBits | slot), listed ? " lists" : " does not list",
                 " the property ", catalog_.property_keys()[k], listed ? ", which has no value" : ", which has a value");
        }
      }
      if (nodes) return;
      for (std::uint16_t slot = 0; slot < kRunIds; ++slot) {
        const RelationshipId id{number << kRunBits | slot};
        if (shapes->exists(slot) && !view_.exists(id)) {
          report(relationship_name(id), " has properties and does not exist");
        }
      }
    });
  }

  template <typename Visit>
  void each_of(const catalog::Owner& owner, Visit&& visit) {
    if (owner.element == ElementKind::Node) {
      for (const NodeId node : nodes_) {
        if (view_.has_label(node, owner.label())) visit(node.value);
      }
    } else {
      for (const RelationshipId id : relationships_) {
        if (view_.record(id)->type == owner.type()) visit(id.value);
      }
    }
  }

  Value property(ElementKind kind, std::uint64_t id, PropertyKeyId key) const {
    return kind == ElementKind::Node ? view_.property(NodeId{id}, key)
                                     : view_.property(RelationshipId{id}, key);
  }

  std::vector<Value> values_of(const catalog::Owner& owner, const std::vector<PropertyKeyId>& keys,
                               std::uint64_t id) const {
    std::vector<Value> values;
    for (const PropertyKeyId key : keys) values.push_back(property(owner.element, id, key));
    return values;
  }

  /// The entries that the data asks for are those that are stored.
  void entries(const catalog::Index& index) {
    std::map<std::string, std::string> expected;
    each_of(index.owner, [&](std::uint64_t id) {
      const auto key = index_key(values_of(index.owner, index.keys, id));
      if (!key) return;
      const bool unique = index.unique && !key->hashed;
      std::string stored = index_entry_prefix(index.id, key->bytes, unique);
      std::string value;
      put_u64(unique ? value : stored, id);
      if (!expected.emplace(std::move(stored), std::move(value)).second) {
        report("two elements have the same value under the index ", index.name);
      }
    });
    for (const bool unique : {false, true}) {
      const std::string begin = index_entry_prefix(index.id, {}, unique);
      const auto cursor = snapshot_.cursor(storage::KeySpace::Index, after_prefix(begin), true);
      for (cursor->seek(begin); cursor->valid(); cursor->next()) {
        const auto found = expected.find(std::string(cursor->key()));
        if (found == expected.end() || found->second != cursor->value()) {
          report("the index ", index.name, " has an entry for what is not so");
        } else {
          expected.erase(found);
        }
      }
    }
    if (!expected.empty()) {
      report("the index ", index.name, " lacks ", std::to_string(expected.size()), " entries");
    }
  }

  void constraint_holds(const catalog::Constraint& constraint) {
    std::set<std::string> texts;  // Long values: their entries hold hashes.
    each_of(constraint.owner, [&](std::uint64_t id) {
      const std::vector<Value> values = values_of(constraint.owner, constraint.keys, id);
      const bool lacks = std::any_of(values.begin(), values.end(), [](const Value& v) { return v.is_null(); });
      if (lacks && constraint.mandatory()) {
        report(element_name(constraint.owner.element, id), " breaks the constraint ", constraint.name,
               ": a property is missing");
      }
      if (lacks) return;
      if (constraint.unique()) {
        const auto key = index_key(values);
        if (key && key->hashed && !texts.insert(to_string(Value(List(values.begin(), values.end())))).second) {
          report(element_name(constraint.owner.element, id), " breaks the constraint ", constraint.name,
                 ": another one has the same value");
        }
      }
      if (constraint.kind != catalog::ConstraintKind::Type) return;
      try {
        (void)to_declared_type(values[0], constraint.type, catalog_, "");
      } catch (const Error&) {
        report(element_name(constraint.owner.element, id), " breaks the constraint ", constraint.name,
               ": its value is of another type");
      }
    });
  }

  const GraphView& view_;
  const catalog::Catalog& catalog_;
  const storage::Snapshot& snapshot_;
  GraphCheck& check_;
  std::vector<NodeId> nodes_;
  std::vector<RelationshipId> relationships_;
};

}  // namespace

void check_graph(const GraphView& view, const storage::Snapshot& snapshot, GraphCheck& check) {
  try {
    GraphWalk(view, snapshot, check).walk();
  } catch (const Error& error) {
    check.report(error.message());
  }
}

}  // namespace agora::graph
