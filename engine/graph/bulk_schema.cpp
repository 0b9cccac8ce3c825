// graph/bulk_schema.cpp
//
// Holds a bulk load to the declared schema and builds its indexes, from the packed blocks.

#include <algorithm>

#include "agora/error.h"
#include "base/coding.h"
#include "graph/bulk_state.h"
#include "graph/column_run.h"
#include "graph/index_key.h"
#include "graph/key_layout.h"
#include "graph/label_run.h"
#include "graph/property_type.h"
#include "graph/shape_run.h"

namespace agora::graph {

using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::ElementKind;
using catalog::Owner;

void BulkWriter::State::declare_types(const Owner& owner, std::vector<BulkColumn>& columns) const {
  for (const Constraint* constraint : catalog.constraints_of(owner)) {
    if (constraint->kind != ConstraintKind::Type) continue;
    for (BulkColumn& column : columns) {
      if (column.key != constraint->keys[0]) continue;
      const std::string where = ":" + catalog.name(owner) + "." + catalog.name(column.key);
      for (Value& value : column.values) {
        if (!value.is_null())
          value = to_declared_type(std::move(value), constraint->type, catalog, where);
      }
    }
  }
}

std::shared_ptr<Run> BulkWriter::State::packed(const RunKey& key) const {
  std::shared_ptr<Run> run = make_run(key.kind);
  const Bases& bases = of_nodes(key.kind) ? node_bases : relationship_bases;
  if (const auto found = bases.find(key); found != bases.end()) {
    ByteReader in(found->second);
    run->decode(in);
  }
  return run;
}

/// Calls visit(run number, slots of that run that belong to the owner).
template <typename Visit>
void BulkWriter::State::for_each_of(const Owner& owner, Visit&& visit) const {
  if (owner.element == ElementKind::Node) {
    for (std::uint64_t number = 0; number << kRunBits < nodes; ++number) {
      const auto run = packed(RunKey{RunKind::Label, owner.id, number});
      if (!run->empty()) visit(number, static_cast<const LabelRun&>(*run).bits());
    }
    return;
  }
  const auto found = by_type.find(owner.type());
  if (found == by_type.end()) return;
  const auto next = std::next(found);
  const std::uint64_t end = next == by_type.end() ? relationships : next->second.first.value;
  for (std::uint64_t id = found->second.first.value; id < end;) {
    RunBits slots;
    const std::uint64_t number = run_number(id);
    for (; id < end && run_number(id) == number; ++id) slots.set(run_slot(id));
    visit(number, slots);
  }
}

void BulkWriter::State::check_mandatory() {
  for (const Constraint& constraint : catalog.constraints()) {
    if (!constraint.mandatory()) continue;
    const bool node = constraint.owner.element == ElementKind::Node;
    const RunKind kind = node ? RunKind::NodeShape : RunKind::RelationshipShape;
    for_each_of(constraint.owner, [&](std::uint64_t number, const RunBits& slots) {
      const auto run = packed(RunKey{kind, 0, number});
      const auto& shapes = static_cast<const ShapeRun&>(*run);
      slots.for_each([&](std::uint16_t slot) {
        for (const PropertyKeyId key : constraint.keys) {
          if (shapes.has_key(slot, key)) continue;
          const std::string name = ":" + catalog.name(constraint.owner);
          throw Error(ErrorCategory::ConstraintValidationFailed, "",
                      "every " + (node ? name : "[" + name + "]") + " must have the property " +
                          catalog.name(key) + " (constraint " + constraint.name + ")");
        }
      });
    });
  }
}

BulkWriter::State::Entries BulkWriter::State::index_entries_of(ElementKind element) const {
  Entries entries;
  // The run of each column that was looked at last: the nodes of many small labels lie in one run.
  std::map<PropertyKeyId, std::pair<std::uint64_t, std::shared_ptr<Run>>> last;
  const RunKind kind = element == ElementKind::Node ? RunKind::NodeColumn : RunKind::RelationshipColumn;
  const auto column_of = [&](PropertyKeyId key, std::uint64_t number) {
    auto& [known, run] = last[key];
    if (!run || known != number) run = packed(RunKey{kind, key.value, number});
    known = number;
    return run;
  };
  for (const catalog::Index& index : catalog.indexes()) {
    if (index.owner.element != element) continue;
    struct Found {
      IndexKey key;
      std::uint64_t id;
    };
    std::vector<Found> found;
    for_each_of(index.owner, [&](std::uint64_t number, const RunBits& slots) {
      std::vector<std::shared_ptr<Run>> columns;
      for (const PropertyKeyId key : index.keys)
        columns.push_back(column_of(key, number));
      slots.for_each([&](std::uint16_t slot) {
        std::vector<Value> values;
        for (const auto& column : columns)
          values.push_back(static_cast<const ColumnRun&>(*column).value(slot));
        if (auto key = index_key(values))
          found.push_back({std::move(*key), number << kRunBits | slot});
      });
    });
    // Files are often in the order of their keys, and then so are the nodes.
    const auto before = [](const Found& a, const Found& b) {
      return a.key.bytes != b.key.bytes ? a.key.bytes < b.key.bytes : a.id < b.id;
    };
    if (!std::is_sorted(found.begin(), found.end(), before)) std::sort(found.begin(), found.end(), before);
    for (std::size_t i = 0; i < found.size(); ++i) {
      // Two long texts with one hash of 128 bits are taken for equal here: that does not happen by
      // chance.
      if (index.unique && i > 0 && found[i].key.bytes == found[i - 1].key.bytes) {
        std::string shown;
        for (const PropertyKeyId key : index.keys) {
          const auto column = packed(RunKey{kind, key.value, run_number(found[i].id)});
          const Value value = static_cast<const ColumnRun&>(*column).value(run_slot(found[i].id));
          shown += (shown.empty() ? "" : " and ") + catalog.name(key) + " = " + to_string(value);
        }
        throw Error(ErrorCategory::ConstraintValidationFailed, "",
                    "more than one :" + catalog.name(index.owner) + " would have " + shown +
                        ", which the constraint " + index.name + " forbids");
      }
      const bool short_key = index.unique && !found[i].key.hashed;
      std::string key = index_entry_prefix(index.id, found[i].key.bytes, short_key);
      std::string value;
      put_u64(short_key ? value : key, found[i].id);
      entries.emplace_back(std::move(key), std::move(value));
    }
  }
  return entries;
}

}  // namespace agora::graph
