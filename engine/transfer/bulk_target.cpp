// An import into an empty database.

#include <algorithm>

#include "agora/error.h"
#include "graph/bulk_writer.h"
#include "transfer/import_target.h"
#include "transfer/manifest.h"

namespace agora::transfer {
namespace {

class BulkTarget final : public ImportTarget {
 public:
  BulkTarget(graph::GraphStore& store, std::chrono::milliseconds lock_wait, ImportReport& report)
      : writer_(store.begin_bulk(lock_wait)), report_(report) {}

  void declare(const ImportSchema& schema) override {
    catalog::Catalog& catalog = writer_->catalog();
    for (const catalog::Enumeration& enumeration : schema.enumerations) {
      const catalog::Enumeration* known = catalog.find_enumeration(enumeration.name);
      if (!known) {
        catalog.add(enumeration);
      } else if (!(*known == enumeration)) {
        throw Error(ErrorCategory::SchemaError, "",
                    "the database has an enumeration with other values: " + enumeration.name);
      }
    }
    for (const ImportSchema::Constraint& each : schema.constraints) add(catalog, each);
    for (const ImportSchema::Index& each : schema.indexes) add(catalog, each);
    for (const ImportSchema::EndpointRule& rule : schema.endpoint_rules) {
      const catalog::EndpointRule made{writer_->type(rule.type), writer_->label(rule.from),
                                       writer_->label(rule.to)};
      const auto& known = catalog.endpoint_rules();
      if (std::find(known.begin(), known.end(), made) == known.end()) catalog.add(made);
    }
  }

  void add_nodes(const NodeFileSpec& file, Rows& rows, std::vector<NodeId>& ids) override {
    std::vector<LabelId> labels;
    for (const std::string& label : file.labels) labels.push_back(writer_->label(label));
    const std::size_t count = rows.count();
    NodeId next = writer_->add_nodes(count, labels, columns(rows));
    ids.clear();
    for (std::size_t i = 0; i < count; ++i, ++next.value) ids.push_back(next);
    report_.nodes_created += count;
  }

  void add_relationships(const RelationshipFileSpec& file, std::span<const NodeId> starts,
                         std::span<const NodeId> ends, Rows& rows) override {
    writer_->add_relationships(writer_->type(file.type), starts, ends, columns(rows));
    report_.relationships_created += starts.size();
  }

  void keep_manifest(const Manifest& manifest) override {
    writer_->set_document(manifest_document(manifest.name), manifest.text);
  }

  void compare(const Manifest&, bool) override {}  // Nothing was there before.

  void finish() override { writer_->finish(); }

 private:
  void add(catalog::Catalog& catalog, const ImportSchema::Constraint& each) {
    catalog::Constraint constraint;
    constraint.name = each.name();
    if (catalog.find_constraint(constraint.name)) return;
    constraint.kind = each.kind;
    constraint.owner = each.element == catalog::ElementKind::Node
                           ? catalog::Owner::of(writer_->label(each.owner))
                           : catalog::Owner::of(writer_->type(each.owner));
    for (const std::string& property : each.properties)
      constraint.keys.push_back(writer_->property_key(property));
    if (each.kind == catalog::ConstraintKind::Type) constraint.type = each.type;
    if (constraint.unique()) {
      catalog::Index index;
      index.name = constraint.name;
      index.owner = constraint.owner;
      index.keys = constraint.keys;
      index.unique = true;
      constraint.index = catalog.add(std::move(index));
      ++report_.indexes_added;
    }
    catalog.add(std::move(constraint));
    ++report_.constraints_added;
  }

  void add(catalog::Catalog& catalog, const ImportSchema::Index& each) {
    if (catalog.find_index(each.name)) return;
    catalog::Index index;
    index.name = each.name;
    index.owner = each.element == catalog::ElementKind::Node
                      ? catalog::Owner::of(writer_->label(each.owner))
                      : catalog::Owner::of(writer_->type(each.owner));
    for (const std::string& property : each.properties)
      index.keys.push_back(writer_->property_key(property));
    if (catalog.find_index(index.owner, index.keys)) return;
    catalog.add(std::move(index));
    ++report_.indexes_added;
  }

  std::vector<graph::BulkColumn> columns(Rows& rows) {
    std::vector<graph::BulkColumn> columns;
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
      for (const Value& value : rows.columns[i]) report_.properties_set += !value.is_null();
      columns.push_back({writer_->property_key(rows.specs[i]->name), std::move(rows.columns[i])});
    }
    return columns;
  }

  std::unique_ptr<graph::BulkWriter> writer_;
  ImportReport& report_;
};

}  // namespace

std::unique_ptr<ImportTarget> open_bulk_target(graph::GraphStore& store,
                                               std::chrono::milliseconds lock_wait,
                                               ImportReport& report) {
  return std::make_unique<BulkTarget>(store, lock_wait, report);
}

}  // namespace agora::transfer
