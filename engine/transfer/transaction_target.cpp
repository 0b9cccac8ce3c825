// An import into a database that is not empty: one transaction of one statement.

#include <algorithm>

#include "agora/error.h"
#include "graph/graph_store.h"
#include "transfer/absent_elements.h"
#include "transfer/import_target.h"
#include "transfer/manifest.h"
#include "transfer/problems.h"

namespace agora::transfer {
namespace {

using catalog::Owner;

/// The same for a person: an enumeration's value equals its name.
bool same(const Value& left, const Value& right) {
  const auto text = [](const Value& value) {
    return value.is(ValueType::String) || value.is(ValueType::Enumerated);
  };
  if (text(left) && text(right)) return left.as_string() == right.as_string();
  return left == right;
}

class TransactionTarget final : public ImportTarget {
 public:
  TransactionTarget(graph::GraphStore& store, std::chrono::milliseconds lock_wait,
                    ImportReport& report)
      : transaction_(store.begin_write(lock_wait)), graph_(transaction_->graph()), report_(report) {
    transaction_->begin_statement();
  }

  void declare(const ImportSchema& schema) override {
    for (const catalog::Enumeration& enumeration : schema.enumerations) {
      const catalog::Enumeration* known = graph_.catalog().find_enumeration(enumeration.name);
      if (!known) {
        graph_.create_enumeration(enumeration);
      } else if (!(*known == enumeration)) {
        throw Error(ErrorCategory::SchemaError, "",
                    "the database has an enumeration with other values: " + enumeration.name);
      }
    }
    for (const ImportSchema::Constraint& each : schema.constraints) add(each);
    for (const ImportSchema::Index& each : schema.indexes) add(each);
    for (const ImportSchema::EndpointRule& rule : schema.endpoint_rules) {
      graph_.create_endpoint_rule(
          {graph_.type_named(rule.type), graph_.label(rule.from), graph_.label(rule.to)},
          /*if_absent=*/true);
    }
  }

  void add_nodes(const NodeFileSpec& file, Rows& rows, std::vector<NodeId>& ids) override {
    std::vector<LabelId> labels;
    for (const std::string& label : file.labels) labels.push_back(graph_.label(label));
    const std::vector<PropertyKeyId> keys = property_keys(rows);
    const std::size_t key_column = file.key_is_property ? column_of(rows, file.key) : keys.size();
    std::optional<IndexId> index;
    if (file.key_is_property && !labels.empty())
      index = index_of(Owner::of(labels.front()), keys[key_column]);
    ids.clear();
    for (std::size_t row = 0; row < rows.count(); ++row) {
      at_row(file.file, rows.lines[row], [&] {
        std::vector<NodeId> found;
        if (index) graph_.index_seek(*index, rows.columns[key_column][row], found);
        const NodeId node = found.empty() ? graph_.create_node(labels) : found.front();
        if (found.empty()) {
          ++report_.nodes_created;
        } else {
          ++report_.nodes_merged;
          for (const LabelId label : labels) graph_.add_label(node, label);
        }
        set_properties(node, rows, row, keys);
        seen_.nodes.insert(node);
        ids.push_back(node);
      });
    }
  }

  void add_relationships(const RelationshipFileSpec& file, std::span<const NodeId> starts,
                         std::span<const NodeId> ends, Rows& rows) override {
    const TypeId type = graph_.type_named(file.type);
    const std::vector<PropertyKeyId> keys = property_keys(rows);
    const std::size_t key_column = file.key.empty() ? keys.size() : column_of(rows, file.key);
    std::optional<IndexId> index;
    if (!file.key.empty()) index = index_of(Owner::of(type), keys[key_column]);
    for (std::size_t row = 0; row < rows.count(); ++row) {
      at_row(file.file, rows.lines[row], [&] {
        std::vector<RelationshipId> found;
        if (index) graph_.index_seek(*index, rows.columns[key_column][row], found);
        // One that joins other nodes now is another relationship with the same key.
        if (!found.empty() && graph_.record(found.front()) !=
                                  graph::RelationshipRecord{type, starts[row], ends[row]}) {
          graph_.delete_relationship(found.front());
          found.clear();
          ++replaced_;
        }
        const bool merged = !found.empty();
        ++(merged ? report_.relationships_merged : report_.relationships_created);
        const RelationshipId relationship =
            merged ? found.front() : graph_.create_relationship(type, starts[row], ends[row]);
        set_properties(relationship, rows, row, keys);
        seen_.relationships.insert(relationship);
      });
    }
  }

  void keep_manifest(const Manifest& manifest) override {
    graph_.set_document(manifest_document(manifest.name), manifest.text);
  }

  void compare(const Manifest& manifest, bool prune) override {
    const AbsentElements absent(graph_, manifest, seen_);
    absent.tell(report_);
    if (!prune) return;
    absent.remove(graph_);
    report_.pruned = true;
  }

  void finish() override {
    if (replaced_ > 0) {
      report_.remarks.push_back(std::to_string(replaced_) +
                                " relationships joined other nodes before and were replaced.");
    }
    transaction_->accept_statement();
    transaction_->commit();
  }

 private:
  template <typename Work>
  void at_row(const std::filesystem::path& file, std::uint64_t line, Work&& work) {
    try {
      work();
    } catch (Error& error) {
      error.prefix(place(file, line) + ": ");
      throw;
    }
  }

  /// By what it declares, not by its name.
  bool declared(const catalog::Constraint& wanted) const {
    for (const catalog::Constraint* known : graph_.catalog().constraints_of(wanted.owner)) {
      if (known->keys != wanted.keys) continue;
      if (known->kind == wanted.kind &&
          (known->kind != catalog::ConstraintKind::Type || known->type == wanted.type)) {
        return true;
      }
      if (known->kind == catalog::ConstraintKind::Key &&
          wanted.kind != catalog::ConstraintKind::Type)
        return true;
    }
    return false;
  }

  void add(const ImportSchema::Constraint& each) {
    catalog::Constraint constraint;
    constraint.name = each.name();
    constraint.kind = each.kind;
    constraint.owner = each.element == catalog::ElementKind::Node
                           ? Owner::of(graph_.label(each.owner))
                           : Owner::of(graph_.type_named(each.owner));
    for (const std::string& property : each.properties)
      constraint.keys.push_back(graph_.property_key(property));
    if (each.kind == catalog::ConstraintKind::Type) constraint.type = each.type;
    if (declared(constraint)) return;
    report_.indexes_added += constraint.unique();
    graph_.create_constraint(std::move(constraint));
    ++report_.constraints_added;
  }

  void add(const ImportSchema::Index& each) {
    const Owner owner = each.element == catalog::ElementKind::Node
                            ? Owner::of(graph_.label(each.owner))
                            : Owner::of(graph_.type_named(each.owner));
    std::vector<PropertyKeyId> keys;
    for (const std::string& property : each.properties) keys.push_back(graph_.property_key(property));
    if (graph_.catalog().find_index(owner, keys)) return;
    report_.indexes_added += graph_.create_index(each.name, owner, keys, /*if_absent=*/true);
  }

  std::vector<PropertyKeyId> property_keys(const Rows& rows) {
    std::vector<PropertyKeyId> keys;
    for (const ColumnSpec* spec : rows.specs) keys.push_back(graph_.property_key(spec->name));
    return keys;
  }
  static std::size_t column_of(const Rows& rows, const std::string& name) {
    const auto named = [&](const ColumnSpec* spec) { return spec->name == name; };
    return static_cast<std::size_t>(std::find_if(rows.specs.begin(), rows.specs.end(), named) -
                                    rows.specs.begin());
  }
  std::optional<IndexId> index_of(const Owner& owner, PropertyKeyId key) const {
    const catalog::Index* index = graph_.catalog().find_index(owner, key);
    return index ? std::optional(index->id) : std::nullopt;
  }

  /// An element's properties become those of its row: an empty cell removes one.
  template <typename Id>
  void set_properties(Id id, const Rows& rows, std::size_t row,
                      const std::vector<PropertyKeyId>& keys) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Value& value = rows.columns[i][row];
      if (same(graph_.property(id, keys[i]), value)) continue;
      graph_.set_property(id, keys[i], value);
      ++report_.properties_set;
    }
  }

  std::unique_ptr<graph::WriteTransaction> transaction_;
  graph::GraphFork& graph_;
  ImportReport& report_;
  SeenElements seen_;
  std::uint64_t replaced_ = 0;
};

}  // namespace

std::unique_ptr<ImportTarget> open_transaction_target(graph::GraphStore& store,
                                                      std::chrono::milliseconds lock_wait,
                                                      ImportReport& report) {
  return std::make_unique<TransactionTarget>(store, lock_wait, report);
}

}  // namespace agora::transfer
