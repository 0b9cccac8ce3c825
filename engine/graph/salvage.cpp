#include "graph/salvage.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "agora/error.h"
#include "graph/adjacency_run.h"
#include "graph/column_run.h"
#include "graph/ends_run.h"
#include "graph/key_layout.h"
#include "graph/label_run.h"
#include "graph/shape_run.h"

namespace agora::graph {
namespace {

constexpr auto kPatience = std::chrono::seconds(5);
constexpr std::uint64_t kRunsPerCommit = 8;

class Rescue {
 public:
  Rescue(const GraphStore& from, GraphStore& to)
      : view_(from.view()), catalog_(view_->catalog()), to_(to) {}

  Salvage run() {
    each_batch(view_->node_id_bound(), [&](std::uint64_t number, GraphFork& graph) { nodes(number, graph); });
    find_ends();
    each_batch(view_->relationship_id_bound(),
               [&](std::uint64_t number, GraphFork& graph) { relationships(number, graph); });
    schema();
    documents();
    return std::move(result_);
  }

 private:
  template <typename T>
  std::shared_ptr<const T> read(RunKind kind, std::uint32_t id, std::uint64_t number) {
    const RunKey key{kind, id, number};
    try {
      return view_->run_as<T>(kind, id, number);
    } catch (const Error& error) {
      if (error.category() != ErrorCategory::Corrupt && error.category() != ErrorCategory::Io) throw;
      result_.losses.push_back("unreadable: " + describe(key));
      return nullptr;
    }
  }

  template <typename Work>
  void each_batch(std::uint64_t bound, Work&& work) {
    for (std::uint64_t first = 0; first << kRunBits < bound; first += kRunsPerCommit) {
      const auto transaction = to_.begin_write(kPatience);
      transaction->begin_statement();
      for (std::uint64_t number = first; number < first + kRunsPerCommit && number << kRunBits < bound; ++number) {
        work(number, transaction->graph());
      }
      transaction->accept_statement();
      transaction->commit();
    }
  }

  void nodes(std::uint64_t number, GraphFork& graph) {
    const auto shapes = read<ShapeRun>(RunKind::NodeShape, 0, number);
    std::vector<std::pair<std::uint32_t, std::shared_ptr<const LabelRun>>> labels;
    for (std::uint32_t i = 0; i < catalog_.label_count(); ++i) {
      if (auto run = read<LabelRun>(RunKind::Label, i, number); run && !run->empty()) labels.emplace_back(i, run);
    }
    const auto columns = columns_of(RunKind::NodeColumn, number);
    for (std::uint16_t slot = 0; slot < kRunIds; ++slot) {
      std::vector<LabelId> carried;
      for (const auto& [id, run] : labels) {
        if (run->has(slot)) carried.push_back(graph.label(catalog_.labels()[id]));
      }
      bool there = shapes ? shapes->exists(slot) : !carried.empty();
      for (const auto& [id, run] : columns) there = there || (!shapes && run->has(slot));
      if (!there) continue;
      const NodeId made = graph.create_node(carried);
      set_properties(graph, made, columns, slot);
      nodes_.emplace(number << kRunBits | slot, made);
      ++result_.nodes;
    }
  }

  using Columns = std::vector<std::pair<std::uint32_t, std::shared_ptr<const ColumnRun>>>;
  Columns columns_of(RunKind kind, std::uint64_t number) {
    Columns columns;
    for (std::uint32_t i = 0; i < catalog_.property_key_count(); ++i) {
      if (auto run = read<ColumnRun>(kind, i, number); run && !run->empty()) columns.emplace_back(i, run);
    }
    return columns;
  }

  template <typename Id>
  void set_properties(GraphFork& graph, Id id, const Columns& columns, std::uint16_t slot) {
    for (const auto& [key, run] : columns) {
      if (!run->has(slot)) continue;
      Value value = run->value(slot);
      // An enumeration's values become so again when its constraint is declared.
      if (value.is(ValueType::Enumerated)) value = Value(value.as_string());
      graph.set_property(id, graph.property_key(catalog_.property_keys()[key]), value);
    }
  }

  /// Type, start and end of each relationship; from the lists of neighbours where the record is gone.
  void find_ends() {
    bool unreadable = false;
    for (std::uint64_t number = 0; number << kRunBits < view_->relationship_id_bound(); ++number) {
      const auto run = read<EndsRun>(RunKind::Ends, 0, number);
      unreadable = unreadable || !run;
      if (!run) continue;
      run->live().for_each([&](std::uint16_t slot) { ends_[number << kRunBits | slot] = *run->record(slot); });
    }
    if (!unreadable) return;
    for (std::uint32_t t = 0; t < catalog_.type_count(); ++t) {
      for (std::uint64_t number = 0; number << kRunBits < view_->node_id_bound(); ++number) {
        for (const bool out : {true, false}) {
          const auto run = read<AdjacencyRun>(out ? RunKind::AdjacencyOut : RunKind::AdjacencyIn, t, number);
          if (!run || run->empty()) continue;
          for (std::uint16_t slot = 0; slot < kRunIds; ++slot) {
            const NodeId node{number << kRunBits | slot};
            run->list(slot).for_each([&](NodeId other, RelationshipId id) {
              ends_.try_emplace(id.value, RelationshipRecord{TypeId{t}, out ? node : other, out ? other : node});
            });
          }
        }
      }
    }
  }

  void relationships(std::uint64_t number, GraphFork& graph) {
    const auto columns = columns_of(RunKind::RelationshipColumn, number);
    const auto first = ends_.lower_bound(number << kRunBits);
    const auto last = ends_.lower_bound((number + 1) << kRunBits);
    for (auto each = first; each != last; ++each) {
      const RelationshipRecord& record = each->second;
      const auto start = nodes_.find(record.start.value), end = nodes_.find(record.end.value);
      if (start == nodes_.end() || end == nodes_.end() || record.type.value >= catalog_.type_count()) {
        ++dangling_;
        continue;
      }
      const TypeId type = graph.type_named(catalog_.types()[record.type.value]);
      const RelationshipId made = graph.create_relationship(type, start->second, end->second);
      set_properties(graph, made, columns, run_slot(each->first));
      ++result_.relationships;
    }
  }

  void documents() {
    for (const std::string& name : view_->document_names("")) {
      declare("the document " + name, [&](GraphFork& graph) { graph.set_document(name, *view_->document(name)); });
    }
  }

  catalog::Owner owner_in(GraphFork& graph, const catalog::Owner& owner) {
    return owner.element == catalog::ElementKind::Node ? catalog::Owner::of(graph.label(catalog_.name(owner)))
                                                       : catalog::Owner::of(graph.type_named(catalog_.name(owner)));
  }

  template <typename Declare>
  void declare(const std::string& what, Declare&& work) {
    const auto transaction = to_.begin_write(kPatience);
    transaction->begin_statement();
    try {
      work(transaction->graph());
      transaction->accept_statement();
    } catch (const Error& error) {
      transaction->undo_statement();
      result_.losses.push_back("left out: " + what + ": " + error.message());
    }
    transaction->commit();
  }

  void schema() {
    if (dangling_ > 0) {
      result_.losses.push_back(std::to_string(dangling_) + " relationships whose ends are lost");
    }
    const auto keys_in = [&](GraphFork& graph, const std::vector<PropertyKeyId>& keys) {
      std::vector<PropertyKeyId> result;
      for (const PropertyKeyId key : keys) result.push_back(graph.property_key(catalog_.name(key)));
      return result;
    };
    for (const catalog::Enumeration& each : catalog_.enumerations()) {
      declare("the enumeration " + each.name, [&](GraphFork& graph) { graph.create_enumeration(each); });
    }
    for (const catalog::Constraint& each : catalog_.constraints()) {
      declare("the constraint " + each.name, [&](GraphFork& graph) {
        catalog::Constraint made = each;
        made.index.reset();
        made.owner = owner_in(graph, each.owner);
        made.keys = keys_in(graph, each.keys);
        graph.create_constraint(std::move(made));
      });
    }
    for (const catalog::Index& each : catalog_.indexes()) {
      if (each.unique) continue;
      declare("the index " + each.name, [&](GraphFork& graph) {
        graph.create_index(each.name, owner_in(graph, each.owner), keys_in(graph, each.keys));
      });
    }
    for (const catalog::EndpointRule& each : catalog_.endpoint_rules()) {
      declare("a rule for " + catalog_.name(each.type), [&](GraphFork& graph) {
        graph.create_endpoint_rule({graph.type_named(catalog_.name(each.type)), graph.label(catalog_.name(each.start)),
                                    graph.label(catalog_.name(each.end))});
      });
    }
  }

  const std::shared_ptr<const GraphView> view_;
  const catalog::Catalog& catalog_;
  GraphStore& to_;
  Salvage result_;
  std::unordered_map<std::uint64_t, NodeId> nodes_;
  std::map<std::uint64_t, RelationshipRecord> ends_;
  std::uint64_t dangling_ = 0;
};

}  // namespace

Salvage salvage(const GraphStore& from, GraphStore& to) { return Rescue(from, to).run(); }

}  // namespace agora::graph
